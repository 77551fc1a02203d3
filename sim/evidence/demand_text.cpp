// A backtest and a fitted demand as text of 80 columns.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "orrery/base/math.hpp"
#include "sim/evidence/demand_backtest.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// "2.84 M", "45.1 k", "812".
std::string amount(double value) {
    const double size = std::fabs(value);
    if (size >= 1e9) return fmt::format("{:.2f} G", value / 1e9);
    if (size >= 1e6) return fmt::format("{:.2f} M", value / 1e6);
    if (size >= 1e4) return fmt::format("{:.1f} k", value / 1e3);
    return fmt::format("{:.0f}", value);
}

std::string percent(double share) {
    return fmt::format("{:.1f} %", 100 * share);
}

std::string signed_percent(double share) {
    return fmt::format("{:+.1f} %", 100 * share);
}

/// "2026-07" → "Jul"; other names as they are.
std::string short_name(const std::string& name) {
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (name.size() != 7 || name[4] != '-') return name;
    const int month = (name[5] - '0') * 10 + (name[6] - '0');
    return month >= 1 && month <= 12 ? kMonths[static_cast<std::size_t>(month - 1)] : name;
}

/// "Jul–Sep", "week 1–4".
std::string span_name(const std::vector<HeldPeriod>& periods) {
    if (periods.empty()) return {};
    const std::string first = short_name(periods.front().name);
    std::string last = short_name(periods.back().name);
    if (periods.size() == 1) return first;
    constexpr std::size_t kWord = 5;  // "week "
    if (last.rfind("week ", 0) == 0) last.erase(0, kWord);
    return first + "–" + last;
}

/// What a shift of the level means, in words.
std::string drift_text(const demand::Drift& drift) {
    return drift.found ? (drift.shift > 0 ? "up" : "down") : std::string("none");
}

std::string metric_row(const SeriesBacktest& m) {
    return fmt::format("{:<15}{:>9}{:>9}{:>10}{:>10}{:>15}{:>9}\n", m.name, percent(m.error.wape),
                       percent(m.naive.wape), signed_percent(m.error.bias),
                       signed_percent(m.naive.bias), fmt::format("{} of {}", m.inside, m.steps),
                       drift_text(m.drift));
}

std::string weekly_text(const demand::SeriesFit& fit) {
    static constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu",
                                                      "Fri", "Sat", "Sun"};
    double mean = 0;
    for (const double effect : fit.weekly) mean += math::exp(effect) / 7;
    std::string out;
    for (std::size_t d = 0; d < 7; ++d) {
        out += fmt::format("{}{} {:.2f}", d == 0 ? "" : ", ", kDays[d],
                           math::exp(fit.weekly[d]) / mean);
    }
    return out;
}

/// "  holidays -58.1 % (95 %: …), 9 in the record", and the year by its highest and lowest day.
std::string special_days(const FittedDemand& f, const DemandHistory& history) {
    std::string out;
    const demand::SeriesFit& fit = f.fit;
    if (fit.has_holidays) {
        out += fmt::format("  holidays {} (95 %: {} to {}), {} in the record\n",
                           signed_percent(math::expm1(fit.holiday)),
                           signed_percent(math::expm1(fit.holiday - 2 * fit.holiday_error)),
                           signed_percent(math::expm1(fit.holiday + 2 * fit.holiday_error)),
                           fit.holidays_seen);
    } else if (!history.holidays.empty()) {
        out += fmt::format("  holidays: {} in the record are too few to tell\n", fit.holidays_seen);
    }
    if (!fit.has_yearly) return out;
    int low = 0;
    int high = 0;
    for (int day = -364; day <= 0; ++day) {
        const double effect = demand::yearly_effect(fit, day);
        if (effect > demand::yearly_effect(fit, high)) high = day;
        if (effect < demand::yearly_effect(fit, low)) low = day;
    }
    const auto date = [&](int day) { return history.day_name(history.days() - 1 + day).substr(5); };
    return out +
           fmt::format("  year   {} about {}, {} about {}\n",
                       signed_percent(math::expm1(demand::yearly_effect(fit, high))), date(high),
                       signed_percent(math::expm1(demand::yearly_effect(fit, low))), date(low));
}

std::string drift_lines(const DemandHistory& history, const DemandBacktest& b) {
    std::string out;
    for (const SeriesBacktest& m : b.metrics) {
        for (const auto& [drift, first, where] :
             {std::tuple{&m.drift, b.training, "held out"}, std::tuple{&m.earlier, 0, "fitted"}}) {
            if (!drift->found) continue;
            out += fmt::format("Drift: {} moved {} from about {} (certain by {}; {} part)\n",
                               m.name, drift->shift > 0 ? "up" : "down",
                               history.day_name(first + static_cast<int>(drift->since)),
                               history.day_name(first + static_cast<int>(drift->at)), where);
        }
    }
    return out.empty() ? "Drift: no change of level in any metric\n" : out;
}

}  // namespace

std::string backtest_line(const SeriesBacktest& m, const std::string& what,
                          const std::string& unit) {
    const auto inside = std::count_if(m.periods.begin(), m.periods.end(),
                                      [](const HeldPeriod& p) { return p.inside(); });
    const bool weeks = !m.periods.empty() && m.periods.front().name.rfind("week", 0) == 0;
    const std::string tail = unit.empty() ? "" : " " + unit;
    const double miss = m.actual > 0 ? m.total.p50 / m.actual - 1 : 0;
    return fmt::format(
        "Backtest {}: {} {}{}, predicted {} ({}), {} of {} {}\ninside the 80 % band\n",
        span_name(m.periods), what, amount(m.actual), tail, amount(m.total.p50),
        signed_percent(miss), inside, m.periods.size(), weeks ? "weeks" : "months");
}

std::string render_backtest(const DemandHistory& history, const DemandBacktest& b) {
    std::string out =
        fmt::format("Trained on {} days to {}, held out {} days to {}\n\n", b.training,
                    history.day_name(b.training - 1), b.held, history.day_name(history.days() - 1));
    out += fmt::format("{:<15}{:>9}{:>9}{:>10}{:>10}{:>15}{:>9}\n", "by day", "error", "naive",
                       "bias", "naive", "in 80 % band", "drift");
    for (const SeriesBacktest& m : b.metrics) out += metric_row(m);
    out += "error: Σ|predicted − actual| / Σ actual; naive: the last week again\n";
    if (b.planned) {
        out +=
            fmt::format("as planned     {:>9}{:>9}{:>10}   the scenario's demand, requests\n",
                        percent(b.planned->wape), "", signed_percent(b.planned->bias));
    }
    out += "\n" + drift_lines(history, b);
    const SeriesBacktest& requests = b.metrics.front();
    out += fmt::format("\n{:<15}{:>6}{:>13}{:>13}{:>24}\n", "requests", "days", "actual",
                       "predicted", "80 % band");
    for (const HeldPeriod& p : requests.periods) {
        out += fmt::format("{:<15}{:>6}{:>13}{:>13}{:>24}{}\n", p.name, p.count, amount(p.actual),
                           amount(p.band.p50),
                           fmt::format("{} to {}", amount(p.band.p10), amount(p.band.p90)),
                           p.inside() ? "" : "  outside");
    }
    return out + "\n" + backtest_line(requests, "requests", "");
}

std::string render_fitted(const FittedDemand& f, const DemandHistory& history) {
    std::string out = fmt::format("Fitted to {} days: {} requests a day on {}\n", f.fit.used,
                                  amount(f.spec.rate * 86400), f.as_of);
    const double year = 365.25;
    if (f.fit.has_growth) {
        const double low = math::expm1((f.fit.growth - 2 * f.fit.growth_error) * year);
        const double high = math::expm1((f.fit.growth + 2 * f.fit.growth_error) * year);
        out += fmt::format("  growth {} a year (95 %: {} to {}){}\n",
                           signed_percent(math::expm1(f.fit.growth * year)), signed_percent(low),
                           signed_percent(high),
                           f.growth_counts ? "" : "; not told from noise, left out");
    } else {
        out += "  growth: the record is too short to tell it from noise\n";
    }
    if (f.fit.has_weekly) out += "  week   " + weekly_text(f.fit) + "\n";
    out += special_days(f, history);
    out += fmt::format("  noise  {} a day, correlation of neighbouring days {:.2f}\n",
                       percent(f.fit.sigma), f.fit.correlation);
    if (!history.calendar) out += "  the record has no dates: its first day counts as a Monday\n";
    return out;
}

}  // namespace orrery
