// The study `exit` as a page.
#include "sim/report/study_exit.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

std::string month_words(const ExitRow& row) {
    return print_date(row.at_unix_s).substr(0, 10);
}

std::string answer(const ExitQuestion& q, const ExitResult& r) {
    const ExitRow& now = r.rows.front();
    const ExitRow& best = r.rows[r.best];
    std::string text = fmt::format("leaving {} on {} costs {} USD and takes {:.3g} days", q.vendor,
                                   month_words(now), money_words(now.bill()), r.exit_days);
    if (r.best == 0) return text + "; no later month is cheaper.";
    return text + fmt::format("; it is cheapest on {}: {} USD{}.", month_words(best),
                              money_words(best.bill()),
                              best.waiting_usd > 0 ? fmt::format(", and {} USD of savings forgone",
                                                                 money_words(best.waiting_usd))
                                                   : "");
}

std::string flips_if(const ExitQuestion& q, const ExitResult& r) {
    if (r.breakeven_saving <= 0) {
        return "nothing: going at once is the cheapest whatever it saves.";
    }
    std::string text =
        fmt::format("going saves more than {} USD a month (now {}): then going at once is cheapest",
                    money_words(r.breakeven_saving), money_words(q.saving_usd_month));
    return text + ".";
}

/// To the cent, part by part.
bool alike(const ExitRow& a, const ExitRow& b) {
    const auto same = [](double x, double y) { return std::fabs(x - y) < .005; };
    return same(a.egress_usd, b.egress_usd) && same(a.stranded_usd, b.stranded_usd) &&
           same(a.porting_usd, b.porting_usd) && same(a.fee_usd, b.fee_usd) &&
           same(a.double_run_usd, b.double_run_usd) && same(a.waiting_usd, b.waiting_usd);
}

StudyTable months(const ExitResult& r) {
    StudyTable t{"months", "The bill by month of exit", {}, {}, {}};
    t.columns = {{"exit on", "exit_date", StudyFormat::date},
                 {"to", "exit_until_date", StudyFormat::date},
                 {"egress", "egress_usd", StudyFormat::money},
                 {"USD/GB", "usd_gb", StudyFormat::plain},
                 {"stranded", "stranded_usd", StudyFormat::money,
                  "Σ obligations still to be paid after the exit, less what subletting brings"},
                 {"porting", "porting_usd", StudyFormat::money},
                 {"fee", "fee_usd", StudyFormat::money},
                 {"both run", "double_run_usd", StudyFormat::money},
                 {"bill", "bill_usd", StudyFormat::money},
                 {"waiting", "waiting_usd", StudyFormat::money, "saving a month × months waited"},
                 {"total", "total_usd", StudyFormat::money}};
    bool merged = false;
    for (std::size_t m = 0; m < r.rows.size();) {
        const ExitRow& row = r.rows[m];
        std::size_t next = m + 1;
        while (next < r.rows.size() && alike(row, r.rows[next])) ++next;
        const bool several = next > m + 1;
        const auto last = static_cast<double>(r.rows[next - 1].at_unix_s);
        t.rows.push_back({static_cast<double>(row.at_unix_s),
                          several ? StudyCell(last) : StudyCell(), row.egress_usd, row.usd_gb,
                          row.stranded_usd, row.porting_usd, row.fee_usd, row.double_run_usd,
                          row.bill(), row.waiting_usd, row.total()});
        merged = merged || several;
        m = next;
    }
    if (merged) t.note = "Months that cost the same are one row, from the first to the last.";
    return t;
}

std::vector<StudyAssumption> assumptions(const ExitQuestion& q, const ExitResult& r) {
    std::vector<StudyAssumption> all;
    for (const ExitParcel& p : q.parcels) {
        all.push_back({"data " + p.name,
                       fmt::format("{} GB from {} to {}", money_words(p.gb), p.way.from_country,
                                   p.way.to_country),
                       p.name == "--data" ? "--data" : "scenario, its data sets and exits"});
    }
    if (!q.parcels.empty()) {
        all.push_back({"transfer",
                       fmt::format("{:.4g} GB/s, {:.3g} days", q.bandwidth * 1e-9, r.transfer_days),
                       "its price by purpose and day: " + r.price_source});
    }
    for (const ExitObligation& o : q.obligations) {
        all.push_back({"obligation " + o.name,
                       fmt::format("{} USD a month until {}", money_words(o.usd_month),
                                   print_date(o.until_unix_s).substr(0, 10)),
                       o.source});
    }
    all.insert(all.end(), q.inputs.begin(), q.inputs.end());
    return all;
}

}  // namespace

StudyPage exit_page(const ExitQuestion& q, const ExitResult& r) {
    StudyPage page;
    page.study = "exit";
    page.answer = answer(q, r);
    page.flips_if = flips_if(q, r);
    page.tables = {months(r)};
    page.assumptions = assumptions(q, r);
    page.notes.push_back(
        "What was paid ahead is sunk and not in the bill. Spend commitments count as missing from "
        "the exit on. Prices of traffic are those known today for that day.");
    return page;
}

}  // namespace orrery
