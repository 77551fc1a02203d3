// The study `own-rent-mix` as a page.
#include "sim/report/study_own_rent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace orrery {
namespace {

std::string servers(double first, double last) {
    if (first == last) return fmt::format("{:.4g}", first);
    return fmt::format("{:.4g}–{:.4g}", first, last);
}

/// "own 12–18, sign 5 for 1 y, up to 3 by the hour": from the first to the last month.
std::string how_many(const OwnRentQuestion& q, const OwnRentRow& row) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (row.servers_last > 0) add("own " + servers(row.servers_first, row.servers_last));
    if (row.signed_last > 0 && row.plan.committed >= 0) {
        add(fmt::format("sign {} for {}", servers(row.signed_first, row.signed_last),
                        q.levels[static_cast<std::size_t>(row.plan.committed)].name));
    }
    if (row.hourly_peak > .01)
        add(fmt::format("up to {:.0f} by the hour", std::ceil(row.hourly_peak - .01)));
    return text.empty() ? "nothing" : text;
}

std::string answer(const OwnRentQuestion& q, const OwnRentResult& r) {
    const OwnRentRow& best = r.rows[r.best];
    const OwnRentRow& base = r.rows[r.baseline];
    std::string text =
        fmt::format("\"{}\" ({}) costs least over {} years: {} USD present value", best.plan.name,
                    how_many(q, best), q.years, money_words(best.pv_usd));
    if (r.best == r.baseline) return text + ", and it is the baseline.";
    text += fmt::format(", {} less than \"{}\"", share_words(best.npv_usd / base.pv_usd),
                        base.plan.name);
    if (best.crossing_month) {
        text += fmt::format("; less money has been paid from month {} on", *best.crossing_month);
    }
    if (r.uncertain) {
        text += fmt::format("; it is cheaper in {} of the futures", share_words(best.cheaper));
    }
    return text + ".";
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
    const std::string pays = u < 1 ? "pays if it works more than " + share_words(u) + " of the time"
                                   : std::string("does not pay, though it worked all the time");
    return text + fmt::format("; an owned server {} (demand means {:.4g} servers).", pays, mean);
}

StudyCell months(const std::optional<int>& month) {
    return month ? StudyCell(static_cast<double>(*month)) : StudyCell("never");
}

StudyTable alternatives(const OwnRentResult& r) {
    StudyTable t{"alternatives", "Alternatives", {}, {}, {}};
    t.columns = {
        {"alternative", "alternative"},
        {"own", "owned_first_last"},
        {"sign", "signed_first_last"},
        {"capex", "capex_usd", StudyFormat::money},
        {"cash", "cash_usd", StudyFormat::money, "all payments − what is sold, before tax"},
        {"PV", "pv_usd", StudyFormat::money, "after tax, discounted to the first day"},
        {"NPV", "npv_usd", StudyFormat::money, "PV of the baseline − PV"},
        {"IRR", "irr", StudyFormat::share, "of what is saved against the baseline, a year"},
        {"payback m", "payback_months", StudyFormat::plain},
        {"crossing m", "crossing_month", StudyFormat::plain,
         "from then on less money has been paid than in the baseline"}};
    if (r.uncertain) {
        const std::vector<StudyColumn> futures{
            {"P10", "pv_p10_usd", StudyFormat::money, "10 % of futures cost less"},
            {"P50", "pv_p50_usd", StudyFormat::money},
            {"P90", "pv_p90_usd", StudyFormat::money, "90 % of futures cost less"},
            {"cheaper", "cheaper_share", StudyFormat::share, "share of futures"}};
        t.columns.insert(t.columns.end(), futures.begin(), futures.end());
    }
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const OwnRentRow& row = r.rows[i];
        const bool base = i == r.baseline;
        const StudyCell payback = base                 ? StudyCell()
                                  : row.payback_months ? StudyCell(*row.payback_months)
                                                       : StudyCell("never");
        t.rows.push_back({row.plan.name + (base ? " (baseline)" : ""),
                          servers(row.servers_first, row.servers_last),
                          servers(row.signed_first, row.signed_last), row.capex_usd, row.cash_usd,
                          row.pv_usd, base ? StudyCell() : StudyCell(row.npv_usd),
                          row.irr ? StudyCell(*row.irr) : StudyCell(), payback,
                          base ? StudyCell() : months(row.crossing_month)});
        if (!r.uncertain) continue;
        for (const double usd : {row.p10, row.p50, row.p90}) t.rows.back().emplace_back(usd);
        t.rows.back().push_back(base ? StudyCell() : StudyCell(row.cheaper));
    }
    return t;
}

/// Who serves the hours of work, the whole horizon long.
StudyTable split(const OwnRentQuestion& q, const OwnRentResult& r) {
    StudyTable t{"split", "Servers and hours of work by who serves them", {}, {}, {}};
    t.columns = {{"alternative", "alternative"},
                 {"own", "own_share", StudyFormat::share, "of the server-hours of demand"},
                 {"signed", "signed_share", StudyFormat::share},
                 {"on demand", "on_demand_share", StudyFormat::share}};
    const bool spot = std::any_of(r.rows.begin(), r.rows.end(),
                                  [](const OwnRentRow& row) { return row.hours.spot > 0; });
    if (spot) t.columns.push_back({"spot", "spot_share", StudyFormat::share});
    t.columns.push_back({"servers", "servers"});
    for (const OwnRentRow& row : r.rows) {
        const double all = row.hours.all() > 0 ? row.hours.all() : 1;
        t.rows.push_back({row.plan.name, row.hours.own / all, row.hours.committed / all,
                          row.hours.on_demand / all});
        if (spot) t.rows.back().emplace_back(row.hours.spot / all);
        t.rows.back().emplace_back(how_many(q, row));
    }
    t.note = fmt::format(
        "Servers from the first to the last month. A mix of all three owns what is at work in {} "
        "of the hours and signs the cheapest term for what pays above it.",
        share_words(kAlwaysAtWork));
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

/// What has been paid by month, and where the best begins to have cost less.
StudyChart paid(const OwnRentResult& r) {
    StudyChart chart;
    chart.kind = StudyChart::Kind::lines;
    chart.name = "paid";
    chart.title = "Paid until then, what is sold in the end left out";
    chart.x_title = "month";
    chart.y_title = "USD";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        StudyChart::Line line{r.rows[i].plan.name, {}, r.by_month[i]};
        for (std::size_t m = 1; m <= line.y.size(); ++m) line.x.push_back(static_cast<double>(m));
        chart.lines.push_back(std::move(line));
    }
    const OwnRentRow& best = r.rows[r.best];
    if (best.crossing_month) {
        chart.crossings.push_back(
            {static_cast<double>(*best.crossing_month),
             best.plan.name + " has cost less than " + r.rows[r.baseline].plan.name});
    }
    return chart;
}

}  // namespace

StudyPage own_rent_page(const OwnRentQuestion& q, const OwnRentResult& r) {
    StudyPage page;
    page.study = "own-rent-mix";
    page.answer = answer(q, r);
    page.flips_if = flips_if(q, r);
    page.tables = {alternatives(r), split(q, r), cumulative(r), exclusions(r)};
    page.charts = {paid(r)};
    page.assumptions = assumptions(q);
    page.notes.push_back(std::string(
        "Fidelity: analytic projection by month of the hours of demand, scaled by growth; no "
        "queues and no failures. Servers are bought at the begin of each year for the demand of "
        "its middle "
        "and sold at the end. Monthly rate (1 + r)^(1/12) − 1, running costs at the month's end."));
    page.notes.push_back(
        r.uncertain
            ? fmt::format("P10 to P90 over {} futures, the same for every alternative.", q.draws)
            : std::string("Nothing in the base is uncertain, so there is no P10 to P90: add "
                          "--growth-sd, --price-sd (standard deviations of the logs of yearly "
                          "growth and change of rents)."));
    for (const OwnRentRow& row : r.rows) {
        if (!row.irr_refused.empty()) {
            page.notes.push_back("No IRR of \"" + row.plan.name + "\": " + row.irr_refused);
        }
    }
    return page;
}

}  // namespace orrery
