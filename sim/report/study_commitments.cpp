// The study `commitments` as a page.
#include "sim/report/study_commitments.hpp"

#include <fmt/format.h>

namespace orrery {
namespace {

/// "40 servers on 1 y, 12 on 3 y"; empty where nothing is committed.
std::string bought(const CommitmentResult& r, const CommitmentRow& row) {
    std::string text;
    for (std::size_t l = 0; l < r.levels.size(); ++l) {
        if (row.servers[l] == 0) continue;
        text += fmt::format("{}{}{} on {}", text.empty() ? "" : ", ", row.servers[l],
                            text.empty() ? " servers" : "", r.levels[l]);
    }
    return text;
}

std::string answer(const CommitmentResult& r) {
    const CommitmentRow& best = r.rows[0];
    const std::string mix = bought(r, best);
    const double year = best.costing.usd() / r.years;
    if (mix.empty()) {
        return fmt::format(
            "commit to nothing: all on demand costs {} USD a year, and no commitment pays.",
            money_words(year));
    }
    return fmt::format(
        "commit to {}: {} USD a year, {} less than all on demand; {} of the commitment is "
        "used, and it covers {} of the demand.",
        mix, money_words(year), share_words(best.saved), share_words(best.costing.utilisation()),
        share_words(best.costing.coverage()));
}

std::string flips_if(const CommitmentQuestion& q, const CommitmentResult& r) {
    if (r.breakeven_demand <= 0) {
        std::string text;
        for (const commitments::Level& level : q.levels) {
            const double most = r.layers.empty() ? 1 : r.layers.front().use_first;
            text += fmt::format("{}{} falls below {} USD/h", text.empty() ? "" : ", or ",
                                level.name, money_words(most * q.market.on_demand_usd_h));
        }
        return text + ".";
    }
    std::string text = fmt::format(
        "demand stays below {} of what is assumed (the mix then costs more than all on demand), or "
        "all committed prices are {} higher",
        share_words(r.breakeven_demand), share_words(r.breakeven_price - 1));
    return text + ".";
}

StudyTable mixes(const CommitmentResult& r) {
    const std::string less = fmt::format("−{:.0f} %", 100 * r.shock);
    const std::string more = fmt::format("+{:.0f} %", 100 * r.shock);
    StudyTable t{"mixes", "Ways to buy, a year", {}, {}, {}};
    t.columns = {{"way", "way"},
                 {"servers", "servers"},
                 {"cost", "cost_usd_year", StudyFormat::money},
                 {"saved", "saved_share", StudyFormat::share,
                  "effective savings rate: 1 − cost / all on demand"},
                 {"used", "utilisation", StudyFormat::share, "used / committed server hours"},
                 {"covers", "coverage", StudyFormat::share, "used committed hours / demand"},
                 {"regret " + less, "regret_less_usd_year", StudyFormat::money,
                  "cost above the best mix of that demand"},
                 {"regret " + more, "regret_more_usd_year", StudyFormat::money,
                  "cost above the best mix of that demand"},
                 {"absorb " + less, "absorb_less", StudyFormat::share,
                  "(cost of changed demand − factor × cost) / cost"},
                 {"absorb " + more, "absorb_more", StudyFormat::share,
                  "(cost of changed demand − factor × cost) / cost"}};
    for (const CommitmentRow& row : r.rows) {
        const std::string what = bought(r, row);
        t.rows.push_back({row.name, what.empty() ? "none" : what, row.costing.usd() / r.years,
                          row.saved, row.costing.utilisation(), row.costing.coverage(),
                          row.regret_less / r.years, row.regret_more / r.years, row.absorb_less,
                          row.absorb_more});
    }
    t.note =
        "regret: cost above the best mix, had one known that demand. absorb: cost beyond "
        "proportional when demand changes so much after signing; 0 % bends freely with it.";
    return t;
}

StudyTable layers(const CommitmentResult& r) {
    StudyTable t{"layers", "Duration curve with the layers of the mix", {}, {}, {}};
    t.columns = {{"layer", "layer"},
                 {"from", "from_servers", StudyFormat::plain},
                 {"to", "until_servers", StudyFormat::plain},
                 {"first wanted", "use_first", StudyFormat::share},
                 {"last wanted", "use_last", StudyFormat::share},
                 {"pays from", "pays_from", StudyFormat::share, "committed / on-demand price"}};
    for (const CommitmentLayer& l : r.layers) {
        const StudyCell pays = l.pays_from > 0 ? StudyCell(l.pays_from) : StudyCell();
        t.rows.push_back({l.name, l.from, l.until, l.use_first, l.use_last, pays});
    }
    t.note = "wanted: share of hours in which the first and the last server of the layer are.";
    return t;
}

StudyTable curve(const CommitmentResult& r) {
    StudyTable t{"duration_curve", "Demand that is exceeded in a share of hours", {}, {}, {}};
    t.columns = {{"share of hours", "share", StudyFormat::share},
                 {"servers", "servers", StudyFormat::plain}};
    for (std::size_t i = 0; i < r.curve.size(); ++i) {
        t.rows.push_back({static_cast<double>(i) * .1, r.curve[i]});
    }
    return t;
}

std::vector<StudyAssumption> assumptions(const CommitmentQuestion& q, const CommitmentResult& r) {
    std::vector<StudyAssumption> all;
    all.push_back(
        {"demand",
         fmt::format("{} hours, mean {:.4g}, peak {:.4g} servers", q.hours.size(), r.mean, r.peak),
         q.demand_source});
    if (q.hours.size() < static_cast<std::size_t>(commitments::kHoursPerYear)) {
        all.push_back({"rest of the year", "those hours repeated", "assumed"});
    }
    all.push_back({"growth of demand", share_words(q.growth) + " a year", "--growth"});
    all.push_back({"on demand", money_words(q.market.on_demand_usd_h) + " USD/h", q.market.source});
    if (q.market.spot_usd_h >= 0) {
        all.push_back(
            {"spot",
             fmt::format("{} USD/h for {} of any hour's demand", money_words(q.market.spot_usd_h),
                         share_words(q.market.spot_share)),
             "--spot; with what interruptions cost"});
    }
    for (const commitments::Level& level : q.levels) {
        all.push_back(
            {level.name,
             fmt::format("{} USD/h for {} h", money_words(level.usd_server_h), level.term_h),
             level.source});
    }
    return all;
}

}  // namespace

StudyPage commitments_page(const CommitmentQuestion& q, const CommitmentResult& r) {
    StudyPage page;
    page.study = "commitments";
    page.answer = answer(r);
    page.flips_if = flips_if(q, r);
    page.tables = {mixes(r), layers(r), curve(r)};
    page.assumptions = assumptions(q, r);
    page.notes.push_back(fmt::format(
        "Horizon {} year{}: levels are renewed at the same price when they end, and what is owed "
        "after the horizon counts in full. Money is not discounted. {}",
        r.years, r.years == 1 ? "" : "s",
        r.proven ? "The mix is proven to be the cheapest in whole servers."
                 : "The search ended at its limit of nodes: the mix may not be the cheapest."));
    return page;
}

}  // namespace orrery
