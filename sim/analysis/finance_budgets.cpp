// Budgets by period: what was spent of them, when they are exceeded, hard ones as assertions.
#include <fmt/format.h>

#include <algorithm>

#include "models/finance/variance.hpp"
#include "sim/analysis/finance.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

std::string period_name(const BudgetSpec& b, std::int32_t month) {
    if (b.period == "month") return month_name(month);
    const std::string year = std::to_string(month / 12);
    if (b.period == "quarter") return year + "-Q" + std::to_string(month % 12 / 3 + 1);
    return b.period == "year" ? year : "run";
}

class Budget {
public:
    Budget(const Input& in, const BudgetSpec& spec)
        : in_(in), spec_(spec), periods_(periods_of(in.world, in.o.ended_at)) {}

    /// A row for each of the budget's periods that the run touches.
    [[nodiscard]] std::vector<BudgetRow> rows() const {
        const std::vector<Money> spent = by_ledger_period();
        std::vector<BudgetRow> rows;
        Money total;
        for (std::size_t k = 0; k < periods_.size(); ++k) {
            const std::string name = period_name(spec_, periods_[k].month);
            if (rows.empty() || rows.back().period != name) {
                rows.push_back(fresh(name));
                total = Money{};
            }
            total += spent[k];
            BudgetRow& row = rows.back();
            row.actual = total.units();
            if (row.breached.empty() && row.actual > row.budget) row.breached = when(periods_[k]);
        }
        for (BudgetRow& row : rows) {
            row.variance = row.actual - row.budget;
            row.letter = finance::variance_letter(row.variance);
            // Credits may bring it back below.
            if (row.variance <= 0) row.breached.clear();
        }
        return rows;
    }

private:
    [[nodiscard]] std::vector<Money> by_ledger_period() const {
        std::vector<Money> spent(periods_.size());
        const CostColumn column = budget_column(spec_);
        for (const Posting& p : in_.ledger.postings) {
            if (spent.empty() || !budget_counts(spec_, in_.ledger.of(p))) continue;
            spent[period_at(periods_, p.from)] += p.of(column);
        }
        return spent;
    }
    [[nodiscard]] BudgetRow fresh(const std::string& period) const {
        BudgetRow row;
        row.name = spec_.name;
        row.period = period;
        row.kind = spec_.kind;
        row.vendor = spec_.vendor;
        row.category = spec_.category;
        row.owner = spec_.owner;
        row.budget = spec_.usd / in_.world.usd_per_currency;
        row.hard = spec_.hard;
        return row;
    }
    [[nodiscard]] std::string when(const Period& period) const {
        return in_.world.ledger_period == LedgerPeriod::month ? month_name(period.month)
                                                              : date_text(in_.world, period.from);
    }

    const Input& in_;
    const BudgetSpec& spec_;
    std::vector<Period> periods_;
};

/// Figures of one budget over all of its periods; means over replications are their probability.
void add_metrics(const std::vector<BudgetRow>& rows, const std::string& currency, Findings& out) {
    const std::string path = "finance.budgets." + rows.front().name;
    double actual = 0;
    double beyond = 0;
    for (const BudgetRow& row : rows) {
        actual += row.actual;
        beyond += std::max(row.variance, 0.0);
        const bool over = row.variance > 0;
        set_metric(out, path + ".periods." + row.period + ".actual", row.actual, currency,
                   "Σ of the period's postings that the budget counts");
        set_metric(out, path + ".periods." + row.period + ".p_over", over ? 1 : 0, "",
                   "share of replications in which the period exceeds the budget");
    }
    set_metric(out, path + ".amount", rows.front().budget, currency, "as stated, for each period");
    set_metric(out, path + ".actual", actual, currency, "Σ over its periods");
    set_metric(out, path + ".overrun", beyond, currency,
               "Σ over its periods: what exceeds the amount; above 0 is unfavourable (U)");
    set_metric(out, path + ".p_over", beyond > 0 ? 1 : 0, "",
               "share of replications in which some period exceeds the budget");
}

void add_assertions(const std::vector<BudgetRow>& rows, const std::string& currency,
                    Findings& out) {
    for (const BudgetRow& row : rows) {
        if (!row.hard || row.variance <= 0) continue;
        AssertRow assertion;
        assertion.text = fmt::format("hard budget {} of {}: at most {}", row.name, row.period,
                                     amount_text(row.budget, currency));
        assertion.value = row.actual;
        assertion.unit = currency;
        out.asserts.push_back(std::move(assertion));
    }
}

}  // namespace

bool budget_counts(const BudgetSpec& b, const Charge& c) {
    if (!b.vendor.empty() && b.vendor != c.vendor) return false;
    if (!b.category.empty() && b.category != c.category) return false;
    if (b.kind == "cash") return c.cash;
    if (b.kind == "capex") return c.cash && c.capital;
    return b.kind == "cost" || !c.capital;
}

CostColumn budget_column(const BudgetSpec& b) {
    const bool paid = b.kind == "cash" || b.kind == "capex";
    return paid ? CostColumn::billed : CostColumn::effective;
}

std::string budget_sentence(const Findings& f) {
    if (!f.finance) return {};
    const BudgetRow* worst = nullptr;
    std::size_t others = 0;
    for (const BudgetRow& row : f.finance->budgets) {
        if (row.variance <= 0) continue;
        others += worst ? 1 : 0;
        if (!worst || row.variance > worst->variance) worst = &row;
    }
    if (!worst) return {};
    const std::string more = others > 0 ? fmt::format(" and {} more", others) : "";
    // Of a mean over replications the first one may not have exceeded it.
    const std::string since =
        worst->breached.empty() ? "" : fmt::format(" (since {})", worst->breached);
    return fmt::format("The budget {} of {} is exceeded by {}{}{}.", worst->name, worst->period,
                       amount_text(worst->variance, f.currency), since, more);
}

void retell_budgets(Findings& out) {
    if (!out.finance) return;
    std::vector<BudgetRow>& rows = out.finance->budgets;
    for (BudgetRow& row : rows) {
        const std::string path = "finance.budgets." + row.name + ".periods." + row.period;
        if (const Metric* m = out.metrics.find(path + ".p_over")) row.p_over = m->value;
        const Metric* actual = out.metrics.find(path + ".actual");
        if (!actual) continue;
        row.actual = actual->value;
        row.variance = row.actual - row.budget;
        row.letter = finance::variance_letter(row.variance);
        if (row.variance <= 0) row.breached.clear();
    }
    add_assertions(rows, out.finance->currency, out);
}

void add_budgets(const Input& in, FinanceFindings& f, Findings& out) {
    bool over = false;
    for (const BudgetSpec& spec : in.world.finance.budgets) {
        const std::vector<BudgetRow> rows = Budget(in, spec).rows();
        if (rows.empty()) continue;
        add_metrics(rows, f.currency, out);
        add_assertions(rows, f.currency, out);
        for (const BudgetRow& row : rows) over = over || row.variance > 0;
        f.budgets.insert(f.budgets.end(), rows.begin(), rows.end());
    }
    if (f.budgets.empty()) return;
    set_metric(out, "finance.budget.p_over", over ? 1 : 0, "",
               "share of replications in which some budget is exceeded in some period");
}

}  // namespace orrery::analysis
