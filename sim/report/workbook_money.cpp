// Inputs, cash by month, what it is worth, profit by year.
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/math.hpp"
#include "sim/report/workbook_sheets.hpp"

namespace orrery::xlsx {
namespace {

/// Columns of the cash flow.
enum Cash : std::size_t { month, dated, revenue, opex, capex, tax, net, running, factor, present };

struct CashSums {
    double revenue = 0;
    double opex = 0;
    double capex = 0;
    double tax = 0;
    double net = 0;
    double present = 0;
    double cost_worth = 0;
};

CashSums sums_of(const FinanceFindings& f) {
    CashSums s;
    for (const CashFlowRow& row : f.cash) {
        s.revenue += row.revenue;
        s.opex += row.opex;
        s.capex += row.capex;
        s.tax += row.tax;
        s.net += row.net;
        s.present += row.discounted;
    }
    return s;
}

/// A named range of the body of a cash column.
std::string body(std::size_t column, std::size_t rows) {
    return range(Sheet::kTop + 1, column, Sheet::kTop + rows, column, true);
}

void cash_row(Sheet& sheet, std::size_t row, const CashFlowRow& cash,
              const std::optional<double>& rate) {
    const bool first = row == Sheet::kTop + 1;
    sheet.text(row, month, cash.month);
    sheet.date(row, dated, cash.date);
    sheet.number(row, revenue, cash.revenue, Style::money);
    sheet.number(row, opex, cash.opex, Style::money);
    sheet.number(row, capex, cash.capex, Style::money);
    sheet.number(row, tax, cash.tax, Style::money);
    sheet.formula(row, net, "SUM(" + range(row, revenue, row, tax) + ")", cash.net, Style::money);
    sheet.formula(row, running,
                  first ? cell(row, net) : cell(row - 1, running) + "+" + cell(row, net),
                  cash.cumulative, Style::money);
    if (!rate) return;
    const double discount = 1 / math::pow(1 + *rate, cash.days / 365);
    sheet.formula(row, factor,
                  fmt::format("1/(1+discount_rate)^(({}-{})/365)", cell(row, dated),
                              cell(Sheet::kTop + 1, dated, true)),
                  discount, Style::small);
    sheet.formula(row, present, cell(row, net) + "*" + cell(row, factor), cash.discounted,
                  Style::money);
}

/// The first row whose net cash is not 0: a leading 0 makes Excel's XIRR fail.
std::size_t first_flow(const FinanceFindings& f) {
    std::size_t i = 0;
    while (i + 1 < f.cash.size() && f.cash[i].net == 0) ++i;
    return i;
}

/// Rows of figures with their conventions.
class FigureRows {
public:
    explicit FigureRows(Sheet& sheet) : sheet_(sheet) {}

    Figure add(const std::string& label, const std::string& formula, double value, Style style,
               const std::string& note) {
        sheet_.text(row_, 0, label);
        const Figure figure = sheet_.formula(row_, 1, formula, value, style);
        sheet_.text(row_++, 2, note, Style::wrapped);
        return figure;
    }
    void add_text(const std::string& label, const std::string& value, const std::string& note) {
        sheet_.text(row_, 0, label);
        sheet_.text(row_, 1, value);
        sheet_.text(row_++, 2, note, Style::wrapped);
    }
    void add_input(const std::string& label, double value, Style style, const std::string& note) {
        sheet_.text(row_, 0, label);
        sheet_.number(row_, 1, value, style);
        sheet_.text(row_++, 2, note, Style::wrapped);
    }
    [[nodiscard]] Figure last(double value) const { return sheet_.at(row_ - 1, 1, value); }

private:
    Sheet& sheet_;
    std::size_t row_ = Sheet::kTop + 1;
};

/// Why a figure is not there.
std::string reason_of(const FinanceFindings& f, const std::string& name) {
    for (const RefusedFigure& r : f.refused) {
        if (r.name == name) return r.reason;
    }
    return "not defined for this cash flow";
}

const Metric* metric(const PlanInput& in, const char* path) {
    return in.findings.metrics.find(path);
}

/// The months' rate of return and that of the dates, where each has one.
void add_rates_of_return(FigureRows& rows, const PlanInput& in, Links& links) {
    const std::size_t n = in.finance.cash.size();
    const std::size_t first = Sheet::kTop + 1 + first_flow(in.finance);
    const std::string flows = "'Cash flow'!" + range(first, net, Sheet::kTop + n, net, true);
    const std::string dates = "'Cash flow'!" + range(first, dated, Sheet::kTop + n, dated, true);
    if (const Metric* m = metric(in, "finance.irr")) {
        // Both functions search from a guess: ours is beside the root.
        const double guess = math::pow(1 + m->value, 1.0 / 12) - 1;
        links.irr = rows.add("Internal rate of return (months)",
                             fmt::format("(1+IRR({},{:.2f}))^12-1", flows, guess), m->value,
                             Style::percent, "A year; calendar months as equal periods");
    } else {
        rows.add_text("Internal rate of return (months)", "not shown",
                      reason_of(in.finance, "IRR"));
    }
    if (const Metric* m = metric(in, "finance.xirr")) {
        links.xirr = rows.add("Internal rate of return (dates)",
                              fmt::format("XIRR({},{},{:.2f})", flows, dates, m->value), m->value,
                              Style::percent, "A year; XIRR of the dated cash, Actual/365");
    } else {
        rows.add_text("Internal rate of return (dates)", "not shown",
                      reason_of(in.finance, "XIRR"));
    }
}

/// The yearly and the monthly rate, of which one is told and the other follows.
void write_rates(File& file, FigureRows& rows, const FinanceFindings& f) {
    const double rate = *f.discount_rate;
    Figure discount;
    Figure monthly;
    if (f.nominal_monthly) {
        rows.add_input("Nominal discount rate", 12 * f.monthly_rate, Style::percent_input,
                       "A year, nominal: a twelfth of it a month");
        const std::string nominal = rows.last(0).ref;
        monthly = rows.add("Monthly rate", nominal + "/12", f.monthly_rate, Style::percent,
                           "Nominal / 12");
        discount = rows.add("Discount rate", "(1+monthly_rate)^12-1", rate, Style::percent,
                            "A year, effective");
    } else {
        rows.add_input("Discount rate", rate, Style::percent_input, "A year, effective");
        discount = rows.last(rate);
        monthly = rows.add("Monthly rate", "(1+discount_rate)^(1/12)-1", f.monthly_rate,
                           Style::percent, "(1 + r)^(1/12) − 1");
    }
    file.define("discount_rate", discount.ref);
    file.define("monthly_rate", monthly.ref);
}

}  // namespace

void write_inputs(File& file, const PlanInput& in) {
    const FinanceFindings& f = in.finance;
    Sheet& sheet = file.sheet("Inputs");
    sheet.heading("Inputs of the formulas",
                  "Blue cells may be changed: present values and unit costs follow. What was "
                  "simulated does not: run or reprice for that.");
    sheet.table({{"Input", 34, true}, {"Value", 16}, {"What it is", 80, true}});
    FigureRows rows(sheet);
    if (f.discount_rate) {
        write_rates(file, rows, f);
    } else {
        rows.add_text("Discount rate", "not given",
                      "Nothing is discounted: finance.discount_rate or finance.wacc says it");
    }
    rows.add_text("Tax rate", fmt::format("{:.2f} %", 100 * f.tax_rate),
                  "In the tax columns as simulated: reprice with finance.tax_rate changes it");
    rows.add_text(
        "Currency", in.ledger.currency,
        fmt::format("{} USD for one {}", in.book.world.usd_per_currency, in.ledger.currency));
    rows.add_text("Cash is dated", f.mid_period ? "mid-month" : "month's end",
                  "What is bought on the first instant stands in a row of its own");
}

void write_cash_flow(File& file, const PlanInput& in, Links& links) {
    const FinanceFindings& f = in.finance;
    Sheet& sheet = file.sheet("Cash flow");
    sheet.heading("Cash flow by month, " + in.ledger.currency,
                  "What falls due when: paid is negative. Billed cost, not consumption; wear of "
                  "assets is in Profit and loss.");
    std::vector<Column> columns{{"Month", 12, true},    {"Dated", 12, true},  {"Revenue", 15},
                                {"Operating cost", 15}, {"Investment", 15},   {"Tax", 14},
                                {"Net cash", 15},       {"Running total", 15}};
    if (f.discount_rate) {
        columns.push_back({"Discount factor", 10});
        columns.push_back({"Present value", 15});
    }
    sheet.table(columns, 2);
    std::size_t row = Sheet::kTop + 1;
    for (const CashFlowRow& cash : f.cash) cash_row(sheet, row++, cash, f.discount_rate);
    if (f.cash.empty()) return;
    const CashSums s = sums_of(f);
    sheet.text(row, month, "Total", Style::total_label);
    sheet.text(row, dated, "", Style::total_label);
    links.revenue = sheet.sum(row, revenue, s.revenue, Style::money_total);
    links.cash_opex = sheet.sum(row, opex, s.opex, Style::money_total);
    links.cash_capex = sheet.sum(row, capex, s.capex, Style::money_total);
    links.tax = sheet.sum(row, tax, s.tax, Style::money_total);
    links.net = sheet.sum(row, net, s.net, Style::money_total);
    sheet.text(row, running, "", Style::total_label);
    if (f.discount_rate) {
        sheet.text(row, factor, "", Style::total_label);
        links.present_value = sheet.sum(row, present, s.present, Style::money_total);
    }
    file.define("net_cash", "'Cash flow'!" + body(net, f.cash.size()));
    file.define("cash_dates", "'Cash flow'!" + body(dated, f.cash.size()));
}

void write_returns(File& file, const PlanInput& in, Links& links) {
    const FinanceFindings& f = in.finance;
    Sheet& sheet = file.sheet("Returns");
    sheet.heading("What the cash flow is worth, " + in.ledger.currency,
                  f.discount_rate ? "Live: change the discount rate on Inputs."
                                  : "No discount rate is given: nothing is discounted.");
    sheet.table({{"Figure", 40, true}, {"Value", 18}, {"Convention", 90, true}});
    if (f.cash.empty()) return;
    FigureRows rows(sheet);
    const std::size_t n = f.cash.size();
    const std::size_t top = Sheet::kTop + 1;
    const auto column = [&](std::size_t c) { return "'Cash flow'!" + body(c, n); };
    // As everywhere: none without a discount rate, or where nothing brings anything in.
    const Metric* worth = metric(in, "finance.npv");
    if (worth && links.present_value) {
        rows.add("Net present value", links.present_value->ref, links.present_value->value,
                 Style::money, "Σ net cash / (1 + r)^(days/365), after tax");
    } else {
        rows.add_text("Net present value", "not shown", reason_of(f, "NPV"));
    }
    if (worth && links.present_value && f.discount_rate.value_or(0) > 0) {
        rows.add("  the same by XNPV", "XNPV(discount_rate,net_cash,cash_dates)",
                 links.present_value->value, Style::money, "The spreadsheet's own function");
    }
    std::string monthly = fmt::format("NPV(monthly_rate,'Cash flow'!{})",
                                      range(top + 1, net, Sheet::kTop + n, net, true));
    if (f.mid_period) monthly += "*(1+monthly_rate)^0.5";
    if (const Metric* m = metric(in, "finance.npv_monthly"); m && n > 1) {
        rows.add("  by equal months", "'Cash flow'!" + cell(top, net, true) + "+" + monthly,
                 m->value, Style::money,
                 "Cash of the start + NPV of the calendar months, a part of one as a whole");
    }
    if (const Metric* m = metric(in, "finance.npv_cost")) {
        links.cost_worth = rows.add(
            "Present value of cost",
            fmt::format("-SUMPRODUCT({}+{},{})", column(opex), column(capex), column(factor)),
            m->value, Style::money, "What is paid, before tax");
    }
    add_rates_of_return(rows, in, links);
    for (const RefusedFigure& r : f.refused) {
        if (r.name == "IRR" || r.name == "XIRR" || r.name == "NPV") continue;
        rows.add_text(r.name, "not shown", r.reason);
    }
}

void write_profit(File& file, const PlanInput& in, Links& links) {
    Sheet& sheet = file.sheet("Profit and loss");
    sheet.heading("Profit and loss by year, " + in.ledger.currency,
                  "What each year used up, whenever it is paid (effective cost).");
    sheet.table({{"Year", 12, true},
                 {"Revenue", 16},
                 {"Operating cost", 16},
                 {"Depreciation", 16},
                 {"Profit before tax", 16},
                 {"Tax", 16},
                 {"Profit", 16},
                 {"Tax depreciation (memo)", 16}},
                1);
    std::size_t row = Sheet::kTop + 1;
    std::array<double, 8> sums{};
    for (const ProfitRow& p : in.finance.years) {
        const double before = p.revenue - p.opex - p.depreciation;
        const std::array<double, 8> values{0,      p.revenue, p.opex,   p.depreciation,
                                           before, p.tax,     p.profit, p.tax_depreciation};
        for (std::size_t c = 1; c < values.size(); ++c) sums[c] += values[c];
        sheet.text(row, 0, p.year);
        for (const std::size_t c : {1, 2, 3, 5, 7}) sheet.number(row, c, values[c], Style::money);
        sheet.formula(row, 4, cell(row, 1) + "-" + cell(row, 2) + "-" + cell(row, 3), before,
                      Style::money);
        sheet.formula(row, 6, cell(row, 4) + "-" + cell(row, 5), p.profit, Style::money);
        ++row;
    }
    if (in.finance.years.empty()) return;
    sheet.text(row, 0, "Total", Style::total_label);
    for (std::size_t c = 1; c < sums.size(); ++c) {
        const Figure total = sheet.sum(row, c, sums[c], Style::money_total);
        if (c == 6) links.profit = total;
    }
}

}  // namespace orrery::xlsx
