// `calibrate bill`: cost by month and category, forecast and held against what was billed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/bill_forecast.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"

namespace orrery::cli {
namespace {

struct BillVerb {
    std::string file;
    std::string holdout = "90d";
    std::string out;
};

}  // namespace

void backtest_bill_file(const std::string& file, double held_days, const std::string& out,
                        Outcome& outcome) {
    Diagnostics d;
    const BillHistory history = read_bill_history(file, d);
    print(d);
    outcome.code = d.exit_code();
    if (outcome.code != kOk) return;
    const int months = std::max(static_cast<int>(std::lround(held_days / (365.25 / 12))), 1);
    const auto backtest = backtest_bill(history, months);
    if (!backtest) {
        fmt::print(stderr,
                   "orrery: {} has {} months: a forecast of {} held-out ones needs 3 before them, "
                   "each with a cost above 0\n",
                   file, history.months.size(), months);
        outcome.code = kInvalid;
        return;
    }
    fmt::print("{}", render_bill(history, *backtest));
    if (out.empty()) return;
    write_file(out, budget_yaml(history, *backtest));
    fmt::print("\nA budget of {:.0f} a month (P90 of the next) is in {}\n", backtest->next.p90,
               out);
}

void add_calibrate_bill(CLI::App& calibrate, Outcome& outcome) {
    auto v = std::make_shared<BillVerb>();
    CLI::App* sub = calibrate.add_subcommand(
        "bill", "Cost by month and service category, forecast and backtested (FOCUS)");
    sub->add_option("bill", v->file, "FOCUS export")->required();
    sub->add_option("--holdout", v->holdout, "Held out from the end, in whole months: 90d");
    sub->add_option("-o,--out", v->out, "Write a budget as an overlay here");
    sub->callback([v, &outcome] {
        Diagnostics d;
        const double s = positive(v->holdout, Measure::duration, "--holdout", "90d", d);
        print(d);
        outcome.code = flags_exit_code(d);
        if (outcome.code == kOk) backtest_bill_file(v->file, s / 86400, v->out, outcome);
    });
}

}  // namespace orrery::cli
