// The money of a run for finance: what the parts of the analysis share.
#pragma once
#include <string>
#include <vector>

#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// What a charge comes to in a calendar month of the run.
struct ChargeMonth {
    std::array<Money, kCostColumns> amount{};
    Money at_start;  ///< of billed: due on the run's first instant, once

    [[nodiscard]] double of(CostColumn column) const {
        return amount[static_cast<std::size_t>(column)].units();
    }
};

/// What a workload or job is expected to bring in, by month.
struct ValueFlow {
    const ValueSpec* spec = nullptr;
    std::string name;
    std::vector<double> by_month;  ///< reporting currency
};

/// The postings by charge and month, and the values beside them; read once.
class Book {
public:
    explicit Book(const Input& in);

    [[nodiscard]] const std::vector<Period>& months() const { return months_; }
    [[nodiscard]] const ChargeMonth& of(std::size_t charge, std::size_t month) const {
        return cells_[charge * months_.size() + month];
    }
    [[nodiscard]] const std::vector<ValueFlow>& values() const { return values_; }
    /// Effective cost of a month of the charges that `counts`.
    template <class Counts>
    [[nodiscard]] std::vector<double> effective(const Input& in, const Counts& counts) const {
        std::vector<double> sums(months_.size(), 0.0);
        for (std::size_t c = 0; c < in.ledger.charges.size(); ++c) {
            if (!counts(in.ledger.charges[c])) continue;
            for (std::size_t m = 0; m < sums.size(); ++m) {
                sums[m] += of(c, m).of(CostColumn::effective);
            }
        }
        return sums;
    }

private:
    std::vector<Period> months_;
    std::vector<ChargeMonth> cells_;  ///< [charge][month]
    std::vector<ValueFlow> values_;
};

/// Expected value of workloads and jobs by month: ramp × probability × amount.
std::vector<ValueFlow> value_flows(const Input& in, const std::vector<Period>& months);

/// What taxes let be written off in a month of the run, reporting currency: each purchase by its
/// tax law, a year's amount in equal parts over its months in service; what is left less proceeds
/// in the month of a sale; of other assets the wear of the books.
std::vector<double> tax_depreciation(const Input& in, const Book& book);

/// Rates, cash by month, profit by year, the split by category; first of all parts.
void add_cash_flows(const Input& in, const Book& book, FinanceFindings& f);
/// NPV of cost by site, where several stand beside each other: places, or ways to pay for the same.
void add_site_worth(const Input& in, const Book& book, const FinanceFindings& f, Findings& out);
/// NPV, rates of return, payback; figures that are refused.
void add_worth(const Input& in, FinanceFindings& f, Findings& out);
/// Levelised costs and costs of a unit of work.
void add_unit_economics(const Input& in, const Book& book, const FinanceFindings& f, Findings& out);
/// What commitments cover, how far they are used, what they save.
void add_commitments(const Input& in, const Book& book, Findings& out);
/// Budgets by period, where they are exceeded; hard ones as assertions.
void add_budgets(const Input& in, FinanceFindings& f, Findings& out);
/// Whether a budget counts a charge, and in which of its columns.
bool budget_counts(const BudgetSpec& budget, const Charge& charge);
CostColumn budget_column(const BudgetSpec& budget);
/// HHI of spend, capacity and critical load, by vendor and by what stands behind.
void add_concentration(const Input& in, FinanceFindings& f, Findings& out);

/// The date of an instant of the run, "2026-11-30", and its day number since 1970.
std::string date_text(const World& world, Nanos t);
std::int64_t day_number(const World& world, Nanos t);

}  // namespace orrery::analysis
