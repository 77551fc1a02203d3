// The study `power` as text, JSON and CSV.
#include "sim/report/study_power.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/contracts/owed.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

std::string power(double watts) {
    return watts < 1e6 ? fmt::format("{:.4g} kW", watts * 1e-3)
                       : fmt::format("{:.4g} MW", watts * 1e-6);
}

/// Sites that draw something, by name, apart from the one shown.
std::string others(const PowerResult& r, const World& world) {
    std::string names;
    for (std::size_t s = 0; s < r.free.site_kwh.size() && s < world.sites.size(); ++s) {
        const auto& load = r.free.site_kwh[s];
        const bool draws =
            std::any_of(load.begin(), load.end(), [](double kwh) { return kwh > 0; });
        if (!draws || world.sites[s].name == r.site) continue;
        names += (names.empty() ? "" : ", ") + world.sites[s].name;
    }
    return names;
}

/// A year of what the tariffs of all sites bill, from the run without caps.
double electricity_year(const PowerResult& r, const World& world) {
    const double hours = world.horizon.seconds() / 3600;
    return hours > 0 ? r.free.electricity * contracts::kHoursPerYear / hours : 0;
}

std::string tariff(const PowerResult& r, const World& world) {
    const double year = electricity_year(r, world);
    if (year <= 0) return {};
    return fmt::format(
        " Electricity costs {} {} a year by the tariffs{} (without caps; {:.4g} h of run × 8760).",
        analysis::money_text(year), world.currency, others(r, world).empty() ? "" : " of all sites",
        world.horizon.seconds() / 3600);
}

std::string fits(const PowerResult& r) {
    std::string text =
        fmt::format("Answer: {} peaks at {}, mean {}", r.site, power(r.peak_w), power(r.mean_w));
    if (r.limit_w <= 0) return text + "; no contracted power or cooling limit is given.";
    const double room = r.limit_w - r.peak_w;
    text += fmt::format(": {} the {} that it may draw, {} {} ({:.0f} %)",
                        room >= 0 ? "it fits" : "it does not fit", power(r.limit_w),
                        power(room < 0 ? -room : room), room >= 0 ? "are left" : "are missing",
                        100 * (room < 0 ? -room : room) / r.limit_w);
    return text + ".";
}

std::string answer(const PowerResult& r, const World& world) {
    const std::string rest = others(r, world);
    const std::string which =
        rest.empty() ? "" : fmt::format(" It is one of several sites (--site shows {}).", rest);
    return fits(r) + which + tariff(r, world);
}

double delay_h(const PowerResult& r, const RunOutcome& o) {
    return (o.job_s - r.free.job_s) / 3600;
}

/// What the lowest cap that holds does to jobs.
std::string at_least_cap(const PowerResult& r) {
    const RunOutcome& there = r.least.outcome;
    std::string text = fmt::format(
        " The lowest cap at which no deadline, no SLO and no job is lost is {} ({:.0f} % of the "
        "peak): it takes {} accelerator-hours",
        power(r.least.cap_w), 100 * r.least.share,
        analysis::number_text(there.throttled_accelerator_h));
    if (there.power_wait_h > 0) {
        text += fmt::format(", and jobs wait {} h for power",
                            analysis::number_text(there.power_wait_h));
    }
    text += r.free.job_s > 0 && r.free.jobs_left == 0
                ? fmt::format(" (ends {:.3g} h later in the mean).", delay_h(r, there))
                : ".";
    if (r.free.jobs_left > 0) {
        text += fmt::format(
            " {:.3g} job{} not finish within the run, with or without a cap: how much later {} "
            "end{} is not seen, and a cap that keeps one waiting does not hold.",
            r.free.jobs_left, r.free.jobs_left == 1 ? " does" : "s do",
            r.free.jobs_left == 1 ? "it" : "they", r.free.jobs_left == 1 ? "s" : "");
    }
    return text;
}

/// What would change whether it fits: what may be drawn, or the peak.
std::string flips_if(const PowerResult& r) {
    if (!r.least.holds) {
        return "Flips if: any cap is set: the peak itself as a cap is not kept without a loss.";
    }
    std::string text = "Flips if: ";
    if (r.limit_w <= 0) {
        text += fmt::format("a cap below {} is set.", power(r.least.cap_w));
    } else if (r.peak_w > r.limit_w) {
        text += fmt::format("what may be drawn rises to {}, or the peak falls to {}.",
                            power(r.peak_w), power(r.limit_w));
    } else {
        text += fmt::format("what may be drawn falls below {}, or the peak rises above {}.",
                            power(r.peak_w), power(r.limit_w));
    }
    return text + at_least_cap(r);
}

/// Why a cap fails, or that it holds.
std::string verdict(const PowerResult& r, const PowerRow& row) {
    if (row.holds) return "holds";
    if (row.exceeded) return "over";
    if (row.starves) return "waits";
    return row.outcome.jobs_left > r.free.jobs_left ? "undone"
           : row.outcome.missed > r.free.missed     ? "late"
                                                    : "no SLO";
}

}  // namespace

std::string render_power_text(const PowerResult& r, const World& world, int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(flips_if(r), "");
    page.out += "\n";
    page.table({{"load, means of " + fmt::format("{:.4g} min", world.meter_interval.seconds() / 60),
                 "p50", "p90", "p99", "peak"},
                {r.site, power(r.p50_w), power(r.p90_w), power(r.p99_w), power(r.peak_w)}});
    page.out += "\n";
    std::vector<std::vector<std::string>> rows{{"cap", "power", "throttled h", "lost acc-h",
                                                "wait for power h", "delay h", "missed", "SLO",
                                                "short"}};
    for (const PowerRow& row : r.rows) {
        const RunOutcome& o = row.outcome;
        rows.push_back({fmt::format("{:.0f} % {}", 100 * row.share, verdict(r, row)),
                        power(row.cap_w), analysis::number_text(o.throttled_h),
                        analysis::number_text(o.throttled_accelerator_h),
                        analysis::number_text(o.power_wait_h), fmt::format("{:.2f}", delay_h(r, o)),
                        fmt::format("{:.3g}", o.missed),
                        o.slo < 0 ? "–" : fmt::format("{:.2f} %", 100 * o.slo),
                        fmt::format("{:.3g}", o.short_intervals)});
    }
    page.table(rows);
    page.out += "\n";
    page.paragraph(
        "cap: share of the peak without one; it holds if no interval draws more, and no deadline, "
        "SLO or job is lost by it; over: some interval draws more; waits: a job that is not done "
        "at "
        "the end waits for power. throttled: Σ jobs of time below "
        "full speed. lost: accelerators "
        "held × (1 − speed). delay: later mean end of jobs. short: intervals in which all that may "
        "yield was not enough by the reckoning ahead, which is on the safe side; a note, no "
        "failure.",
        "");
    return page.out;
}

std::string render_power_json(const PowerResult& r, const World& world) {
    using Json = nlohmann::ordered_json;
    const auto kw = [](double watts, const char* formula) {
        return Json{{"value", watts * 1e-3}, {"unit", "kW"}, {"formula", formula}};
    };
    Json rows = Json::array();
    for (const PowerRow& row : r.rows) {
        const RunOutcome& o = row.outcome;
        Json j{{"share_of_peak", row.share}, {"cap", kw(row.cap_w, "share × peak")}};
        j["holds"] = row.holds;
        j["verdict"] = verdict(r, row);
        j["throttled_hours"] = o.throttled_h;
        j["lost_accelerator_hours"] = o.throttled_accelerator_h;
        j["wait_for_power_hours"] = o.power_wait_h;
        j["delay_hours"] = delay_h(r, o);
        j["deadlines_missed"] = o.missed;
        if (o.slo >= 0) j["slo_attainment"] = o.slo;
        j["intervals_short"] = o.short_intervals;
        rows.push_back(std::move(j));
    }
    const char* of = "of the means of meter intervals without a cap, cooling included";
    Json all{{"schema_version", 1},
             {"study", "power"},
             {"answer", answer(r, world)},
             {"flips_if", flips_if(r)},
             {"site", r.site},
             {"interval_s", world.meter_interval.seconds()},
             {"load",
              {{"p50", kw(r.p50_w, of)},
               {"p90", kw(r.p90_w, of)},
               {"p99", kw(r.p99_w, of)},
               {"peak", kw(r.peak_w, of)},
               {"mean", kw(r.mean_w, of)}}}};
    if (r.limit_w > 0) {
        all["limit"] = kw(r.limit_w, "least of contracted power with modules and cooling × PUE");
        all["headroom"] = kw(r.limit_w - r.peak_w, "limit − peak");
    }
    if (const double year = electricity_year(r, world); year > 0) {
        all["electricity_year"] = {{"value", year},
                                   {"unit", world.currency},
                                   {"formula", "bill of the run without caps × 8760 / its hours"}};
    }
    all["rows"] = std::move(rows);
    all["least_cap"] =
        kw(r.least.cap_w, "lowest cap that is kept and loses no deadline, no SLO and no job");
    all["least_cap_holds"] = r.least.holds;
    all["least_cap_lost_accelerator_hours"] = r.least.outcome.throttled_accelerator_h;
    return all.dump(2) + "\n";
}

std::string render_power_csv(const PowerResult& r, const World&) {
    std::string out =
        "site,share_of_peak,cap_w,holds,throttled_h,lost_accelerator_h,wait_for_power_h,delay_h,"
        "missed,slo_attainment,intervals_short\n";
    for (const PowerRow& row : r.rows) {
        const RunOutcome& o = row.outcome;
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(r.site), row.share,
                           row.cap_w, row.holds ? 1 : 0, o.throttled_h, o.throttled_accelerator_h,
                           o.power_wait_h, delay_h(r, o), o.missed, o.slo, o.short_intervals);
    }
    return out;
}

}  // namespace orrery
