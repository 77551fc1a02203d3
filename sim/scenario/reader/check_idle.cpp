// What is stated and does nothing: it begins after the horizon, or another key rules it out.
#include <fmt/format.h>

#include "sim/scenario/reader/contradictions.hpp"

namespace orrery {
namespace {

void tell_windows(const Scenario& s, const PoolSpec& pool, std::size_t i,
                  Diagnostics& diagnostics) {
    for (std::size_t k = 0; k < pool.maintenance.size(); ++k) {
        const MaintenanceSpec& m = pool.maintenance[k];
        if (m.at < s.horizon) continue;
        warn(diagnostics, m.where, "E0308",
             fmt::format("pools[{}].maintenance_windows[{}].at", i, k),
             "the window begins after the horizon: it has no effect",
             "move it earlier, or lengthen horizon");
    }
}

/// Certificates beyond all that a site takes are paid for, and lower no figure.
void tell_certificates(const SiteSpec& site, std::size_t i, Diagnostics& diagnostics) {
    double share = 0;
    for (const CertificateSpec& c : site.energy.certificates) {
        if (c.energy_kwh > 0) continue;
        share += c.share;
        if (share <= 1 + 1e-9) continue;
        warn(diagnostics, c.where, "E0386", fmt::format("sites[{}].energy.certificates", i),
             fmt::format("they cover {:.4g} % of what the site takes from the grid", 100 * share),
             "what is above 100 % is paid for, and lowers no figure");
        return;
    }
}

void tell_autoscaler(const DeploymentSpec& d, std::size_t i, Diagnostics& diagnostics) {
    if (!d.autoscaler || d.replicas_max != d.replicas_min) return;
    warn(diagnostics, d.where, "E0386", fmt::format("deployments[{}].autoscaler", i),
         fmt::format("replicas are fixed at {}: it has nothing to do", d.replicas_max),
         fmt::format("give a range, for example replicas: {{min: {}, max: {}}}, or leave it out",
                     d.replicas_min, 4 * d.replicas_max));
}

void tell_length(const LengthSpec& law, const SourcePosition& at, const std::string& path,
                 Diagnostics& diagnostics) {
    if (law.law == LengthLaw::empirical || law.max < law.min) return;
    const bool above = law.mean > law.max;
    if (!above && law.mean >= law.min) return;
    warn(diagnostics, at, "E0387", path,
         fmt::format("the mean of {:g} tokens is {} {}: lengths are cut there", law.mean,
                     above ? "above max" : "below min", above ? law.max : law.min),
         "bring mean, min and max in order");
}

void tell_demand(const Scenario& s, std::size_t i, Diagnostics& diagnostics) {
    const WorkloadSpec& w = s.workloads[i];
    if (!w.synthetic) return;
    const std::string path = fmt::format("workloads[{}].demand.synthetic", i);
    const bool shaped =
        w.synthetic->law == ArrivalLaw::gamma || w.synthetic->law == ArrivalLaw::weibull;
    if (!shaped && w.synthetic->cv != SyntheticSpec().cv) {
        warn(diagnostics, w.where, "E0386", path + ".cv",
             "arrivals of this law have no cv to choose", "add arrivals: gamma, or leave it out");
    }
    for (std::size_t k = 0; k < w.synthetic->flash_crowds.size(); ++k) {
        if (w.synthetic->flash_crowds[k].at < s.horizon) continue;
        warn(diagnostics, w.where, "E0308", fmt::format("{}.flash_crowds[{}].at", path, k),
             "the crowd comes after the horizon: it has no effect",
             "move it earlier, or lengthen horizon");
    }
    if (!w.synthetic->lengths_from.empty()) return;
    tell_length(w.synthetic->prompt, w.where, path + ".prompt", diagnostics);
    tell_length(w.synthetic->output, w.where, path + ".output", diagnostics);
}

}  // namespace

void check_idle(const Scenario& s, Diagnostics& diagnostics) {
    for (std::size_t i = 0; i < s.sites.size(); ++i) tell_certificates(s.sites[i], i, diagnostics);
    for (std::size_t i = 0; i < s.pools.size(); ++i) tell_windows(s, s.pools[i], i, diagnostics);
    for (std::size_t i = 0; i < s.deployments.size(); ++i) {
        tell_autoscaler(s.deployments[i], i, diagnostics);
    }
    for (std::size_t i = 0; i < s.workloads.size(); ++i) tell_demand(s, i, diagnostics);
}

}  // namespace orrery
