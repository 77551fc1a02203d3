// The best of several, selected in two stages with a stated probability.
#pragma once
#include <functional>

#include "models/statistics/selection.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// Values of an alternative in so many runs more, by its index and how many it has already; every
/// alternative on seeds of its own. Fewer than asked for: they could not be run.
using Draw = std::function<Numbers(std::size_t alternative, int first, int count)>;

struct Selection {
    std::size_t index = 0;
    std::vector<Numbers> values;      ///< of both stages, by alternative
    std::vector<std::int64_t> asked;  ///< replications that the first stage asks for
    std::vector<double> deviations;   ///< of the first stage, by alternative
    double h = 0;                     ///< Rinott's constant
    int first = 0;                    ///< replications of the first stage
    bool reached = false;             ///< no alternative asks for more than it may have
};

struct SelectionRules {
    int first = 10;            ///< replications of the first stage, 2 or more
    double confidence = 0.95;  ///< between 1/alternatives and 1
    double difference = 1;     ///< least one that matters, > 0
    int most = 500;            ///< replications of an alternative
    statistics::Better better = statistics::Better::lower;
};

/// Rinott's procedure: with that confidence the selected is the best where the best is better than
/// all others by the difference that matters; within it of the best otherwise (Nelson and
/// Matejcik, Management Science 41 (1995), for the latter). Nothing where runs are missing.
std::optional<Selection> select_in_two_stages(std::size_t alternatives, const SelectionRules& rules,
                                              const Draw& draw);

/// What `select:` of a comparison asks for: a table, `.selected`, and a note. `first` are runs of
/// the first alternative that may be used again.
void add_selection(State& state, const StepSpec& step, const std::vector<Point>& points,
                   const std::vector<UnitResult>& first);

}  // namespace orrery::study
