// `validate queueing`: theory beside the whole engine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/evidence/queueing.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

void add_validate(CLI::App& app, Outcome& outcome) {
    struct Verb {
        int replications = 20;
        double customers = 50000;
        std::uint64_t seed = 1;
    };
    auto verb = std::make_shared<Verb>();
    CLI::App* validate = app.add_subcommand("validate", "Predicted against known");
    validate->require_subcommand(1);
    add_validate_fleet(*validate, outcome);
    add_validate_anchors(*validate, outcome);
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
