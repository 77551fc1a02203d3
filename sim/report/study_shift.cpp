// The study `shift` as text, JSON and CSV.
#include "sim/report/study_shift.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

constexpr const char* kSignals[] = {"average intensity", "marginal intensity", "price"};

std::string kilograms(double g) {
    return fmt::format("{:.4g} kg", std::fabs(g) * 1e-3);
}

std::string hours(Nanos t) {
    return fmt::format("{:.4g} h", t.seconds() / 3600);
}

std::string who(const ShiftResult& r) {
    std::string text;
    if (r.jobs > 0) {
        text = fmt::format(
            "letting {} of {} job{} ({:.0f} % of their accelerator time) wait up to "
            "{}",
            r.jobs, r.all_jobs, r.all_jobs == 1 ? "" : "s", 100 * r.flexible, hours(r.within));
    }
    if (r.routed > 0) {
        text += fmt::format("{}sending requests of {} workload{} to the best site within the SLO",
                            text.empty() ? "" : " and ", r.routed, r.routed == 1 ? "" : "s");
    }
    return text;
}

std::string saves(double change_g, const char* as) {
    return fmt::format("{} {} CO2e {}", change_g <= 0 ? "saves" : "adds", kilograms(change_g), as);
}

std::string answer(const ShiftResult& r, const World& world) {
    if (r.jobs + r.routed == 0) {
        return "Answer: nothing can be shifted: there are no jobs, and no router looks for the "
               "greenest or cheapest site.";
    }
    const ShiftRow& row = r.answer();
    const double before = r.rows[0].outcome.location_g;
    const double money = row.outcome.electricity - r.rows[0].outcome.electricity;
    std::string text =
        fmt::format("Answer: {} by {} {} ({:+.1f} %), {}, and {} {:.2f} {} of electricity.", who(r),
                    kSignals[static_cast<std::size_t>(r.signal)],
                    saves(row.effect.attributed_g, "as attributed"),
                    before > 0 ? 100 * row.effect.attributed_g / before : 0,
                    saves(row.effect.marginal_g, "at the margin"), money <= 0 ? "saves" : "adds",
                    std::fabs(money), world.currency);
    if (row.effect.opposed()) {
        text +=
            " The signs are opposite: the books and the grid disagree, because these hours have "
            "a clean mean and a dirty margin or the reverse.";
    }
    if (const double later = r.beyond_wait_s(row); later > 0) {
        text += fmt::format(
            " Delays exceed the wait allowed: jobs end {} later in the mean, and may wait {}. A "
            "queue was put in another order; what that saves is not shifting.",
            hours(Nanos::from_seconds(later)), hours(r.within));
    }
    if (row.outcome.missed > r.rows[0].outcome.missed) {
        text += fmt::format(" It costs {:.3g} deadlines.",
                            row.outcome.missed - r.rows[0].outcome.missed);
    }
    return text;
}

std::string quantity(const ShiftResult& r, double saved, const World& world) {
    return r.signal == Signal::price ? fmt::format("{:.2f} {}", saved, world.currency)
                                     : fmt::format("{:.4g} kg", saved * 1e-3);
}

std::string flips_if(const ShiftResult& r, const World& world) {
    const double saved = r.saved(r.answer());
    if (saved <= 0) return "Flips if: nothing is saved by it as it stands.";
    std::string text = "Flips if: ";
    const ShiftTrial* gone = nullptr;
    for (const ShiftTrial& t : r.by_error) {
        if (!gone && t.setting > r.forecast_error && t.saved <= 0) gone = &t;
    }
    text += gone
                ? fmt::format("the forecast errs by {:.0f} % a day ahead: the benefit is gone",
                              100 * gone->setting)
                : fmt::format(
                      "not by the forecast: with an error of {:.0f} % a day ahead {} are "
                      "still saved",
                      100 * r.by_error.back().setting, quantity(r, r.by_error.back().saved, world));
    if (r.jobs > 0) {
        text += "; with ";
        for (std::size_t i = 0; i < r.by_within.size(); ++i) {
            const ShiftTrial& t = r.by_within[i];
            text += fmt::format("{}{} to wait {:.0f} %", i == 0 ? "" : ", ",
                                hours(Nanos::from_seconds(r.within.seconds() * t.setting)),
                                100 * t.saved / saved);
        }
        text += " of it is saved";
    }
    return text + ".";
}

std::vector<std::string> cells(const ShiftResult& r, const ShiftRow& row) {
    const RunOutcome& o = row.outcome;
    const RunOutcome& first = r.rows[0].outcome;
    return {row.name,
            fmt::format("{:.4g}", o.location_g * 1e-3),
            fmt::format("{:+.4g}", row.effect.attributed_g * 1e-3),
            fmt::format("{:+.4g}", row.effect.marginal_g * 1e-3),
            analysis::money_text(o.electricity),
            fmt::format("{:.2f}", (o.job_s - first.job_s) / 3600),
            fmt::format("{:.3g}", o.missed),
            o.slo < 0 ? "–" : fmt::format("{:.2f} %", 100 * o.slo),
            fmt::format("{:+.4g}", (o.peak_w - first.peak_w) * 1e-3),
            row.effect.opposed() ? "opposite" : "same"};
}

}  // namespace

std::string render_shift_text(const ShiftResult& r, const World& world, int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(flips_if(r, world), "");
    page.out += "\n";
    std::vector<std::vector<std::string>> rows{{"", "kg", "attributed", "marginal", world.currency,
                                                "delay h", "missed", "SLO", "peak kW", "signs"}};
    for (const ShiftRow& row : r.rows) rows.push_back(cells(r, row));
    page.table(rows);
    page.out += "\n";
    page.paragraph(
        "kg: location-based, of all sites. attributed, marginal: change against not "
        "shifted, Σ change of energy from the grid × average intensity, and of energy from less "
        "energy into the grid × marginal intensity. delay: later mean "
        "end of jobs. missed: deadlines. peak: of all sites together, against not "
        "shifted.",
        "");
    if (!r.no_margin.empty()) {
        std::string names;
        for (const std::string& name : r.no_margin) names += (names.empty() ? "" : ", ") + name;
        page.paragraph("The margin is not known at " + names + ": judged by the average there.",
                       "");
    }
    return page.out;
}

std::string render_shift_json(const ShiftResult& r, const World& world) {
    using Json = nlohmann::ordered_json;
    const auto metric = [](double value, const char* unit, const char* formula) {
        return Json{{"value", value}, {"unit", unit}, {"formula", formula}};
    };
    Json rows = Json::array();
    for (const ShiftRow& row : r.rows) {
        const RunOutcome& o = row.outcome;
        const RunOutcome& first = r.rows[0].outcome;
        Json j{{"name", row.name}};
        j["carbon"] = metric(o.location_g, "gCO2e", "Σ energy from the grid × its intensity");
        j["attributed"] = metric(row.effect.attributed_g, "gCO2e", "Σ change of import × average");
        j["marginal"] =
            metric(row.effect.marginal_g, "gCO2e", "Σ change of (import − export) × marginal");
        j["opposite_signs"] = row.effect.opposed();
        j["moved"] = metric(row.effect.moved_kwh, "kWh", "Σ |change of load| / 2");
        j["electricity"] = metric(o.electricity, world.currency.c_str(),
                                  "Σ effective cost of energy postings, less what was sold");
        j["embodied"] = metric(o.embodied_g, "gCO2e", "carbon of servers × time present / life");
        j["delay"] = metric(o.job_s - first.job_s, "s", "mean end of jobs against not shifted");
        j["within_wait"] = r.beyond_wait_s(row) <= 0;
        j["shifted"] = metric(o.shifted_s, "s", "mean time that jobs wait on purpose");
        j["deadlines_missed"] = o.missed;
        if (o.slo >= 0) j["slo_attainment"] = o.slo;
        j["extra_peak"] = metric((o.peak_w - first.peak_w) * 1e-3, "kW", "peak of all sites");
        rows.push_back(std::move(j));
    }
    const auto trials = [&](const std::vector<ShiftTrial>& list) {
        Json all = Json::array();
        for (const ShiftTrial& t : list) {
            all.push_back({{"setting", t.setting}, {"saved", t.saved}});
        }
        return all;
    };
    const Json all{{"schema_version", 1},
                   {"study", "shift"},
                   {"answer", answer(r, world)},
                   {"flips_if", flips_if(r, world)},
                   {"signal", kSignals[static_cast<std::size_t>(r.signal)]},
                   {"jobs_that_wait", r.jobs},
                   {"workloads_routed", r.routed},
                   {"flexible_share", r.flexible},
                   {"rows", std::move(rows)},
                   {"by_forecast_error", trials(r.by_error)},
                   {"by_flexibility", trials(r.by_within)},
                   {"margin_unknown", r.no_margin}};
    return all.dump(2) + "\n";
}

std::string render_shift_csv(const ShiftResult& r, const World& world) {
    std::string out = fmt::format(
        "variant,location_based_gco2e,attributed_gco2e,marginal_gco2e,electricity_{},job_mean_s,"
        "shifted_s,missed,slo_attainment,peak_w\n",
        csv_cell(world.currency));
    for (const ShiftRow& row : r.rows) {
        const RunOutcome& o = row.outcome;
        out += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", csv_cell(row.name), o.location_g,
                           row.effect.attributed_g, row.effect.marginal_g, o.electricity, o.job_s,
                           o.shifted_s, o.missed, o.slo, o.peak_w);
    }
    return out;
}

}  // namespace orrery
