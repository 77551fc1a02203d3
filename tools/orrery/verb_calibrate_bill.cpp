// `calibrate bill`: cost by month and category, forecast and held against what was billed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/bill_forecast.hpp"
#include "sim/evidence/bill_prices.hpp"
#include "sim/evidence/calibrated_model.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"

namespace orrery::cli {
namespace {

struct BillVerb {
    std::string file;
    std::string holdout = "90d";
    std::string out;
    std::string model;
    std::string into;
    std::string base;
    std::vector<std::string> catalogs;
};

/// "2026-07" as months since year 0.
std::int64_t month_number(const std::string& text) {
    return 12 * std::stoll(text.substr(0, 4)) + std::stoll(text.substr(5, 2)) - 1;
}

/// The fit of all months, by category: what later bills are held against.
void write_model(const BillVerb& v, const BillHistory& history) {
    CalibratedModel model;
    model.kind = "bill";
    model.source = std::filesystem::path(v.file).filename().string();
    model.period = history.months.front() + " to " + history.months.back();
    model.calendar = true;
    model.last = month_number(history.months.back());
    model.currency = history.currency;
    const auto add = [&](const std::string& name, std::vector<double> costs) {
        costs.resize(history.months.size(), 0);
        for (std::size_t i = 0; i < costs.size(); ++i) costs[i] /= history.days[i];
        const auto fit = demand::fit_series(costs, bill_shape());
        if (fit) model.series.push_back({name, *fit});
    };
    add("total", history.total);
    for (const auto& [name, costs] : history.by_category) add(name, costs);
    write_file(v.model, model_json(model));
    fmt::print("The model is in {}, for `orrery validate drift`\n", v.model);
}

/// What was paid for a unit, as an overlay on a scenario's pools or on the catalog.
void write_prices(const BillVerb& v, Outcome& outcome) {
    Diagnostics d;
    const BillPrices prices = read_bill_prices(v.file, d);
    const Catalog catalog = load_catalog(v.catalogs, d);
    std::optional<Scenario> scenario;
    if (!v.base.empty()) scenario = read_scenario({v.base, {}, {}}, d);
    print(d);
    outcome.code = d.exit_code();
    if (outcome.code != kOk) return;
    fmt::print("\n{}", render_bill_prices(prices));
    for (const std::string& line : prices.not_understood) fmt::print(stderr, "  {}\n", line);
    const std::string text =
        scenario ? bill_pools_yaml(prices, catalog, *scenario) : bill_catalog_yaml(prices, catalog);
    if (text.empty()) {
        fmt::print(stderr, "orrery: {} prices no {} by the hour in USD: nothing is written\n",
                   v.file, scenario ? "pool of the scenario" : "offer of the catalog");
        outcome.code = kInvalid;
        return;
    }
    write_file(v.into, text);
    fmt::print("The prices are in {}; use {}\n", v.into,
               scenario ? "it with -f" : "its folder with --catalog");
}

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
    sub->add_option("--model", v->model, "Write the fitted model here, for `validate drift`");
    sub->add_option("--into", v->into,
                    "Write contracted prices and commitments here: a catalog overlay, or with "
                    "--base one of the scenario's pools");
    sub->add_option("--base", v->base, "With --into: the scenario");
    sub->add_option("--catalog", v->catalogs, "With --into: folder of facts that override");
    sub->callback([v, &outcome] {
        Diagnostics d;
        const double s = positive(v->holdout, Measure::duration, "--holdout", "90d", d);
        print(d);
        outcome.code = flags_exit_code(d);
        if (outcome.code == kOk) backtest_bill_file(v->file, s / 86400, v->out, outcome);
        // Prices need no months to forecast from.
        Diagnostics told;  // above
        const BillHistory history = read_bill_history(v->file, told);
        if (told.has_errors()) return;
        if (outcome.code == kOk && !v->model.empty()) write_model(*v, history);
        const bool few = outcome.code == kInvalid && !v->into.empty();
        if (few) outcome.code = kOk;
        if (outcome.code == kOk && !v->into.empty()) write_prices(*v, outcome);
    });
}

}  // namespace orrery::cli
