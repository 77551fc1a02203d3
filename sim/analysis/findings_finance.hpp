// The money of a run as finance reads it: cash by month, profit by year, budgets, concentration.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace orrery {

/// Cash that falls due, in the reporting currency: what is paid is negative, what comes in is
/// positive. Row 0 is the start of the run (what is bought on its first instant); each other row is
/// a calendar month, its cash dated at its end, or in its middle with `finance.mid_period`.
struct CashFlowRow {
    std::string month;  ///< "2026-11"; of row 0 the date, "2026-11-01"
    std::string date;   ///< that the cash is discounted from: "2026-11-30"
    double days = 0;    ///< from the start to that date, whole days
    double capex = 0;   ///< ≤ 0 but for what is sold
    double opex = 0;    ///< ≤ 0 but for credits beyond charges
    double revenue = 0;
    double tax = 0;         ///< < 0: paid
    double financing = 0;   ///< loans drawn less repaid: beside the project, not in net
    double net = 0;         ///< capex + opex + revenue + tax
    double cumulative = 0;  ///< of net, this row included
    double discounted = 0;  ///< net / (1 + r)^(days/365)
};

/// The accrual view of a calendar year: what it used up, whenever that is paid.
struct ProfitRow {
    std::string year;  ///< "2026"
    double revenue = 0;
    double opex = 0;          ///< effective cost without wear of assets, as a positive amount
    double depreciation = 0;  ///< effective cost of charges with `capital`
    double tax_depreciation = 0;
    double tax = 0;  ///< rate × (revenue − opex − tax depreciation); a loss lowers it below 0
    double profit = 0;  ///< revenue − opex − depreciation − tax
};

/// Cash and accrual of one category of cost over the run, as positive amounts.
struct CostSplitRow {
    std::string category;
    double cash_capex = 0;
    double cash_opex = 0;
    double financing = 0;  ///< principal of loans: > 0 is repaid
    double accrual_capex = 0;
    double accrual_opex = 0;
};

/// A budget in one of its periods.
struct BudgetRow {
    std::string name;
    std::string period;  ///< "2026-11", "2026 Q4", "2026" or "run"
    std::string kind;    ///< "cash", "opex", "capex" or "cost" (effective)
    std::string vendor;  ///< that it counts; empty: all
    std::string category;
    std::string owner;
    double budget = 0;
    double actual = 0;
    double variance = 0;  ///< actual − budget: above 0 is unfavourable
    char letter = 'F';    ///< 'U' or 'F'
    bool hard = false;
    std::string breached;  ///< when the running total first exceeds it: a day, or a month where the
                           ///< ledger is by months; empty: never
    double p_over = -1;    ///< share of replications that exceed it; −1: one replication
};

/// What a workload or job brings in, beside what it costs.
struct ValueRow {
    std::string name;
    std::string kind;  ///< "revenue" or "avoided cost"
    std::string owner;
    std::string source;
    double probability = 1;
    double value = 0;  ///< expected over the run: ramp × probability × amount
};

/// How concentrated a basis is: shares of vendors, or of what stands behind them.
struct ConcentrationRow {
    std::string basis;  ///< "spend", "capacity" or "critical"
    std::string level;  ///< "vendor", "parent", "host", "grid" or "fab"
    double hhi = 0;     ///< Σ share², 0 to 1
    double n_effective = 0;
    std::string largest;
    double largest_share = 0;
};

/// What the net cash would be worth at another rate: where several rates of return exist, their
/// profile says more than any of them.
struct NpvPoint {
    double rate = 0;
    double npv = 0;
};

/// A figure that is not shown, and why.
struct RefusedFigure {
    std::string name;  ///< "IRR", "ROI"
    std::string reason;
};

/// The XIRR against what it must reach. Where several rates exist it is the MIRR.
struct HurdleVerdict {
    std::string figure;  ///< "XIRR" or "MIRR"
    double value = 0;    ///< a year
    double hurdle = 0;   ///< a year
    std::string basis;   ///< "hurdle", "cost of capital" or "discount rate"
    [[nodiscard]] bool above() const { return value >= hurdle; }
    [[nodiscard]] const char* verdict() const { return above() ? "above" : "below"; }
};

struct FinanceFindings {
    std::string currency;
    std::optional<double> discount_rate;  ///< a year, effective; empty: nothing is discounted
    double monthly_rate = 0;              ///< of it
    bool nominal_monthly = false;
    bool mid_period = false;
    double tax_rate = 0;
    double inflation = 0;
    bool has_value = false;         ///< some workload or job brings something in
    std::vector<CashFlowRow> cash;  ///< in order of time
    std::vector<ProfitRow> years;
    std::vector<CostSplitRow> split;  ///< by category, in order of name
    std::vector<BudgetRow> budgets;
    std::vector<ValueRow> values;
    std::vector<ConcentrationRow> concentration;
    std::vector<NpvPoint> npv_profile;    ///< at 0, 5 … 50 % a year; empty: nothing has a value
    std::optional<HurdleVerdict> hurdle;  ///< empty: no rate of return, or none to hold it against
    std::vector<RefusedFigure> refused;
    std::vector<std::string> notes;  ///< conventions that hold for the figures above
};

}  // namespace orrery
