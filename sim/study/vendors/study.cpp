// The study `vendors`: every single vendor, every pair and all, the same demand through each.
#include "sim/study/vendors/study.hpp"

#include <algorithm>
#include <cmath>

#include "models/contracts/owed.hpp"
#include "models/finance/concentration.hpp"
#include "sim/study/replicate.hpp"
#include "sim/study/vendors/outages.hpp"
#include "sim/study/vendors/sizing.hpp"

namespace orrery {
namespace {

/// Hyndman and Fan's type 7.
double percentile(std::vector<double> values, double p) {
    std::sort(values.begin(), values.end());
    const double at = p * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    return std::lerp(values[low], values[std::min(low + 1, values.size() - 1)],
                     at - static_cast<double>(low));
}

VendorAlternative alternative_of(std::vector<std::string> vendors) {
    VendorAlternative a;
    for (const std::string& v : vendors) a.name += (a.name.empty() ? "" : " + ") + v;
    a.vendors = std::move(vendors);
    return a;
}

/// Singles, pairs, all; without repetition where there are but two.
std::vector<VendorAlternative> alternatives_of(const std::vector<std::string>& vendors) {
    std::vector<VendorAlternative> all;
    for (const std::string& v : vendors) all.push_back(alternative_of({v}));
    for (std::size_t i = 0; i < vendors.size(); ++i) {
        for (std::size_t j = i + 1; j < vendors.size(); ++j) {
            all.push_back(alternative_of({vendors[i], vendors[j]}));
        }
    }
    if (vendors.size() > 2) all.push_back(alternative_of(vendors));
    return all;
}

/// A vendor → its host where it is in another's halls, else its parent.
std::map<std::string, std::string> behind_of(const World& world) {
    std::map<std::string, std::string> behind;
    for (const VendorSpec& v : world.vendors) {
        if (!v.host.empty() && v.host != v.name) {
            behind[v.name] = v.host;
        } else if (!v.parent.empty() && v.parent != v.name) {
            behind[v.name] = v.parent;
        }
    }
    return behind;
}

double hhi_of(const VendorAlternative& a, const std::map<std::string, std::string>& behind) {
    std::vector<finance::Holding> holdings;
    for (const VendorRun& run : a.runs) {
        for (const auto& [name, usd] : run.spend) holdings.push_back({name, usd});
    }
    return finance::concentration(finance::look_through(holdings, behind)).hhi;
}

void summarise(const World& world, const VendorQuestion& q, VendorAlternative& a) {
    std::vector<double> cost;
    const auto n = static_cast<double>(a.runs.size());
    int over = 0;
    double steady = 0;
    for (const VendorRun& run : a.runs) {
        cost.push_back(run.cost());
        over += q.budget_usd_year > 0 && run.cost() > q.budget_usd_year ? 1 : 0;
        a.mean += run.cost() / n;
        a.servers += run.servers / n;
        a.miss_h += run.miss_h / n;
        steady += run.steady_miss_h / n;
        a.dated_miss_h += run.dated_miss_h / n;
        a.t_co2e += run.t_co2e / n;
        for (std::size_t k = 0; k < kVendorCosts; ++k) a.parts[k] += run.parts[k] / n;
    }
    const double quiet = 1 - a.outages.any_h / contracts::kHoursPerYear;
    a.expected_miss_h = std::min(contracts::kHoursPerYear, steady * quiet + a.outages.miss_h);
    a.serves = a.miss_h <= contracts::kHoursPerYear / 2;
    a.p50 = percentile(cost, .5);
    a.p90 = percentile(cost, .9);
    if (q.budget_usd_year > 0) a.over_budget = over / n;
    a.hhi = hhi_of(a, {});
    a.hhi_through = hhi_of(a, behind_of(world));
}

double variance(const std::vector<double>& values) {
    if (values.size() < 2) return 0;
    double mean = 0;
    for (const double v : values) mean += v / static_cast<double>(values.size());
    double sum = 0;
    for (const double v : values) sum += (v - mean) * (v - mean);
    return sum / static_cast<double>(values.size() - 1);
}

std::vector<double> column(const VendorAlternative& a, double (*figure)(const VendorRun&)) {
    std::vector<double> values;
    for (const VendorRun& run : a.runs) values.push_back(figure(run));
    return values;
}

double cost_figure(const VendorRun& run) {
    return run.cost();
}
double miss_figure(const VendorRun& run) {
    return run.miss_h;
}

/// What is compared: the year's cost, and what missed hours cost where that is known.
double worth(const VendorQuestion& q, const VendorResult& r, const VendorAlternative& a) {
    return a.mean + std::max(0.0, q.miss_usd_h) * r.missed(a);
}

/// The least of those that `takes` accepts; `none` if there is none. What misses its SLO in most
/// hours is none of them, unless all do.
template <class Takes>
std::size_t least(const VendorQuestion& q, const VendorResult& r, std::size_t none, Takes takes) {
    std::size_t best = none;
    const bool some = r.any_serves();
    for (std::size_t i = 0; i < r.alternatives.size(); ++i) {
        const VendorAlternative& a = r.alternatives[i];
        if (a.runs.empty() || (some && !a.serves) || !takes(a)) continue;
        if (best == none || worth(q, r, a) < worth(q, r, r.alternatives[best])) best = i;
    }
    return best;
}

/// Factor on the rate of outages at which the missed hours they bring cost the premium. As
/// simulated all missed hours follow the rate; as expected those without an outage stay.
double breakeven_outages(const VendorQuestion& q, const VendorResult& r) {
    const VendorAlternative& single = r.alternatives[r.single];
    const VendorAlternative& multi = r.alternatives[r.multi];
    if (q.miss_usd_h <= 0 || r.premium_usd <= 0) return 0;
    const double wanted = r.premium_usd / q.miss_usd_h;
    const double avoided = r.missed(single) - r.missed(multi);
    const double moving = r.expectation ? single.outages.miss_h - multi.outages.miss_h : avoided;
    if (moving <= 0) return 0;
    return std::max(0.0, (wanted - (avoided - moving)) / moving);
}

/// A year's discounts of a vendor with this one for such a volume beside its curve: what it takes
/// off beyond the curve, in the mean.
double beyond_curve(const VendorAlternative& a, const std::string& vendor, double volume,
                    double discount) {
    double sum = 0;
    for (const VendorRun& run : a.runs) {
        const auto it = run.bills.find(vendor);
        if (it == run.bills.end() || it->second.usd < volume) continue;
        sum += std::max(0.0, discount * it->second.usd - it->second.off_usd);
    }
    return sum / static_cast<double>(a.runs.size());
}

/// The discount for the volume that the single vendor has as the only one, at which one costs what
/// several do; by halving, as tiers make it no straight line.
void breakeven_discount(const VendorQuestion& q, VendorResult& r) {
    const VendorAlternative& single = r.alternatives[r.single];
    const VendorAlternative& multi = r.alternatives[r.multi];
    const std::string& vendor = single.vendors.front();
    const double gap = worth(q, r, single) - worth(q, r, multi);
    r.breakeven_discount = r.curve_discount = r.single_compute_usd = 0;
    double volume = 0;
    double off = 0;
    for (const VendorRun& run : single.runs) {
        const auto it = run.bills.find(vendor);
        if (it == run.bills.end()) return;
        volume = volume > 0 ? std::min(volume, it->second.usd) : it->second.usd;
        r.single_compute_usd += it->second.usd / static_cast<double>(single.runs.size());
        off += it->second.off_usd / static_cast<double>(single.runs.size());
    }
    if (r.single_compute_usd <= 0) return;
    r.curve_discount = off / r.single_compute_usd;
    const auto closes = [&](double discount) {
        return beyond_curve(single, vendor, volume, discount) -
                   beyond_curve(multi, vendor, volume, discount) >=
               gap;
    };
    if (gap <= 0 || !closes(1)) return;
    double low = 0;
    for (double high = 1; high - low > 1e-9;) {
        const double middle = (low + high) / 2;
        (closes(middle) ? high : low) = middle;
        r.breakeven_discount = high;
    }
}

void judge_basis(VendorResult& r) {
    bool rated = false;
    for (const VendorAlternative& a : r.alternatives) rated = rated || a.outages.per_year > 0;
    r.expectation = rated && r.outage_events >= 0 && r.outage_events < kFewOutages;
}

void walk_away(const World& world, const VendorQuestion& q, VendorResult& r) {
    const std::size_t none = r.alternatives.size();
    const VendorAlternative& all = r.alternatives.back();
    for (const VendorSpec& v : world.vendors) {
        WalkAway w{v.name, !v.discounts.empty(), "", {}};
        const auto has = [&](const VendorAlternative& a) {
            return std::find(a.vendors.begin(), a.vendors.end(), v.name) != a.vendors.end();
        };
        if (!has(all)) continue;
        const std::size_t other = least(q, r, none, [&](const auto& a) { return !has(a); });
        if (other != none) {
            w.alternative = r.alternatives[other].name;
            const bool known = w.curve && !all.runs.empty();
            if (known) w.usd_year = worth(q, r, r.alternatives[other]) - worth(q, r, all);
        } else if (w.curve) {
            w.usd_year = 0;  // nothing to walk to
        }
        r.walk_away.push_back(w);
    }
}

}  // namespace

PairedDifference paired(const std::vector<double>& values, const std::vector<double>& reference) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < values.size(); ++i) differences.push_back(values[i] - reference[i]);
    PairedDifference d;
    const auto n = static_cast<double>(values.size());
    for (const double x : differences) d.mean += x / n;
    d.sd = std::sqrt(variance(differences));
    d.sd_independent = std::sqrt(variance(values) + variance(reference));
    if (values.size() > 1) {
        d.half = student_95(static_cast<int>(values.size())) * d.sd / std::sqrt(n);
    }
    return d;
}

void judge_vendors(const World& world, const VendorQuestion& q, VendorResult& r) {
    for (VendorAlternative& a : r.alternatives) {
        if (!a.runs.empty()) summarise(world, q, a);
    }
    judge_basis(r);
    const std::size_t none = r.alternatives.size();
    r.single = least(q, r, none, [](const auto& a) { return a.vendors.size() == 1; });
    r.multi = least(q, r, none, [](const auto& a) { return a.vendors.size() > 1; });
    r.best = least(q, r, none, [](const auto&) { return true; });
    walk_away(world, q, r);
    if (r.single == none) return;
    const VendorAlternative& single = r.alternatives[r.single];
    for (VendorAlternative& a : r.alternatives) {
        if (a.runs.empty()) continue;
        a.cost = paired(column(a, cost_figure), column(single, cost_figure));
        a.missed = paired(column(a, miss_figure), column(single, miss_figure));
    }
    if (r.multi == none) return;
    const VendorAlternative& multi = r.alternatives[r.multi];
    for (std::size_t k = 0; k < kVendorCosts; ++k) {
        r.premium[k] = multi.parts[k] - single.parts[k];
        r.premium_usd += r.premium[k];
    }
    const double avoided = r.missed(single) - r.missed(multi);
    if (avoided > 0 && r.premium_usd > 0) r.breakeven_miss_usd_h = r.premium_usd / avoided;
    r.breakeven_outages = breakeven_outages(q, r);
    breakeven_discount(q, r);
}

namespace {

std::vector<CarriedLoad> mean_loads(const VendorAlternative& a) {
    std::vector<CarriedLoad> mean(a.runs.front().loads.size());
    const auto n = static_cast<double>(a.runs.size());
    for (const VendorRun& run : a.runs) {
        for (std::size_t d = 0; d < mean.size(); ++d) {
            mean[d].arrivals_s += run.loads[d].arrivals_s / n;
            mean[d].capacity_s += run.loads[d].capacity_s / n;
        }
    }
    return mean;
}

/// The base as it stands: what alternatives are sized by.
void take_base(SizingBase& base, const std::vector<std::string>& vendors, VendorResult& r) {
    if (!base.question.resize) return;
    SizedAlternative sized = size_alternative(base, vendors);
    if (sized.runs.empty()) return;
    VendorAlternative a;
    a.name = "the base as it stands";
    a.vendors = vendors;
    a.runs = std::move(sized.runs);
    base.misses = misses_of(a.runs);
    base.loads = mean_loads(a);
    summarise(*sized.world, base.question, a);
    r.as_is = std::move(a);
}

}  // namespace

VendorResult study_vendors(const VendorQuestion& q, const World& world, const Catalog& catalog,
                           const CompileOptions& compile) {
    VendorResult r;
    r.seeds = q.options.seeds;
    const std::vector<std::string> vendors = vendors_of(world);
    SizingBase base{q, world, catalog, compile};
    take_base(base, vendors, r);
    r.alternatives = alternatives_of(vendors);
    for (VendorAlternative& a : r.alternatives) {
        SizedAlternative sized = size_alternative(base, a.vendors);
        a.infeasible = sized.infeasible;
        a.sized = std::move(sized.servers);
        a.outages = expected_outages(sized.world ? *sized.world : world, a.vendors);
        if (!sized.world) continue;
        a.runs = std::move(sized.runs);
        a.outages.miss_h = expected_outage_miss_h(*sized.world, mean_loads(a));
        int seen = 0;
        for (const VendorRun& run : a.runs) seen += run.outages;
        r.outage_events = std::max(r.outage_events, seen);
    }
    judge_vendors(world, q, r);
    return r;
}

}  // namespace orrery
