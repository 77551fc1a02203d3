// A later log or bill against what was calibrated: which metrics left their band, since when, by
// how much.
#include "sim/evidence/drift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "orrery/base/math.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr double kLeastScatter = .005;           ///< log ratio: less is no engine's
constexpr double kReach80 = 1.2815515655446004;  ///< normal quantile of 0.9

using Name = std::function<std::string(std::size_t)>;

/// Values from the model's last step on, 0 where nothing is known of a step.
DriftRow series_row(const ModelSeries& series, const std::vector<double>& values,
                    const Name& name) {
    DriftRow row;
    row.name = series.name;
    const demand::Drift drift = demand::cusum(demand::later_innovations(series.fit, values));
    row.left = drift.found;
    if (drift.found) {
        row.since = name(drift.since);
        row.certain = name(drift.at);
    }
    double actual = 0;
    double expected = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!(values[i] > 0)) continue;
        const demand::Band band = demand::forecast_sum(series.fit, static_cast<int>(i) + 1, 1);
        ++row.steps;
        row.outside += band.holds(values[i]) ? 0 : 1;
        if (drift.found && i < drift.since) continue;
        actual += values[i];
        expected += band.p50;
    }
    row.change = expected > 0 ? actual / expected - 1 : 0;
    return row;
}

DriftReport begun(const CalibratedModel& model) {
    DriftReport report;
    report.model = model.source + ", " + model.period;
    return report;
}

/// `values` shifted so that the first is the step after the model's last.
std::vector<double> after(const std::vector<double>& values, std::int64_t first,
                          std::int64_t last) {
    const std::int64_t ahead = first - last - 1;
    std::vector<double> out;
    if (ahead > 0) out.assign(static_cast<std::size_t>(ahead), 0);
    const auto skip =
        std::min<std::size_t>(ahead < 0 ? static_cast<std::size_t>(-ahead) : 0, values.size());
    out.insert(out.end(), values.begin() + static_cast<std::ptrdiff_t>(skip), values.end());
    return out;
}

void note_overlap(DriftReport& report, std::int64_t first, std::int64_t last, const char* step) {
    if (first > last) return;
    report.notes.push_back(
        fmt::format("{} {} that were calibrated on are left out", last - first + 1, step));
}

std::string month_text(std::int64_t month) {
    return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1);
}

std::int64_t month_number(const std::string& text) {
    return 12 * std::stoll(text.substr(0, 4)) + std::stoll(text.substr(5, 2)) - 1;
}

std::string instant(Nanos at, bool calendar) {
    return calendar ? print_date(at.ns / kSecond.ns).substr(0, 16)
                    : fmt::format("{:.0f} s", at.seconds());
}

}  // namespace

bool DriftReport::any() const {
    return std::any_of(rows.begin(), rows.end(), [](const DriftRow& r) { return r.left; });
}

bool DriftReport::judged() const {
    return std::any_of(rows.begin(), rows.end(), [](const DriftRow& r) { return r.steps > 0; });
}

DriftReport demand_drift(const CalibratedModel& model, const DemandHistory& later) {
    DriftReport report = begun(model);
    report.step = "days";
    report.later = later.day_name(0) + " to " + later.day_name(later.days() - 1);
    const bool dated = model.calendar && later.calendar;
    const std::int64_t first = dated ? later.first_day : model.last + 1;
    note_overlap(report, first, model.last, "days");
    const auto name = [&](std::size_t i) {
        const std::int64_t day = model.last + 1 + static_cast<std::int64_t>(i);
        return dated ? print_date(day * 86400).substr(0, 10) : fmt::format("day {}", i + 1);
    };
    for (const ModelSeries& s : model.series) {
        const std::vector<double>& values = s.name == "requests"        ? later.requests
                                            : s.name == "prompt tokens" ? later.prompt
                                                                        : later.output;
        report.rows.push_back(series_row(s, after(values, first, model.last), name));
    }
    return report;
}

DriftReport bill_drift(const CalibratedModel& model, const BillHistory& later) {
    DriftReport report = begun(model);
    report.step = "months";
    report.later = later.months.front() + " to " + later.months.back();
    if (later.currency != model.currency) {
        report.notes.push_back("the bill is in " + later.currency + ", the model in " +
                               model.currency);
    }
    const std::int64_t first = month_number(later.months.front());
    note_overlap(report, first, model.last, "months");
    const auto name = [&](std::size_t i) {
        return month_text(model.last + 1 + static_cast<std::int64_t>(i));
    };
    for (const ModelSeries& s : model.series) {
        const auto found = later.by_category.find(s.name);
        std::vector<double> costs(later.months.size(), 0);
        if (s.name == "total") {
            costs = later.total;
        } else if (found != later.by_category.end()) {
            costs = found->second;
        } else {
            report.notes.push_back(s.name + ": the later bill has none of it");
        }
        costs.resize(later.months.size(), 0);
        for (std::size_t i = 0; i < costs.size(); ++i) costs[i] /= later.days[i];
        report.rows.push_back(series_row(s, after(costs, first, model.last), name));
    }
    for (const auto& [category, costs] : later.by_category) {
        const bool known =
            std::any_of(model.series.begin(), model.series.end(),
                        [&sought = category](const ModelSeries& s) { return s.name == sought; });
        if (!known) report.notes.push_back(category + ": new, the model does not have it");
    }
    return report;
}

DriftReport performance_drift(const CalibratedModel& model,
                              const std::vector<TimedRequest>& measured,
                              const std::vector<TimedRequest>& predicted, bool calendar) {
    DriftReport report = begun(model);
    report.step = fmt::format("groups of {} requests", model.block);
    report.later = measured.empty() ? ""
                                    : instant(measured.front().at, calendar) + " to " +
                                          instant(measured.back().at, calendar);
    for (const TimingBand& band : model.bands) {
        const auto blocks = timing_blocks(measured, predicted, band.name, model.block);
        const double sd = std::max(band.sd, kLeastScatter);
        std::vector<double> errors;
        for (const TimingBlock& b : blocks) errors.push_back((b.value - band.mean) / sd);
        DriftRow row;
        row.name = band.name;
        row.steps = static_cast<int>(blocks.size());
        const demand::Drift drift = demand::cusum(errors);
        row.left = drift.found;
        const std::size_t from = drift.found ? drift.since : 0;
        double sum = 0;
        for (std::size_t i = 0; i < errors.size(); ++i) {
            row.outside += std::fabs(errors[i]) > kReach80 ? 1 : 0;
            if (i >= from) sum += blocks[i].value - band.mean;
        }
        if (drift.found) {
            row.since = instant(blocks[drift.since].from, calendar);
            row.certain = instant(blocks[drift.at].until, calendar);
        }
        if (!blocks.empty()) {
            row.change = math::expm1(sum / static_cast<double>(blocks.size() - from));
        }
        report.rows.push_back(std::move(row));
    }
    return report;
}

std::string render_drift(const DriftReport& report) {
    std::string out = fmt::format("Calibrated on {}\nHeld against {}, in {}\n\n", report.model,
                                  report.later, report.step);
    out += fmt::format("{:<22}{:>7}{:>14}{:>12}  {}\n", "metric", "steps", "beyond 80 %", "change",
                       "verdict");
    for (const DriftRow& r : report.rows) {
        out += fmt::format("{:<22}{:>7}{:>14}{:>12}  {}\n", r.name.substr(0, 21), r.steps,
                           fmt::format("{} of {}", r.outside, r.steps),
                           r.steps > 0 ? fmt::format("{:+.1f} %", 100 * r.change) : "",
                           r.steps == 0 ? "no step to judge"
                           : r.left     ? "left since " + r.since
                                        : "holds");
    }
    out += "change: actual over expected since it left; one step of five is beyond by chance\n";
    for (const std::string& note : report.notes) out += note + "\n";
    if (!report.judged()) {
        return out + "\nDrift: cannot be told, nothing comes after what was calibrated on\n";
    }
    if (!report.any()) return out + "\nDrift: none, the calibration holds\n";
    out += "\n";
    const char* begin = "Drift: ";
    for (const DriftRow& r : report.rows) {
        if (!r.left) continue;
        out += fmt::format("{}{} {:+.1f} % since {} (certain by {})\n", begin, r.name,
                           100 * r.change, r.since, r.certain);
        begin = "       ";
    }
    return out + "Calibrate again on what came since.\n";
}

std::string drift_json(const DriftReport& report) {
    nlohmann::json j{{"model", report.model}, {"later", report.later},
                     {"step", report.step},   {"drift", report.any()},
                     {"notes", report.notes}, {"metrics", nlohmann::json::array()}};
    for (const DriftRow& r : report.rows) {
        j["metrics"].push_back({{"name", r.name},
                                {"steps", r.steps},
                                {"outside_band", r.outside},
                                {"left", r.left},
                                {"since", r.since},
                                {"certain_by", r.certain},
                                {"change_pct", 100 * r.change}});
    }
    return j.dump(2) + "\n";
}

}  // namespace orrery
