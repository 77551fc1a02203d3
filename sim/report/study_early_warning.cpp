// The study `early-warning` as a page.
#include "sim/report/study_early_warning.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace orrery {
namespace {

constexpr double kWanted = .9;  ///< of breaches, that an alert should precede

double soon_share(const warning::Score& s) {
    return s.runs > 0 ? static_cast<double>(s.soon) / s.runs : 0;
}

double soon_days(const EarlyWarningQuestion& q, const EarlyWarningResult& r) {
    return std::min(q.soon_days, r.days);
}

/// The row of something that may breach with all of its indicators.
bool whole(const EarlyWarningResult& r, std::size_t i) {
    return i == 0 || r.rows[i].what != r.rows[i - 1].what;
}

const WarningRow* likeliest(const EarlyWarningResult& r) {
    const WarningRow* worst = nullptr;
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const WarningRow& row = r.rows[i];
        if (!whole(r, i)) continue;
        if (!worst || soon_share(row.score) > soon_share(worst->score)) worst = &row;
    }
    return worst;
}

std::string answer(const EarlyWarningQuestion& q, const EarlyWarningResult& r) {
    const WarningRow* worst = likeliest(r);
    if (!worst)
        return "nothing is watched: no workload has an SLO, and there is no budget and no "
               "purchase on its way.";
    std::string text = fmt::format(
        "P(breach within {:.3g} days) is {} for {}, the likeliest of what "
        "is watched; ",
        soon_days(q, r), share_words(soon_share(worst->score)), worst->what);
    if (r.all.breaches == 0)
        return text + fmt::format("none of {} runs breaches anything.", r.runs);
    return text + fmt::format(
                      "an alert came first in {} of {} breaches{}, {:.3g} days ahead in the "
                      "median; {} of the reviews that nothing followed gave a false alarm.",
                      share_words(r.all.warned_share()), r.all.breaches,
                      r.all.warned_share() >= kWanted ? "" : " (fewer than 90 %)", r.all.lead_days,
                      share_words(r.all.false_rate()));
}

std::string flips_if(const EarlyWarningQuestion& q, const EarlyWarningResult& r) {
    if (r.all.breaches == 0) {
        return "a longer horizon, more --seeds, faster growth or a lower budget shows a breach.";
    }
    return fmt::format(
        "reviews come at another pace or look another time ahead (now every {:.3g} days, {:.3g} "
        "ahead): a longer --look-ahead warns of more breaches and gives more false alarms.",
        q.rule.every_days, q.rule.look_ahead_days);
}

StudyTable warnings(const EarlyWarningQuestion& q, const EarlyWarningResult& r) {
    StudyTable t{"warnings", "Breaches and alerts", {}, {}, {}};
    const std::string soon = fmt::format("P({:.3g} d)", soon_days(q, r));
    t.columns = {
        {"what", "what"},
        {"indicator", "indicator"},
        {soon, "p_breach", StudyFormat::share, "share of runs that breach by then"},
        {"breaches", "breaches", StudyFormat::plain, "runs that breach at all"},
        {"warned", "warned_share", StudyFormat::share,
         "of the breaches: an alert within the look-ahead before"},
        {"lead d", "lead_days", StudyFormat::plain, "median days from the first of those alerts"},
        {"false alarms", "false_alarm_rate", StudyFormat::share,
         "of the reviews that no breach followed within the look-ahead: with an alert"},
        {"alerts false", "false_alert_share", StudyFormat::share,
         "of the alerts: no breach followed within the look-ahead"}};
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const warning::Score& s = r.rows[i].score;
        const bool any_alert = s.alerts_true + s.alerts_false > 0;
        const bool breaches = s.breaches > 0;
        t.rows.push_back({whole(r, i) ? r.rows[i].what : "  by itself", r.rows[i].indicator,
                          soon_share(s), static_cast<double>(s.breaches),
                          breaches ? StudyCell(s.warned_share()) : StudyCell(),
                          s.warned > 0 ? StudyCell(s.lead_days) : StudyCell(),
                          s.quiet > 0 ? StudyCell(s.false_rate()) : StudyCell(),
                          any_alert ? StudyCell(s.false_share()) : StudyCell()});
    }
    return t;
}

}  // namespace

StudyPage early_warning_page(const EarlyWarningQuestion& q, const EarlyWarningResult& r) {
    StudyPage page;
    page.study = "early-warning";
    page.answer = answer(q, r);
    page.flips_if = flips_if(q, r);
    page.tables = {warnings(q, r)};
    page.assumptions = {
        {"review",
         fmt::format("every {:.3g} days, {} of them in a run", q.rule.every_days, r.reviews),
         "--every"},
        {"alert",
         fmt::format("the trend of the last {} reviews passes the limit within {:.3g} days, its "
                     "slope {:.2g} standard errors above nothing",
                     q.rule.window, q.rule.look_ahead_days, q.rule.least_t),
         "--window, --look-ahead, --least-t"},
        {"delivery",
         fmt::format("missed when {:.3g} days beyond its planned day (the median lead "
                     "time)",
                     q.slip_days),
         "--slip"}};
    page.notes.push_back(fmt::format(
        "{} runs of {:.4g} days. Watched: the share of misses, the utilisation (offered work a "
        "ready replica) and the longest queue of each workload with an SLO, by exponential trends; "
        "what is spent of each budget at the burn rate of the last reviews; days that a purchase "
        "is "
        "overdue. Each run is judged up to its first breach; reviews whose look-ahead reaches "
        "beyond the run are not judged.",
        r.runs, r.days));
    return page;
}

}  // namespace orrery
