// What a pilot measured, put into a study's uncertain inputs: gates of the next stage see less
// doubt.
#pragma once
#include <string>
#include <vector>

#include "models/demand/belief.hpp"
#include "sim/study/plan/inputs.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// A path of the base that a pilot measured: as a factor on what stands there.
struct PilotMeasure {
    std::string path;  ///< "workloads[sessions].demand.synthetic.rate"
    demand::Belief factor;
    std::string source;  ///< of the study's assumption
};

struct PilotUpdate {
    std::string input;
    demand::Belief prior;  ///< log-normal through the law's P10 and P90
    demand::Belief measured;
    demand::Belief posterior;
    std::string source;
};

/// The inputs that multiply a measured path, each updated with all measures of its paths in turn.
/// Inputs that add or set, or whose law reaches 0, are told in `notes`.
std::vector<PilotUpdate> pilot_updates(const StudySpec& spec, const Inputs& inputs,
                                       const Node& base, const std::vector<PilotMeasure>& measures,
                                       std::vector<std::string>& notes);

/// A study overlay: the inputs with their new laws.
std::string pilot_yaml(const std::vector<PilotUpdate>& updates);
/// In 80 columns.
std::string render_pilot(const std::vector<PilotUpdate>& updates);

}  // namespace orrery
