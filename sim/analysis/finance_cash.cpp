// Cash by month, profit by year, capital and operating cost by category.
#include <map>

#include "models/finance/cash_flow.hpp"
#include "orrery/base/math.hpp"
#include "sim/analysis/finance.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::analysis {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

/// Amounts of one month, or of the start: costs positive.
struct Amounts {
    double capex = 0;  ///< paid
    double opex = 0;   ///< paid
    double revenue = 0;
    double consumed = 0;  ///< effective, without wear
    double wear = 0;      ///< effective, of assets
    double tax_wear = 0;
    double financing = 0;  ///< principal paid back less what is drawn
};

/// Drawn and repaid: the lender's money is no cost and no income of the project.
bool is_principal(const Charge& charge) {
    return charge.category == "financing";
}

struct CashMonths {
    Amounts start;
    std::vector<Amounts> months;
};

CashMonths amounts_of(const Input& in, const Book& book) {
    CashMonths cash;
    cash.months.resize(book.months().size());
    for (std::size_t c = 0; c < in.ledger.charges.size(); ++c) {
        const Charge& charge = in.ledger.charges[c];
        for (std::size_t m = 0; m < cash.months.size(); ++m) {
            const ChargeMonth& cell = book.of(c, m);
            Amounts& month = cash.months[m];
            (charge.capital ? month.wear : month.consumed) += cell.of(CostColumn::effective);
            if (!charge.cash) continue;
            const double start = cell.at_start.units();
            if (is_principal(charge)) {
                cash.start.financing += start;
                month.financing += cell.of(CostColumn::billed) - start;
                continue;
            }
            (charge.capital ? cash.start.capex : cash.start.opex) += start;
            (charge.capital ? month.capex : month.opex) += cell.of(CostColumn::billed) - start;
        }
    }
    for (const ValueFlow& flow : book.values()) {
        for (std::size_t m = 0; m < cash.months.size(); ++m) {
            cash.months[m].revenue += flow.by_month[m];
        }
    }
    const std::vector<double> tax_wear = tax_depreciation(in, book);
    for (std::size_t m = 0; m < cash.months.size(); ++m) cash.months[m].tax_wear = tax_wear[m];
    return cash;
}

double tax_of(const Amounts& a, double tax_rate) {
    finance::TaxedPeriod period;
    period.revenue = a.revenue;
    period.opex = a.consumed;
    period.tax_depreciation = a.tax_wear;
    return finance::tax_due(period, tax_rate);
}

/// Running totals and present values over the rows.
class CashRows {
public:
    explicit CashRows(FinanceFindings& f) : f_(f) {}

    void add(const World& world, std::string month, Nanos at, const Amounts& a, double tax) {
        CashFlowRow row;
        row.month = std::move(month);
        row.date = date_text(world, at);
        row.days = static_cast<double>(day_number(world, at) - day_number(world, Nanos{0}));
        row.capex = -a.capex;
        row.opex = -a.opex;
        row.revenue = a.revenue;
        row.tax = -tax;
        row.financing = 0 - a.financing;  // no −0
        row.net = row.capex + row.opex + row.revenue + row.tax;
        row.cumulative = (f_.cash.empty() ? 0 : f_.cash.back().cumulative) + row.net;
        const std::vector<double> value{0, row.net};
        row.discounted =
            finance::xnpv(f_.discount_rate.value_or(0), value, std::vector<double>{0, row.days});
        f_.cash.push_back(std::move(row));
    }

private:
    FinanceFindings& f_;
};

void add_years(const Book& book, const CashMonths& cash, FinanceFindings& f) {
    std::map<std::int32_t, ProfitRow> years;
    for (std::size_t m = 0; m < cash.months.size(); ++m) {
        const Amounts& a = cash.months[m];
        ProfitRow& row = years[book.months()[m].month / 12];
        row.revenue += a.revenue;
        row.opex += a.consumed;
        row.depreciation += a.wear;
        row.tax_depreciation += a.tax_wear;
        row.tax += tax_of(a, f.tax_rate);
    }
    for (auto& [year, row] : years) {
        row.year = std::to_string(year);
        row.profit = row.revenue - row.opex - row.depreciation - row.tax;
        f.years.push_back(row);
    }
}

void add_split(const Input& in, const Book& book, FinanceFindings& f) {
    std::map<std::string, CostSplitRow> rows;
    for (std::size_t c = 0; c < in.ledger.charges.size(); ++c) {
        const Charge& charge = in.ledger.charges[c];
        CostSplitRow& row = rows[charge.category];
        for (std::size_t m = 0; m < book.months().size(); ++m) {
            const ChargeMonth& cell = book.of(c, m);
            const double billed = charge.cash ? cell.of(CostColumn::billed) : 0;
            (is_principal(charge) ? row.financing
             : charge.capital     ? row.cash_capex
                                  : row.cash_opex) += billed;
            (charge.capital ? row.accrual_capex : row.accrual_opex) +=
                cell.of(CostColumn::effective);
        }
    }
    for (auto& [category, row] : rows) {
        row.category = category;
        f.split.push_back(row);
    }
}

void take_rates(const FinanceSpec& spec, FinanceFindings& f) {
    f.nominal_monthly = spec.nominal_monthly;
    f.mid_period = spec.mid_period;
    f.tax_rate = spec.tax_rate;
    f.inflation = spec.inflation;
    if (!spec.discount_rate) return;
    f.monthly_rate = finance::monthly_rate(*spec.discount_rate, spec.nominal_monthly);
    f.discount_rate = *spec.discount_rate;
    // Twelve months at the nominal rate's twelfth make more than the nominal rate.
    if (spec.nominal_monthly) f.discount_rate = math::pow(1 + f.monthly_rate, 12) - 1;
}

}  // namespace

void add_site_worth(const Input& in, const Book& book, const FinanceFindings& f, Findings& out) {
    if (!f.discount_rate) return;
    std::map<std::string, std::vector<double>> paid;  // by site, rows as those of the cash
    for (std::size_t c = 0; c < in.ledger.charges.size(); ++c) {
        const Charge& charge = in.ledger.charges[c];
        if (!charge.cash || charge.site.empty() || is_principal(charge)) continue;
        std::vector<double>& rows = paid[charge.site];
        rows.resize(f.cash.size());
        for (std::size_t m = 0; m + 1 < rows.size(); ++m) {
            const ChargeMonth& cell = book.of(c, m);
            rows[0] += cell.at_start.units();
            rows[m + 1] += cell.of(CostColumn::billed) - cell.at_start.units();
        }
    }
    if (paid.size() < 2) return;
    std::vector<double> days;
    for (const CashFlowRow& row : f.cash) days.push_back(row.days);
    for (const auto& [site, rows] : paid) {
        set_metric(out, "finance.npv_cost_by_site." + site,
                   finance::xnpv(*f.discount_rate, rows, days), f.currency,
                   "Σ cash paid at the site / (1 + r)^(days/365), before tax; without what belongs "
                   "to no site");
    }
}

std::string date_text(const World& world, Nanos t) {
    return print_date(world.start_unix_s + t.ns / kSecond.ns).substr(0, 10);
}

std::int64_t day_number(const World& world, Nanos t) {
    const std::int64_t unix_s = world.start_unix_s + t.ns / kSecond.ns;
    return unix_s >= 0 ? unix_s / kDaySeconds : -((-unix_s + kDaySeconds - 1) / kDaySeconds);
}

void add_cash_flows(const Input& in, const Book& book, FinanceFindings& f) {
    take_rates(in.world.finance, f);
    const CashMonths cash = amounts_of(in, book);
    CashRows rows(f);
    rows.add(in.world, date_text(in.world, Nanos{0}), Nanos{0}, cash.start, 0);
    for (std::size_t m = 0; m < cash.months.size(); ++m) {
        const Period& month = book.months()[m];
        const Nanos middle{month.from.ns + (month.until.ns - month.from.ns) / 2};
        const Nanos last{month.until.ns - 1};
        rows.add(in.world, month_name(month.month), f.mid_period ? middle : last, cash.months[m],
                 tax_of(cash.months[m], f.tax_rate));
    }
    add_years(book, cash, f);
    add_split(in, book, f);
    for (const ValueFlow& flow : book.values()) {
        ValueRow row{flow.name,
                     flow.spec->kind == ValueKind::revenue ? "revenue" : "avoided cost",
                     flow.spec->owner,
                     flow.spec->source.empty() ? "assumed" : flow.spec->source,
                     flow.spec->probability,
                     0};
        for (const double amount : flow.by_month) row.value += amount;
        f.values.push_back(std::move(row));
        f.has_value = true;
    }
}

}  // namespace orrery::analysis
