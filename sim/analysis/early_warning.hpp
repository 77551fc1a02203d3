// Whether alerts on leading indicators precede the breaches they are for: rule and score.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "models/demand/trend.hpp"

namespace orrery::warning {

/// At every review, the trend of the last observations must pass the threshold within the
/// look-ahead.
struct AlertRule {
    double every_days = 7;
    double look_ahead_days = 28;
    int window = 6;      ///< reviews that the trend is fitted through; at least three
    double least_t = 2;  ///< standard errors by which its slope is above nothing
    [[nodiscard]] int reviews_ahead() const {
        return std::max(1, static_cast<int>(look_ahead_days / every_days + 1e-9));
    }
};

struct Indicator {
    std::string name;
    demand::TrendLaw law = demand::TrendLaw::linear;
    double threshold = 1;
    std::vector<double> values;      ///< by review
    std::vector<double> ahead_days;  ///< instead of a trend: forecast days until the breach
};
/// By review.
std::vector<bool> alerts(const Indicator& indicator, const AlertRule& rule);

/// One replication: the period that breaches first, and the reviews at the periods' ends.
struct Episode {
    int breach = -1;  ///< −1: none
    std::vector<bool> alerts;
};

/// An alert is true if a breach begins within the look-ahead after its review. What follows the
/// first breach, and the last reviews of a run whose look-ahead was not seen to its end, are not
/// judged.
struct Score {
    int runs = 0;
    int breaches = 0;
    int soon = 0;          ///< of the runs: breach within the days asked for
    int warned = 0;        ///< breaches with an alert within the look-ahead before them
    double lead_days = 0;  ///< median from the first of these alerts to the breach; 0: none
    int alerts_true = 0;   ///< reviews
    int alerts_false = 0;  ///< alerts that no breach followed within the look-ahead
    int quiet = 0;         ///< reviews that no breach followed, alerted or not
    [[nodiscard]] double warned_share() const { return part(warned, breaches); }
    [[nodiscard]] double false_rate() const { return part(alerts_false, quiet); }
    [[nodiscard]] double false_share() const {
        return part(alerts_false, alerts_false + alerts_true);
    }

private:
    static double part(int some, int all) { return all > 0 ? static_cast<double>(some) / all : 0; }
};
Score score(const std::vector<Episode>& episodes, const AlertRule& rule, double soon_days);

}  // namespace orrery::warning
