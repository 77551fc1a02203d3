// The study `own-rent-mix` as a page.
#include "sim/report/study_own_rent.hpp"

#include <fmt/format.h>

#include <numeric>

namespace orrery {
namespace {

std::string answer(const OwnRentQuestion& q, const OwnRentResult& r) {
    const OwnRentRow& best = r.rows[r.best];
    const OwnRentRow& base = r.rows[r.baseline];
    std::string text = fmt::format("\"{}\" costs least over {} years: {} USD present value",
                                   best.plan.name, q.years, money_words(best.pv_usd));
    if (r.best == r.baseline) return text + ", and it is the baseline.";
    text += fmt::format(", {} less than \"{}\"", share_words(best.npv_usd / base.pv_usd),
                        base.plan.name);
    if (best.crossing_month) {
        text += fmt::format("; less money has been paid from month {} on", *best.crossing_month);
    }
    return text + fmt::format("; it is cheaper in {} of the futures.", share_words(best.cheaper));
}

std::string flips_if(const OwnRentQuestion& q, const OwnRentResult& r) {
    std::string text;
    if (r.flip_price > 0) {
        text = fmt::format("rents are {} of today's (then \"{}\")", share_words(r.flip_price),
                           r.flip_price_to);
    }
    if (r.flip_demand > 0) {
        text +=
            fmt::format("{}demand is {} of what is assumed (then \"{}\")",
                        text.empty() ? "" : ", or ", share_words(r.flip_demand), r.flip_demand_to);
    }
    if (text.empty()) return "neither rents nor demand between a fifth and five times change it.";
    const double u = r.exclusions.front().utilisation.value_or(0);
    const double mean =
        std::accumulate(q.hours.begin(), q.hours.end(), 0.0) / static_cast<double>(q.hours.size());
    text += fmt::format(
        "; an owned server pays if it works more than {} of the time (demand means "
        "{:.4g} servers)",
        share_words(u), mean);
    return text + ".";
}

StudyCell months(const std::optional<int>& month) {
    return month ? StudyCell(static_cast<double>(*month)) : StudyCell("never");
}

StudyTable alternatives(const OwnRentResult& r) {
    StudyTable t{"alternatives", "Alternatives", {}, {}, {}};
    t.columns = {
        {"alternative", "alternative"},
        {"owned", "owned_first_last"},
        {"capex", "capex_usd", StudyFormat::money},
        {"cash", "cash_usd", StudyFormat::money, "all payments − what is sold, before tax"},
        {"PV", "pv_usd", StudyFormat::money, "after tax, discounted to the first day"},
        {"P10", "pv_p10_usd", StudyFormat::money, "10 % of futures cost less"},
        {"P50", "pv_p50_usd", StudyFormat::money},
        {"P90", "pv_p90_usd", StudyFormat::money, "90 % of futures cost less"},
        {"NPV", "npv_usd", StudyFormat::money, "PV of the baseline − PV"},
        {"IRR", "irr", StudyFormat::share, "of what is saved against the baseline, a year"},
        {"payback m", "payback_months", StudyFormat::plain},
        {"crossing m", "crossing_month", StudyFormat::plain,
         "from then on less money has been paid than in the baseline"},
        {"cheaper", "cheaper_share", StudyFormat::share, "share of futures"}};
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const OwnRentRow& row = r.rows[i];
        const bool base = i == r.baseline;
        const std::string owned = fmt::format("{}–{}", row.servers_first, row.servers_last);
        const StudyCell payback = base                 ? StudyCell()
                                  : row.payback_months ? StudyCell(*row.payback_months)
                                                       : StudyCell("never");
        t.rows.push_back({row.plan.name + (base ? " (baseline)" : ""), owned, row.capex_usd,
                          row.cash_usd, row.pv_usd, row.p10, row.p50, row.p90,
                          base ? StudyCell() : StudyCell(row.npv_usd),
                          row.irr ? StudyCell(*row.irr) : StudyCell(), payback,
                          base ? StudyCell() : months(row.crossing_month),
                          base ? StudyCell() : StudyCell(row.cheaper)});
    }
    return t;
}

StudyTable exclusions(const OwnRentResult& r) {
    StudyTable t{
        "exclusions", "Why published break-evens disagree: owning against on demand", {}, {}, {}};
    t.columns = {{"left out", "without"},
                 {"pays from use", "utilisation", StudyFormat::share,
                  "fixed own cost / (rent − variable own cost)"},
                 {"crossing m", "crossing_month", StudyFormat::plain, "owned for the peak"},
                 {"always busy", "crossing_month_full", StudyFormat::plain,
                  "the same if every server always works"}};
    for (const OwnRentExclusion& e : r.exclusions) {
        t.rows.push_back({e.without, e.utilisation ? StudyCell(*e.utilisation) : StudyCell("never"),
                          months(e.crossing_month), months(e.crossing_full)});
    }
    return t;
}

StudyTable cumulative(const OwnRentResult& r) {
    StudyTable t{
        "cumulative", "Paid by the end of each year", {{"alternative", "alternative"}}, {}, {}};
    const std::size_t years = r.cumulative.empty() ? 0 : r.cumulative[0].size();
    for (std::size_t y = 1; y <= years; ++y) {
        t.columns.push_back(
            {fmt::format("year {}", y), fmt::format("year_{}_usd", y), StudyFormat::money});
    }
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        std::vector<StudyCell> row{r.rows[i].plan.name};
        for (const double usd : r.cumulative[i]) row.emplace_back(usd);
        t.rows.push_back(row);
    }
    return t;
}

std::vector<StudyAssumption> assumptions(const OwnRentQuestion& q) {
    std::vector<StudyAssumption> all;
    for (const auto& [name, value] : q.sources) all.push_back({name, value.first, value.second});
    all.push_back(
        {"growth of demand",
         fmt::format("{} a year, sd of its log {:.3g}", share_words(q.growth), q.growth_sd),
         "--growth, --growth-sd"});
    all.push_back(
        {"change of rents",
         fmt::format("{} a year, sd of its log {:.3g}", share_words(q.price_change), q.price_sd),
         "--price-change, --price-sd"});
    all.push_back({"discount rate, tax",
                   fmt::format("{}, {}", share_words(q.rate), share_words(q.tax)),
                   "finance: of the base, or --rate, --tax"});
    return all;
}

}  // namespace

StudyPage own_rent_page(const OwnRentQuestion& q, const OwnRentResult& r) {
    StudyPage page;
    page.study = "own-rent-mix";
    page.answer = answer(q, r);
    page.flips_if = flips_if(q, r);
    page.tables = {alternatives(r), cumulative(r), exclusions(r)};
    page.assumptions = assumptions(q);
    page.notes.push_back(fmt::format(
        "Fidelity: analytic projection by month of the hours of demand, scaled by growth; no "
        "queues and no failures. Servers are bought at the begin of each year for the demand of "
        "its middle "
        "and sold at the end. Monthly rate (1 + r)^(1/12) − 1, running costs at the month's end. "
        "P10 to P90 over {} futures, the same for every alternative.",
        q.draws));
    for (const OwnRentRow& row : r.rows) {
        if (!row.irr_refused.empty()) {
            page.notes.push_back("No IRR of \"" + row.plan.name + "\": " + row.irr_refused);
        }
    }
    return page;
}

}  // namespace orrery
