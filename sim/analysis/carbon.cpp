// Emissions by scope, category, carrier and unit of work; each with its boundary in the formula.
#include <algorithm>
#include <array>
#include <map>

#include "orrery/base/math.hpp"
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {
namespace {

using carbon::Activity;

/// Sums over the ledger's entries, before the reporter's share.
struct Sums {
    double location = 0;
    double market_annual = 0;
    double market_hourly = 0;
    double amortised = 0;
    double purchase = 0;
};

CarbonBasis leading(const World& world) {
    return world.reporting.embodied == EmbodiedRule::amortised ? CarbonBasis::amortised
                                                               : CarbonBasis::purchase_year;
}

Sums sums_of(const Input& in) {
    Sums s;
    math::NeumaierSum location;
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        location.add(total(f.location_g));
        // Contracts touch combustion alone; the rest of the life cycle stays.
        const double upstream = total(f.location_g) - total(f.direct_g);
        s.market_annual += upstream;
        s.market_hourly += upstream;
    }
    s.location = location.value();
    for (const CarbonEntry& e : in.ledger.carbon) {
        if (e.basis == CarbonBasis::market_annual) s.market_annual += e.whole_g();
        if (e.basis == CarbonBasis::market_hourly) s.market_hourly += e.whole_g();
        if (e.basis == CarbonBasis::amortised) s.amortised += e.whole_g();
        if (e.basis == CarbonBasis::purchase_year) s.purchase += e.whole_g();
    }
    return s;
}

void set_totals(const Input& in, const Sums& s, Findings& out) {
    const bool spread = leading(in.world) == CarbonBasis::amortised;
    set_metric(out, "carbon.location_based", s.location, "gCO2e",
               "operational: Σ intervals of energy from the grid × its life-cycle intensity; "
               "facility, location-based, without losses of the grid");
    set_metric(out, "carbon.market_based.annual", s.market_annual, "gCO2e",
               "operational: contracts and certificates of a calendar year cover its energy from "
               "the grid, the rest at the residual mix, or the grid's intensity where none is "
               "known, plus the upstream part; facility, market-based");
    set_metric(out, "carbon.market_based.hourly", s.market_hourly, "gCO2e",
               "as annual, but an interval is covered by its own deliverable supply alone, and "
               "certificates without hours cover nothing; facility, market-based");
    set_metric(out, "carbon.embodied", spread ? s.amortised : s.purchase, "gCO2e",
               spread ? "cradle to gate of a server × time present / its life, and of generation "
                        "and battery on site; amortised"
                      : "cradle to gate of what was bought in the run; year of purchase");
    set_metric(out, "carbon.embodied_amortised", s.amortised, "gCO2e",
               "cradle to gate of a server × time present / its life, and of generation and "
               "battery on site (SCI)");
    set_metric(out, "carbon.embodied_purchase_year", s.purchase, "gCO2e",
               "cradle to gate of own servers bought in the run, of rented ones the share of their "
               "life (GHG Protocol)");
    set_metric(out, "carbon.total", s.location + (spread ? s.amortised : s.purchase), "gCO2e",
               "location-based + embodied; facility, life-cycle, without losses of the grid");
    math::NeumaierSum marginal;
    bool known = true;
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        known = known && (!f.marginal_g.empty() || total(f.import) == 0);
        marginal.add(total(f.marginal_g));
    }
    if (!known) return;
    set_metric(out, "carbon.marginal", marginal.value(), "gCO2e",
               "Σ intervals of energy from the grid × marginal intensity: what the system emits "
               "more, not an inventory");
}

std::string_view what_of(const CarbonEntry& e) {
    switch (e.activity) {
        case Activity::electricity:
            return "electricity, combustion";
        case Activity::electricity_upstream:
            return "electricity, upstream";
        case Activity::grid_losses:
            return kGridLosses;
        case Activity::hardware:
            return "hardware, embodied";
        case Activity::fuel:
        case Activity::fuel_upstream:
            return "fuel";
        case Activity::end_of_life:
            return "disposal";
    }
    return "";
}

using ScopeRows = std::map<std::pair<std::string, std::string>, ScopeRow>;

/// The reporter's inventory: its share, by scope and activity.
void add_scopes(const Input& in, Findings& out) {
    ScopeRows rows;
    for (const CarbonEntry& e : in.ledger.carbon) {
        const bool hardware = !is_operational(e.basis);
        if (hardware && e.basis != leading(in.world)) continue;
        ScopeRow& row = rows[{e.scope(), std::string(what_of(e))}];
        row.reporter = e.reporter;
        row.scope = e.scope();
        row.what = what_of(e);
        // Upstream and hardware are the same in each column: contracts do not touch them.
        const bool everywhere = hardware || e.activity != Activity::electricity;
        if (everywhere || e.basis == CarbonBasis::location_based) row.location_g += e.gco2e;
        if (everywhere || e.basis == CarbonBasis::market_annual) row.market_annual_g += e.gco2e;
        if (everywhere || e.basis == CarbonBasis::market_hourly) row.market_hourly_g += e.gco2e;
    }
    for (auto& [key, row] : rows) out.scopes.push_back(std::move(row));
}

void set_scopes(const Input& in, Findings& out) {
    set_metric(out, "carbon.scope1", 0, "gCO2e",
               "fuel burnt on site: none is modelled; the reporter's share");
    const bool hourly = in.world.reporting.market == MarketMatching::hourly;
    std::array<double, 2> scope2{};
    std::map<std::string, double> categories;
    for (const ScopeRow& row : out.scopes) {
        if (row.scope == "scope 2") {
            scope2[0] += row.location_g;
            scope2[1] += hourly ? row.market_hourly_g : row.market_annual_g;
        } else if (row.scope.rfind("scope 3 category ", 0) == 0) {
            categories["category_" + row.scope.substr(17)] += row.location_g;
        }
    }
    set_metric(out, "carbon.scope2.location_based", scope2[0], "gCO2e",
               "combustion for energy from the grid; facility, location-based, reporter's share");
    set_metric(out, "carbon.scope2.market_based", scope2[1], "gCO2e",
               std::string("combustion for energy from the grid after contracts and certificates, "
                           "matched ") +
                   (hourly ? "hourly" : "by calendar year") + "; facility, reporter's share");
    for (const auto& [name, g] : categories) {
        set_metric(out, "carbon.scope3." + name, g, "gCO2e",
                   "entries of the category; facility, location-based, life-cycle with losses of "
                   "the grid, embodied as reported, reporter's share");
    }
}

void set_sites(const Input& in, Findings& out) {
    std::map<std::string, double> sites;
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        sites[in.world.sites[f.site.index()].name] += total(f.location_g);
    }
    std::map<std::array<std::string, 3>, CarbonCell> cells;
    for (const CarbonEntry& e : in.ledger.carbon) {
        const bool embodied = e.basis == leading(in.world);
        if (embodied) sites[e.site] += e.whole_g();
        if (!embodied && e.basis != CarbonBasis::location_based) continue;
        CarbonCell& cell = cells[{e.site, e.source, e.scope()}];
        cell = {e.site, e.source, e.scope(), cell.gco2e + e.gco2e, cell.kwh + e.kwh};
    }
    for (const auto& [key, cell] : cells) out.carbon.push_back(cell);
    for (const auto& [site, g] : sites) {
        set_metric(out, "carbon.by_site." + site, g, "gCO2e",
                   "location-based + embodied; facility, life-cycle");
    }
}

/// Who answers for it; what requests do not carry is returned: jobs, and pools without work.
double set_carriers(const Input& in, Findings& out) {
    std::map<std::string, double> carriers, tenants, runs;
    double others = 0;
    const std::string rule =
        in.world.reporting.allocation == AllocationRule::tokens
            ? "its share of each pool by tokens, of jobs by time held, idle included"
            : "its share of each pool by busy accelerator time, idle included";
    for (const CarbonShare& s : in.ledger.carbon_shares) {
        const bool nobody = s.kind == CarbonShare::Kind::nobody;
        carriers[nobody ? "unallocated" : s.carrier] += s.g();
        tenants[nobody ? "unallocated" : s.tenant] += s.g();
        if (s.kind == CarbonShare::Kind::job) runs[s.carrier] += s.g();
        if (s.kind != CarbonShare::Kind::workload) others += s.g();
    }
    for (const auto& [carrier, g] : carriers) {
        set_metric(out, "carbon.by_workload." + carrier, g, "gCO2e",
                   rule + "; facility, location-based, life-cycle, embodied amortised");
    }
    for (const auto& [job, g] : runs) {
        set_metric(out, "carbon.sci_per_job." + job, g, "gCO2e",
                   "SCI: energy × intensity + embodied of the whole run in the period, idle "
                   "included; facility, location-based, life-cycle");
    }
    for (const auto& [tenant, g] : tenants) {
        set_metric(out, "carbon.by_tenant." + tenant, g, "gCO2e",
                   rule + "; facility, location-based, life-cycle, embodied amortised");
    }
    return others;
}

void set_units(const Input& in, const Sums& s, double others, Findings& out) {
    const ServingStats all = merged(in.o);
    const double g = s.location + s.amortised - others;
    const std::string sci =
        "SCI: (energy × intensity + embodied amortised, idle included, without jobs and pools that "
        "served nobody) / ";
    const std::string boundary = "; facility, location-based, life-cycle";
    if (all.completed > 0) {
        set_metric(out, "carbon.sci_per_request", g / static_cast<double>(all.completed), "gCO2e",
                   sci + "completed requests" + boundary);
    }
    if (all.output_tokens <= 0) return;
    set_metric(out, "carbon.sci_per_token", g / static_cast<double>(all.output_tokens), "gCO2e",
               sci + "output tokens" + boundary);
    set_metric(
        out, "energy.per_output_token",
        out.metrics.find("energy.it")->value * 3.6e6 / static_cast<double>(all.output_tokens), "J",
        "IT energy / output tokens, idle time and jobs included");
}

std::string relation_text(const carbon::Reporter& r) {
    switch (r.relation) {
        case carbon::Relation::owner_operator:
            return "owner";
        case carbon::Relation::colocation_tenant:
            return r.controls_energy ? "colocation, own energy" : "colocation, landlord's energy";
        case carbon::Relation::cloud_tenant:
            return r.as_leased_assets ? "leased assets, category 8" : "cloud, category 1";
        case carbon::Relation::lessee:
            return r.finance_lease ? "finance lease" : "operating lease";
        case carbon::Relation::landlord:
            return "landlord";
    }
    return {};
}

const char* boundary_text(carbon::Boundary boundary) {
    switch (boundary) {
        case carbon::Boundary::financial_control:
            return "financial control";
        case carbon::Boundary::equity_share:
            return "equity share";
        case carbon::Boundary::operational_control:
            break;
    }
    return "operational control";
}

/// "hall, annex and 3 more".
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 4;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > kMost) text += " and " + std::to_string(names.size() - kMost) + " more";
    return text;
}

/// Sites of one kind are named together.
std::string boundary_sentence(const World& world) {
    std::map<std::string, std::vector<std::string>> kinds;
    for (const Site& site : world.sites) {
        const carbon::Reporter& r = site.energy.reporter;
        kinds[std::string(boundary_text(r.boundary)) + ", " + relation_text(r)].push_back(
            site.name);
    }
    std::string text = world.reporting.reporter + ": ";
    for (const auto& [kind, names] : kinds) {
        if (text.back() != ' ') text += "; ";
        text += listed(names) + " (" + kind + ")";
    }
    return text +
           ". In: energy of servers, cooling and losses of the facility with its life "
           "cycle, hardware cradle to gate; losses of the grid in the inventory alone. Not in: "
           "buildings, networks outside, staff, disposal.";
}

}  // namespace

void add_carbon(const Input& in, Findings& out) {
    const Sums sums = sums_of(in);
    set_totals(in, sums, out);
    add_scopes(in, out);
    set_scopes(in, out);
    set_sites(in, out);
    set_units(in, sums, set_carriers(in, out), out);
    out.carbon_boundary = boundary_sentence(in.world);
}

}  // namespace orrery::analysis
