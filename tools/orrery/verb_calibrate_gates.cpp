// `calibrate gates`: a pilot's log narrows the uncertain inputs that the next stage's gates see.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/math.hpp"
#include "sim/evidence/demand_backtest.hpp"
#include "sim/evidence/demand_record.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/study/answer_study.hpp"
#include "sim/study/plan/pilot.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/study_files.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct GatesVerb {
    ScenarioOptions scenario;
    std::string study;
    std::string log;
    std::string workload;
    std::string share = "100 %";
    std::vector<std::string> pilots;
    std::string out;
};

const WorkloadSpec* workload_of(const Scenario& scenario, const std::string& name,
                                Outcome& outcome) {
    std::vector<const WorkloadSpec*> fit;
    std::string names;
    for (const WorkloadSpec& w : scenario.workloads) {
        if (!w.synthetic) continue;
        names += (names.empty() ? "" : ", ") + w.name;
        if (name.empty() || w.name == name) fit.push_back(&w);
    }
    if (fit.size() == 1) return fit[0];
    fmt::print(stderr, "orrery: name the workload that was piloted with --workload: {}\n", names);
    outcome.code = kUsage;
    return nullptr;
}

DemandRecord record_of(const std::string& log, const std::string& zone) {
    if (is_usage_export(log)) return usage_record(log, zone);
    if (is_gateway_log(log)) return gateway_record(log, zone);
    return trace_record(log, TraceKind::automatic, Nanos{10 * kSecond.ns}, zone);
}

/// Demand over the horizon as the pilot forecasts it, over what the base has there.
std::optional<PilotMeasure> measure_of(const GatesVerb& v, const Scenario& scenario,
                                       const WorkloadSpec& workload, double share,
                                       Outcome& outcome) {
    const std::string zone = workload.time_zone == "UTC" ? "" : workload.time_zone;
    const DemandHistory history = record_of(v.log, zone).history;
    const auto fit = demand::fit_series(history.requests, demand_shape(history));
    if (!fit) {
        fmt::print(stderr, "orrery: {} has {} whole days, a pilot of 14 is wanted\n", v.log,
                   history.days());
        outcome.code = kInvalid;
        return std::nullopt;
    }
    const int days = std::max(static_cast<int>(std::lround(scenario.horizon.seconds() / 86400)), 1);
    std::int64_t ahead = 1;
    if (history.calendar) {
        ahead =
            std::max(scenario.start_unix_s / 86400 - history.first_day - history.days() + 1, ahead);
    }
    const demand::Band band = demand::forecast_sum(*fit, static_cast<int>(ahead), days);
    const double planned = planned_requests(*workload.synthetic, scenario.start_unix_s, days);
    PilotMeasure m;
    m.path = "workloads[" + workload.name + "].demand.synthetic.rate";
    m.factor = demand::belief_of(band.p10 / share / planned, band.p90 / share / planned);
    const std::string period = history.day_name(0) + " to " + history.day_name(history.days() - 1);
    m.source = fmt::format("calibrated: {}, {}, with what was planned before",
                           fs::path(v.log).filename().string(), period);
    fmt::print("Pilot of {} days, {}: {:.0f} requests a day served\n", history.days(), period,
               band.p50 / days);
    fmt::print("Over {} d of {}: {:.4g} requests forecast, {:.4g} planned\n\n", days, scenario.name,
               band.p50 / share, planned);
    return m;
}

/// The same log twice would make its demand look better known than it is.
bool known_already(const StudySpec& spec, const PilotMeasure& measure, Outcome& outcome) {
    for (const UncertainSpec& input : spec.inputs) {
        if (input.source != measure.source) continue;
        fmt::print(stderr, "orrery: {} rests on this log already: {}\n", input.name, input.source);
        outcome.code = kInvalid;
        return true;
    }
    return false;
}

void calibrate(const GatesVerb& v, Outcome& outcome) {
    Diagnostics d;
    const double share = quantity(v.share, Measure::share, "--share", d);
    if (!d.has_errors() && !(share > 0 && share <= 1)) {
        complain(d, "--share", "a share above 0, at most 100 %", "5 %");
    }
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    Diagnostics found;
    const std::string file = study_file(v.study).empty() ? v.study : study_file(v.study);
    auto spec = read_study(file, v.pilots, found);
    StudyRequest request;
    request.base = {v.scenario.scenario, v.scenario.overlays, v.scenario.sets};
    const auto root = spec ? study_document(*spec, request, found) : std::nullopt;
    const auto scenario =
        root ? read_scenario_node(*root, base_file(*spec, request), found) : std::nullopt;
    std::optional<Inputs> inputs;
    if (scenario) inputs = inputs_on(*spec, *root, found, !on_own_base(*spec, request));
    print(found);
    outcome.code = found.exit_code();
    if (!inputs || outcome.code != kOk) return;
    const WorkloadSpec* workload = workload_of(*scenario, v.workload, outcome);
    if (!workload) return;
    const auto measure = measure_of(v, *scenario, *workload, share, outcome);
    if (!measure || known_already(*spec, *measure, outcome)) return;
    std::vector<std::string> notes;
    const auto updates = pilot_updates(*spec, *inputs, *root, {*measure}, notes);
    for (const std::string& note : notes) fmt::print("{}\n", note);
    if (updates.empty()) {
        fmt::print(stderr, "orrery: no input of the study scales the rate of {}\n", workload->name);
        outcome.code = kInvalid;
        return;
    }
    fmt::print("{}", render_pilot(updates));
    if (v.out.empty()) return;
    write_file(v.out, pilot_yaml(updates));
    fmt::print("\nNext: orrery study {}{} --pilot {}\n", v.study,
               v.scenario.scenario.empty() ? "" : " --base " + v.scenario.scenario, v.out);
}

}  // namespace

void add_calibrate_gates(CLI::App& calibrate_verb, Outcome& outcome) {
    auto v = std::make_shared<GatesVerb>();
    CLI::App* sub = calibrate_verb.add_subcommand(
        "gates", "A pilot's log into the uncertain inputs of a study of stages");
    sub->add_option("study", v->study, "Study by name or file")->required();
    sub->add_option("log", v->log, "Log of the pilot, 14 days at least")->required();
    sub->add_option("--base", v->scenario.scenario, "Scenario instead of the study's own");
    sub->add_option("-f,--overlay", v->scenario.overlays, "Overlay merged over it; repeatable");
    sub->add_option("--set", v->scenario.sets, "path=value; repeatable")->take_all();
    sub->add_option("--workload", v->workload, "That was piloted; default: the only one");
    sub->add_option("--share", v->share, "Of the demand that the pilot served: 5 %");
    sub->add_option("--pilot", v->pilots, "What earlier pilots left, instead of the plan alone");
    sub->add_option("-o,--out", v->out, "Write a study overlay here, for `study --pilot`");
    sub->callback([v, &outcome] { calibrate(*v, outcome); });
}

}  // namespace orrery::cli
