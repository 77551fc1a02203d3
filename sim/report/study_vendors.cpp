// The study `vendors` as a page.
#include "sim/report/study_vendors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

std::string budget_words(const VendorQuestion& q, const VendorAlternative& a,
                         const VendorAlternative& b) {
    if (a.over_budget < 0) return "";
    return fmt::format(", P(> {}) {} instead of {}", money_words(q.budget_usd_year),
                       share_words(a.over_budget), share_words(b.over_budget));
}

/// Hours that an outage on a date makes, which are of the run and not of every year.
std::string dated_words(const VendorAlternative& best, const VendorAlternative& loser) {
    if (best.dated_miss_h <= 0 && loser.dated_miss_h <= 0) return "";
    return fmt::format(" ({:.4g} and {:.4g} of them in an outage on a date, once)",
                       best.dated_miss_h, loser.dated_miss_h);
}

/// Those that run, and miss their SLO in most hours; empty: none.
std::string not_serving(const VendorResult& r) {
    std::string names;
    for (const VendorAlternative& a : r.alternatives) {
        if (a.runs.empty() || a.serves) continue;
        names += (names.empty() ? "" : ", ") + a.name;
    }
    return names;
}

std::string answer_of_one_kind(const VendorResult& r) {
    const std::size_t none = r.alternatives.size();
    const VendorAlternative& best = r.alternatives[r.best];
    if (r.single == none) {
        return fmt::format("no single vendor can take the demand; {} costs {} USD a year at P50.",
                           best.name, money_words(best.p50));
    }
    return fmt::format("{} alone: {} USD a year at P50; several cannot take the demand.", best.name,
                       money_words(best.p50));
}

std::string answer(const VendorQuestion& q, const VendorResult& r) {
    const std::size_t none = r.alternatives.size();
    if (r.best == none) return "no choice of vendors can take the demand.";
    if (r.single == none || r.multi == none) return answer_of_one_kind(r);
    const VendorAlternative& best = r.alternatives[r.best];
    const VendorAlternative& single = r.alternatives[r.single];
    const VendorAlternative& multi = r.alternatives[r.multi];
    const bool wins = r.best == r.single;
    const VendorAlternative& loser = wins ? multi : single;
    const double more = best.p50 / loser.p50 - 1;
    return fmt::format(
        "{} {}: {} USD a year at P50, {} {} than {}; {:.4g} hours a year miss an SLO ({}) instead "
        "of {:.4g}{}{}.",
        best.name, wins ? "alone" : "together", money_words(best.p50), share_words(std::fabs(more)),
        more > 0 ? "more" : "less", loser.name, r.missed(best),
        r.expectation ? "expected" : "simulated", r.missed(loser), dated_words(best, loser),
        budget_words(q, best, loser));
}

/// What serves nothing is no choice, whatever it costs.
std::string whole_answer(const VendorQuestion& q, const VendorResult& r) {
    const std::string names = not_serving(r);
    if (names.empty()) return answer(q, r);
    if (!r.any_serves()) {
        return "none of them serves: each misses its SLO in most hours (" + names +
               "). The least cost: " + answer(q, r);
    }
    return answer(q, r) + " Not serving, an SLO is missed in most hours: " + names + ".";
}

/// The break-even rate, where the cost of a missed hour is known.
std::string outage_rate(const VendorResult& r) {
    if (r.breakeven_outages <= 0) return "";
    const double now = r.alternatives[r.single].outages.per_year;
    std::string text =
        fmt::format(", or outages are {:.2f} times as frequent", r.breakeven_outages);
    if (now > 0) {
        text += fmt::format(" ({:.3g} a year at {} instead of {:.3g})", now * r.breakeven_outages,
                            r.alternatives[r.single].name, now);
    }
    return text;
}

/// "azure gives 14 % (now 5 %) off its compute of 196,224 USD a year to who buys it all there".
std::string discount_words(const VendorResult& r) {
    return fmt::format(
        "{} gives {} (now {}) off its compute of {} USD a year to who buys it all "
        "there",
        r.alternatives[r.single].name, share_words(r.breakeven_discount),
        share_words(r.curve_discount), money_words(r.single_compute_usd));
}

/// Where several vendors cost no more than one: what would have the single one chosen.
std::string flips_cheaper(const VendorResult& r) {
    const std::string single = r.alternatives[r.single].name;
    const double more = r.missed(r.alternatives[r.multi]) - r.missed(r.alternatives[r.single]);
    std::string text;
    if (more > 0 && r.premium_usd < 0) {
        text =
            fmt::format("an hour that misses an SLO costs {} than {} USD",
                        r.best == r.single ? "less" : "more", money_words(-r.premium_usd / more));
    }
    if (r.breakeven_discount > 0) {
        text += (text.empty() ? "" : ", or ") + discount_words(r);
    }
    return text.empty() ? "any difference in cost or missed hours: both are even." : text + ".";
}

/// Where several cost more and no price of missed hours makes up for it.
std::string flips_dearer(const VendorResult& r) {
    const double more = r.missed(r.alternatives[r.multi]) - r.missed(r.alternatives[r.single]);
    return fmt::format(
        "nothing in the price of missed hours: several vendors cost {} USD a year more and miss "
        "{}; they pay only if that premium falls to nothing.",
        money_words(r.premium_usd),
        more > 0 ? fmt::format("{:.4g} hours a year more", more) : std::string("as many hours"));
}

std::string flips_if(const VendorQuestion& q, const VendorResult& r) {
    const std::size_t none = r.alternatives.size();
    if (r.single == none || r.multi == none) {
        return "a vendor that is left out can take the demand (more servers or a quota).";
    }
    const std::string single = r.alternatives[r.single].name;
    if (r.breakeven_miss_usd_h > 0) {
        std::string text = fmt::format("an hour that misses an SLO costs {} {} USD",
                                       r.best == r.single ? "more than"
                                                          : "less "
                                                            "than",
                                       money_words(r.breakeven_miss_usd_h));
        if (q.miss_usd_h > 0) text += fmt::format(" (now {})", money_words(q.miss_usd_h));
        text += outage_rate(r);
        if (r.breakeven_discount > 0) text += ", or " + discount_words(r);
        return text + ".";
    }
    return r.premium_usd <= 0 ? flips_cheaper(r) : flips_dearer(r);
}

std::string line_break(const std::string& text) {
    return text.empty() ? "" : "\n";
}

/// "azure: 7 servers of azure-a10, none of azure-a10-south".
std::string size_words(const VendorAlternative& a) {
    std::string text;
    for (const auto& [pool, servers] : a.sized) {
        text += (text.empty() ? ": " : ", ") +
                (servers > 0 ? fmt::format("{}", servers) : std::string("none")) + " of " + pool;
    }
    return a.name + text;
}

StudyTable alternatives(const VendorResult& r) {
    StudyTable t{"alternatives", "Alternatives, by the year", {}, {}, {}};
    t.columns = {{"vendors", "vendors"},
                 {"servers", "servers", StudyFormat::plain, "rented, present in the mean"},
                 {"P50", "cost_p50_usd", StudyFormat::money},
                 {"P90", "cost_p90_usd", StudyFormat::money, "90 % of runs cost less"},
                 {"SLO-miss h", "slo_miss_h", StudyFormat::plain,
                  "simulated hours in which a workload falls below its target, by 8760 h; those "
                  "of outages on a date left out"},
                 {"on a date", "slo_miss_dated_h", StudyFormat::plain,
                  "hours of a run, once, that an outage on a date struck and that miss"},
                 {"expected", "slo_miss_expected_h", StudyFormat::plain,
                  "misses of hours without an outage, and hours a year in which the sites that are "
                  "not out cannot carry the mean load, by the rates of outages"},
                 {"HHI", "hhi", StudyFormat::plain, "Σ share² of spend"},
                 {"through", "hhi_look_through", StudyFormat::plain, "by host and parent"},
                 {"tCO2e", "tco2e", StudyFormat::plain},
                 {"− single", "difference_usd", StudyFormat::money,
                  "mean of paired differences to the cheapest single vendor"},
                 {"±", "difference_half_usd", StudyFormat::money, "95 % Student interval"}};
    const bool budget = std::any_of(r.alternatives.begin(), r.alternatives.end(),
                                    [](const auto& a) { return a.over_budget >= 0; });
    if (budget) t.columns.push_back({"P(> budget)", "over_budget", StudyFormat::share});
    for (const VendorAlternative& a : r.alternatives) {
        if (a.runs.empty()) {
            std::vector<StudyCell> row(t.columns.size());
            row[0] = a.name;
            t.rows.push_back(row);
            t.note += line_break(t.note) + a.name + " cannot take it: " + a.infeasible;
            continue;
        }
        t.rows.push_back({a.name, a.servers, a.p50, a.p90, a.miss_h, a.dated_miss_h,
                          a.expected_miss_h, a.hhi, a.hhi_through, a.t_co2e, a.cost.mean,
                          a.cost.half});
        if (budget) t.rows.back().emplace_back(a.over_budget);
        if (!a.serves) t.note += line_break(t.note) + a.name + " misses its SLO in most hours.";
        if (!a.sized.empty()) t.note += line_break(t.note) + size_words(a);
    }
    return t;
}

StudyTable premium(const VendorResult& r) {
    StudyTable t{"premium", "What several vendors cost more, a year", {}, {}, {}};
    t.columns = {{"part", "part"},
                 {"single", "single_usd", StudyFormat::money},
                 {"several", "several_usd", StudyFormat::money},
                 {"premium", "premium_usd", StudyFormat::money}};
    const std::size_t none = r.alternatives.size();
    if (r.single == none || r.multi == none) return t;
    const VendorAlternative& single = r.alternatives[r.single];
    const VendorAlternative& multi = r.alternatives[r.multi];
    for (std::size_t k = 0; k < kVendorCosts; ++k) {
        t.rows.push_back({kVendorCostNames[k], single.parts[k], multi.parts[k], r.premium[k]});
    }
    t.rows.push_back({"sum", single.mean, multi.mean, r.premium_usd});
    t.title += ": " + multi.name + " against " + single.name;
    return t;
}

/// Both out at once, if they shared nothing: the product of their shares.
StudyCell independent_h(const VendorResult& r, const VendorAlternative& a) {
    double share = 1;
    for (const std::string& v : a.vendors) {
        for (const VendorAlternative& one : r.alternatives) {
            if (one.name == v) share *= one.outages.all_h / contracts::kHoursPerYear;
        }
    }
    return a.vendors.size() > 1 ? StudyCell(share * contracts::kHoursPerYear) : StudyCell();
}

StudyTable outages(const VendorResult& r) {
    StudyTable t{"outages", "Outages that the rates let one expect, a year", {}, {}, {}};
    t.columns = {{"vendors", "vendors"},
                 {"outages", "outages_year", StudyFormat::plain, "Σ rates of their processes"},
                 {"some site h", "some_site_out_h", StudyFormat::plain, "8760 · P(some site out)"},
                 {"all sites h", "all_sites_out_h", StudyFormat::plain, "8760 · P(all sites out)"},
                 {"if unrelated", "all_sites_out_independent_h", StudyFormat::plain,
                  "the product of the vendors' shares: what lies above it is shared causes"},
                 {"too little left", "too_little_left_h", StudyFormat::plain,
                  "8760 · P(sites that are not out carry less than a workload's mean load)"}};
    for (const VendorAlternative& a : r.alternatives) {
        if (a.outages.per_year <= 0) continue;
        t.rows.push_back({a.name, a.outages.per_year, a.outages.any_h, a.outages.all_h,
                          independent_h(r, a),
                          a.runs.empty() ? StudyCell() : StudyCell(a.outages.miss_h)});
    }
    t.note =
        "Data and edge planes, in closed form with the causes that they share; a control plane "
        "stops nothing that runs. Too little left: for the mean load, each replica at most in "
        "full batches; peaks need more.";
    return t;
}

StudyTable walk_away(const VendorResult& r) {
    StudyTable t{"walk_away", "What walking away from a vendor costs, a year", {}, {}, {}};
    t.columns = {{"vendor", "vendor"},
                 {"to", "alternative"},
                 {"value", "walk_away_usd", StudyFormat::money,
                  "cost of the best alternative − cost with all"},
                 {"", "why"}};
    for (const WalkAway& w : r.walk_away) {
        const char* why = !w.curve                ? "no discount curve was given, so no number"
                          : w.alternative.empty() ? "there is nothing to walk to"
                                                  : "";
        t.rows.push_back({w.vendor, w.alternative.empty() ? "none" : w.alternative,
                          w.usd_year ? StudyCell(*w.usd_year) : StudyCell(), why});
    }
    t.note = "A discount below this value is worth more to the vendor than losing the work.";
    return t;
}

std::vector<StudyAssumption> assumptions(const VendorQuestion& q, const World& world) {
    std::vector<StudyAssumption> all;
    all.push_back({"servers",
                   q.resize
                       ? "every alternative has as few servers as serve the load, the cheapest "
                         "first, as far as quotas let: no more missed hours without an outage than "
                         "the base as it stands"
                       : "as the base has them; those of vendors left out are not replaced",
                   q.resize ? "assumed; --as-is leaves them as they are" : "--as-is"});
    all.push_back(
        {"one-off costs", fmt::format("spread over {:.3g} years", q.spread_years), "--spread"});
    if (q.miss_usd_h >= 0) {
        all.push_back(
            {"an hour that misses an SLO", money_words(q.miss_usd_h) + " USD", "--miss-cost"});
    }
    for (const VendorSpec& v : world.vendors) {
        for (const OutageProcessSpec& o : v.outages) {
            const bool prior = !o.catalog.empty();
            all.push_back({"outages of " + v.name + ", " + o.name,
                           prior            ? "prior " + o.catalog
                           : o.per_year > 0 ? fmt::format("{:.3g} a year", o.per_year)
                                            : "on a date",
                           prior                    ? "catalog"
                           : o.prior.source.empty() ? "assumed"
                                                    : o.prior.source});
        }
        for (const DiscountPointSpec& p : v.discounts) {
            all.push_back({"discount of " + v.name,
                           fmt::format("{} from {} USD a year", share_words(p.discount),
                                       money_words(p.usd_year)),
                           "scenario, as the user was offered"});
        }
    }
    return all;
}

/// What the missed hours of the answer rest on.
std::string basis(const World& world, const VendorResult& r) {
    const auto runs = r.alternatives.empty() ? 0 : r.alternatives.back().runs.size();
    const double years = static_cast<double>(runs) * world.horizon.seconds() / (365 * 86400.0);
    if (r.alternatives.empty() || r.alternatives.back().outages.per_year <= 0) {
        return "No vendor has an outage process (vendors: outages: with a rate or a prior), so the "
               "alternatives differ in cost and in misses by load alone.";
    }
    const std::string seen = fmt::format(
        "The runs of an alternative are {:.3g} years in all and "
        "hold at most {} outages at a rate",
        years, r.outage_events);
    if (!r.expectation) return seen + "; missed hours are the simulated ones.";
    return seen +
           fmt::format(
               ", fewer than {}: missed hours are those expected from the rates, those on a date "
               "once, not by 8760 h. A longer horizon or more --seeds see more of them.",
               kFewOutages);
}

constexpr double kRounding = 1e-9;

/// What the same random numbers in every alternative bring: the variance of differences beside that
/// of runs that share nothing.
StudyTable pairing(const VendorResult& r) {
    StudyTable t{
        "pairing", "Differences to the best single vendor, by common random numbers", {}, {}, {}};
    t.columns = {{"vendors", "vendors"},
                 {"of", "figure"},
                 {"sd paired", "sd_paired", StudyFormat::plain,
                  "standard deviation over replications of the difference, same seeds"},
                 {"independent", "sd_independent", StudyFormat::plain,
                  "√(variance of one + variance of the other): runs that share nothing"},
                 {"variance ÷", "variance_ratio", StudyFormat::plain,
                  "(independent / paired)²: as many times fewer runs give the same interval"}};
    const std::size_t none = r.alternatives.size();
    for (std::size_t i = 0; i < none; ++i) {
        const VendorAlternative& a = r.alternatives[i];
        if (a.runs.size() < 2 || i == r.single || r.single == none) continue;
        const auto row = [&](const char* figure, const PairedDifference& d) {
            const double ratio = d.variance_ratio();
            // Sums in another order differ in their last digits: that is no variance.
            if (d.sd_independent <= kRounding * std::max(1.0, std::fabs(a.p50))) return;
            t.rows.push_back({a.name, figure, d.sd, d.sd_independent,
                              ratio > 0 ? StudyCell(ratio) : StudyCell()});
        };
        row("cost, USD", a.cost);
        row("SLO-miss h", a.missed);
    }
    if (!t.rows.empty()) {
        t.note =
            "Variance ÷: as many times fewer runs give the same interval. Where only one of the "
            "two depends on demand (the other has fixed servers), nothing cancels: 1.";
    }
    return t;
}

std::string pairing_words(const VendorResult& r) {
    bool varies = false;
    for (const VendorAlternative& a : r.alternatives) {
        varies = varies || a.cost.sd_independent > kRounding * std::fabs(a.p50);
    }
    return varies ? "The same demand and seeds go through every alternative."
                  : "The same demand and seeds go through every alternative; cost is the same in "
                    "every run, as no server or token depends on demand here.";
}

}  // namespace

StudyPage vendors_page(const VendorQuestion& q, const World& world, const VendorResult& r) {
    StudyPage page;
    page.study = "vendors";
    page.answer = whole_answer(q, r);
    page.flips_if = flips_if(q, r);
    page.tables = {alternatives(r), premium(r), outages(r), walk_away(r), pairing(r)};
    page.assumptions = assumptions(q, world);
    const double hours = world.horizon.seconds() / 3600;
    page.notes.push_back(fmt::format(
        "Costs are a year's: those of {:.4g} simulated hours × 8760 / {:.4g}; one-off costs are "
        "not scaled. {} {} runs each.",
        hours, hours, pairing_words(r), r.seeds));
    page.notes.push_back(basis(world, r));
    if (r.as_is) {
        page.notes.push_back(fmt::format(
            "The base as it stands has {:.4g} rented servers in the mean and costs {} USD a year "
            "at "
            "P50; {:.4g} hours a year miss an SLO in simulation, and {:.4g} of the run in an "
            "outage on a date.",
            r.as_is->servers, money_words(r.as_is->p50), r.as_is->miss_h, r.as_is->dated_miss_h));
    }
    return page;
}

}  // namespace orrery
