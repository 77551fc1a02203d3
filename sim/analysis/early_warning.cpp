// Whether alerts on leading indicators precede the breaches they are for: rule and score.
#include "sim/analysis/early_warning.hpp"

#include <span>

namespace orrery::warning {
namespace {

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// The first alert of those that may be for the breach; −1: none. Review j ends period j.
int first_alert(const Episode& e, int ahead) {
    for (int j = std::max(0, e.breach - ahead); j < e.breach; ++j) {
        if (e.alerts[static_cast<std::size_t>(j)]) return j;
    }
    return -1;
}

void judge_reviews(const Episode& e, int ahead, Score& s) {
    const int reviews = static_cast<int>(e.alerts.size());
    const int until = e.breach >= 0 ? e.breach : reviews;
    for (int j = 0; j < until; ++j) {
        const bool alert = e.alerts[static_cast<std::size_t>(j)];
        const bool followed = e.breach >= 0 && e.breach <= j + ahead;
        if (followed) {
            s.alerts_true += alert ? 1 : 0;
        } else if (j + ahead < reviews) {
            s.alerts_false += alert ? 1 : 0;
            ++s.quiet;
        }
    }
}

}  // namespace

std::vector<bool> alerts(const Indicator& indicator, const AlertRule& rule) {
    std::vector<bool> out;
    const std::span<const double> values(indicator.values);
    for (std::size_t j = 0; j < indicator.ahead_days.size(); ++j) {
        out.push_back(indicator.ahead_days[j] <= rule.look_ahead_days);
    }
    for (std::size_t j = out.size(); j < values.size(); ++j) {
        const auto window = std::min(j + 1, static_cast<std::size_t>(rule.window));
        const double steps =
            demand::steps_to_threshold(values.subspan(j + 1 - window, window), indicator.threshold,
                                       indicator.law, rule.least_t);
        out.push_back(steps * rule.every_days <= rule.look_ahead_days);
    }
    return out;
}

Score score(const std::vector<Episode>& episodes, const AlertRule& rule, double soon_days) {
    Score s;
    const int ahead = rule.reviews_ahead();
    std::vector<double> leads;
    for (const Episode& e : episodes) {
        ++s.runs;
        judge_reviews(e, ahead, s);
        if (e.breach < 0) continue;
        ++s.breaches;
        s.soon += e.breach * rule.every_days < soon_days ? 1 : 0;
        const int first = first_alert(e, ahead);
        if (first < 0) continue;
        ++s.warned;
        leads.push_back((e.breach - (first + 1)) * rule.every_days);
    }
    s.lead_days = median(std::move(leads));
    return s;
}

}  // namespace orrery::warning
