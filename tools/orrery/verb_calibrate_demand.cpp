// `calibrate demand`: rate, growth, weekly and daily shape from one's own log, with a backtest.
#include "tools/orrery/verb_calibrate_demand.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <sstream>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/read_file.hpp"
#include "sim/engine/run.hpp"
#include "sim/evidence/calibrated_model.hpp"
#include "sim/evidence/demand_backtest.hpp"
#include "sim/evidence/demand_record.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct DemandVerb {
    ScenarioOptions scenario;  ///< `scenario` is the log or the scenario
    std::string holdout;       ///< empty: a quarter of the record, 90 days at most
    std::string workload;
    std::string into;
    std::string base;  ///< scenario that an overlay is for
    std::string out;
    std::string model;
    std::string holidays;
    std::string time_zone;          ///< empty: the workload's, else UTC
    std::int64_t start_unix_s = 0;  ///< of the scenario that it goes into
};

/// A record and the workload that it belongs to.
struct Record {
    std::string workload;  ///< empty: none
    std::string file;
    TraceKind kind = TraceKind::automatic;
    Nanos window{10 * kSecond.ns};
    const SyntheticSpec* planned = nullptr;
    std::string time_zone;  ///< of the workload; empty: none is known
};

bool is_scenario(const std::string& file) {
    const std::string ending = fs::path(file).extension().string();
    return ending == ".yaml" || ending == ".yml";
}

int held_days(const DemandVerb& v, const DemandHistory& history, Diagnostics& d) {
    if (v.holdout.empty()) return std::min(90, history.days() / 4);
    const double s = positive(v.holdout, Measure::duration, "--holdout", "90d", d);
    return static_cast<int>(std::lround(s / 86400));
}

std::string period_of(const DemandHistory& history) {
    return history.day_name(0) + " to " + history.day_name(history.days() - 1);
}

/// "demand:\n  synthetic: …" with the workload's name in front, as an overlay that says where it
/// comes from.
std::string overlay(const std::string& workload, const std::string& demand,
                    const std::string& source, const std::string& period, double error) {
    std::string out = fmt::format(
        "# Written by `orrery calibrate demand`.\ncalibrated: {{source: \"{}\", period: \"{}\", "
        "error: {:.1f} % a day}}\nworkloads:\n  - name: {}",
        source, period, 100 * error, workload);
    std::stringstream lines(demand);
    for (std::string line; std::getline(lines, line);) out += "\n    " + line;
    return out + "\n";
}

/// The fit of all of the record, metric by metric: what later logs are held against.
void write_model(const DemandVerb& v, const Record& record, const DemandHistory& history) {
    CalibratedModel model;
    model.kind = "demand";
    model.source = fs::path(record.file).filename().string();
    model.period = period_of(history);
    model.calendar = history.calendar;
    model.last = history.calendar ? history.first_day + history.days() - 1 : 0;
    model.time_zone = history.time_zone;
    for (const auto& [name, values] :
         {std::pair{"requests", &history.requests}, std::pair{"prompt tokens", &history.prompt},
          std::pair{"output tokens", &history.output}}) {
        const auto fit = demand::fit_series(*values, demand_shape(history));
        if (fit) model.series.push_back({name, *fit});
    }
    write_file(v.model, model_json(model));
    fmt::print("The model is in {}, for `orrery validate drift`\n", v.model);
}

void write_into(const DemandVerb& v, const std::string& workload, const std::string& demand,
                const std::string& zone, Outcome& outcome) {
    auto changed = with_key_of_entry(read_file(v.into), "workloads", workload, "demand", demand);
    if (changed && !zone.empty()) {  // the shape of the day is that of this clock
        changed = with_key_of_entry(*changed, "workloads", workload, "time_zone",
                                    "time_zone: " + zone + "\n");
    }
    if (!changed) {
        fmt::print(stderr,
                   "orrery: {} has no workload \"{}\" with a line `demand:` of its own; write an "
                   "overlay with -o instead\n",
                   v.into, workload);
        outcome.code = kInvalid;
        return;
    }
    Diagnostics d;
    read_scenario_text(*changed, v.into, d);
    print(d);
    outcome.code = d.exit_code();
    if (outcome.code != kOk) return;
    write_file(v.into, *changed);
    fmt::print("The demand of {} in {} is now the fitted one\n", workload, v.into);
}

void keep(const DemandVerb& v, const Record& record, const DemandHistory& history,
          const FittedDemand& fitted, double error, Outcome& outcome) {
    std::string demand = generator_yaml(fitted.spec);
    if (!v.into.empty()) write_into(v, record.workload, demand, history.time_zone, outcome);
    if (v.out.empty()) return;
    const bool apart = fitted.fit.has_holidays || fitted.fit.has_yearly;
    if (apart && v.start_unix_s == 0) {
        fmt::print(
            "Holidays and the year's course need the start of a scenario: name it with --base\n");
    }
    if (!history.time_zone.empty()) demand = "time_zone: " + history.time_zone + "\n" + demand;
    write_file(v.out, record.workload.empty() ? demand
                                              : overlay(record.workload, demand,
                                                        fs::path(record.file).filename().string(),
                                                        period_of(history), error));
    fmt::print("The fitted demand is in {}\n", v.out);
}

/// Nothing where the record cannot be read; what is assumed of it is printed.
std::optional<DemandRecord> read_record(const DemandVerb& v, const Record& record,
                                        Outcome& outcome) {
    const std::string zone = v.time_zone.empty() ? record.time_zone : v.time_zone;
    const bool automatic = record.kind == TraceKind::automatic;
    DemandRecord read;
    if (automatic && is_usage_export(record.file)) {
        read = usage_record(record.file, zone);
    } else if (automatic && is_gateway_log(record.file)) {
        read = gateway_record(record.file, zone);
    } else {
        Diagnostics d;
        scan_trace(record.file, record.kind, record.window, d);
        print(d);
        outcome.code = d.exit_code();
        if (outcome.code != kOk) return std::nullopt;
        read = trace_record(record.file, record.kind, record.window, zone);
    }
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < std::min(read.notes.size(), kShown); ++i) {
        fmt::print(stderr, "  {}\n", read.notes[i]);
    }
    if (read.notes.size() > kShown) {
        fmt::print(stderr, "  … and {} more\n", read.notes.size() - kShown);
    }
    if (!v.holidays.empty()) read.history.holidays = read_holidays(v.holidays);
    return read;
}

void print_record(const Record& record, const DemandHistory& history) {
    if (!record.workload.empty()) fmt::print("Workload {}\n", record.workload);
    const std::string cut =
        history.cut_days == 0 ? "" : fmt::format("; {} more not whole, left out", history.cut_days);
    const std::string zone = history.time_zone.empty() ? "" : " in " + history.time_zone;
    fmt::print("{}:\n{} whole days from {}{}{}\n", fs::path(record.file).filename().string(),
               history.days(), history.day_name(0), zone, cut);
}

void calibrate_record(const DemandVerb& v, const Record& record, Outcome& outcome) {
    const auto read = read_record(v, record, outcome);
    if (!read) return;
    const DemandHistory& history = read->history;
    print_record(record, history);
    Diagnostics flags;
    const int held = held_days(v, history, flags);
    print(flags);
    outcome.code = flags_exit_code(flags);
    if (outcome.code != kOk) return;
    auto backtest = backtest_demand(history, held);
    if (!backtest) {
        fmt::print(stderr,
                   "orrery: {} whole days are too few to hold {} out: 14 with requests must come "
                   "before them\n",
                   history.days(), held);
        outcome.code = kInvalid;
        return;
    }
    if (record.planned) {
        backtest->planned = planned_error(*record.planned, v.start_unix_s, history, held);
    }
    const auto fitted = fit_demand(history, read->shape, v.start_unix_s);
    fmt::print("{}", render_backtest(history, *backtest));
    if (!fitted) return;
    fmt::print("\n{}", render_fitted(*fitted, history));
    keep(v, record, history, *fitted, backtest->metrics.front().error.wape, outcome);
    if (!v.model.empty()) write_model(v, record, history);
}

/// The workloads of a scenario that replay a trace.
std::vector<Record> records_of(const Loaded& loaded, const std::string& only) {
    std::vector<Record> records;
    for (const Workload& w : loaded.world.workloads) {
        if (w.trace_path.empty() || (!only.empty() && w.name != only)) continue;
        const std::string& zone = w.spec.time_zone;
        records.push_back({w.name, w.trace_path, trace_kind(w.spec.trace->format),
                           w.spec.trace->sort_window, nullptr, zone == "UTC" ? "" : zone});
    }
    return records;
}

/// The bill that the scenario names as its actuals; empty where it has none.
std::string actuals_of(const DemandVerb& v, const Scenario& scenario) {
    for (const Origin& origin : scenario.origins) {
        if (origin.path != "actuals") continue;
        std::string file = origin.value;
        if (file.size() > 1 && file.front() == '"') file = file.substr(1, file.size() - 2);
        const fs::path relative = fs::path(file).lexically_normal();
        const bool leaves = relative.is_absolute() || relative.string().rfind("..", 0) == 0;
        if (leaves && !v.scenario.allow_path) {
            throw EnvironmentError("actuals: " + file +
                                   " leaves the scenario's folder; allow it with --allow-path");
        }
        return (fs::path(v.scenario.scenario).parent_path() / relative).string();
    }
    return {};
}

void calibrate_scenario(DemandVerb& v, Outcome& outcome) {
    const auto loaded = load(v.scenario, outcome);
    if (!loaded) return;
    v.start_unix_s = loaded->scenario.start_unix_s;
    const std::vector<Record> records = records_of(*loaded, v.workload);
    if (records.empty()) {
        fmt::print(stderr, "orrery: {} has no workload{} that replays a trace\n",
                   v.scenario.scenario, v.workload.empty() ? "" : " \"" + v.workload + "\"");
        outcome.code = kInvalid;
        return;
    }
    if (records.size() > 1 && (!v.out.empty() || !v.model.empty())) {
        fmt::print(stderr, "orrery: -o and --model take one workload; name it with --workload\n");
        outcome.code = kUsage;
        return;
    }
    for (std::size_t i = 0; i < records.size() && outcome.code == kOk; ++i) {
        if (i > 0) fmt::print("\n");
        calibrate_record(v, records[i], outcome);
    }
    const std::string bill = actuals_of(v, loaded->scenario);
    if (bill.empty() || outcome.code != kOk) return;
    fmt::print("\nBill {}\n", fs::path(bill).filename().string());
    Diagnostics d;
    const double s = v.holdout.empty()
                         ? 90 * 86400.0
                         : positive(v.holdout, Measure::duration, "--holdout", "90d", d);
    backtest_bill_file(bill, s / 86400, "", outcome);
}

/// A log that goes into a scenario: its workload and what that expected.
void calibrate_file(DemandVerb& v, Outcome& outcome) {
    Record record;
    record.file = v.scenario.scenario;
    record.workload = v.workload;
    Scenario target;
    const std::string& scenario = v.into.empty() ? v.base : v.into;
    if (!scenario.empty()) {
        Diagnostics d;
        const auto read = read_scenario({scenario, {}, {}}, d);
        print(d);
        outcome.code = d.exit_code();
        if (!read || outcome.code != kOk) return;
        target = *read;
        v.start_unix_s = target.start_unix_s;
        if (v.workload.empty() && target.workloads.size() == 1) {
            v.workload = target.workloads[0].name;
        }
        record.workload.clear();
        for (const WorkloadSpec& w : target.workloads) {
            if (w.name != v.workload) continue;
            record.workload = w.name;
            if (w.synthetic) record.planned = &*w.synthetic;
            if (w.time_zone != "UTC") record.time_zone = w.time_zone;
        }
        if (record.workload.empty()) {
            fmt::print(stderr, "orrery: name the workload of {} with --workload\n", scenario);
            outcome.code = kUsage;
            return;
        }
    }
    calibrate_record(v, record, outcome);
}

}  // namespace

void add_calibrate_demand(CLI::App& calibrate, Outcome& outcome) {
    auto v = std::make_shared<DemandVerb>();
    CLI::App* sub = calibrate.add_subcommand(
        "demand", "Rate, growth, weekly and daily shape from a log, with a backtest");
    sub->add_option("input", v->scenario.scenario,
                    "A log (a gateway's, an export of sums by hour or day, Azure CSV, Mooncake "
                    "JSONL, Orrery CSV), or a scenario (YAML) whose workloads replay one")
        ->required();
    sub->add_option("--holdout", v->holdout,
                    "Held out from the end: 90d; default a quarter of the record, 90 d at most");
    sub->add_option("--workload", v->workload,
                    "Of the scenario, or that a log is of; default all that replay a trace");
    sub->add_option("--into", v->into, "Scenario whose workload gets the fitted demand");
    sub->add_option("--base", v->base,
                    "Scenario that the overlay of -o is for: its start, its plan");
    sub->add_option("-o,--out", v->out, "Write the fitted demand here, as an overlay");
    sub->add_option("--model", v->model, "Write the fitted model here, for `validate drift`");
    sub->add_option("--holidays", v->holidays, "CSV of date, name: past and coming holidays");
    sub->add_option("--time-zone", v->time_zone,
                    "IANA zone of days and hours (Europe/Berlin); default: the workload's, or UTC");
    sub->add_option("--catalog", v->scenario.catalogs, "Folder of facts that override");
    sub->add_flag("--allow-path", v->scenario.allow_path,
                  "Allow files outside the scenario's folder and ORRERY_DATA");
    sub->callback([v, &outcome] {
        if (is_scenario(v->scenario.scenario)) {
            calibrate_scenario(*v, outcome);
        } else {
            calibrate_file(*v, outcome);
        }
    });
}

}  // namespace orrery::cli
