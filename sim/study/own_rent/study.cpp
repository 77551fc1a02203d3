// The study `own-rent-mix`: own, rent or mix over years, projected month by month in closed form.
#include "sim/study/own_rent/study.hpp"

#include <algorithm>
#include <cmath>

#include "models/finance/break_even.hpp"
#include "models/finance/cash_flow.hpp"
#include "models/finance/rate_of_return.hpp"
#include "orrery/base/math.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// Hyndman and Fan's type 7.
double percentile(std::vector<double> values, double p) {
    std::sort(values.begin(), values.end());
    const double at = p * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return std::lerp(values[low], values[high], at - static_cast<double>(low));
}

OwnRentPath central(const OwnRentQuestion& q) {
    return {q.growth, q.price_change};
}

/// The same futures for every plan.
std::vector<OwnRentPath> futures(const OwnRentQuestion& q) {
    Stream growth(q.seed, "growth", "own-rent-mix");
    Stream price(q.seed, "rents", "own-rent-mix");
    std::vector<OwnRentPath> all;
    for (int i = 0; i < q.draws; ++i) {
        const double g = (1 + q.growth) * math::exp(q.growth_sd * normal(growth)) - 1;
        const double p = (1 + q.price_change) * math::exp(q.price_sd * normal(price)) - 1;
        all.push_back({g, p});
    }
    return all;
}

/// After tax, by the instants 0, 1 … months; what is paid is negative.
std::vector<double> flows_of(const OwnRentQuestion& q, const OwnRentCash& cash) {
    std::vector<double> flows(cash.running.size() + 1, 0.0);
    for (std::size_t m = 0; m < cash.running.size(); ++m) {
        flows[m] -= cash.purchases[m];
        flows[m + 1] -= cash.running[m] * (1 - q.tax) - cash.depreciation[m] * q.tax;
    }
    flows.back() += cash.salvage - q.tax * (cash.salvage - cash.book);
    return flows;
}

std::vector<double> paid_by_month(const OwnRentCash& cash) {
    std::vector<double> paid;
    double sum = 0;
    for (std::size_t m = 0; m < cash.running.size(); ++m) {
        paid.push_back(sum += cash.purchases[m] + cash.running[m]);
    }
    return paid;
}

/// The first month (from 1) from which on `cash` stays at or below `base`; none if it never does.
std::optional<int> crossing(const OwnRentCash& cash, const OwnRentCash& base) {
    const std::vector<double> paid = paid_by_month(cash);
    const std::vector<double> other = paid_by_month(base);
    std::optional<int> first;
    for (std::size_t m = paid.size(); m-- > 0;) {
        if (paid[m] > other[m] * (1 + 1e-12)) break;
        first = static_cast<int>(m) + 1;
    }
    return first;
}

void against(const OwnRentQuestion& q, const OwnRentCash& cash, const OwnRentCash& base,
             OwnRentRow& row) {
    std::vector<double> gain = flows_of(q, cash);
    const std::vector<double> other = flows_of(q, base);
    for (std::size_t m = 0; m < gain.size(); ++m) gain[m] -= other[m];
    row.npv_usd = present_value(q, base) - row.pv_usd;
    const finance::RateOfReturn rate = finance::irr(gain);
    if (rate.rate) row.irr = math::pow(1 + *rate.rate, 12) - 1;
    row.irr_refused = rate.refused;
    row.payback_months = finance::payback(gain);
    row.crossing_month = crossing(cash, base);
}

OwnRentRow row_of(const OwnRentQuestion& q, const OwnRentPlan& plan, const OwnRentCash& cash) {
    OwnRentRow row;
    row.plan = plan;
    row.servers_first = cash.owned.front();
    row.servers_last = cash.owned.back();
    row.signed_first = cash.committed.front();
    row.signed_last = cash.committed.back();
    row.hours = cash.hours;
    const double peak = *std::max_element(q.hours.begin(), q.hours.end()) *
                        math::pow(1 + q.growth, q.years - .5 / 12);
    row.hourly_peak = std::max(0.0, peak - row.servers_last - row.signed_last);
    for (const double usd : cash.purchases) row.capex_usd += usd;
    row.cash_usd = paid_by_month(cash).back() - cash.salvage;
    row.pv_usd = present_value(q, cash);
    return row;
}

void spread(const OwnRentQuestion& q, OwnRentResult& r) {
    const std::vector<OwnRentPath> all = futures(q);
    std::vector<std::vector<double>> pv(r.rows.size());
    for (const OwnRentPath& path : all) {
        for (std::size_t i = 0; i < r.rows.size(); ++i) {
            pv[i].push_back(present_value(q, cash_of(q, r.rows[i].plan, path)));
        }
    }
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        r.rows[i].p10 = percentile(pv[i], .1);
        r.rows[i].p50 = percentile(pv[i], .5);
        r.rows[i].p90 = percentile(pv[i], .9);
        for (std::size_t k = 0; k < all.size(); ++k) {
            r.rows[i].cheaper += pv[i][k] < pv[r.baseline][k] ? 1.0 / q.draws : 0;
        }
    }
}

OwnRentQuestion priced(OwnRentQuestion q, double rents) {
    q.market.on_demand_usd_h *= rents;
    for (auto& level : q.levels) level.usd_server_h *= rents;
    return q;
}
OwnRentQuestion sized(OwnRentQuestion q, double demand) {
    for (double& d : q.hours) d *= demand;
    return q;
}

/// Name of the cheapest plan; plans are made anew, as a planner would.
std::string cheapest(const OwnRentQuestion& q) {
    const std::vector<OwnRentPlan> plans = plans_of(q);
    std::size_t best = 0;
    double least = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const double pv = present_value(q, cash_of(q, plans[i], central(q)));
        if (i > 0 && pv >= least) continue;
        best = i;
        least = pv;
    }
    return plans[best].name;
}

/// The factor nearest to one at which another plan becomes the cheapest.
template <class Change>
double flip(const OwnRentQuestion& q, const std::string& best, Change change, std::string& to) {
    constexpr int kSteps = 33;
    for (int i = 1; i <= kSteps; ++i) {
        for (const double sign : {-1.0, 1.0}) {
            double far = math::exp(sign * i * math::log(5) / kSteps);
            double near = math::exp(sign * (i - 1) * math::log(5) / kSteps);
            if (cheapest(change(q, far)) == best) continue;
            for (int k = 0; k < 12; ++k) {
                const double middle = (far + near) / 2;
                (cheapest(change(q, middle)) == best ? near : far) = middle;
            }
            to = cheapest(change(q, far));
            return far;
        }
    }
    return 0;
}

OwnRentExclusion exclusion(const OwnRentQuestion& q, std::string name) {
    OwnRentExclusion e;
    e.without = std::move(name);
    e.utilisation =
        finance::break_even_utilisation(own_fixed_usd_h(q), own_variable_usd_h(q.own),
                                        q.market.on_demand_usd_h * rents_over_horizon(q));
    const double peak = *std::max_element(q.hours.begin(), q.hours.end());
    const OwnRentPlan own{"own", peak};
    const OwnRentPlan rent{"on demand"};
    e.crossing_month = crossing(cash_of(q, own, central(q)), cash_of(q, rent, central(q)));
    OwnRentQuestion full = q;
    full.hours.assign(q.hours.size(), peak);
    e.crossing_full = crossing(cash_of(full, own, central(q)), cash_of(full, rent, central(q)));
    return e;
}

void add_exclusions(const OwnRentQuestion& q, OwnRentResult& r) {
    OwnRentQuestion network = q;
    network.own.network_share = 0;
    OwnRentQuestion facility = q;
    facility.own.facility_usd_kw_month = 0;
    facility.own.pue = 1;
    OwnRentQuestion staff = q;
    staff.own.staff_usd_year = staff.own.staff_usd_server_year = 0;
    OwnRentQuestion all = facility;
    all.own.network_share = 0;
    all.own.staff_usd_year = all.own.staff_usd_server_year = 0;
    r.exclusions = {exclusion(q, "nothing"), exclusion(network, "network"),
                    exclusion(facility, "facility"), exclusion(staff, "staff"),
                    exclusion(all, "network, facility, staff")};
}

void add_cumulative(const OwnRentCash& cash, OwnRentResult& r) {
    const std::vector<double> paid = paid_by_month(cash);
    r.cumulative.emplace_back();
    for (std::size_t m = 11; m < paid.size(); m += 12) r.cumulative.back().push_back(paid[m]);
    r.by_month.push_back(paid);
}

}  // namespace

OwnRentResult study_own_rent(const OwnRentQuestion& q) {
    OwnRentResult r;
    std::vector<OwnRentCash> cash;
    for (const OwnRentPlan& plan : plans_of(q)) {
        cash.push_back(cash_of(q, plan, central(q)));
        r.rows.push_back(row_of(q, plan, cash.back()));
        add_cumulative(cash.back(), r);
        if (plan.name == q.baseline) r.baseline = r.rows.size() - 1;
        if (r.rows.back().pv_usd < r.rows[r.best].pv_usd) r.best = r.rows.size() - 1;
    }
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        if (i != r.baseline) against(q, cash[i], cash[r.baseline], r.rows[i]);
    }
    r.uncertain = q.growth_sd > 0 || q.price_sd > 0;
    spread(q, r);
    add_exclusions(q, r);
    const std::string best = r.rows[r.best].plan.name;
    r.flip_price = flip(q, best, priced, r.flip_price_to);
    r.flip_demand = flip(q, best, sized, r.flip_demand_to);
    return r;
}

}  // namespace orrery
