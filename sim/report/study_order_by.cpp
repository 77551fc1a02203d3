// The study `order-by` as a page.
#include "sim/report/study_order_by.hpp"

#include <fmt/format.h>

#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

double date_of(const OrderByQuestion& q, double day) {
    return static_cast<double>(q.from_unix_s) + day * 86400;
}

std::string day_words(const OrderByQuestion& q, double day) {
    return print_date(static_cast<std::int64_t>(date_of(q, day))).substr(0, 10);
}

std::string servers_words(double servers) {
    return fmt::format("{} server{}", servers, servers == 1 ? "" : "s");
}

std::string answer(const OrderByQuestion& q, const OrderByResult& r) {
    if (r.stages.empty()) {
        return fmt::format(
            "nothing has to be ordered: {:.4g} of {:.4g} servers are needed today, and no more "
            "than that many by the horizon.",
            q.needed, q.servers);
    }
    const OrderStage& first = r.stages.front();
    if (first.order_day < 0) {
        return fmt::format(
            "order {} today: they are needed by {}, and even so P(stock-out) is {}, above the {} "
            "that is accepted.",
            servers_words(first.servers), day_words(q, first.need_day),
            share_words(first.risk_today), share_words(q.risk));
    }
    return fmt::format("order {} by {} (P(stock-out) {}): needed by {}.",
                       servers_words(first.servers), day_words(q, first.order_day),
                       share_words(q.risk), day_words(q, first.need_day));
}

std::string flips_if(const OrderByQuestion& q, const OrderByResult& r) {
    if (r.stages.empty()) {
        return fmt::format("demand grows {:.3g} times as much as is assumed.",
                           r.beyond > 0 ? 1 / r.beyond : 0);
    }
    std::string text = fmt::format(
        "lead times are {:.2f} times as long: then the first order is due today", r.lead_slack);
    if (q.idle_usd_day >= 0 && q.stockout_usd_day >= 0) {
        const double ratio = q.idle_usd_day > 0 ? q.stockout_usd_day / q.idle_usd_day : 0;
        text += fmt::format(
            "; with a stock-out {:.2f} times as dear as an idle server (it is {:.2f}) the day of "
            "least cost is that of {}",
            r.cost_ratio, ratio, share_words(q.risk));
    }
    return text + ".";
}

StudyCell usd(const std::optional<OrderCost>& cost) {
    return cost ? StudyCell(cost->usd()) : StudyCell();
}

StudyTable stages(const OrderByQuestion& q, const OrderByResult& r) {
    StudyTable t{"stages", "Stages", {}, {}, {}};
    t.columns = {{"servers then", "servers", StudyFormat::plain},
                 {"needed", "needed_date", StudyFormat::date},
                 {"order by", "order_by_date", StudyFormat::date,
                  "last day with P(lead time + burn-in > need − day) ≤ risk"},
                 {"P(out) today", "risk_today", StudyFormat::share},
                 {"P(out) at p50", "risk_median", StudyFormat::share}};
    const bool costed = q.idle_usd_day >= 0 && q.stockout_usd_day >= 0;
    if (costed) {
        t.columns.insert(t.columns.end(),
                         {{"least cost", "least_cost_date", StudyFormat::date,
                           "P(there in time) = stock-out cost / (stock-out + idle cost)"},
                          {"USD order by", "cost_order_by_usd", StudyFormat::money},
                          {"USD least", "cost_least_usd", StudyFormat::money},
                          {"USD at p50", "cost_median_usd", StudyFormat::money}});
    }
    for (const OrderStage& s : r.stages) {
        const StudyCell best = s.best_day ? StudyCell(date_of(q, *s.best_day)) : StudyCell();
        t.rows.push_back({s.total, date_of(q, s.need_day), date_of(q, s.order_day), s.risk_today,
                          s.risk_median});
        if (!costed) continue;
        for (const StudyCell& cell : {best, usd(s.by_risk), usd(s.best), usd(s.on_need)}) {
            t.rows.back().push_back(cell);
        }
    }
    t.note =
        "P(out): that the servers are not in service when they are needed; at p50: ordered "
        "the median lead time ahead, as plans do.";
    if (costed) t.note += " USD: idle before, stock-out after.";
    return t;
}

std::vector<StudyAssumption> assumptions(const OrderByQuestion& q) {
    std::vector<StudyAssumption> all;
    all.push_back({"today", day_words(q, 0), "--from, else the scenario's start"});
    all.push_back({"servers",
                   fmt::format("{:.4g}, of which {:.4g} are needed", q.servers, q.needed),
                   q.servers_source});
    const double year = q.growth.growth_at(Nanos::from_seconds(365.25 * 86400));
    all.push_back(
        {"growth",
         fmt::format("× {:.4g} in the first year, sd of its log {:.3g}", year, q.growth_spread),
         q.growth_source});
    all.push_back({"lead time",
                   fmt::format("p50 {:.4g} d, p90 {:.4g} d, lognormal; burn-in {:.3g} d",
                               q.lead.p50, q.lead.p90, q.burn_in_days),
                   q.lead_source});
    if (q.idle_usd_day >= 0) {
        all.push_back({"idle server", money_words(q.idle_usd_day) + " USD a day", q.idle_source});
    }
    if (q.stockout_usd_day >= 0) {
        all.push_back(
            {"missing server", money_words(q.stockout_usd_day) + " USD a day", q.stockout_source});
    }
    return all;
}

}  // namespace

StudyPage order_by_page(const OrderByQuestion& q, const OrderByResult& r) {
    StudyPage page;
    page.study = "order-by";
    page.answer = answer(q, r);
    page.flips_if = flips_if(q, r);
    page.tables = {stages(q, r)};
    page.assumptions = assumptions(q);
    if (q.idle_usd_day < 0 || q.stockout_usd_day < 0) {
        page.notes.push_back(
            "What an idle and a missing server cost is not both known, so no day of least cost is "
            "given: --idle-cost and --stockout-cost, in USD/h of a server.");
    }
    return page;
}

}  // namespace orrery
