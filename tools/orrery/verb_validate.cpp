// `validate queueing`: theory beside the whole engine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/evidence/queueing.hpp"
#include "sim/evidence/request_timings.hpp"
#include "sim/evidence/serving_oracle.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {
namespace {

struct Against {
    std::string path;
    std::string format = "text";
    std::vector<std::string> catalogs;
};

CLI::App* add_against(CLI::App* validate, const char* name, const char* text, Against& a) {
    CLI::App* verb = validate->add_subcommand(name, text);
    verb->add_option("--against", a.path, "Folder or file of measurements")->required();
    verb->add_option("--format", a.format)->check(CLI::IsMember({"text", "json"}));
    verb->add_option("--catalog", a.catalogs, "Folder that overrides installed facts");
    return verb;
}

Catalog catalog_of(const Against& a) {
    Diagnostics diagnostics;
    Catalog catalog = load_catalog(a.catalogs, diagnostics);
    print(diagnostics);
    return catalog;
}

void add_serving(CLI::App* validate) {
    auto a = std::make_shared<Against>();
    CLI::App* verb =
        add_against(validate, "serving", "Another simulator's runs on identical tables", *a);
    verb->callback([a] {
        const OracleReport report = validate_serving(a->path, catalog_of(*a));
        fmt::print("{}",
                   a->format == "json" ? validation_json(report.validation) : serving_text(report));
    });
}

void add_requests(CLI::App* validate) {
    auto a = std::make_shared<Against>();
    auto times = std::make_shared<std::string>("profile");
    CLI::App* verb = add_against(validate, "requests",
                                 "A real engine's per-request timings on the same workload", *a);
    verb->add_option("--times", *times, "Iteration times: the measured layer profile, or analytic")
        ->check(CLI::IsMember({"profile", "analytic"}));
    verb->callback([a, times] {
        const TimesFrom from = *times == "profile" ? TimesFrom::profile : TimesFrom::analytic;
        const RequestTimings timings = validate_requests(a->path, from, catalog_of(*a));
        fmt::print("{}", a->format == "json" ? request_timings_json(timings)
                                             : request_timings_text(timings));
    });
}

}  // namespace

void add_validate(CLI::App& app, Outcome& outcome) {
    struct Verb {
        int replications = 20;
        double customers = 50000;
        std::uint64_t seed = 1;
    };
    auto verb = std::make_shared<Verb>();
    CLI::App* validate = app.add_subcommand("validate", "Predicted against known");
    validate->require_subcommand(1);
    add_serving(validate);
    add_requests(validate);
    add_validate_inference(*validate, outcome);
    add_validate_energy(*validate, outcome);
    add_validate_training(*validate, outcome);
    add_validate_fleet(*validate, outcome);
    add_validate_anchors(*validate, outcome);
    add_validate_jobs(*validate);
    add_validate_collectives(*validate, outcome);
    add_validate_focus(*validate, outcome);
    add_validate_bill(*validate, outcome);
    add_validate_drift(*validate, outcome);
    CLI::App* queueing = validate->add_subcommand(
        "queueing", "M/M/1, M/M/c and M/G/1 through the whole engine, beside theory");
    queueing->add_option("--replications", verb->replications)->check(CLI::Range(2, 10000));
    queueing->add_option("--customers", verb->customers, "Of each replication")
        ->check(CLI::Range(1000.0, 1e8));
    queueing->add_option("--seed", verb->seed);
    queueing->callback([verb, &outcome] {
        const auto rows = validate_queueing(verb->replications, verb->customers, verb->seed);
        fmt::print("{}", render_queueing(rows));
        const bool all =
            std::all_of(rows.begin(), rows.end(), [](const QueueingRow& r) { return r.holds(); });
        fmt::print("\n{}\n",
                   all ? "Theory lies within every interval." : "Rows marked ! miss theory.");
        outcome.code = all ? kOk : kAssertFailed;
    });
}

}  // namespace orrery::cli
