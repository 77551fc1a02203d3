// Worth of cash flows: present values, payback, annuities, rates between periods and prices.
#pragma once
#include <optional>
#include <span>

namespace orrery::finance {

/// Σ vᵢ/(1 + rate)ⁱ, i from 1: the first value is discounted a period too, as Excel's NPV. What
/// falls at time 0 is added outside.
double npv(double rate, std::span<const double> values);

/// Σ vᵢ/(1 + rate)^((dᵢ − d₀)/365), Actual/365 fixed: the first date is time 0, leap days count.
/// `days` are day numbers, cut to whole days as in Excel's XNPV; as many as values.
double xnpv(double rate, std::span<const double> values, std::span<const double> days);

/// Modified rate of return of equal periods: (FV of what comes in at `reinvest` / −PV of what goes
/// out at `finance`)^(1/(n − 1)) − 1. Empty where nothing comes in or nothing goes out.
std::optional<double> mirr(std::span<const double> values, double finance, double reinvest);
/// Likewise of dated flows, Actual/365 from the first to the last, all rates a year; `days` as of
/// xnpv. Empty also where all are of one day.
std::optional<double> xmirr(std::span<const double> values, std::span<const double> days,
                            double finance, double reinvest);

/// Time from which on the running total stays at 0 or above, linear inside the period that crosses
/// it: the first such time of an investment that pays back, and not the start of a plan whose first
/// period is empty. `times` of each flow, not falling, in any unit. Empty: never.
std::optional<double> payback(std::span<const double> flows, std::span<const double> times);
/// Flows at 0, 1, 2 …
std::optional<double> payback(std::span<const double> flows);
/// Likewise of present values, flow i discounted i periods.
std::optional<double> discounted_payback(double rate, std::span<const double> flows);

/// Present value of what comes in over that of what goes out, flow i discounted i periods. Empty
/// where nothing goes out.
std::optional<double> profitability_index(double rate, std::span<const double> flows);

/// Level payment for `present` and `future` over n periods, at their end (or `due`: their begin);
/// what is received is positive, as in Excel's PMT. A rate of 0 spreads it evenly.
double payment(double rate, double n, double present, double future = 0, bool due = false);

/// NPV·r/(1 − (1 + r)⁻ⁿ): the level yearly amount worth `value` over n years; NPV/n at a rate of 0.
double equivalent_annual(double rate, double years, double value);

/// Σ PV(cost) / Σ PV(quantity), both discounted alike: cost per useful GPU-hour (LCOC) or, times a
/// million, per million tokens (LCOT). `years` of each flow. Empty without any quantity.
std::optional<double> levelised_cost(double rate, std::span<const double> costs,
                                     std::span<const double> quantities,
                                     std::span<const double> years);

/// E/V·Rₑ + D/V·R_d·(1 − T) with the share of equity E/V in 0 … 1.
double wacc(double equity_share, double cost_of_equity, double cost_of_debt, double tax_rate);

/// (1 + r)^(1/12) − 1, or r/12 where r is a nominal rate.
double monthly_rate(double yearly, bool nominal);
/// (1 + r)^½: flows in the middle of their period instead of at its end.
double mid_period_factor(double rate);
/// (1 + real)·(1 + inflation) − 1, and the other way round.
double nominal_rate(double real, double inflation);
double real_rate(double nominal, double inflation);

/// A period of a taxed project; amounts positive.
struct TaxedPeriod {
    double revenue = 0;
    double opex = 0;
    double tax_depreciation = 0;
    double capex = 0;
    double working_capital = 0;  ///< its increase
    double salvage = 0;          ///< sold for
    double tax_book = 0;         ///< value in the tax books of what is sold
};
/// T·(revenue − opex − tax depreciation + salvage − tax book): what the tax office gets; a loss is
/// set off against other profit of the firm, so it may be negative.
double tax_due(const TaxedPeriod& period, double tax_rate);
/// (Rev − Opex)(1 − T) + T·depreciation − capex − ΔNWC + salvage − T·(salvage − tax book).
double after_tax(const TaxedPeriod& period, double tax_rate);

}  // namespace orrery::finance
