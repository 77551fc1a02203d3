// Energy of a site by interval: own generation, battery, grid, export; every kWh has a source.
#include "models/facility/dispatch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/facility/rank_window.hpp"
#include "orrery/base/math.hpp"

namespace orrery::facility {
namespace {

double at(std::span<const double> series, std::size_t i) {
    return series.empty() ? 0 : series[i];
}

/// What the policy's signal says of an interval.
enum class Signal { neutral, cheap, dear };

/// How many of a window's intervals are so large a share of it, at least one.
std::size_t places(double share, std::size_t window) {
    const double exact = share * static_cast<double>(window);
    return static_cast<std::size_t>(std::max(1.0, std::ceil(exact - 1e-9)));
}

/// Equal intervals for which there are fewer places than there are of them: in order of time, and
/// never more than the places within the length of a window.
class Equals {
public:
    bool pick(std::size_t i, double value, std::size_t places, std::size_t window) {
        std::erase_if(picked_, [&](const auto& p) { return p.first + window <= i; });
        const auto same = std::count_if(picked_.begin(), picked_.end(),
                                        [&](const auto& p) { return p.second == value; });
        if (static_cast<std::size_t>(same) >= places) return false;
        picked_.push_back({i, value});
        return true;
    }

private:
    std::vector<std::pair<std::size_t, double>> picked_;
};

/// What the signal says: by fixed thresholds, or by rank among the coming hours.
class Signals {
public:
    Signals(const SupplyInputs& in, const DispatchPolicy& p)
        : policy_(p),
          signal_(p.kind == BatteryPolicy::price    ? in.price
                  : p.kind == BatteryPolicy::carbon ? in.intensity
                                                    : std::span<const double>{}),
          ahead_(p.low_share < p.high_share && !signal_.empty()),
          width_(static_cast<std::size_t>(std::max(1.0, p.horizon_h / in.hours + 0.5))),
          window_(ahead_ ? signal_ : std::span<const double>{}, width_) {}

    Signal next(std::size_t i) {
        if (signal_.empty()) return Signal::neutral;
        if (ahead_) return ranked(i);
        if (signal_[i] <= policy_.charge_below) return Signal::cheap;
        return signal_[i] >= policy_.discharge_above ? Signal::dear : Signal::neutral;
    }

private:
    Signal ranked(std::size_t i) {
        window_.move_to(i);
        const double value = signal_[i];
        const std::size_t n = window_.size();
        const std::size_t below = window_.below(value);
        const std::size_t above = window_.above(value);
        const std::size_t low = places(policy_.low_share, n);
        const std::size_t high = places(1 - policy_.high_share, n);
        const bool cheap = below < low && above > 0;
        const bool dear = above < high && below > 0;
        if (cheap == dear) return Signal::neutral;  // equals that would be both are neither
        const std::size_t better = cheap ? below : above;
        const std::size_t free = (cheap ? low : high) - better;
        const bool all = n - below - above <= free;
        if (!all && !(cheap ? cheap_ : dear_).pick(i, value, free, width_)) return Signal::neutral;
        return cheap ? Signal::cheap : Signal::dear;
    }

    const DispatchPolicy& policy_;
    std::span<const double> signal_;
    bool ahead_;
    std::size_t width_;
    RankWindow window_;
    Equals cheap_;
    Equals dear_;
};

/// One interval's balance before the battery acts, kW.
struct Balance {
    double deficit = 0;     ///< load that own generation does not serve
    double surplus = 0;     ///< generation beyond the load
    double importable = 0;  ///< left of the import limit after the deficit
};

/// What the policy asks of the battery: > 0 charge, < 0 discharge.
double request(const DispatchPolicy& p, Signal signal, const Balance& b, double export_kw) {
    constexpr double kAll = std::numeric_limits<double>::max();
    switch (p.kind) {
        case BatteryPolicy::none:
            return 0;
        case BatteryPolicy::self_consumption:
            return b.surplus > 0 ? b.surplus : -b.deficit;
        case BatteryPolicy::price:
        case BatteryPolicy::carbon:
            if (signal == Signal::cheap) return kAll;
            if (signal == Signal::dear) {
                const bool sells = p.export_battery && p.kind == BatteryPolicy::price;
                const double sold = sells ? std::max(0.0, export_kw - b.surplus) : 0;
                return b.deficit + sold > 0 ? -(b.deficit + sold) : b.surplus;
            }
            return b.surplus;
        case BatteryPolicy::peak_shaving:
            if (b.deficit > p.peak_kw) return -(b.deficit - p.peak_kw);
            return b.surplus + (p.peak_kw - b.deficit);
    }
    return 0;
}

void reserve(SupplyFlows& f, std::size_t n) {
    for (auto* column :
         {&f.charge_surplus_kw, &f.charge_grid_kw, &f.discharge_kw, &f.import_kw, &f.exported_kw,
          &f.curtailed_kw, &f.unserved_kw, &f.content_kwh, &f.loss_kwh}) {
        column->assign(n, 0.0);
    }
}

/// Books an interval after the battery has acted.
void book(SupplyFlows& f, std::size_t i, const Balance& b, const BatteryStep& s,
          const SupplyInputs& in) {
    f.charge_surplus_kw[i] = std::min(s.charge_kw, b.surplus);
    f.charge_grid_kw[i] = s.charge_kw - f.charge_surplus_kw[i];
    f.discharge_kw[i] = s.discharge_kw;
    const double served = std::min(s.discharge_kw, b.deficit);
    const double sold = s.discharge_kw - served;
    const double rest = b.deficit - served;
    const double bought = std::min(rest, in.import_limit_kw);
    f.unserved_kw[i] = rest - bought;
    f.import_kw[i] = bought + f.charge_grid_kw[i];
    const double left = b.surplus - f.charge_surplus_kw[i] + sold;
    f.exported_kw[i] = std::min(left, in.export_limit_kw);
    f.curtailed_kw[i] = left - f.exported_kw[i];
    f.content_kwh[i] = s.state.content_kwh;
    f.loss_kwh[i] = s.loss_kwh;
}

Balance balance_of(const SupplyInputs& in, std::size_t i) {
    const double own = at(in.pv_kw, i) + at(in.wind_kw, i) + at(in.ppa_kw, i);
    const double net = in.load_kw[i] - own;
    Balance b;
    b.deficit = std::max(0.0, net);
    b.surplus = std::max(0.0, -net);
    b.importable = std::max(0.0, in.import_limit_kw - b.deficit);
    return b;
}

void summarise(SupplyFlows& f, const BatterySpec& battery, double hours) {
    math::NeumaierSum lost;
    math::NeumaierSum given;
    for (std::size_t i = 0; i < f.loss_kwh.size(); ++i) {
        lost.add(f.loss_kwh[i]);
        given.add(f.discharge_kw[i] * hours);
    }
    constexpr double kHoursPerYear = 8765.82;
    const double years = static_cast<double>(f.loss_kwh.size()) * hours / kHoursPerYear;
    f.loss_total_kwh = lost.value();
    f.discharged_kwh = given.value();
    f.equivalent_cycles = equivalent_full_cycles(battery, f.discharged_kwh);
    f.life_used = life_used(battery, f.equivalent_cycles, years);
    f.life_years = life_years(battery, f.equivalent_cycles, years);
}

}  // namespace

SupplyFlows dispatch_site(const SupplyInputs& inputs, const BatterySpec& battery,
                          const DispatchPolicy& policy, const BatteryState* start) {
    SupplyFlows flows;
    reserve(flows, inputs.load_kw.size());
    Signals signals(inputs, policy);
    BatteryState state = start ? *start : initial_state(battery);
    for (std::size_t i = 0; i < inputs.load_kw.size(); ++i) {
        const Balance b = balance_of(inputs, i);
        const double wanted = request(policy, signals.next(i), b, inputs.export_limit_kw);
        // Charging takes the surplus first and of the grid only what the load leaves.
        const double most = b.surplus + b.importable;
        const BatteryStep done = step(battery, state, std::min(wanted, most), inputs.hours);
        book(flows, i, b, done, inputs);
        state = done.state;
    }
    flows.end = state;
    summarise(flows, battery, inputs.hours);
    return flows;
}

}  // namespace orrery::facility
