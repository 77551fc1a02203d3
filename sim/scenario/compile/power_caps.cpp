// Power caps compiled: iterations and steps of capped accelerators, and how jobs could yield.
#include "sim/scenario/compile/power_caps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/hardware/power_cap.hpp"
#include "models/llm/terms.hpp"
#include "orrery/base/math.hpp"

namespace orrery::compile {
namespace {

/// Clocks that a job can be slowed to, from that of its pool down to the lowest.
constexpr int kSettings = 12;
constexpr const char* kJobShare = "power_cap.job_compute_share";

/// A coefficient that must be there; an error is told once, where it is wanted.
const Coefficient* coefficient(Context& context, const char* name, const SourcePosition& at,
                               const std::string& path) {
    return find_fact(context, context.catalog.coefficients, name, at, path, "coefficient");
}

bool read_law(Context& context, const SourcePosition& at, const std::string& path,
              PowerCapLaw& law) {
    const Coefficient* floor = coefficient(context, "power_cap.static", at, path);
    const Coefficient* exponent = coefficient(context, "power_cap.exponent", at, path);
    const Coefficient* lowest = coefficient(context, "power_cap.lowest_clock", at, path);
    if (!floor || !exponent || !lowest) return false;
    law = {floor->value, exponent->value, lowest->value};
    return true;
}

/// Share of a part's time that follows the clock: its arithmetic at the rate that engines reach.
double compute_share(const llm::IterationFormula& formula, const llm::IterationTerms& t) {
    const double seconds = t.seconds();
    if (seconds <= 0) return 0;
    return std::min(1.0, t.peak_seconds / formula.coefficients().compute_gemm / seconds);
}

/// Scales time and energy of one part of a table, and returns how much longer it takes.
class PartCap {
public:
    PartCap(const PowerCapLaw& law, double cap_share, const llm::IterationFormula& formula,
            double tdp_w)
        : law_(law), cap_share_(cap_share), formula_(formula), tdp_w_(tdp_w) {}

    double apply(const llm::IterationTerms& terms, double& seconds, double& joules) const {
        const double taken = terms.seconds();
        if (taken <= 0) return 1;
        const double draw = formula_.joules(terms) / taken / tdp_w_;
        const PowerCapEffect e =
            power_cap_effect(law_, cap_share_, compute_share(formula_, terms), draw);
        seconds *= e.slowdown;
        joules *= e.energy_share();
        return e.slowdown;
    }

private:
    const PowerCapLaw& law_;
    double cap_share_;
    const llm::IterationFormula& formula_;
    double tdp_w_;  ///< of all accelerators of the replica
};

double ratio(double joules, double seconds) {
    return seconds > 0 ? joules / seconds : 0;
}

/// The share of a job's step that follows the clock: what was modelled and is not exchange, else
/// the catalog's.
double job_share(Context& context, const Job& job, const std::string& path, bool told) {
    if (job.training) {
        double all = 0;
        double computed = 0;
        for (const training::Term& term : job.training->terms) {
            all += term.seconds;
            for (const char* part : {"gemm", "attention", "experts", "head"}) {
                computed += term.name == part ? term.seconds : 0;
            }
        }
        if (all > 0) return computed / all;
    }
    const JobSpec& spec = job.spec;
    const Coefficient* usual = coefficient(context, kJobShare, spec.where, path);
    if (!usual) return 0;
    if (!told) return usual->value;
    context.assume(path + ".compute_bound_share", fmt::format("{}", usual->value),
                   cite(usual->provenance));
    return usual->value;
}

/// What a job draws and how fast it is at falling clocks, the pool's cap first.
struct JobSettings {
    double slowdown = 1;  ///< by the pool's cap
    std::vector<ThrottleStep> steps;
};

JobSettings settings_of(const PowerCapLaw& law, const Pool& pool, double share,
                        double utilisation) {
    const double tdp = pool.accelerator.tdp.value;
    const double idle = pool.accelerator.idle.value;
    const double full_w = utilisation * (tdp - idle);
    const double draw = (idle + full_w) / tdp;
    const double cap = pool.power_cap_w > 0 ? pool.power_cap_w / tdp : 1;
    const PowerCapEffect own = power_cap_effect(law, cap, share, draw);
    JobSettings s;
    s.slowdown = own.slowdown;
    // As it is without a cap, to the last bit, where the pool has none.
    const bool capped = own.slowdown > 1;
    s.steps.push_back({1, capped ? own.power_share * draw * tdp - idle : full_w});
    const double floor = std::min(law.static_share, draw);
    for (int k = 1; k <= kSettings; ++k) {
        const double x = own.clock + (law.lowest_clock - own.clock) * k / kSettings;
        const double at = floor + (draw - floor) * math::pow(x, law.exponent);
        const PowerCapEffect e = power_cap_effect(law, at, share, draw);
        const ThrottleStep step{own.slowdown / e.slowdown, e.power_share * draw * tdp - idle};
        const ThrottleStep& last = s.steps.back();
        if (step.dynamic_w <= 0) break;
        if (step.speed < last.speed && step.dynamic_w < last.dynamic_w) s.steps.push_back(step);
    }
    return s;
}

void cap_place(Context& context, const PowerCapLaw& law, const Job& job, double share,
               const std::string& path, PoolId pool_id, Nanos& step_time,
               std::vector<ThrottleStep>& throttle) {
    const Pool& pool = context.world.pools[pool_id.index()];
    JobSettings s = settings_of(law, pool, share, job.spec.utilisation);
    throttle = std::move(s.steps);
    if (s.slowdown <= 1) return;
    const double before = step_time.seconds();
    step_time = Nanos::from_seconds(before * s.slowdown);
    context.assume(path + ".step_time",
                   fmt::format("{:.4g} s, {:+.1f} %", step_time.seconds(), 100 * (s.slowdown - 1)),
                   fmt::format("power cap of {}: {:.0f} W of {:.0f} W", pool.name, pool.power_cap_w,
                               pool.accelerator.tdp.value));
}

bool concerned(const World& world, PoolId pool) {
    const Pool& p = world.pools[pool.index()];
    return p.power_cap_w > 0 || !world.sites[p.site.index()].power_cap_w.empty();
}

/// Studies put caps on Worlds that have none, so every job gets its settings; what they rest on is
/// told where it acts.
void cap_job(Context& context, Job& job) {
    const bool acts = concerned(context.world, job.pool) ||
                      (job.upgrade && concerned(context.world, job.upgrade->pool)) ||
                      (job.fallback && concerned(context.world, job.fallback->pool));
    const auto& facts = context.catalog.coefficients;
    if (!acts && (facts.count("power_cap.static") == 0 || facts.count(kJobShare) == 0)) return;
    const std::string path = fmt::format("jobs[{}]", job.name);
    PowerCapLaw law;
    if (!read_law(context, job.spec.where, path, law)) return;
    const double share = job_share(context, job, path, acts);
    cap_place(context, law, job, share, path, job.pool, job.spec.step_time, job.throttle);
    for (auto* place : {&job.upgrade, &job.fallback}) {
        if (!*place) continue;
        JobPlace& p = **place;
        cap_place(context, law, job, share, path, p.pool, p.step_time, p.throttle);
    }
}

/// A cap that full work cannot be brought under, or that nothing reaches.
void check_cap(Context& context, const PoolSpec& spec, const Pool& pool) {
    const std::string path = fmt::format("pools[{}].power_cap", spec.name);
    PowerCapLaw law;
    if (spec.power_cap_w <= 0 || !read_law(context, spec.where, path, law)) return;
    const double tdp = pool.accelerator.tdp.value;
    const double lowest = tdp * (law.static_share + (1 - law.static_share) *
                                                        math::pow(law.lowest_clock, law.exponent));
    if (spec.power_cap_w < lowest) {
        context.error(spec.where, "E0450", path,
                      fmt::format("{} at its lowest clock draws {:.0f} W of {:.0f} W, more than "
                                  "{:.0f} W",
                                  pool.accelerator.name, lowest, tdp, spec.power_cap_w),
                      fmt::format("for example {:.0f} W", tdp * .7));
    } else if (spec.power_cap_w >= tdp) {
        context.warn(spec.where, "E0451", path,
                     fmt::format("{} draws {:.0f} W at most: a cap of {:.0f} W changes nothing",
                                 pool.accelerator.name, tdp, spec.power_cap_w),
                     "lower it, or leave it out");
    }
}

void take_sleep(Context& context, const PoolSpec& spec, Pool& pool) {
    if (spec.sleep_after == Nanos::never()) return;
    const std::string path = fmt::format("pools[{}].sleep_after", spec.name);
    const Coefficient* share = coefficient(context, "power.sleep", spec.where, path);
    const Coefficient* wake = coefficient(context, "power.wake", spec.where, path);
    if (!share || !wake) return;
    pool.sleep_w = share->value * pool.accelerator.idle.value;
    pool.wake = Nanos::from_seconds(wake->value);
    context.assume(fmt::format("pools[{}].sleep_power", spec.name),
                   fmt::format("{:.4g} W an accelerator", pool.sleep_w), cite(share->provenance));
    context.assume(fmt::format("pools[{}].wake", spec.name), fmt::format("{:.4g} s", wake->value),
                   cite(wake->provenance));
}

}  // namespace

double cap_iterations(Context& context, const DeploymentSpec& spec, const std::string& path,
                      const llm::ReplicaShape& shape, llm::IterationTable& table) {
    const auto id = context.pools.find(spec.pool);
    const Pool& pool = context.world.pools[id->second.index()];
    PowerCapLaw law;
    if (pool.power_cap_w <= 0 || !read_law(context, spec.where, path, law)) return 1;
    const llm::IterationFormula formula(shape);
    const double tdp = shape.accelerators() * pool.accelerator.tdp.value;
    const PartCap cap(law, pool.power_cap_w / pool.accelerator.tdp.value, formula, tdp);
    double full = 1;
    for (std::size_t n = 0; n < table.g.size(); ++n) {
        const double slower = cap.apply(formula.tokens(static_cast<double>(n) / shape.pp),
                                        table.g[n], table.energy_g[n]);
        if (n == static_cast<std::size_t>(shape.max_num_seqs)) full = slower;
    }
    for (std::size_t b = 0; b < table.h.size(); ++b) {
        cap.apply(formula.sequences(static_cast<double>(b) / shape.pp), table.h[b],
                  table.energy_h[b]);
    }
    cap.apply(formula.decode_attention(1.0 / shape.pp), table.kappa, table.energy_kappa);
    const double prompts =
        cap.apply(formula.prefill_attention(1.0 / shape.pp), table.lambda, table.energy_lambda);
    context.assume(path + ".power_cap",
                   fmt::format("{:.0f} of {:.0f} W: a full batch takes {:+.1f} %, a prompt's "
                               "attention {:+.1f} %",
                               pool.power_cap_w, pool.accelerator.tdp.value, 100 * (full - 1),
                               100 * (prompts - 1)),
                   cite(context.catalog.coefficients.at("power_cap.exponent").provenance));
    return full;
}

double cap_fixed(Context& context, const DeploymentSpec& spec, const std::string& path,
                 llm::IterationTable& table) {
    const auto id = context.pools.find(spec.pool);
    const Pool& pool = context.world.pools[id->second.index()];
    PowerCapLaw law;
    if (pool.power_cap_w <= 0 || !read_law(context, spec.where, path, law)) return 1;
    const double tdp = pool.accelerator.tdp.value;
    const auto apply = [&](double& seconds, double& joules) {
        const double draw = ratio(joules, seconds) / tdp;
        const PowerCapEffect e = power_cap_effect(law, pool.power_cap_w / tdp, 1, draw);
        seconds *= e.slowdown;
        joules *= e.energy_share();
        return e.slowdown;
    };
    double slowest = 1;
    for (std::size_t n = 0; n < table.g.size(); ++n) {
        slowest = std::max(slowest, apply(table.g[n], table.energy_g[n]));
    }
    context.assume(path + ".power_cap",
                   fmt::format("{:.0f} of {:.0f} W: up to {:+.1f} % longer, all of it following "
                               "the clock",
                               pool.power_cap_w, tdp, 100 * (slowest - 1)),
                   cite(context.catalog.coefficients.at("power_cap.exponent").provenance));
    return slowest;
}

double peak_power(const llm::IterationTable& table) {
    double watts =
        std::max(ratio(table.energy_kappa, table.kappa), ratio(table.energy_lambda, table.lambda));
    for (std::size_t n = 0; n < table.g.size(); ++n) {
        watts = std::max(watts, ratio(table.energy_g[n], table.g[n]));
    }
    for (std::size_t b = 0; b < table.h.size(); ++b) {
        watts = std::max(watts, ratio(table.energy_h[b], table.h[b]));
    }
    return std::max(watts, table.idle_power_w);
}

void compile_power_caps(Context& context) {
    for (const PoolSpec& spec : context.scenario.pools) {
        const auto id = context.pools.find(spec.name);
        if (id == context.pools.end()) continue;
        Pool& pool = context.world.pools[id->second.index()];
        check_cap(context, spec, pool);
        take_sleep(context, spec, pool);
    }
    if (context.diagnostics.has_errors()) return;  // deployments may lack their tables
    for (Deployment& d : context.world.deployments) {
        // A deployment with errors has no table.
        const bool batching =
            d.service == ServiceKind::batching && d.table < context.world.tables.size();
        if (batching) d.peak_w = peak_power(context.world.tables[d.table]);
    }
    for (Job& job : context.world.jobs) cap_job(context, job);
}

}  // namespace orrery::compile
