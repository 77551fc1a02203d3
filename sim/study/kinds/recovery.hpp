// How long it takes until as much is served as without a disruption.
#pragma once
#include <vector>

#include "sim/study/formula/value.hpp"
#include "sim/study/units/unit.hpp"

namespace orrery::study {

/// Requests served in each step of a run, on average over the replications.
struct Course {
    double step_s = 0;
    Numbers served;
};
/// From the members that runs keep of their course; empty where they served no deployment.
Course course_of(const std::vector<UnitResult>& row);

struct Recovery {
    double after_s = 0;  ///< from the first step that is disturbed to the end of the last; 0: none
    bool by_end = true;  ///< false: the last step of the run is disturbed, too
};
/// A step is disturbed where `demand` times what was served without the disruption (the requests
/// that came, over those that came without) and what was served with it differ by more than a
/// tenth, of that step or of an average one, and by more than chance does: four standard errors of
/// the difference of two Poisson counts. A backlog that is worked off is a disturbance as well.
Recovery recovery_of(const Course& with, const Course& without, double demand,
                     std::size_t replications);

}  // namespace orrery::study
