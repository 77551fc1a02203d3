// A series of models that grow: when does the layout that trained the last one no longer do?
#pragma once
#include <vector>

#include "sim/study/training_run.hpp"

namespace orrery {

struct ModelRelease {
    llm::ModelShape model;
    double parameters = 0;        ///< total, of the shape
    TrainingRun run;              ///< its best layouts on the same cluster
    bool layout_fits = true;      ///< that of the release before fits its memory, too
    bool layout_changes = false;  ///< the best one has another tp, pp, cp, ep or sharding
};

/// The shape with about `factor` times the parameters: width and depth grow alike (their product
/// w²·l, so each by the cube root, in whole heads and layers), experts keep their number.
llm::ModelShape grown(const llm::ModelShape& model, double factor);

/// `releases` models, the first as given, each `factor` times the one before, on one cluster.
std::vector<ModelRelease> study_growth(const TrainingQuestion& question, double factor,
                                       int releases);

}  // namespace orrery
