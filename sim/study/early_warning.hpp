// The study `early-warning`: do alerts on leading indicators come before the breaches they are for?
#pragma once
#include <string>
#include <vector>

#include "sim/analysis/early_warning.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/variant.hpp"

namespace orrery {

struct EarlyWarningQuestion {
    warning::AlertRule rule;
    double soon_days = 90;  ///< of the probability of a breach
    double slip_days = 30;  ///< beyond its planned day from which a delivery counts as missed
    VariantOptions options;
};

/// What may breach, watched by its indicators over one replication.
struct WatchedSeries {
    std::string what;  ///< "SLO of chat", "budget gpu", "delivery of pool"
    std::vector<warning::Indicator> indicators;
    int breach = -1;  ///< review period; −1: none
};

struct WarningRow {
    std::string what;
    std::string indicator;  ///< "any": an alert of any of them
    warning::Score score;
};

struct EarlyWarningResult {
    double days = 0;  ///< of the run
    int reviews = 0;
    int runs = 0;
    std::vector<WarningRow> rows;  ///< of each breach "any" first
    /// Over all that may breach, "any" rows.
    warning::Score all;
};

/// Workloads with an SLO, budgets and purchases on their way are watched.
EarlyWarningResult study_early_warning(const World& world, const EarlyWarningQuestion& question);

/// Series of one replication, as they are scored.
std::vector<WatchedSeries> watch(const World& world, const EarlyWarningQuestion& question,
                                 std::uint64_t replication);

}  // namespace orrery
