// `calibrate demand`: rate, growth, weekly and daily shape from one's own log, with a backtest.
#include "tools/orrery/verb_calibrate_demand.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "orrery/base/atomic_file.hpp"
#include "sim/engine/run.hpp"
#include "sim/evidence/demand_backtest.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kRecentDays = 28;  ///< lengths and burstiness come from these

struct DemandVerb {
    ScenarioOptions scenario;  ///< `scenario` is the log or the scenario
    std::string holdout;       ///< empty: a quarter of the record, 90 days at most
    std::string workload;
    std::string into;
    std::string out;
    std::int64_t start_unix_s = 0;  ///< of the scenario that it goes into
};

/// A record and the workload that it belongs to.
struct Record {
    std::string workload;  ///< empty: none
    std::string file;
    TraceKind kind = TraceKind::automatic;
    Nanos window{10 * kSecond.ns};
    const SyntheticSpec* planned = nullptr;
};

std::string text_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw EnvironmentError("cannot read " + file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

bool is_scenario(const std::string& file) {
    const std::string ending = fs::path(file).extension().string();
    return ending == ".yaml" || ending == ".yml";
}

int held_days(const DemandVerb& v, const DemandHistory& history, Diagnostics& d) {
    if (v.holdout.empty()) return std::min(90, history.days() / 4);
    const double s = positive(v.holdout, Measure::duration, "--holdout", "90d", d);
    return static_cast<int>(std::lround(s / 86400));
}

/// "demand:\n  synthetic: …" with the workload's name in front, as an overlay.
std::string overlay(const std::string& workload, const std::string& demand) {
    std::string out = "# Written by `orrery calibrate demand`.\nworkloads:\n  - name: " + workload;
    std::stringstream lines(demand);
    for (std::string line; std::getline(lines, line);) out += "\n    " + line;
    return out + "\n";
}

void write_into(const DemandVerb& v, const std::string& workload, const std::string& demand,
                Outcome& outcome) {
    const auto changed =
        with_key_of_entry(text_of(v.into), "workloads", workload, "demand", demand);
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

void keep(const DemandVerb& v, const Record& record, const FittedDemand& fitted, Outcome& outcome) {
    const std::string demand = generator_yaml(fitted.spec);
    if (!v.into.empty()) write_into(v, record.workload, demand, outcome);
    if (v.out.empty()) return;
    write_file(v.out, record.workload.empty() ? demand : overlay(record.workload, demand));
    fmt::print("The fitted demand is in {}\n", v.out);
}

void calibrate_record(const DemandVerb& v, const Record& record, Outcome& outcome) {
    Diagnostics d;
    scan_trace(record.file, record.kind, record.window, d);
    print(d);
    outcome.code = d.exit_code();
    if (outcome.code != kOk) return;
    TraceReader reader(record.file, record.kind, record.window);
    const DemandHistory history = read_history(reader);
    if (!record.workload.empty()) fmt::print("Workload {}\n", record.workload);
    const std::string cut =
        history.cut_days == 0 ? "" : fmt::format("; {} more not whole, left out", history.cut_days);
    fmt::print("{}:\n{} whole days from {}{}\n", fs::path(record.file).filename().string(),
               history.days(), history.day_name(0), cut);
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
    const Nanos end = kDay * (history.days() + 1);
    TraceReader again(record.file, record.kind, record.window);
    ClippedSource recent(again, max(end - kDay * (kRecentDays + 1), Nanos{0}), end);
    const auto fitted = fit_demand(history, recent, v.start_unix_s);
    fmt::print("{}", render_backtest(history, *backtest));
    if (!fitted) return;
    fmt::print("\n{}", render_fitted(*fitted, history));
    keep(v, record, *fitted, outcome);
}

/// The workloads of a scenario that replay a trace.
std::vector<Record> records_of(const Loaded& loaded, const std::string& only) {
    std::vector<Record> records;
    for (const Workload& w : loaded.world.workloads) {
        if (w.trace_path.empty() || (!only.empty() && w.name != only)) continue;
        records.push_back({w.name, w.trace_path, trace_kind(w.spec.trace->format),
                           w.spec.trace->sort_window, nullptr});
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
    if (records.size() > 1 && !v.out.empty()) {
        fmt::print(stderr, "orrery: -o takes one workload; name it with --workload\n");
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
    Scenario target;
    if (!v.into.empty()) {
        Diagnostics d;
        const auto read = read_scenario({v.into, {}, {}}, d);
        print(d);
        outcome.code = d.exit_code();
        if (!read || outcome.code != kOk) return;
        target = *read;
        v.start_unix_s = target.start_unix_s;
        if (v.workload.empty() && target.workloads.size() == 1) {
            v.workload = target.workloads[0].name;
        }
        for (const WorkloadSpec& w : target.workloads) {
            if (w.name != v.workload) continue;
            record.workload = w.name;
            if (w.synthetic) record.planned = &*w.synthetic;
        }
        if (record.workload.empty()) {
            fmt::print(stderr, "orrery: name the workload of {} with --workload\n", v.into);
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
                    "A log (Azure CSV, Mooncake JSONL, Orrery CSV), or a scenario (YAML) whose "
                    "workloads replay one")
        ->required();
    sub->add_option("--holdout", v->holdout,
                    "Held out from the end: 90d; default a quarter of the record, 90 d at most");
    sub->add_option("--workload", v->workload, "Of the scenario; default all that replay a trace");
    sub->add_option("--into", v->into, "Scenario whose workload gets the fitted demand");
    sub->add_option("-o,--out", v->out, "Write the fitted demand here, as an overlay");
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
