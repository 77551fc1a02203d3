// `calibrate performance` and `validate drift`: an engine from one's own log, and what left its
// band.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "orrery/base/file_set.hpp"
#include "sim/evidence/calibrated_model.hpp"
#include "sim/evidence/demand_record.hpp"
#include "sim/evidence/drift.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/scenario/quantity.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct PerformanceVerb {
    ScenarioOptions scenario;
    std::string log;
    std::string deployment;
    std::string holdout = "25 %";
    std::string out;
    std::string model;
};

void add_base_options(CLI::App& sub, ScenarioOptions& o, bool required) {
    CLI::Option* base = sub.add_option("--base", o.scenario, "Scenario whose deployment it is");
    if (required) base->required();
    sub.add_option("-f,--overlay", o.overlays, "Overlay merged over it; repeatable");
    sub.add_option("--set", o.sets, "path=value, or path[+]=value; repeatable")->take_all();
    sub.add_option("--catalog", o.catalogs, "Folder of facts that override the catalog's");
    sub.add_flag("--allow-path", o.allow_path,
                 "Allow files outside the scenario's folder and ORRERY_DATA");
}

/// The deployment that is asked for, or the only one that can be calibrated.
const Deployment* deployment_of(const World& world, std::string& name, Outcome& outcome) {
    std::vector<const Deployment*> fit;
    for (const Deployment& d : world.deployments) {
        const std::string problem = CalibratedReplica::problem(world, d);
        if (d.name == name && !problem.empty()) {
            fmt::print(stderr, "orrery: deployment {}: {}\n", name, problem);
            outcome.code = kInvalid;
            return nullptr;
        }
        if (problem.empty() && (name.empty() || d.name == name)) fit.push_back(&d);
    }
    if (fit.size() == 1) {
        name = fit[0]->name;
        return fit[0];
    }
    std::string names;
    for (const Deployment& d : world.deployments) names += (names.empty() ? "" : ", ") + d.name;
    fmt::print(stderr, "orrery: name the deployment with --deployment: {}\n", names);
    outcome.code = kUsage;
    return nullptr;
}

void print_left_out(const TimedLog& log) {
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < std::min(log.not_understood.size(), kShown); ++i) {
        fmt::print(stderr, "  {}\n", log.not_understood[i]);
    }
    if (log.not_understood.size() > kShown) {
        fmt::print(stderr, "  … and {} more\n", log.not_understood.size() - kShown);
    }
}

/// "2026-01-01 to 2026-03-31"; seconds for a clock without dates.
std::string period_of(const TimedLog& log) {
    const auto name = [&](Nanos at) {
        return log.calendar ? print_date(at.ns / kSecond.ns).substr(0, 10)
                            : fmt::format("{:.0f} s", at.seconds());
    };
    return name(log.rows.front().at) + " to " + name(log.rows.back().at);
}

std::string error_text(const PerformanceFit& fit) {
    std::string out;
    for (const TimingScore& s : fit.after) {
        out += fmt::format("{}{} {:.1f} %", out.empty() ? "" : ", ", s.name, 100 * s.error);
    }
    return out;
}

/// The engine's name in scenarios: scheduling rules go by how it begins.
std::string own_profile(const World& world, const Deployment& d, const Scenario& scenario) {
    for (const DeploymentSpec& spec : scenario.deployments) {
        if (spec.name != d.name) continue;
        const std::string mark = "-own-" + d.name;
        const std::size_t at = spec.engine.rfind(mark);
        const bool again = at != std::string::npos && at + mark.size() == spec.engine.size();
        return again ? spec.engine : spec.engine + mark;
    }
    return world.shapes[d.table].profile.name + "-own";
}

void write_overlay(const PerformanceVerb& v, const PerformanceFit& fit, const TimedLog& log,
                   const Loaded& loaded, const Deployment& d, FileSet& files) {
    const std::string source = fs::path(v.log).filename().string();
    const std::string period = period_of(log);
    const std::string name = own_profile(loaded.world, d, loaded.scenario);
    const std::string family = loaded.world.shapes[d.table].accelerator.family;
    fs::create_directories(v.out + "/catalog");
    files.write(v.out + "/catalog/engines.yaml",
                performance_yaml(fit, name + "/" + family,
                                 fmt::format("calibrated from {}, {}, {} requests; held-out error "
                                             "{} (orrery calibrate performance)",
                                             source, period, fit.fitted, error_text(fit)),
                                 today()));
    files.write(v.out + "/overlay.yaml",
                fmt::format("# Written by `orrery calibrate performance`.\ncalibrated: {{source: "
                            "\"{}\", period: \"{}\", error: \"{}\"}}\ndeployments:\n  - {{name: "
                            "{}, engine: {{profile: {}}}}}\n",
                            source, period, error_text(fit), d.name, name));
}

void keep(const PerformanceVerb& v, const PerformanceFit& fit, const TimedLog& log,
          const Loaded& loaded, const Deployment& d) {
    FileSet files;  // all of what was asked for, or nothing
    const std::string source = fs::path(v.log).filename().string();
    const std::string period = period_of(log);
    if (!v.model.empty()) {
        CalibratedModel model;
        model.kind = "performance";
        model.source = source;
        model.period = period;
        model.calendar = log.calendar;
        model.deployment = d.name;
        model.block = fit.block;
        model.bands = fit.bands;
        files.write(v.model, model_json(model));
    }
    if (!v.out.empty()) write_overlay(v, fit, log, loaded, d, files);
    files.commit();
    if (!v.model.empty()) {
        fmt::print("The bands are in {}, for `orrery validate drift`\n", v.model);
    }
    if (!v.out.empty()) fmt::print("\nUse it: -f {0}/overlay.yaml --catalog {0}/catalog\n", v.out);
}

void calibrate(PerformanceVerb& v, Outcome& outcome) {
    Diagnostics flags;
    const double holdout = held_out_share(v.holdout, flags);
    print(flags);
    outcome.code = flags_exit_code(flags);
    if (outcome.code != kOk) return;
    const auto loaded = load(v.scenario, outcome);
    if (!loaded) return;
    const Deployment* d = deployment_of(loaded->world, v.deployment, outcome);
    if (!d) return;
    const TimedLog log = read_timed_requests(v.log, v.deployment);
    print_left_out(log);
    fmt::print("{} of {} rows are requests of {}\n", log.rows.size(), log.read, d->name);
    const CalibratedReplica replica(loaded->world, *d);
    const auto fit = fit_performance(replica, log.rows, holdout);
    if (!fit) {
        fmt::print(stderr,
                   "orrery: {} has {} requests with times: 200 are wanted, a quarter of "
                   "them to hold out\n",
                   v.log, log.rows.size());
        outcome.code = kInvalid;
        return;
    }
    if (d->replicas_max > d->replicas_min) {
        fmt::print("The log is replayed on {} replicas: {} scales, the log does not say when\n",
                   d->replicas_min, d->name);
    }
    fmt::print("{}", render_performance(*fit));
    keep(v, *fit, log, *loaded, *d);
}

struct DriftVerb {
    ScenarioOptions scenario;
    std::string model;
    std::string later;
    std::string format = "text";
};

DemandHistory later_history(const DriftVerb& v, const CalibratedModel& model) {
    if (is_usage_export(v.later)) return usage_record(v.later, model.time_zone).history;
    if (is_gateway_log(v.later)) return gateway_record(v.later, model.time_zone).history;
    return trace_record(v.later, TraceKind::automatic, Nanos{10 * kSecond.ns}, model.time_zone)
        .history;
}

std::optional<DriftReport> performance_report(DriftVerb& v, const CalibratedModel& model,
                                              Outcome& outcome) {
    if (v.scenario.scenario.empty()) {
        fmt::print(stderr,
                   "orrery: --base is wanted, with the -f and --catalog that `calibrate "
                   "performance` wrote\n");
        outcome.code = kUsage;
        return std::nullopt;
    }
    const auto loaded = load(v.scenario, outcome);
    if (!loaded) return std::nullopt;
    std::string name = model.deployment;
    const Deployment* d = deployment_of(loaded->world, name, outcome);
    if (!d) return std::nullopt;
    const TimedLog log = read_timed_requests(v.later, name);
    print_left_out(log);
    if (log.rows.size() < model.block) {
        fmt::print(stderr, "orrery: {} has {} requests, fewer than one group of {}\n", v.later,
                   log.rows.size(), model.block);
        outcome.code = kInvalid;
        return std::nullopt;
    }
    const CalibratedReplica replica(loaded->world, *d);
    return performance_drift(model, log.rows, replica.predict(log.rows, replica.profile()),
                             log.calendar);
}

std::optional<DriftReport> report_of(DriftVerb& v, Outcome& outcome) {
    const CalibratedModel model = read_model(v.model);
    if (model.kind == "performance") return performance_report(v, model, outcome);
    if (model.kind == "bill") {
        Diagnostics d;
        const BillHistory bill = read_bill_history(v.later, d);
        print(d);
        outcome.code = d.exit_code();
        if (outcome.code != kOk) return std::nullopt;
        if (!bill.months.empty()) return bill_drift(model, bill);
    } else {
        const DemandHistory history = later_history(v, model);
        if (history.days() > 0) return demand_drift(model, history);
    }
    fmt::print(stderr, "orrery: {} has no whole {}\n", v.later,
               model.kind == "bill" ? "month" : "day");
    outcome.code = kInvalid;
    return std::nullopt;
}

}  // namespace

void add_calibrate_performance(CLI::App& calibrate_verb, Outcome& outcome) {
    auto v = std::make_shared<PerformanceVerb>();
    CLI::App* sub = calibrate_verb.add_subcommand(
        "performance", "An engine's coefficients from one's own request log with times");
    sub->add_option("log", v->log, "CSV: arrival, tokens, and TTFT, TPOT or latency of requests")
        ->required();
    add_base_options(*sub, v->scenario, true);
    sub->add_option("--deployment", v->deployment, "Whose log it is; default: the only one");
    sub->add_option("--holdout", v->holdout, "Share held out from the end: 25 %");
    sub->add_option("-o,--out", v->out, "Folder for overlay.yaml and catalog/engines.yaml");
    sub->add_option("--model", v->model, "Write the bands here, for `validate drift`");
    sub->callback([v, &outcome] { calibrate(*v, outcome); });
}

void add_validate_drift(CLI::App& validate, Outcome& outcome) {
    auto v = std::make_shared<DriftVerb>();
    CLI::App* sub = validate.add_subcommand(
        "drift", "A later log or bill against a calibrated model; exit code 5 where it moved");
    sub->add_option("model", v->model, "Written by `calibrate demand|bill|performance --model`")
        ->required();
    sub->add_option("later", v->later, "The later log or bill")->required();
    add_base_options(*sub, v->scenario, false);
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json"}));
    sub->callback([v, &outcome] {
        const auto report = report_of(*v, outcome);
        if (!report) return;
        fmt::print("{}", v->format == "json" ? drift_json(*report) : render_drift(*report));
        if (!report->judged()) outcome.code = kInvalid;
        if (report->any()) outcome.code = kAssertFailed;
    });
}

}  // namespace orrery::cli
