// Data sets, weights and copies of checkpoints: classes hold for them, and the audit lists them.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/excluded_flows.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace data_places_test {

using namespace orrery;

namespace {

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return catalog;
}

/// Where data go that an EU class protects; links lead everywhere.
struct Ways {
    std::string held = "nord";
    std::string copied = "sued";
    std::string uploaded = "sued";
    std::string fallback;  ///< pool
    std::string weights_to = "b";
    std::string dataset_class = "accounts";
    std::string job_class = "accounts";
};

std::string text_of(const Ways& w) {
    return fmt::format(
        "orrery: 1\nname: bank\nhorizon: 1 d\n"
        "sites:\n"
        "  - {{name: nord, kind: on_prem, country: DE, grid: DE}}\n"
        "  - {{name: sued, kind: colocation, country: FR, grid: FR, operator: outscale}}\n"
        "  - {{name: us, kind: cloud, region: aws/us-east-1}}\n"
        "data_classes:\n"
        "  - {{name: accounts, countries: [EU], jurisdictions: [EU], encrypted: true}}\n"
        "pools:\n"
        "  - {{name: a, site: nord, server: hgx-h200, servers: 4, contract: owned}}\n"
        "  - {{name: b, site: sued, server: hgx-h200, servers: 4, contract: owned}}\n"
        "  - {{name: c, site: us, server: aws-p5-48xlarge, servers: 2, contract: on_demand}}\n"
        "deployments:\n"
        "  - {{name: chat, model: llama-3.1-8b, pool: {5}, weights_from: books}}\n"
        "datasets:\n"
        "  - {{name: books, size: 1 TB, class: {3}, at: [{0}], replicate_to: [{1}]}}\n"
        "network:\n  links:\n"
        "    - {{name: l1, between: [nord, sued], bandwidth: 10 Gb/s, latency: 8 ms}}\n"
        "    - {{name: l2, between: [nord, us], bandwidth: 10 Gb/s, latency: 45 ms}}\n"
        "jobs:\n"
        "  - name: tune\n    pool: a\n    accelerators: 8\n    step_time: 5 s\n    steps: 100\n"
        "    input: {{dataset: books}}\n{4}    checkpoint_every: 1 h\n"
        "    checkpoint: {{size: 500 GB, write_bandwidth: 10 GB/s, upload_to: {2}}}\n{6}",
        w.held, w.copied, w.uploaded, w.dataset_class,
        w.job_class.empty() ? "" : "    data_class: " + w.job_class + "\n", w.weights_to,
        w.fallback.empty() ? "" : "    deadline: 20 h\n    fallback: {pool: " + w.fallback + "}\n");
}

std::optional<World> compiled(const Ways& ways, Diagnostics& d) {
    const auto scenario = read_scenario_text(text_of(ways), "bank.yaml", d);
    if (!scenario) return std::nullopt;
    return compile_world(*scenario, shipped(), {}, d);
}

bool says(const Diagnostics& d, const std::string& code, const std::string& path) {
    return std::any_of(d.items().begin(), d.items().end(),
                       [&](const Diagnostic& one) { return one.code == code && one.path == path; });
}

std::size_t flows(const World& w, const std::string& subject, const std::string& what,
                  const std::string& from, const std::string& to) {
    return static_cast<std::size_t>(
        std::count_if(w.data_flows.begin(), w.data_flows.end(), [&](const DataFlow& f) {
            return f.subject == subject && f.what == what && f.from == from && f.to == to;
        }));
}

}  // namespace

TEST_CASE("data sets, their copies, weights and uploads may not leave their class's countries") {
    const auto refused = [](const Ways& ways, const char* code, const char* path) {
        Diagnostics d;
        const bool compiles = compiled(ways, d).has_value();
        INFO(render(d));
        CHECK(!compiles);
        CHECK(d.exit_code() == 4);
        CHECK(says(d, code, path));
    };
    Ways ways;
    ways.copied = "us";
    refused(ways, "E0513", "datasets[books].replicate_to");
    ways = {};
    ways.held = "us";
    refused(ways, "E0513", "datasets[books].at");
    ways = {};
    ways.weights_to = "c";
    refused(ways, "E0513", "deployments[chat].weights_from");
    ways = {};
    ways.uploaded = "us";
    refused(ways, "E0514", "jobs[tune].checkpoint.upload_to");
    // The job's own class is silent; that of what it reads is not.
    ways.job_class = "";
    refused(ways, "E0514", "jobs[tune].checkpoint.upload_to");
}

TEST_CASE("a misspelt class of a data set is named with what was meant") {
    Ways ways;
    ways.dataset_class = "acounts";
    Diagnostics d;
    CHECK(!compiled(ways, d));
    CHECK(d.exit_code() == 3);
    REQUIRE(says(d, "E0302", "datasets[0].class"));
    CHECK(d.items()[0].hint == "did you mean accounts?");
}

TEST_CASE("the audit has data sets where they lie, copies, fetches, weights and uploads") {
    Diagnostics d;
    const auto world = compiled({}, d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(flows(*world, "books", "data set", "nord", "nord") == 1);
    CHECK(flows(*world, "books", "data set", "nord", "sued") == 1);
    CHECK(flows(*world, "books", "weights", "sued", "sued") == 1);  // at hand once it is copied
    CHECK(flows(*world, "tune", "data set", "nord", "nord") == 1);
    CHECK(flows(*world, "tune", "checkpoints", "nord", "nord") == 1);
    CHECK(flows(*world, "tune", "checkpoints", "nord", "sued") == 1);
    CHECK(world->data_flows.size() == 6);
    for (const DataFlow& f : world->data_flows) {
        CHECK(f.data_class == "accounts");
        CHECK(f.encrypted);
        CHECK(f.rule.find("data_classes[accounts].encrypted: in transit and at rest") !=
              std::string::npos);
    }
}

TEST_CASE("a fallback that the class of its data set forbids is taken away and told in full") {
    Ways ways;
    ways.fallback = "c";
    ways.job_class = "";
    Diagnostics d;
    const auto world = compiled(ways, d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(!world->jobs[0].fallback);
    const auto gone = excluded_flows(*world);
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].subject == "tune");
    CHECK(gone[0].data_class == "accounts");
    CHECK(gone[0].what == "data set and checkpoints");
    CHECK(gone[0].from == "nord");
    CHECK(gone[0].to == "us");
    CHECK(gone[0].country == "US");
    CHECK(gone[0].operated_by == "aws");
    CHECK(gone[0].jurisdiction == "US");
    CHECK(gone[0].encrypted);
    CHECK(gone[0].rule == "c: data_classes[accounts].countries: country US is not in [EU]");
}

}  // namespace data_places_test
