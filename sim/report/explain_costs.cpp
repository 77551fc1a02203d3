// The postings behind a cost: of each charge what it sums to, largest first, and where its price is
// from.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "sim/accounts/price_columns.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/explain_parts.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::explain {
namespace {

constexpr std::size_t kShown = 15;

/// Which postings a figure adds up, and of which column. Not `known`: which ones cannot be told.
struct Selection {
    bool known = true;
    bool is_sum = true;  ///< the figure is their sum, not something made of it
    CostColumn column = CostColumn::effective;
};

bool is_one_of(const std::string& path, std::initializer_list<const char*> paths) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

/// Made of what is paid alone, or of that beside value and tax, which are no postings.
bool is_of_payments(const std::string& path) {
    return is_one_of(path, {"finance.npv_cost", "finance.eac"});
}
bool is_of_net_cash(const std::string& path) {
    return is_one_of(path,
                     {"finance.npv", "finance.npv_monthly", "finance.xirr", "finance.irr",
                      "finance.irr_count", "finance.mirr", "finance.over_hurdle", "finance.payback",
                      "finance.discounted_payback", "finance.roi", "finance.profitability_index"});
}

Selection selection_of(const Asked& a) {
    Selection s;
    if (a.begins("finance.cash.") || a.path == "cost.billed" || is_of_payments(a.path) ||
        is_of_net_cash(a.path)) {
        s.column = CostColumn::billed;
    }
    if (a.path == "cost.list") s.column = CostColumn::list;
    if (a.path == "cost.contracted") s.column = CostColumn::contracted;
    s.known = !a.begins("cost.by_tenant.") && !a.begins("cost.by_group.") &&
              !a.begins("finance.budgets.") && !a.begins("finance.cash.financing") &&
              !a.begins("unit.") && !a.begins("cost.per_training_run.") &&
              !a.begins("cost.wasted_per_training_run.");
    s.is_sum = a.path == "cost.total" || a.path == "cost.effective" || a.path == "cost.billed" ||
               a.path == "cost.list" || a.path == "cost.contracted" || a.begins("cost.by_") ||
               a.begins("cost.egress.") || a.begins("finance.cash.") ||
               a.begins("finance.accrual.");
    return s;
}

/// Whether a charge is part of the figure: of its site, vendor, category, contract, pool, or all.
bool belongs(const Charge& c, const Asked& a) {
    if (const auto site = a.member("cost.by_site."); !site.empty()) return c.site == site;
    if (const auto vendor = a.member("cost.by_vendor."); !vendor.empty()) return c.vendor == vendor;
    if (const auto one = a.member("cost.by_category."); !one.empty()) return c.category == one;
    if (const auto one = a.member("cost.egress."); !one.empty()) return c.purpose == one;
    if (const auto pool = a.member("cost.per_accelerator_hour."); !pool.empty()) {
        return c.pool == pool;
    }
    if (const auto rest = a.member("cost.commitment."); !rest.empty()) {
        return !c.contract.empty() && rest.rfind(c.contract + ".", 0) == 0;
    }
    if (a.path == "finance.cash.capex" || a.path == "finance.cash.opex") {
        return c.cash && c.capital == (a.path == "finance.cash.capex");
    }
    if (a.path == "finance.accrual.wear") return c.capital;
    // What wears off is taxed by its own law.
    if (a.path == "finance.accrual.opex" || a.path == "finance.tax") return !c.capital;
    if (a.path == "finance.cash.total" || is_of_payments(a.path) || is_of_net_cash(a.path)) {
        return c.cash;
    }
    const bool stated =
        is_one_of(a.path, {"finance.discount_rate", "finance.monthly_rate", "finance.hurdle_rate"});
    return !stated && !a.begins("finance.value.");
}

struct Sum {
    std::uint32_t charge = 0;
    double quantity = 0;
    Money amount;
    std::int32_t first = 0;  ///< months
    std::int32_t last = 0;
    std::int64_t postings = 0;
};

/// By charge, largest amount first.
std::vector<Sum> sums_of(const Asked& a, CostColumn column) {
    const Ledger& ledger = a.results.ledger;
    std::vector<Sum> all(ledger.charges.size());
    for (const Posting& p : ledger.postings) {
        if (p.charge >= all.size() || !belongs(ledger.of(p), a)) continue;
        if (column <= CostColumn::contracted && prices_elsewhere(ledger.of(p), p)) continue;
        Sum& sum = all[p.charge];
        if (sum.postings++ == 0) sum.first = p.month;
        sum.charge = p.charge;
        sum.quantity += p.quantity;
        sum.amount += p.of(column);
        sum.last = p.month;
    }
    std::erase_if(all, [](const Sum& s) { return s.postings == 0; });
    std::stable_sort(all.begin(), all.end(), [](const Sum& x, const Sum& y) {
        return std::llabs(x.amount.micros) > std::llabs(y.amount.micros);
    });
    return all;
}

void show(const Asked& a, const Sum& sum) {
    const Charge& c = a.results.ledger.charges[sum.charge];
    std::string where;
    for (const std::string& part : {c.site, c.pool, c.category, c.purpose, c.contract}) {
        if (!part.empty()) where += (where.empty() ? "" : " · ") + part;
    }
    const std::string months = sum.first == sum.last
                                   ? month_name(sum.first)
                                   : month_name(sum.first) + " to " + month_name(sum.last);
    a.page.paragraph(
        fmt::format("{} {}  {} ({}: {} {}, {} posting{})", to_string(sum.amount, 2),
                    a.results.ledger.currency, where, months, analysis::number_text(sum.quantity),
                    c.unit, sum.postings, sum.postings == 1 ? "" : "s"),
        "  ");
    std::string why = c.formula;
    if (!c.price_source.empty()) why += (why.empty() ? "price: " : "; price: ") + c.price_source;
    if (!why.empty()) a.page.paragraph(why, "    ");
}

/// The whole of them beside the figure: the ledger is of the first replication.
void total(const Asked& a, const Selection& selection, const Money& sum) {
    a.page.paragraph(fmt::format("{} {}  together", to_string(sum, 2), a.results.ledger.currency),
                     "  ");
    if (!selection.is_sum) {
        return a.page.paragraph(
            is_of_net_cash(a.path)
                ? "The figure is made of them, of finance.value and of finance.tax, which are no "
                  "postings, as its formula says."
                : "The figure is made of them as its formula says.",
            "  ");
    }
    const double difference = std::fabs(sum.units() - a.metric.value);
    if (difference <= 1e-6 + 1e-9 * std::fabs(a.metric.value)) return;
    a.page.paragraph(a.metric.lo ? "The postings are those of the first replication, the figure is "
                                   "the mean of all."
                                 : "The figure is not their plain sum: see its formula.",
                     "  ");
}

}  // namespace

void postings(const Asked& a) {
    const Selection selection = selection_of(a);
    if (!selection.known) {
        a.page.out += "\n";
        a.page.paragraph(
            "It is a share of costs, or made of several: which postings, the result does not "
            "keep. `ledger.csv` has them all.",
            "  ");
        return;
    }
    std::vector<Sum> sums = sums_of(a, selection.column);
    if (sums.empty()) {
        a.page.out += "\n";
        a.page.paragraph("No posting belongs to it.", "  ");
        return;
    }
    a.page.heading(fmt::format("Postings behind it, {} cost, by charge",
                               kCostColumnNames[static_cast<std::size_t>(selection.column)]));
    const std::size_t nothing =
        std::erase_if(sums, [](const Sum& s) { return s.amount.micros == 0; });
    Money all;
    Money rest;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        all += sums[i].amount;
        if (i < kShown) show(a, sums[i]);
        if (i >= kShown) rest += sums[i].amount;
    }
    if (sums.size() > kShown) {
        a.page.paragraph(fmt::format("{} {}  {} further charges", to_string(rest, 2),
                                     a.results.ledger.currency, sums.size() - kShown),
                         "  ");
    }
    if (nothing > 0) {
        a.page.paragraph(fmt::format("{} more sum to nothing in this column", nothing), "  ");
    }
    total(a, selection, all);
}

}  // namespace orrery::explain
