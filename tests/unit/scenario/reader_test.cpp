// Reading scenarios: defaults and origins, overlays, --set, the effective scenario, the schema.
#include "sim/scenario/reader/reader.hpp"

#include <ctime>
#include <nlohmann/json.hpp>

#include "sim/kernel/samplers.hpp"
#include "sim/scenario/effective.hpp"
#include "sim/scenario/schema.hpp"
#include "sim/scenario/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/schema.hpp"
#include "tests/support/source_dir.hpp"

namespace reader_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const std::string kBase = R"(orrery: 1
name: base
start: 2026-11-02
horizon: 1 d
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: own, site: hall, server: dgx-h100, servers: 2}
deployments:
  - {name: chat, model: llama-3.1-8b, pool: own}
workloads:
  - name: load
    deployments: [chat]
    demand: {synthetic: {rate: 2 /s, prompt: {constant: {mean: 7}}}}
)";

Scenario read(const ScenarioSources& sources) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario(sources, diagnostics);
    INFO(render(diagnostics));
    REQUIRE(scenario.has_value());
    return *scenario;
}

std::string origin_of(const Scenario& s, const std::string& path) {
    for (const Origin& o : s.origins) {
        if (o.path == path) return o.value + " from " + o.origin;
    }
    return "unknown";
}

/// YAML scalars as JSON values, as an editor's schema check sees them.
nlohmann::json to_json(const Node& node) {
    if (node.kind == Node::Kind::sequence) {
        auto list = nlohmann::json::array();
        for (const Node& item : node.items) list.push_back(to_json(item));
        return list;
    }
    if (node.kind == Node::Kind::mapping) {
        auto object = nlohmann::json::object();
        for (const Entry& entry : node.entries) object[entry.key] = to_json(entry.value);
        return object;
    }
    const auto number = nlohmann::json::parse(node.scalar, nullptr, false);
    const bool plain = !node.quoted && (number.is_number() || number.is_boolean());
    return plain ? number : nlohmann::json(node.scalar);
}

}  // namespace

TEST_CASE("values, defaults and their origins") {
    TemporaryFolder folder;
    const std::string file = folder.write("s.yaml", kBase);
    const Scenario s = read({file, {}, {}});
    CHECK(s.pools[0].servers == 2);
    CHECK(s.deployments[0].max_num_seqs == 256);
    CHECK(s.workloads[0].synthetic->prompt.law == LengthLaw::constant);
    CHECK(s.workloads[0].synthetic->prompt.mean == 7);
    CHECK(origin_of(s, "horizon") == "1 d from " + file + ":4");
    CHECK(origin_of(s, "deployments[0].tp") == "1 from default");
}

TEST_CASE("overlays merge by name, later ones win, lists of values are replaced") {
    TemporaryFolder folder;
    const std::string file = folder.write("s.yaml", kBase);
    const std::string a =
        folder.write("a.yaml",
                     "horizon: 2 d\npools:\n  - {name: own, servers: 5}\n"
                     "  - {name: more, site: hall, server: dgx-h200, servers: 1}\n");
    const std::string b = folder.write("b.yaml", "pools:\n  - {name: own, servers: 7}\n");
    const Scenario s = read({file, {a, b}, {}});
    CHECK(s.horizon == Nanos{2 * kDay.ns});
    REQUIRE(s.pools.size() == 2);
    CHECK(s.pools[0].servers == 7);
    CHECK(s.pools[0].server == "dgx-h100");
    CHECK(s.pools[1].server == "dgx-h200");
    CHECK(origin_of(s, "pools[0].servers") == "7 from " + b + ":2");
}

TEST_CASE("assignments by --set reach lists by name and index, append, and add keys") {
    TemporaryFolder folder;
    const std::string file = folder.write("s.yaml", kBase);
    const Scenario s =
        read({file,
              {},
              {"pools[own].servers=9", "sites[0].pue=1.1", "workloads[load].slo.ttft=500 ms",
               "workloads[load].residency=[DE]", "workloads[load].residency[+]=FR",
               "sites[+]={name: b, kind: edge, country: FR, grid: FR, pue: 1.5}"}});
    CHECK(s.pools[0].servers == 9);
    CHECK(s.sites[0].pue == 1.1);
    CHECK(s.workloads[0].slo.ttft_s == 0.5);
    CHECK(s.workloads[0].residency == std::vector<std::string>{"DE", "FR"});
    REQUIRE(s.sites.size() == 2);
    CHECK(s.sites[1].name == "b");
    CHECK(origin_of(s, "pools[0].servers") == "9 from --set pools[own].servers=9");
    Diagnostics diagnostics;
    read_scenario({file, {}, {"pools[nope].servers=1", "horizon", "pools[own=3"}}, diagnostics);
    CHECK(diagnostics.error_count() == 3);
}

TEST_CASE("the effective scenario reads back to itself") {
    const auto root = std::filesystem::path(source_dir()) / "scenarios/examples";
    TemporaryFolder folder;
    for (const char* name : {"quickstart.yaml", "azure-2023-conv.yaml"}) {
        const Scenario s = read({(root / name).string(), {}, {}});
        const std::string first = effective_scenario(s);
        const std::string file = folder.write(name, first);
        const std::string second = effective_scenario(read({file, {}, {}}));
        const auto values = [](const std::string& text) {
            std::string out;
            std::istringstream in(text);
            for (std::string line; std::getline(in, line);) {
                out += line.substr(0, line.find("  # ")) + "\n";
            }
            return out;
        };
        const auto trimmed = [&](std::string text) {
            std::string out;
            std::istringstream in(values(text));
            for (std::string line; std::getline(in, line);) {
                while (!line.empty() && line.back() == ' ') line.pop_back();
                out += line + "\n";
            }
            return out;
        };
        CHECK(trimmed(first) == trimmed(second));
    }
}

TEST_CASE("amounts of assertions are taken in the reporting currency, at the scenario's rates") {
    const auto values = [](const std::string& currencies, const std::string& asserted) {
        Diagnostics d;
        const auto s = read_scenario_text("orrery: 1\nname: sums\nhorizon: 1 h\n" + currencies +
                                              "sites: [{name: hall, kind: on_prem, country: DE, "
                                              "grid: DE, pue: 1.3}]\npools: []\nassert: [" +
                                              asserted + "]\n",
                                          "sums.yaml", d);
        std::vector<double> all;
        if (s) {
            for (const AssertSpec& a : s->asserts) all.push_back(a.value);
        }
        return all;
    };
    using All = std::vector<double>;
    const std::string fx = "fx: [{currency: GBP, rate: 1.5}]\n";
    CHECK(values("", "cost.total < 5 kUSD, cost.total < 5") == All{5000, 5});
    CHECK(values(fx, "cost.total < 2 kGBP, latency.ttft.p99 < 1 s") == All{3000, 1});
    const std::string euros = "currency: EUR\nexchange_rate: 2\n";
    CHECK(values(euros, "cost.total < 3 EUR, cost.total < 3 USD") == All{3, 1.5});
    CHECK(values(euros + fx, "cost.total < 10 GBP, cost.total < 5") == All{7.5, 5});
    CHECK(values("", "cost.total < 5 EUR").empty());
}

TEST_CASE("shipped scenarios and wrong ones against the JSON Schema") {
    const auto schema = nlohmann::json::parse(schema_scenario());
    const auto root = std::filesystem::path(source_dir());
    Diagnostics diagnostics;
    for (const auto& entry : std::filesystem::directory_iterator(root / "scenarios/examples")) {
        if (entry.path().extension() != ".yaml") continue;
        const auto node = read_document(entry.path().string(), diagnostics);
        REQUIRE(node.has_value());
        INFO(entry.path().filename().string());
        CHECK(violations(schema, to_json(*node)) == "");
    }
    for (const char* wrong : {"unknown_key", "missing_key", "unknown_choice", "missing_unit",
                              "pue_below_one", "word_for_number"}) {
        const auto path = root / "tests/golden/errors" / (std::string(wrong) + ".yaml");
        const auto node = read_document(path.string(), diagnostics);
        REQUIRE(node.has_value());
        INFO(wrong);
        CHECK(violations(schema, to_json(*node)) != "");
    }
}

TEST_CASE("random and mutated text never crashes the reader") {
    Stream s(11, "reader", "mutations");
    for (int round = 0; round < 4000; ++round) {
        std::string text = kBase;
        const auto changes = 1 + uniform_int(s, 6);
        for (std::uint64_t c = 0; c < changes; ++c) {
            const auto at = static_cast<std::size_t>(uniform_int(s, text.size()));
            const auto what = uniform_int(s, 3);
            const std::string pool = ":-[]{}#&*!|>'\"%@`,? \n\t019aé~";
            const char byte = pool[static_cast<std::size_t>(uniform_int(s, pool.size()))];
            if (what == 0) text[at] = byte;
            if (what == 1) text.insert(at, 1, byte);
            if (what == 2) text.erase(at, 1 + static_cast<std::size_t>(uniform_int(s, 5)));
        }
        Diagnostics diagnostics;
        const auto scenario = read_scenario_text(text, "mutated", diagnostics);
        CHECK(scenario.has_value() != diagnostics.has_errors());
        if (scenario) effective_scenario(*scenario);
    }
}

TEST_CASE("columns count characters, of everything on a line and of every line") {
    Diagnostics diagnostics;
    const auto node =
        parse_document("\xef\xbb\xbfäö: [é, {ü: 1, b: [ß, 2]}]\nd: ü\n", "text", diagnostics);
    REQUIRE(node);
    const Node& list = node->entries[0].value;
    CHECK(node->entries[0].at.col == 1);
    CHECK(list.items[0].at.col == 6);
    const Node& map = list.items[1];
    CHECK(map.entries[0].at.col == 10);
    CHECK(map.entries[0].value.at.col == 13);
    CHECK(map.entries[1].value.items[1].at.col == 23);
    CHECK(node->entries[1].at.col == 1);
    CHECK(node->entries[1].value.at.col == 4);
    CHECK(node->entries[1].value.at.line == 2);
}

TEST_CASE("hostile text is refused quickly") {
    const std::clock_t begun = std::clock();
    Diagnostics diagnostics;
    CHECK_FALSE(parse_document(std::string(2 << 20, 'a'), "big", diagnostics));
    std::string many = "a: [";
    for (int i = 0; i < 300000; ++i) many += "1,";
    CHECK_FALSE(parse_document(many + "1]", "many", diagnostics));
    CHECK_FALSE(parse_document(std::string(5000, '{'), "deep", diagnostics));
    CHECK(diagnostics.error_count() == 3);
    // In time that grows with the text, not with its square: that would be 19 s.
    CHECK(static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC < 10);
}

TEST_CASE("a document is printed so that it reads back to itself, whatever its texts hold") {
    Diagnostics d;
    const auto node = parse_document(
        "{a: \"say \\\"hi\\\" to C:\\\\x\", b: \"two\\nlines\", \"key: of # two\": 1, c: "
        "[\"- x\", plain, \"\\x07\"]}",
        "a.yaml", d);
    REQUIRE(node);
    const std::string printed = print_document(*node);
    const auto read = parse_document(printed, "b.yaml", d);
    REQUIRE(read);
    CHECK(!d.has_errors());
    CHECK(print_document(*read) == printed);
    CHECK(read->find("a")->scalar == "say \"hi\" to C:\\x");
    CHECK(read->find("b")->scalar == "two\nlines");
    CHECK(read->find("key: of # two")->scalar == "1");
    CHECK(read->find("c")->items[2].scalar == "\a");
    CHECK(yaml_text("two\nlines \x07") == "\"two\\nlines \\x07\"");
    // Text without quotes over several lines, with an empty one: it holds the end of a line.
    const auto folded = parse_document("a: one\n  two\n\n  jobs\nb: 1\n", "c.yaml", d);
    REQUIRE(folded);
    const auto again = parse_document(print_document(*folded), "d.yaml", d);
    REQUIRE(again);
    CHECK(again->find("a")->scalar == "one two\njobs");
    CHECK(again->find("b")->scalar == "1");
    const auto returned = parse_document("a: one\rb\n", "h.yaml", d);
    REQUIRE(returned);
    const std::string shown = print_document(*returned);
    CHECK(shown.find('\r') == std::string::npos);
    CHECK(print_document(*parse_document(shown, "i.yaml", d)) == shown);
    const auto no_comment = parse_document("-# a", "j.yaml", d);
    REQUIRE(no_comment);
    CHECK(no_comment->scalar == "-# a");
    CHECK(parse_document(std::string(200, 'k') + ": 1\n", "f.yaml", d));
    CHECK_FALSE(parse_document(std::string(201, 'k') + ": 1\n", "g.yaml", d));
    CHECK(render(d).find("a key is longer than 200 bytes") != std::string::npos);
}

}  // namespace reader_test
