// What an alternative of `own-rent-mix` pays month by month, and what that is worth.
#include <algorithm>
#include <cmath>

#include "models/contracts/month.hpp"
#include "models/contracts/newsvendor.hpp"
#include "models/finance/cash_flow.hpp"
#include "orrery/base/math.hpp"
#include "sim/study/own_rent/study.hpp"

namespace orrery {
namespace {

using contracts::kHoursPerMonth;

bool has_spot(const commitments::Market& m) {
    return m.spot_usd_h >= 0 && m.spot_usd_h < m.on_demand_usd_h && m.spot_share > 0;
}

/// Use of each server, its hours on the spot market counted by what they are worth there, a server
/// costing `variable` for each hour of work in any case.
std::vector<double> worth_use(const OwnRentQuestion& q, double variable) {
    std::vector<double> use = contracts::slice_use(q.hours);
    const commitments::Market& m = q.market;
    const double most = m.on_demand_usd_h - variable;
    if (!has_spot(m) || most <= 0) return use;
    std::vector<double> firm_hours = q.hours;
    for (double& d : firm_hours) d *= 1 - m.spot_share;
    const std::vector<double> firm = contracts::slice_use(firm_hours);
    const double part = std::max(0.0, m.spot_usd_h - variable) / most;
    for (std::size_t n = 0; n < use.size(); ++n) {
        const double sure = n < firm.size() ? firm[n] : 0;
        use[n] = sure + (use[n] - sure) * part;
    }
    return use;
}

/// Mean demand beyond a number of servers, from the sorted hours.
class Excess {
public:
    explicit Excess(std::vector<double> hours) : sorted_(std::move(hours)) {
        std::sort(sorted_.begin(), sorted_.end());
        above_.assign(sorted_.size() + 1, 0.0);
        for (std::size_t i = sorted_.size(); i-- > 0;) above_[i] = above_[i + 1] + sorted_[i];
    }
    [[nodiscard]] double mean() const { return above_[0] / size(); }
    /// E[(D − level)⁺].
    [[nodiscard]] double beyond(double level) const {
        const auto it = std::upper_bound(sorted_.begin(), sorted_.end(), level);
        const auto i = static_cast<std::size_t>(it - sorted_.begin());
        return (above_[i] - level * (size() - static_cast<double>(i))) / size();
    }
    /// Of that, what a share of each hour's demand that bears interruptions cannot take.
    [[nodiscard]] double firm_beyond(double level, double spot_share) const {
        const double firm = 1 - spot_share;
        return firm > 0 ? firm * beyond(level / firm) : 0;
    }

private:
    [[nodiscard]] double size() const { return static_cast<double>(sorted_.size()); }
    std::vector<double> sorted_;
    std::vector<double> above_;
};

/// Servers of one purchase and the month it was made in.
struct Batch {
    int month = 0;
    int servers = 0;
};

class Projection {
public:
    Projection(const OwnRentQuestion& q, const OwnRentPlan& plan, const OwnRentPath& path)
        : q_(q), plan_(plan), path_(path), excess_(q.hours) {}

    OwnRentCash run() {
        for (int m = 0; m < 12 * q_.years; ++m) month(m);
        sell(12 * q_.years);
        return std::move(cash_);
    }

private:
    [[nodiscard]] double demand(double month) const {
        return math::pow(1 + path_.growth, month / 12);
    }
    [[nodiscard]] double rents(double month) const {
        return math::pow(1 + path_.price_change, month / 12);
    }
    [[nodiscard]] int life() const { return std::max(1, static_cast<int>(12 * q_.own.life_years)); }
    [[nodiscard]] double price() const { return q_.own.capex_usd * (1 + q_.own.network_share); }

    /// For the demand of the year's middle, as it is expected: no plan knows its future.
    [[nodiscard]] double expected(int month) const {
        return demand(month) * math::pow(1 + q_.growth, .5);
    }

    void buy(int month, double level) {
        int have = 0;
        for (const Batch& b : batches_) have += month - b.month < life() ? b.servers : 0;
        const int want = static_cast<int>(std::ceil(level * expected(month) - 1e-9));
        if (month % 12 == 0 && want > have) batches_.push_back({month, want - have});
    }

    void month(int m) {
        if (plan_.own_level > 0) buy(m, plan_.own_level);
        if (plan_.committed >= 0 && m % term() == 0) commit(m);
        int owned = 0;
        double bought = 0;
        double worn = 0;
        double retired = 0;  // brought by servers at the end of their life: nothing is in the books
        for (const Batch& b : batches_) {
            if (b.month == m) bought += b.servers * price();
            if (m - b.month == life()) retired += resale(b, life());
            if (m - b.month >= life()) continue;
            owned += b.servers;
            worn += b.servers * price() / life();
        }
        const double f = demand(m + .5);
        const double beyond_own = f * excess_.beyond(owned / f);
        const double worked = f * excess_.mean() - beyond_own;
        const double beyond = f * excess_.beyond((owned + committed_) / f);
        const double share = has_spot(q_.market) ? q_.market.spot_share : 0;
        const double firm = f * excess_.firm_beyond((owned + committed_) / f, share);
        double usd = own_running(owned, worked) - retired;
        usd += firm * kHoursPerMonth * q_.market.on_demand_usd_h * rents(m + .5);
        if (share > 0)
            usd += (beyond - firm) * kHoursPerMonth * q_.market.spot_usd_h * rents(m + .5);
        usd += committed_ * kHoursPerMonth * committed_usd_h_;
        cash_.committed.push_back(committed_);
        cash_.hours.own += worked * kHoursPerMonth;
        cash_.hours.committed += (beyond_own - beyond) * kHoursPerMonth;
        cash_.hours.on_demand += firm * kHoursPerMonth;
        cash_.hours.spot += (beyond - firm) * kHoursPerMonth;
        cash_.purchases.push_back(bought);
        cash_.running.push_back(usd);
        cash_.depreciation.push_back(worn);
        cash_.owned.push_back(owned);
    }

    [[nodiscard]] int term() const {
        const auto& level = q_.levels[static_cast<std::size_t>(plan_.committed)];
        return std::max(1, static_cast<int>(level.term_h / kHoursPerMonth + .5));
    }
    /// At the price of the day on which it is signed.
    void commit(int m) {
        const auto& level = q_.levels[static_cast<std::size_t>(plan_.committed)];
        committed_ = std::min(static_cast<double>(level.most),
                              std::floor(plan_.committed_level * demand(m) + 1e-9));
        committed_usd_h_ = level.usd_server_h * rents(m);
    }

    [[nodiscard]] double own_running(int owned, double worked) const {
        if (owned == 0) return 0;
        const OwnTerms& o = q_.own;
        const double kwh = (owned * o.kw_idle + worked * (o.kw_busy - o.kw_idle)) * kHoursPerMonth;
        return kwh * o.pue * o.usd_kwh + owned * o.kw_busy * o.facility_usd_kw_month +
               owned * o.capex_usd * o.maintenance_year / 12 +
               owned * price() * o.insurance_year / 12 +
               (o.staff_usd_year + owned * o.staff_usd_server_year) / 12;
    }

    /// Network and integration bring nothing.
    [[nodiscard]] double resale(const Batch& b, int age) const {
        const double left = q_.own.residual_initial * math::exp(-q_.own.residual_decay * age / 12) *
                            (1 - q_.own.residual_haircut);
        return b.servers * q_.own.capex_usd * left;
    }

    void sell(int end) {
        for (const Batch& b : batches_) {
            const int age = end - b.month;
            if (age > life()) continue;  // sold already
            cash_.salvage += resale(b, age);
            cash_.book += b.servers * price() * (1 - static_cast<double>(age) / life());
        }
    }

    const OwnRentQuestion& q_;
    const OwnRentPlan& plan_;
    const OwnRentPath& path_;
    Excess excess_;
    std::vector<Batch> batches_;
    double committed_ = 0;
    double committed_usd_h_ = 0;
    OwnRentCash cash_;
};

}  // namespace

OwnRentCash cash_of(const OwnRentQuestion& q, const OwnRentPlan& plan, const OwnRentPath& path) {
    return Projection(q, plan, path).run();
}

double present_value(const OwnRentQuestion& q, const OwnRentCash& cash) {
    const double r = finance::monthly_rate(q.rate, false);
    double factor = 1;
    double pv = 0;
    for (std::size_t m = 0; m < cash.running.size(); ++m) {
        pv += cash.purchases[m] * factor;
        factor /= 1 + r;
        pv += (cash.running[m] * (1 - q.tax) - cash.depreciation[m] * q.tax) * factor;
    }
    return pv - (cash.salvage - q.tax * (cash.salvage - cash.book)) * factor;
}

double own_variable_usd_h(const OwnTerms& o) {
    return (o.kw_busy - o.kw_idle) * o.pue * o.usd_kwh;
}

namespace {

/// Present value of an hour's worth of work in each month of the horizon, `usd_h` being its price.
template <class Price>
double worth_of_hours(const OwnRentQuestion& q, Price usd_h) {
    const double r = finance::monthly_rate(q.rate, false);
    double factor = 1;
    double worth = 0;
    for (int m = 0; m < 12 * q.years; ++m) {
        factor /= 1 + r;
        worth += usd_h(m) * kHoursPerMonth * factor;
    }
    return worth;
}

}  // namespace

double own_fixed_usd_h(const OwnRentQuestion& q) {
    // A server that never works, by the same cash as the plans: bought, idle, replaced, sold.
    OwnRentQuestion one = q;
    const double peak = *std::max_element(q.hours.begin(), q.hours.end());
    one.hours = {0.0};
    one.growth = 0;
    one.own.staff_usd_server_year += q.own.staff_usd_year / std::max(1.0, peak);
    one.own.staff_usd_year = 0;
    const OwnRentCash cash = cash_of(one, {"own", 1}, {});
    const double hours = worth_of_hours(
        q, [&](int m) { return static_cast<double>(cash.owned[static_cast<std::size_t>(m)]); });
    return present_value(one, cash) / (std::max(1e-9, 1 - q.tax) * hours);
}

double rents_over_horizon(const OwnRentQuestion& q) {
    const double moved =
        worth_of_hours(q, [&](int m) { return math::pow(1 + q.price_change, (m + .5) / 12); });
    return moved / worth_of_hours(q, [](int) { return 1.0; });
}

namespace {

/// Owned what always works, the middle signed for; nothing where one of the two is empty.
std::optional<OwnRentPlan> three_layers(const OwnRentQuestion& q) {
    const std::vector<double> use = contracts::slice_use(q.hours);
    const std::size_t none = q.levels.size();
    std::size_t cheapest = none;
    for (std::size_t l = 0; l < q.levels.size(); ++l) {
        const bool better =
            cheapest == none || q.levels[l].usd_server_h < q.levels[cheapest].usd_server_h;
        if (q.levels[l].from_h < 0 && better) cheapest = l;
    }
    if (cheapest == none) return std::nullopt;
    const int own = contracts::newsvendor_level(use, kAlwaysAtWork, 1);
    // Prices of terms do not depend on use, so the cheapest one is right for the whole middle.
    const int all = contracts::newsvendor_level(worth_use(q, 0), q.levels[cheapest].usd_server_h,
                                                q.market.on_demand_usd_h);
    if (own <= 0 || all <= own) return std::nullopt;
    return OwnRentPlan{"own base, sign " + q.levels[cheapest].name + ", rent peak",
                       static_cast<double>(own), static_cast<int>(cheapest),
                       static_cast<double>(all - own)};
}

}  // namespace

std::vector<OwnRentPlan> plans_of(const OwnRentQuestion& q) {
    const double on_demand = q.market.on_demand_usd_h;
    std::vector<OwnRentPlan> plans{{has_spot(q.market) ? "on demand and spot" : "on demand"}};
    const std::vector<double> use = worth_use(q, 0);
    for (std::size_t l = 0; l < q.levels.size(); ++l) {
        const auto& level = q.levels[l];
        if (level.from_h >= 0) continue;
        const int servers = contracts::newsvendor_level(use, level.usd_server_h, on_demand);
        plans.push_back(
            {"rent " + level.name, 0, static_cast<int>(l), static_cast<double>(servers)});
    }
    plans.push_back({"own", *std::max_element(q.hours.begin(), q.hours.end())});
    const double variable = own_variable_usd_h(q.own);
    OwnRentQuestion level = q;
    level.market.on_demand_usd_h *= rents_over_horizon(q);
    level.market.spot_usd_h *= rents_over_horizon(q);
    const double worth = level.market.on_demand_usd_h - variable;
    const std::vector<double> own_use = worth_use(level, variable);
    const int base =
        worth > 0 ? contracts::newsvendor_level(own_use, own_fixed_usd_h(q), worth) : 0;
    plans.push_back({"own base, rent peak", static_cast<double>(base)});
    if (const auto layers = three_layers(q)) plans.push_back(*layers);
    return plans;
}

}  // namespace orrery
