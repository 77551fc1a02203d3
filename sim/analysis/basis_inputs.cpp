// Which inputs feed which family of figures: engines latency, prices cost, grids emissions.
#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/basis.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery::analysis {
namespace {

using Inputs = std::vector<BasisInput>;

constexpr const char* kStatedBasis = "stated in the scenario";

template <class T>
const std::string& entry_of(const T& thing) {
    return thing.group.empty() ? thing.name : thing.group;
}

BasisInput stated(std::string what) {
    return {std::move(what), RestsOn::modelled, 0, kStatedBasis};
}

BasisInput recorded(std::string what, const std::string& file) {
    return {std::move(what), RestsOn::measured, 0, "recorded: " + file};
}

void append(Inputs& to, const Inputs& more) {
    to.insert(to.end(), more.begin(), more.end());
}

/// Collects the inputs of a world; each list is of one kind.
class Collector {
public:
    explicit Collector(const World& world) : world_(world), told_(world.origins) {}

    [[nodiscard]] Inputs demand() const {
        Inputs out;
        for (const Workload& w : world_.workloads) out.push_back(demand_of(w));
        return out;
    }
    [[nodiscard]] Inputs engines() const {
        Inputs out;
        for (const Deployment& d : world_.deployments) out.push_back(engine_of(d));
        return out;
    }
    [[nodiscard]] Inputs steps() const {
        Inputs out;
        for (const Job& job : world_.jobs) {
            const std::string what = "step time of " + job.name;
            const Origin* profile = told_.find("jobs", job.name, "training.profile");
            if (!job.training) {
                out.push_back(of("step time of ", "jobs", job.name, "step_time"));
            } else {
                out.push_back(fitted_input(what, profile ? profile->origin : "",
                                           profile ? profile->origin : "",
                                           job.training->error_pct));
            }
        }
        for (const JobTrace& t : world_.job_traces) {
            out.push_back(recorded("jobs of " + t.name, t.spec.file));
        }
        return out;
    }
    /// Of pools that carry jobs: failures cost them steps.
    [[nodiscard]] Inputs failures() const {
        Inputs out;
        for (const Pool& p : world_.pools) {
            if (p.failures.mtbf == Nanos::never() || !carries_jobs(p)) continue;
            out.push_back(of("MTBF of ", "pools", entry_of(p), "failures.mtbf"));
        }
        return out;
    }
    [[nodiscard]] Inputs prices() const;
    [[nodiscard]] Inputs power() const;
    [[nodiscard]] Inputs grids() const;
    /// Whether what is paid follows from how fast requests are answered.
    [[nodiscard]] bool elastic() const {
        return std::any_of(
            world_.deployments.begin(), world_.deployments.end(),
            [](const Deployment& d) { return d.tokens || d.replicas_max > d.replicas_min; });
    }

    [[nodiscard]] bool pays_for_energy() const {
        return std::any_of(world_.sites.begin(), world_.sites.end(),
                           [](const Site& s) { return s.electricity_usd_kwh > 0; });
    }
    [[nodiscard]] Inputs worth() const {
        Inputs out;
        if (world_.finance.discount_rate) out.push_back(stated("discount rate"));
        for (const Workload& w : world_.workloads) {
            if (w.spec.value) out.push_back(stated("value of " + w.name));
        }
        for (const Job& j : world_.jobs) {
            if (j.spec.value) out.push_back(stated("value of " + j.name));
        }
        return out;
    }

private:
    [[nodiscard]] BasisInput of(const char* what, const char* list, const std::string& name,
                                const char* key, const std::string& otherwise = {}) const {
        const Origin* o = told_.find(list, name, key);
        return input_of(what + name, o ? o->origin : otherwise);
    }
    /// What a bill says was paid is a record, not a fit.
    [[nodiscard]] static BasisInput price(BasisInput input) {
        if (input.basis == RestsOn::calibrated) input.basis = RestsOn::measured;
        return input;
    }
    [[nodiscard]] bool carries_jobs(const Pool& p) const {
        return std::any_of(world_.jobs.begin(), world_.jobs.end(),
                           [&](const Job& j) { return &world_.pools[j.pool.index()] == &p; });
    }
    [[nodiscard]] BasisInput demand_of(const Workload& w) const {
        const std::string& name = w.spec.group.empty() ? w.name : w.spec.group;
        if (!w.trace_path.empty() && w.spec.trace) {
            const TraceSpec& t = *w.spec.trace;
            if (t.scale == 1 && t.time_compression == 1) {
                return recorded("demand of " + name, t.file);
            }
            return {"demand of " + name, RestsOn::modelled, 0,
                    "recorded, then scaled or compressed: " + t.file};
        }
        const Origin* fitted = told_.calibrated_demand(name);
        return input_of("demand of " + name, fitted ? fitted->origin : "");
    }
    [[nodiscard]] BasisInput engine_of(const Deployment& d) const {
        const std::string& name = entry_of(d);
        if (d.tokens) return of("latency of ", "deployments", name, "api.latency");
        if (d.service != ServiceKind::batching) return stated("service time of " + name);
        if (d.measured) {
            const Origin* layers = told_.find("deployments", name, "engine.layer_profile");
            const Origin* o =
                layers ? layers : told_.find("deployments", name, "engine.operator_tables");
            return {"kernels of " + name, RestsOn::measured, 0,
                    o ? "measured: " + o->value : "measured"};
        }
        const llm::EngineProfile* p = profile_of(d);
        if (!p) return stated("engine of " + name);
        return fitted_input("engine of " + name, p->provenance.source, cite(p->provenance),
                            p->error_pct);
    }
    [[nodiscard]] const llm::EngineProfile* profile_of(const Deployment& d) const {
        const bool known = d.table < world_.shapes.size() && !d.tokens;
        return known ? &world_.shapes[d.table].profile : nullptr;
    }

    const World& world_;
    BasisRegister told_;
};

Inputs Collector::prices() const {
    Inputs out;
    for (const Pool& p : world_.pools) {
        if (p.tokens) continue;
        if (p.purchase && p.purchase->lease) {
            out.push_back(price(of("lease of ", "pools", entry_of(p), "purchase.lease")));
            continue;
        }
        const bool owned = p.terms.kind == contracts::ComputeKind::owned;
        out.push_back(price(of("price of ", "pools", entry_of(p), owned ? "capex" : "price",
                               p.terms.price_source)));
    }
    for (const Deployment& d : world_.deployments) {
        if (!d.tokens) continue;
        out.push_back(price(
            of("price of ", "deployments", entry_of(d), "api.price", d.tokens->price_source)));
    }
    for (const HeldServers& h : world_.contracts.held) {
        out.push_back(price(input_of("price of contract " + h.name, h.source)));
    }
    for (const HourlyPlan& h : world_.contracts.plans) {
        out.push_back(price(input_of("discount of plan " + h.name, h.source)));
    }
    for (const Site& s : world_.sites) {
        if (s.electricity_usd_kwh <= 0) continue;
        const Origin* series = told_.find("sites", entry_of(s), "price_series");
        out.push_back(series ? recorded("electricity price of " + entry_of(s), series->value)
                             : of("electricity price of ", "sites", entry_of(s), "electricity"));
    }
    return out;
}

/// How much accelerators draw is fitted by family, whatever engine a user has calibrated.
Inputs Collector::power() const {
    Inputs out;
    for (const Deployment& d : world_.deployments) {
        const llm::EngineProfile* p = profile_of(d);
        if (!p) continue;
        const bool own = p->provenance.source.rfind("calibrated from ", 0) == 0;
        const std::string source = own || p->provenance.source.empty()
                                       ? "the catalog's share of TDP by phase"
                                       : cite(p->provenance);
        out.push_back({"power model of " + entry_of(d), RestsOn::modelled, 0, source});
    }
    for (const Job& j : world_.jobs) out.push_back(stated("power of " + j.name));
    for (const Site& s : world_.sites) {
        if (s.kind != SiteKind::api) out.push_back(of("PUE of ", "sites", entry_of(s), "pue"));
    }
    return out;
}

Inputs Collector::grids() const {
    Inputs out;
    for (const Site& s : world_.sites) {
        const Origin* series = told_.find("sites", entry_of(s), "grid_series");
        out.push_back(series ? recorded("grid intensity of " + entry_of(s), series->value)
                             : of("grid intensity of ", "sites", entry_of(s), "grid_intensity",
                                  s.grid_source));
    }
    for (const Pool& p : world_.pools) {
        if (p.server.provenance.source.empty()) continue;
        out.push_back({"embodied carbon of " + p.server.name, RestsOn::modelled, 0,
                       cite(p.server.provenance)});
    }
    return out;
}

}  // namespace

std::vector<FigureBasis> bases_of(const World& world) {
    const Collector from(world);
    Inputs busy = from.engines();
    append(busy, from.steps());
    Inputs jobs = from.steps();
    append(jobs, from.failures());
    Inputs cost = from.prices();
    if (from.elastic()) append(cost, from.engines());
    if (from.pays_for_energy()) append(cost, from.power());
    Inputs worth = cost;
    append(worth, from.worth());
    Inputs emissions = from.power();
    append(emissions, from.grids());
    std::vector<FigureBasis> out;
    const auto add = [&out](FigureBasis b) {
        if (!b.inputs.empty()) out.push_back(std::move(b));
    };
    add(weakest_of("demand", {"requests.arrived"}, from.demand(), RestsOn::measured));
    add(weakest_of("latency and throughput",
                   {"requests", "tokens", "throughput", "latency", "slo", "waits", "lost", "tasks"},
                   from.engines()));
    add(weakest_of("jobs", {"jobs"}, std::move(jobs)));
    add(weakest_of("accelerator time", {"utilisation"}, std::move(busy)));
    add(weakest_of("cost", {"cost"}, std::move(cost)));
    add(weakest_of("worth and risk", {"finance", "risk"}, std::move(worth)));
    add(weakest_of("energy and water", {"energy", "power", "pue", "wue", "water", "sites"},
                   from.power()));
    add(weakest_of("emissions", {"carbon", "cfe", "cue", "ref"}, std::move(emissions)));
    return out;
}

void add_bases(const World& world, Findings& out) {
    out.bases = bases_of(world);
    apply_bases(out.bases, out.metrics);
}

}  // namespace orrery::analysis
