// Worth of cash flows: present values, payback, annuities, rates between periods and prices.
#include "models/finance/cash_flow.hpp"

#include <cmath>
#include <vector>

#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

double growth(double rate, double periods) {
    return math::pow(1 + rate, periods);
}

/// Flow i discounted i periods.
std::vector<double> present_values(double rate, std::span<const double> flows) {
    std::vector<double> present(flows.size());
    for (std::size_t i = 0; i < flows.size(); ++i) {
        present[i] = flows[i] / growth(rate, static_cast<double>(i));
    }
    return present;
}

/// Below this the difference of 1 and the growth has fewer digits than what it leaves out.
bool no_rate(double rate, double periods) {
    return std::fabs(rate * periods) < 1e-9;
}

struct InAndOut {
    double in = 0;
    double out = 0;  ///< ≥ 0
};

InAndOut split(std::span<const double> flows) {
    math::NeumaierSum in;
    math::NeumaierSum out;
    for (const double flow : flows) (flow > 0 ? in : out).add(flow);
    return {in.value(), -out.value()};
}

/// Flows at `times` from 0 on, rates a unit of them.
std::optional<double> modified_rate(std::span<const double> values, std::span<const double> times,
                                    double finance, double reinvest) {
    if (values.empty() || times.back() <= 0) return {};
    const double last = times.back();
    math::NeumaierSum future;
    math::NeumaierSum present;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] > 0) future.add(values[i] * growth(reinvest, last - times[i]));
        if (values[i] < 0) present.add(-values[i] / growth(finance, times[i]));
    }
    if (future.value() <= 0 || present.value() <= 0) return {};
    return math::pow(future.value() / present.value(), 1 / last) - 1;
}

}  // namespace

double npv(double rate, std::span<const double> values) {
    math::NeumaierSum sum;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum.add(values[i] / growth(rate, static_cast<double>(i + 1)));
    }
    return sum.value();
}

double xnpv(double rate, std::span<const double> values, std::span<const double> days) {
    math::NeumaierSum sum;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double elapsed = std::floor(days[i]) - std::floor(days[0]);
        sum.add(values[i] / growth(rate, elapsed / 365));
    }
    return sum.value();
}

std::optional<double> mirr(std::span<const double> values, double finance, double reinvest) {
    std::vector<double> times(values.size());
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i);
    return modified_rate(values, times, finance, reinvest);
}

std::optional<double> xmirr(std::span<const double> values, std::span<const double> days,
                            double finance, double reinvest) {
    std::vector<double> years;
    for (const double day : days) years.push_back((std::floor(day) - std::floor(days[0])) / 365);
    return modified_rate(values, years, finance, reinvest);
}

std::optional<double> payback(std::span<const double> flows, std::span<const double> times) {
    double total = 0;
    std::optional<double> since;
    for (std::size_t i = 0; i < flows.size(); ++i) {
        const double before = total;
        total += flows[i];
        if (total < 0) {
            since.reset();
        } else if (i == 0) {
            since = times[0];
        } else if (before < 0) {
            since = times[i - 1] + (times[i] - times[i - 1]) * (-before / flows[i]);
        }
    }
    return since;
}

std::optional<double> payback(std::span<const double> flows) {
    std::vector<double> times(flows.size());
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i);
    return payback(flows, times);
}

std::optional<double> discounted_payback(double rate, std::span<const double> flows) {
    return payback(present_values(rate, flows));
}

std::optional<double> profitability_index(double rate, std::span<const double> flows) {
    const InAndOut parts = split(present_values(rate, flows));
    if (parts.out <= 0) return {};
    return parts.in / parts.out;
}

double payment(double rate, double n, double present, double future, bool due) {
    if (no_rate(rate, n)) return -(present + future) / n;
    const double grown = growth(rate, n);
    const double end = -(present * grown + future) * rate / (grown - 1);
    return due ? end / (1 + rate) : end;
}

double equivalent_annual(double rate, double years, double value) {
    if (no_rate(rate, years)) return value / years;
    return value * rate / (1 - growth(rate, -years));
}

std::optional<double> levelised_cost(double rate, std::span<const double> costs,
                                     std::span<const double> quantities,
                                     std::span<const double> years) {
    math::NeumaierSum cost;
    math::NeumaierSum quantity;
    for (std::size_t i = 0; i < costs.size(); ++i) {
        const double factor = growth(rate, years[i]);
        cost.add(costs[i] / factor);
        quantity.add(quantities[i] / factor);
    }
    if (quantity.value() <= 0) return {};
    return cost.value() / quantity.value();
}

double wacc(double equity_share, double cost_of_equity, double cost_of_debt, double tax_rate) {
    return equity_share * cost_of_equity + (1 - equity_share) * cost_of_debt * (1 - tax_rate);
}

double monthly_rate(double yearly, bool nominal) {
    return nominal ? yearly / 12 : math::expm1(math::log1p(yearly) / 12);
}

double mid_period_factor(double rate) {
    return std::sqrt(1 + rate);
}

double nominal_rate(double real, double inflation) {
    return (1 + real) * (1 + inflation) - 1;
}

double real_rate(double nominal, double inflation) {
    return (1 + nominal) / (1 + inflation) - 1;
}

double tax_due(const TaxedPeriod& p, double tax_rate) {
    return tax_rate * (p.revenue - p.opex - p.tax_depreciation + p.salvage - p.tax_book);
}

double after_tax(const TaxedPeriod& p, double tax_rate) {
    return p.revenue - p.opex - p.capex - p.working_capital + p.salvage - tax_due(p, tax_rate);
}

}  // namespace orrery::finance
