// The terminal summary of finance: cash by year, what it is worth, budgets, concentration.
#include "sim/report/text_finance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/wording.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::text {
namespace {

constexpr std::size_t kBudgets = 6;  ///< rows that are shown

std::string plain_number(double v) {
    return analysis::money_text(v);
}

/// Cash rows of a calendar year in one; the start stands alone where something is paid there.
std::vector<CashFlowRow> by_year(const FinanceFindings& f) {
    std::vector<CashFlowRow> years;
    for (std::size_t i = 0; i < f.cash.size(); ++i) {
        const CashFlowRow& row = f.cash[i];
        if (i == 0 && row.net == 0) continue;
        const std::string name = i == 0 ? "start" : row.month.substr(0, 4);
        if (years.empty() || years.back().month != name) {
            years.emplace_back();
            years.back().month = name;
        }
        CashFlowRow& sum = years.back();
        sum.capex += row.capex;
        sum.opex += row.opex;
        sum.revenue += row.revenue;
        sum.tax += row.tax;
        sum.net += row.net;
        sum.cumulative = row.cumulative;
    }
    return years;
}

void cash(const FinanceFindings& f, bool first, Page& page) {
    std::vector<std::vector<std::string>> rows{
        {first ? "cash, first run" : "cash", "capex", "opex", "value", "tax", "net", "running"}};
    for (const CashFlowRow& y : by_year(f)) {
        rows.push_back({y.month, plain_number(y.capex), plain_number(y.opex),
                        plain_number(y.revenue), plain_number(y.tax), plain_number(y.net),
                        plain_number(y.cumulative)});
    }
    page.table(rows);
}

/// "NPV 12.30 USD, XIRR 14.2 %, payback 8.1 months": those of the figures that there are.
class Figures {
public:
    Figures(const Findings& f, const std::string& currency) : f_(f), currency_(currency) {}

    void money(const char* path, const std::string& name) {
        if (const Metric* m = find(path))
            add(name + " " + plain_number(m->value) + " " + currency_ + range(*m), *m);
    }
    void price(const char* path, const std::string& name) {
        if (const Metric* m = find(path))
            add(name + " " + analysis::price_text(m->value) + " " + currency_, *m);
    }
    void percent(const char* path, const std::string& name) {
        if (const Metric* m = find(path)) {
            add(name + " " + analysis::percent_text(m->value, 2), *m);
        }
    }
    void months(const char* path, const std::string& name) {
        if (const Metric* m = find(path)) {
            add(fmt::format("{} {:.1f} months", name, m->value * 12 / 365 / 86400), *m);
        }
    }
    void plain(const char* path, const std::string& name) {
        if (const Metric* m = find(path)) add(fmt::format("{} {:.3f}", name, m->value), *m);
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    [[nodiscard]] const Metric* find(const char* path) const { return f_.metrics.find(path); }
    static std::string range(const Metric& m) {
        return m.lo && m.hi ? fmt::format(" ({} – {})", plain_number(*m.lo), plain_number(*m.hi))
                            : "";
    }
    void add(const std::string& part, const Metric& m) {
        text_ += (text_.empty() ? "" : ", ") + part + analysis::known_text(f_.metrics, m);
    }

    const Findings& f_;
    const std::string& currency_;
    std::string text_;
};

void worth(const Findings& f, const FinanceFindings& finance, Page& page) {
    Figures figures(f, finance.currency);
    figures.money("finance.npv", "NPV");
    figures.percent("finance.xirr", "XIRR");
    figures.percent("finance.irr", "IRR");
    figures.percent("finance.mirr", "MIRR");
    figures.months("finance.payback", "payback");
    figures.plain("finance.profitability_index", "PI");
    figures.percent("finance.roi", "ROI");
    if (!figures.text().empty()) page.paragraph(figures.text() + ".", "  ");
    if (finance.hurdle) page.paragraph(analysis::hurdle_sentence(*finance.hurdle), "  ");
    Figures costs(f, finance.currency);
    costs.money("finance.npv_cost", "NPV of cost");
    // What a run of days pays once would stand there many times over.
    if (f.horizon_s >= 180 * 86400.0) costs.money("finance.eac", "a year");
    costs.money("finance.accrual.opex", "consumed: operating");
    costs.money("finance.accrual.wear", "wear of assets");
    page.paragraph(costs.text() + ".", "  ");
    Figures units(f, finance.currency);
    units.price("finance.lcoc", "a useful accelerator hour (levelised)");
    units.price("finance.lcot", "a million tokens (levelised)");
    units.price("finance.lcot_useful", "within service levels");
    if (!units.text().empty()) page.paragraph(units.text() + ".", "  ");
}

/// Figures that are refused for one reason stand together.
void refused(const FinanceFindings& finance, Page& page) {
    std::vector<std::pair<std::string, std::string>> reasons;  // reason, names
    for (const RefusedFigure& r : finance.refused) {
        const auto same = std::find_if(reasons.begin(), reasons.end(),
                                       [&](const auto& one) { return one.first == r.reason; });
        if (same == reasons.end()) {
            reasons.emplace_back(r.reason, r.name);
        } else {
            same->second += ", " + r.name;
        }
    }
    for (const auto& [reason, names] : reasons) {
        page.paragraph("Not shown: " + names + " – " + reason + ".", "  ");
    }
    const std::string hurdle = finance.hurdle ? analysis::hurdle_sentence(*finance.hurdle) : "";
    for (const std::string& note : finance.notes) {
        if (note != hurdle) page.paragraph(note, "  ");  // it stands beside the figures
    }
}

void budgets(const Findings& f, const FinanceFindings& finance, Page& page) {
    if (finance.budgets.empty()) return;
    std::vector<const BudgetRow*> shown;
    for (const BudgetRow& row : finance.budgets) shown.push_back(&row);
    std::stable_sort(shown.begin(), shown.end(), [](const BudgetRow* a, const BudgetRow* b) {
        return a->variance > 0 && b->variance <= 0;
    });
    const std::size_t all = shown.size();
    if (all > kBudgets) shown.resize(kBudgets);
    std::vector<std::vector<std::string>> rows{
        {"budget", "period", "amount", "spent", "variance", "exceeded"}};
    for (const BudgetRow* row : shown) {
        rows.push_back({row->name, row->period, plain_number(row->budget),
                        plain_number(row->actual), plain_number(row->variance) + " " + row->letter,
                        row->breached.empty() ? "–" : row->breached});
    }
    page.table(rows);
    if (all > kBudgets) page.paragraph(fmt::format("and {} more periods.", all - kBudgets), "  ");
    const std::int64_t start = parse_date(f.start).value_or(0);
    page.paragraph(
        fmt::format("Spent is what falls into the run, {} to {}, of a period. F: within the "
                    "amount, U: beyond it.",
                    print_date(start).substr(0, 10),
                    print_date(start + static_cast<std::int64_t>(f.horizon_s)).substr(0, 10)),
        "  ");
    const Metric* p = f.metrics.find("finance.budget.p_over");
    if (p && p->n > 1) {
        page.paragraph(fmt::format("Some budget is exceeded in {:.0f} % of {} replications.",
                                   100 * p->value, p->n),
                       "  ");
    }
}

void concentration(const FinanceFindings& finance, Page& page) {
    std::string text;
    for (const ConcentrationRow& row : finance.concentration) {
        if (row.level == "vendor") {
            text += fmt::format("{}{} {:.2f} ({} {:.0f} %)", text.empty() ? "" : ", ", row.basis,
                                row.hhi, row.largest, 100 * row.largest_share);
        } else if (row.level == "parent") {
            text += fmt::format(", by parent {:.2f}", row.hhi);
        }
    }
    if (!text.empty()) page.paragraph("Concentration (HHI, 1: one vendor): " + text + ".", "  ");
}

}  // namespace

void finance(const Findings& f, Page& page) {
    // Who gives no rate, no budget and no value does not ask for it; the page and JSON have it.
    if (!f.finance) return;
    const bool asked = f.finance->discount_rate || f.finance->has_value || !f.deliveries.empty();
    if (!asked && f.finance->budgets.empty()) return;
    page.heading("Finance (" + f.finance->currency + ")");
    cash(*f.finance, analysis::replications_of(f.metrics) > 1, page);
    worth(f, *f.finance, page);
    budgets(f, *f.finance, page);
    concentration(*f.finance, page);
    refused(*f.finance, page);
}

}  // namespace orrery::text
