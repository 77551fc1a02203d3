// Whether a built-in study meets the goal of its file, judged on the figures of its study.json.
#pragma once
#include <optional>
#include <string>

#include "sim/study/formula/value.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery::cli {

struct StudyPages {
    std::string text;
    std::string json;
    std::string csv;
};

/// Figures of an answer by the names of its JSON: `load.peak`, columns of tables as
/// `mixes.cost_usd_year`; yes and no are 1 and 0. A figure's unit is the one beside its value.
Values figures_of(const std::string& json);

/// The goal in a sentence: the file's metric of that name is its formula over the figures.
/// `problem` is why it cannot be judged; what the file gets wrong goes to the diagnostics, too.
struct JudgedGoal {
    std::string sentence;
    std::string problem;
    double value = 0;
    double threshold = 0;  ///< in the unit of the figure; of a goal with both limits the upper
    std::optional<double> least = {};  ///< the lower, of a goal with both
    bool met = false;
};
JudgedGoal judge_procedure(const StudySpec& spec, const Values& figures,
                           const std::string& currency, Diagnostics& diagnostics);

/// The pages with the goal's sentence: a line before what would flip the answer, `goal` and
/// `goal_judged` in JSON. `foreign`: the base is not the one that the file's threshold is for,
/// which the sentence then says.
StudyPages with_goal(const StudySpec& spec, StudyPages pages, int width, bool foreign,
                     Diagnostics& diagnostics);

}  // namespace orrery::cli
