// What a pilot measured, put into a study's uncertain inputs: gates of the next stage see less
// doubt.
#include "sim/study/plan/pilot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/overlay.hpp"

namespace orrery {
namespace {

bool changes(const UncertainSpec& spec, const Node& base, const std::string& path) {
    for (const std::string& pattern : spec.paths) {
        const auto paths = paths_matching(base, pattern);
        if (std::find(paths.begin(), paths.end(), path) != paths.end()) return true;
    }
    return false;
}

std::string belief_row(const char* name, const demand::Belief& b) {
    return fmt::format("  {:<16}{:>11.3f}{:>11.3f}{:>11.3f}{:>16.1f} %\n", name,
                       demand::belief_quantile(b, 0.1), demand::belief_quantile(b, 0.5),
                       demand::belief_quantile(b, 0.9), 100 * b.sd);
}

}  // namespace

std::vector<PilotUpdate> pilot_updates(const StudySpec& spec, const Inputs& inputs,
                                       const Node& base, const std::vector<PilotMeasure>& measures,
                                       std::vector<std::string>& notes) {
    std::vector<PilotUpdate> updates;
    for (std::size_t i = 0; i < spec.inputs.size() && i < inputs.all.size(); ++i) {
        const UncertainSpec& input = spec.inputs[i];
        for (const PilotMeasure& m : measures) {
            if (!changes(input, base, m.path)) continue;
            const double p10 = statistics::quantile(inputs.all[i].law, 0.1);
            const double p90 = statistics::quantile(inputs.all[i].law, 0.9);
            if (input.change != InputChange::multiply || !(p10 > 0) || !(p90 > p10)) {
                notes.push_back("input " + input.name +
                                " stays: it is no factor with a P10 above 0 below its P90");
                continue;
            }
            const bool again = !updates.empty() && updates.back().input == input.name;
            PilotUpdate u;
            u.input = input.name;
            u.prior = again ? updates.back().posterior : demand::belief_of(p10, p90);
            u.measured = m.factor;
            u.posterior = demand::updated(u.prior, u.measured);
            u.source = m.source;
            if (again) updates.pop_back();
            updates.push_back(std::move(u));
        }
    }
    return updates;
}

std::string pilot_yaml(const std::vector<PilotUpdate>& updates) {
    std::string out =
        "# Written by `orrery calibrate gates`: a study overlay, for --pilot.\ninputs:\n";
    for (const PilotUpdate& u : updates) {
        out += fmt::format(
            "  - name: {}\n    law: {{lognormal: {{p10: {:.6g}, p90: {:.6g}}}}}\n    source: "
            "\"{}\"\n",
            u.input, demand::belief_quantile(u.posterior, 0.1),
            demand::belief_quantile(u.posterior, 0.9), u.source);
    }
    return out;
}

std::string render_pilot(const std::vector<PilotUpdate>& updates) {
    std::string out;
    for (const PilotUpdate& u : updates) {
        out += fmt::format("{:<18}{:>11}{:>11}{:>11}{:>18}\n", u.input, "P10", "P50", "P90",
                           "sd of the log");
        out += belief_row("as planned", u.prior) + belief_row("pilot", u.measured) +
               belief_row("both", u.posterior);
        const double z = demand::surprise(u.prior, u.measured);
        out += fmt::format("  the pilot lies {:.1f} standard deviations {} what was planned{}\n",
                           std::fabs(z), z < 0 ? "below" : "above",
                           std::fabs(z) > 2 ? ": the plan was wrong, not just unsure" : "");
    }
    return out;
}

}  // namespace orrery
