// Candidates of the study `size`: which hardware, from whom, in which parallelism and precision.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/contracts/owed.hpp"
#include "sim/scenario/reader/tables.hpp"
#include "sim/study/size.hpp"

namespace orrery {
namespace {

constexpr const char* kFleet = "fleet";

/// Where a server comes from: rented by an offer, or bought.
struct Source {
    const Server* server = nullptr;
    const Offer* offer = nullptr;
};

std::string precision_name(Precision precision) {
    for (const auto& [name, value] : kPrecisions) {
        if (value == precision) return name;
    }
    return "";
}

bool named(const Catalog& catalog, const Server& server, const std::string& word) {
    if (server.name == word || server.accelerator == word) return true;
    const auto a = catalog.accelerators.find(server.accelerator);
    if (a == catalog.accelerators.end()) return false;
    // "h100" stands for h100-sxm-80 and its like, not for gh200.
    return a->second.family == word || server.accelerator.rfind(word + "-", 0) == 0;
}

const Offer* cheapest(const Catalog& catalog, const Server& server, const std::string& region) {
    const Offer* best = nullptr;
    for (const auto& [name, offer] : catalog.offers) {
        if (offer.server != server.name || offer.region.rfind(region, 0) != 0) continue;
        if (catalog.regions.count(offer.region) == 0) continue;
        if (!best || offer.usd_server_h < best->usd_server_h) best = &offer;
    }
    return best;
}

bool fitted(const Catalog& catalog, const std::string& engine, const std::string& accelerator) {
    const auto a = catalog.accelerators.find(accelerator);
    if (a == catalog.accelerators.end()) return false;
    const auto* profile = find_engine(catalog, engine, a->second.family, "");
    return profile && profile->error_pct > 0;
}

void unknown_hardware(const Catalog& catalog, const std::string& word, Diagnostics& diagnostics) {
    std::vector<std::string> names;
    for (const auto& [name, server] : catalog.servers) names.push_back(name);
    for (const auto& [name, a] : catalog.accelerators) names.push_back(name);
    const std::string similar = closest(word, names);
    Diagnostic d;
    d.code = "E0401";
    d.path = "--gpus";
    d.message = "no server, accelerator or family named \"" + word + "\" in the catalog";
    d.hint = similar.empty() ? "`orrery catalog list servers` prints what is known"
                             : "did you mean " + similar + "?";
    // What stands after the hardware is taken for more of it.
    const bool file = word.ends_with(".yaml") || word.ends_with(".yml");
    if (file) d.hint = "a scenario is given as `--base " + word + "`";
    diagnostics.add(std::move(d));
}

/// Servers of a word: those with an offer at its lowest price, else those that can be bought.
std::vector<Source> sources_named(const SizeQuestion& q, const Catalog& catalog,
                                  const std::string& word) {
    std::vector<Source> rented;
    std::vector<Source> bought;
    for (const auto& [name, server] : catalog.servers) {
        if (!named(catalog, server, word)) continue;
        const Offer* offer = cheapest(catalog, server, q.region);
        if (offer) rented.push_back({&server, offer});
        if (!offer && server.price_usd > 0) bought.push_back({&server, nullptr});
    }
    return rented.empty() ? bought : rented;
}

std::vector<Source> sources_of(const SizeQuestion& q, const Catalog& catalog,
                               Diagnostics& diagnostics) {
    std::vector<Source> all;
    if (q.hardware.empty() && !q.own) {
        for (const auto& [name, server] : catalog.servers) {
            const Offer* offer = cheapest(catalog, server, q.region);
            if (offer && fitted(catalog, q.deployment.engine, server.accelerator)) {
                all.push_back({&server, offer});
            }
        }
    }
    for (const std::string& word : q.hardware) {
        const std::vector<Source> some = sources_named(q, catalog, word);
        if (some.empty()) unknown_hardware(catalog, word, diagnostics);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

std::vector<int> parallelisms(const SizeQuestion& q, const Catalog& catalog, int accelerators) {
    if (!q.tps.empty()) return q.tps;
    const auto model = catalog.models.find(q.deployment.model);
    std::vector<int> tps;
    for (const int tp : {1, 2, 4, 8}) {
        const bool divides = model == catalog.models.end() || model->second.heads % tp == 0;
        if (divides && tp <= accelerators) tps.push_back(tp);
    }
    return tps;
}

/// Where two candidates read alike, who sells them stands beside; of one vendor, the offer.
template <class Rows, class RowOf>
void tell_apart(Rows& rows, RowOf row_of) {
    for (const bool by_vendor : {true, false}) {
        std::map<std::string, int> times;
        for (auto& one : rows) ++times[row_of(one).name];
        for (auto& one : rows) {
            SizeRow& row = row_of(one);
            const std::string& whose = by_vendor ? row.vendor : row.offer;
            if (times[row.name] > 1 && !whose.empty()) row.name += ", " + whose;
        }
    }
}

/// Formats that need their own arithmetic; weight-only ones run anywhere.
bool computes(const Accelerator& a, Precision precision) {
    if (precision == Precision::fp8) return a.fp8.value > 0;
    if (precision == Precision::fp4) return a.fp4.value > 0;
    if (precision == Precision::int8) return a.int8.value > 0;
    return true;
}

/// The question's scenario on this hardware: one site, one pool, one deployment.
Scenario scenario_on(const SizeQuestion& q, const Source& source) {
    Scenario s = q.scenario;
    s.sites.clear();
    s.pools.clear();
    SiteSpec site;
    site.name = kFleet;
    site.kind = source.offer ? SiteKind::cloud : SiteKind::on_prem;
    if (source.offer) site.region = source.offer->region;
    if (!source.offer) site.grid = q.grid;
    if (!source.offer) site.country = q.grid.substr(0, 2);
    s.sites.push_back(site);
    PoolSpec pool;
    pool.name = kFleet;
    pool.site = kFleet;
    pool.server = source.server->name;
    pool.servers = 1;
    pool.contract = source.offer ? ContractKind::on_demand : ContractKind::owned;
    if (source.offer) pool.offer = source.offer->name;
    s.pools.push_back(pool);
    return s;
}

double hardware_usd_h(const contracts::ComputeTerms& terms) {
    if (terms.kind == contracts::ComputeKind::on_demand) return terms.contracted_usd_server_h;
    return contracts::depreciation(terms, 1) + contracts::maintenance(terms, 1);
}

/// Where the catalog has no fit for the family, the worst of the engine's fits stands in.
void take_error(const SizeQuestion& q, const Catalog& catalog, const World& world, SizeRow& row) {
    row.error_fitted = false;
    if (!world.shapes.empty()) row.error_pct = world.shapes.back().profile.error_pct;
    if (row.error_pct > 0) {
        row.error_fitted = true;
        return;
    }
    for (const auto& [key, profile] : catalog.engines) {
        if (key.rfind(q.deployment.engine, 0) != 0) continue;
        row.error_pct = std::max(row.error_pct, profile.error_pct);
    }
}

struct Variant {
    int tp = 1;
    Precision precision = Precision::bf16;
    int token_budget = 0;
};

struct Builder {
    const SizeQuestion& q;
    const Catalog& catalog;
    const CompileOptions& compile;
    std::vector<SizeCandidate>& out;
    std::vector<SizeRow>& unfit;
    Diagnostics& diagnostics;

    /// What cannot fit is a candidate that loses; what is wrong anywhere is the user's error, once.
    void sort_out(const Diagnostics& found, SizeRow row) const {
        for (const Diagnostic& d : found.items()) {
            if (d.severity != Severity::error) continue;
            if (d.verdict == Verdict::infeasible) {
                row.why = d.message;
                unfit.push_back(std::move(row));
                return;
            }
            const auto& known = diagnostics.items();
            const bool said = std::any_of(known.begin(), known.end(), [&](const Diagnostic& k) {
                return k.message == d.message;
            });
            if (!said) diagnostics.add(d);
        }
    }

    SizeRow row_of(const Server& server, const Variant& v) const {
        SizeRow row;
        row.server = server.name;
        const auto a = catalog.accelerators.find(server.accelerator);
        row.accelerator = a == catalog.accelerators.end() ? server.accelerator : a->second.title;
        row.tp = v.tp;
        row.precision = precision_name(v.precision);
        row.token_budget = v.token_budget;
        row.name = fmt::format("{} tp{} {}", server.name, v.tp, row.precision);
        if (q.token_budgets.size() > 1) row.name += fmt::format(" budget {}", v.token_budget);
        return row;
    }

    void add(Scenario s, const Server& server, const Variant& v, const std::string& offer) const {
        SizeRow row = row_of(server, v);
        row.offer = offer;
        DeploymentSpec d = q.deployment;
        d.pool = s.pools.front().name;
        d.tp = v.tp;
        d.precision = v.precision;
        d.token_budget = std::max(v.token_budget, d.max_num_seqs);
        d.replicas_min = 1;
        d.replicas_max = 1;
        d.autoscaler.reset();
        s.deployments = {d};
        for (WorkloadSpec& w : s.workloads) w.deployments = {d.name};
        s.pools.front().servers =
            std::max(1, (d.tp * d.pp + server.accelerators - 1) / server.accelerators);
        Diagnostics found;
        std::optional<World> world = compile_world(s, catalog, compile, found);
        if (!world) return sort_out(found, std::move(row));
        // Random streams are told apart by names: all candidates see the same failures, whatever
        // the base calls its pool.
        world->pools[0].name = kFleet;
        row.vendor = world->pools[0].terms.vendor;
        row.usd_server_h = hardware_usd_h(world->pools[0].terms);
        take_error(q, catalog, *world, row);
        out.push_back({std::move(*world), DeploymentId(0u), std::move(row)});
    }

    void variants(const Scenario& s, const Server& server, const std::string& offer) const {
        const auto a = catalog.accelerators.find(server.accelerator);
        const std::vector<int> budgets =
            q.token_budgets.empty() ? std::vector<int>{q.deployment.token_budget} : q.token_budgets;
        for (const Precision p : q.precisions) {
            if (a != catalog.accelerators.end() && !computes(a->second, p)) continue;
            for (const int tp : parallelisms(q, catalog, server.accelerators)) {
                for (const int budget : budgets) add(s, server, {tp, p, budget}, offer);
            }
        }
    }
};

}  // namespace

std::vector<SizeCandidate> size_candidates(const SizeQuestion& q, const Catalog& catalog,
                                           const CompileOptions& compile,
                                           std::vector<SizeRow>& unfit, Diagnostics& diagnostics) {
    std::vector<SizeCandidate> out;
    const Builder builder{q, catalog, compile, out, unfit, diagnostics};
    if (q.own) {
        const auto server = catalog.servers.find(q.scenario.pools.front().server);
        if (server != catalog.servers.end()) builder.variants(q.scenario, server->second, "base");
    }
    for (const Source& source : sources_of(q, catalog, diagnostics)) {
        builder.variants(scenario_on(q, source), *source.server,
                         source.offer ? source.offer->name : "own");
    }
    tell_apart(out, [](SizeCandidate& c) -> SizeRow& { return c.row; });
    return out;
}

}  // namespace orrery
