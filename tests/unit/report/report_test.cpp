// Reports: 80 columns, escaping, the schema, golden text and JSON of a fixed run.
#include "sim/report/report.hpp"

#include <nlohmann/json.hpp>

#include "orrery/base/atomic_file.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/report/requests_csv.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/schema.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/text.hpp"
#include "tests/support/world.hpp"

namespace report_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World world_of(const std::string& name) {
    World world = small_world(1, 2, kHour);
    world.name = name;
    world.sites[0].name = name;
    world.sites[0].grid_g_kwh = {400};
    world.pools[0].name = name;
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    world.pools[0].terms.vendor = name;
    world.pools[0].terms.list_usd_server_h = world.pools[0].terms.contracted_usd_server_h = 3.5;
    world.tables.push_back(simple_table(4, 64, 1600));
    world.shapes.emplace_back();
    Deployment& d = add_deployment(world, name, 2, 1);
    d.max_num_seqs = 4;
    d.token_budget = 64;
    WorkloadSpec& workload = add_workload(world, name).spec;
    workload.slo.ttft_s = 0.1;
    workload.value.emplace();
    workload.value->usd_1000_requests = 60;
    workload.value->owner = name;
    world.finance.discount_rate = 0.1;
    BudgetSpec budget;
    budget.name = name;
    budget.usd = 3;
    budget.period = "month";
    world.finance.budgets.push_back(budget);
    world.sites[0].outages.push_back({Nanos{600 * kSecond.ns}, Nanos{660 * kSecond.ns}, name});
    return world;
}

Findings findings_of(const World& world, RequestSink* sink = nullptr) {
    std::vector<TraceRequest> list;
    for (int i = 0; i < 200; ++i) {
        list.push_back(request_at(Nanos{i * 5 * kSecond.ns}, 20 + i % 90, 1 + i % 40));
    }
    RunOptions options;
    options.sink = sink;
    const Observations o = simulate(world, sources_of(list), options);
    Findings f = analyse(world, o, account(world, o));
    analysis::add_bases(world, f);
    return f;
}

void golden(const std::string& name, const std::string& actual) {
    const auto file = std::filesystem::path(source_dir()) / "tests/golden/report" / name;
    if (std::getenv("ORRERY_UPDATE_GOLDEN")) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << actual;
    }
    INFO(name);
    CHECK(actual == read_text(file.string()));
}

const std::string kEvil = "<script>alert(1)</script>\"'&\x1b[31m" + std::string(90, 'w');

}  // namespace

TEST_CASE("the terminal summary fits the window, whatever the names") {
    for (const int width : {40, 60, 80, 100}) {
        CHECK(widest(render_text(findings_of(world_of("hall")), width)) <=
              static_cast<std::size_t>(width));
        const std::string evil = render_text(findings_of(world_of(kEvil)), width);
        CHECK(widest(evil) <= static_cast<std::size_t>(width));
        CHECK(evil.find('\x1b') == std::string::npos);
    }
}

TEST_CASE("the summary has a table of commitments where there are any") {
    Findings f = findings_of(world_of("hall"));
    CHECK(render_text(f, 80).find("Commitments") == std::string::npos);
    const auto set = [&](const std::string& key, double value) {
        Metric m;
        m.value = value;
        f.metrics.set("cost.commitment.held" + key, m);
    };
    set(".billed", 1234567);
    set(".effective", 1000000);
    set(".unused", 250000);
    set(".prepaid", 234567);
    set(".utilisation", .75);
    set(".coverage", .9);
    set(".per_used_hour", 41.666);
    const std::string text = render_text(f, 80);
    CHECK(text.find("held      1,234,567  1,000,000       250,000  234,567  75 %    90 %") !=
          std::string::npos);
    CHECK(text.find("held                41.67") != std::string::npos);
    CHECK(widest(text) <= 80);
}

TEST_CASE("result.json and the summary of a fixed run are as they were") {
    const Findings f = findings_of(world_of("hall"));
    golden("result.json", render_json(f));
    golden("summary.txt", render_text(f, 80));
}

TEST_CASE("result.json conforms to its schema") {
    const auto schema = nlohmann::json::parse(schema_result());
    const auto result = nlohmann::json::parse(render_json(findings_of(world_of("hall"))));
    CHECK(violations(schema, result) == "");
    auto wrong = result;
    wrong["cost"]["total"].erase("formula");
    wrong["surprise"] = 1;
    const std::string found = violations(schema, wrong);
    CHECK(found.find("surprise") != std::string::npos);
    CHECK(found.find("cost") != std::string::npos);
}

TEST_CASE("no label can leave the page's data block") {
    const std::string html = render_html(findings_of(world_of(kEvil)), {{"p", kEvil, "o"}},
                                         "<a><!--DATA--><b><!--SCRIPT--><c>", "SCRIPT");
    CHECK(html.find("<script>alert") == std::string::npos);
    CHECK(html.find("\\u003cscript\\u003ealert") != std::string::npos);
    const std::size_t from = html.find("<a>") + 3;
    const auto data = nlohmann::json::parse(html.substr(from, html.find("<b>") - from));
    CHECK(data["assumptions"][0]["value"] == kEvil);
    CHECK(html.substr(html.size() - 12) == "<b>SCRIPT<c>");
}

TEST_CASE("CSV cells are quoted, and formulas are defused") {
    CHECK(csv_cell("a,b") == "\"a,b\"");
    CHECK(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(csv_cell("=cmd()") == "'=cmd()");
    CHECK(csv_cell("-1.5") == "-1.5");
    CHECK(csv_cell("@x") == "'@x");
    CHECK(csv_cell("a\x1b[31m\x7f") == "a\\x1b[31m\\x7f");
    CHECK(csv_cell("=a\nb") == "\"'=a\nb\"");
}

TEST_CASE("requests.csv has a row a request with exact seconds") {
    TemporaryFolder folder;
    const World world = world_of("hall");
    RequestsCsv csv(world, folder.file("requests.csv"));
    CHECK_FALSE(std::filesystem::exists(folder.file("requests.csv")));
    findings_of(world, &csv);
    csv.commit();
    const std::string text = read_text(folder.file("requests.csv"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 201);
    // Request 0: 20 tokens at 0 s: 0.01 + 20·1e-4 = 0.012 s, one token.
    CHECK(text.find("\n0,tenant,hall,hall,0.000000000,20,1,hall,0,0.012000000,0.012000000,"
                    "0.012000000,,0.012000000,completed\n") != std::string::npos);
}

TEST_CASE("years by the hour are thinned to means, the short last group too") {
    Findings f = findings_of(world_of("long"));
    f.series = {{"power", "hall", "kW", std::vector<double>(4801, 2.0)}};
    f.interval_s = 3600;
    const std::string html = render_html(f, {}, "<!--DATA--><!--SCRIPT-->", "");
    // ⌈4801/2400⌉ = 3 hours a point: 1,600 whole groups, and one of a single hour.
    const auto page = nlohmann::json::parse(html);
    CHECK(page["interval_s"] == 10800);
    REQUIRE(page["series"][0]["values"].size() == 1601);
    for (const auto& value : page["series"][0]["values"]) CHECK(value == 2);
}

TEST_CASE("a file that cannot be finished leaves nothing behind") {
    TemporaryFolder folder;
    {
        AtomicFile file(folder.file("x"));
        file.write("half");
    }
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK_THROWS_AS(write_file(folder.file("no/such/folder"), "x"), EnvironmentError);
    write_file(folder.file("y"), "whole");
    CHECK(read_text(folder.file("y")) == "whole");
}

}  // namespace report_test
