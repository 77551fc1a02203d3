// The money of a run for finance, part by part, with the conventions that hold for it.
#include "sim/analysis/finance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/accounts/contract_hours.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

void add_totals(const FinanceFindings& f, Findings& out) {
    CostSplitRow sum;
    for (const CostSplitRow& row : f.split) {
        sum.cash_capex += row.cash_capex;
        sum.cash_opex += row.cash_opex;
        sum.financing += row.financing;
        sum.accrual_capex += row.accrual_capex;
        sum.accrual_opex += row.accrual_opex;
    }
    const auto set = [&](const char* path, double value, const char* formula) {
        set_metric(out, path, value, f.currency, formula);
    };
    set("finance.cash.capex", sum.cash_capex, "Σ billed cost of charges that make an asset");
    set("finance.cash.opex", sum.cash_opex, "Σ billed cost of all other charges that are paid");
    set("finance.cash.total", sum.cash_capex + sum.cash_opex, "cash.capex + cash.opex");
    set("finance.cash.financing", sum.financing,
        "principal of loans repaid − drawn; beside the project, not in cash.total");
    set("finance.accrual.wear", sum.accrual_capex, "Σ effective cost of assets that wear off");
    set("finance.accrual.opex", sum.accrual_opex, "Σ effective cost of all other charges");
    if (f.tax_rate > 0) {
        double tax = 0;
        for (const ProfitRow& row : f.years) tax += row.tax;
        set("finance.tax", tax,
            "rate × (value − effective cost without wear − tax depreciation), by month");
    }
    if (!f.has_value) return;
    double total = 0;
    for (const ValueRow& row : f.values) {
        total += row.value;
        set_metric(out, "finance.value.by_name." + row.name, row.value, f.currency,
                   "ramp × probability × amount: " + row.kind);
    }
    set("finance.value.total", total, "Σ over workloads and jobs with a value");
}

/// Wear of assets for which nothing is paid in the run: money that was spent before it. A line of
/// the price book that nothing was posted to pays for nothing.
double sunk_wear(const Input& in, const Book& book) {
    std::set<std::string> bought;
    for (const Posting& p : in.ledger.postings) {
        const Charge& c = in.ledger.of(p);
        const bool paid = p.of(CostColumn::billed) > Money{};
        if (c.capital && c.cash && paid) bought.insert(c.asset);
    }
    const auto wear = book.effective(
        in, [&](const Charge& c) { return c.capital && !c.cash && bought.count(c.asset) == 0; });
    double sum = 0;
    for (const double amount : wear) sum += amount;
    return sum;
}

/// Of assets that are paid for in the run: what the books still hold at its end. Of a lease it is
/// what is paid beyond the use; where more is used than paid, nothing is left.
double book_value_left(const Ledger& ledger) {
    std::set<std::string> bought;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.capital && c.cash && c.kind == ChargeKind::purchase) bought.insert(c.asset);
    }
    double sum = 0;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.category == "carried forward" && bought.count(c.asset) > 0) {
            sum += std::max(p.quantity, 0.0);
        }
    }
    return sum;
}

/// What the run uses up of commitments for which nothing is billed in it.
double prepaid_use(const Ledger& ledger) {
    std::map<std::string, std::pair<double, double>> by_contract;  // billed, used up
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.charges[p.charge];
        if (c.capital || c.contract.empty()) continue;
        by_contract[c.contract].first += p.of(CostColumn::billed).units();
        by_contract[c.contract].second += p.effective();
    }
    double sum = 0;
    for (const auto& [contract, amounts] : by_contract) {
        if (amounts.first == 0) sum += amounts.second;
    }
    return sum;
}

/// Recoverable tax that was paid in the run and comes back after it.
double open_refund(const Ledger& ledger) {
    Money sum;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).account == kInputTax) sum += p.of(CostColumn::billed);
    }
    return sum.units();
}

bool is_financed(const FinanceFindings& f) {
    return std::any_of(f.split.begin(), f.split.end(),
                       [](const CostSplitRow& row) { return row.financing != 0; });
}

void add_notes(const Input& in, const Book& book, FinanceFindings& f) {
    const auto note = [&](std::string text) { f.notes.push_back(std::move(text)); };
    if (f.discount_rate) {
        note(fmt::format(
            "Cash is dated at the {} of its month and discounted at {:.2f} % a year, "
            "Actual/365 from the start; a month is {}.",
            f.mid_period ? "middle" : "end", 100 * *f.discount_rate,
            f.nominal_monthly ? "a twelfth of the nominal rate" : "(1 + r)^(1/12) − 1"));
    } else {
        note("Nothing is discounted: finance.discount_rate (or wacc) is not given.");
    }
    if (const double left = book_value_left(in.ledger); f.discount_rate && left > 0) {
        note(
            fmt::format("{} of book value is left at the end of what the run pays for: NPV of "
                        "cost and the cost a year bear the whole price and take nothing back.",
                        amount_text(left, f.currency)));
    }
    if (const double sunk = sunk_wear(in, book); sunk > 0) {
        note(
            fmt::format("{} of wear is of assets paid for before the run: it is in the accrual "
                        "view, not in the cash.",
                        amount_text(sunk, f.currency)));
    }
    if (const double prepaid = prepaid_use(in.ledger); prepaid > 0) {
        note(
            fmt::format("{} is of commitments that are paid outside the run: it is in the accrual "
                        "view, not in the cash.",
                        amount_text(prepaid, f.currency)));
    }
    if (const double open = open_refund(in.ledger); open > 0) {
        note(fmt::format("{} of recoverable tax comes back after the run: it is not in this cash.",
                         amount_text(open, f.currency)));
    }
    if (is_financed(f)) {
        note(
            "Principal of loans is financing and not in this cash; their interest is in opex: a "
            "rate that contains the cost of debt counts it twice.");
    }
    if (f.tax_rate > 0) {
        note(fmt::format(
            "Tax is {:.4g} % of value − operating cost − tax depreciation, in the month "
            "of both; losses lower tax that is due elsewhere.",
            100 * f.tax_rate));
    }
    if (f.hurdle) note(hurdle_sentence(*f.hurdle));
}

/// Where a figure that a table names stands: "IRR" as finance.irr.
std::string path_of(std::string name) {
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return "finance." + (name == "pi" ? "profitability_index" : name);
}

}  // namespace

std::string hurdle_sentence(const HurdleVerdict& v) {
    return fmt::format("{} {:.2f} % a year, {} the {} of {:.4g} %.", v.figure, 100 * v.value,
                       v.verdict(), v.basis, 100 * v.hurdle);
}

void retell_worth(Findings& out) {
    if (!out.finance) return;
    FinanceFindings& f = *out.finance;
    // Refused in the first run, some other one may have it.
    std::erase_if(f.refused, [&](const RefusedFigure& r) {
        return out.metrics.find(path_of(r.name)) != nullptr;
    });
    if (!f.hurdle) return;
    std::erase(f.notes, hurdle_sentence(*f.hurdle));
    const Metric* m = out.metrics.find(path_of(f.hurdle->figure));
    if (!m) return;
    if (known_to_some(out.metrics, *m)) {
        f.notes.push_back(fmt::format("{} of {} runs have {}: it is held against no {}.", m->n,
                                      replications_of(out.metrics), f.hurdle->figure,
                                      f.hurdle->basis));
        f.hurdle.reset();
        return;
    }
    f.hurdle->value = m->value;
    f.notes.push_back(hurdle_sentence(*f.hurdle));
}

void add_finance(const Input& in, Findings& out) {
    const Book book(in);
    if (book.months().empty()) return;
    FinanceFindings f;
    f.currency = in.ledger.currency;
    add_cash_flows(in, book, f);
    add_totals(f, out);
    add_site_worth(in, book, f, out);
    add_worth(in, f, out);
    add_unit_economics(in, book, f, out);
    add_commitments(in, book, out);
    add_budgets(in, f, out);
    add_concentration(in, f, out);
    add_notes(in, book, f);
    out.finance = std::move(f);
}

}  // namespace orrery::analysis
