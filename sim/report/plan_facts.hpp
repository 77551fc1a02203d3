// A plan as facts: what is bought, rented and promised, what rests on it, when it is decided.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// One line of a plan.
struct PlanFact {
    std::string section;  ///< "Rented"
    std::string name;     ///< "burst"
    std::string text;     ///< "6 × aws-p5 at virginia (aws), 98.32 USD a server-hour; …"
};

/// By section, in it by name (dates by date). Of the world alone: no figure of a run, no clock, no
/// path of a machine, so that two plans differ only where what is planned does. Equal entries made
/// from one stand once.
std::vector<PlanFact> plan_facts(const World& world);

/// What the second plan has otherwise, of a fact the parts that differ: "Rented, burst: 6 × … → 8 ×
/// …", "…: new: …", "…: gone: …".
std::vector<std::string> plan_changes(const std::vector<PlanFact>& before,
                                      const std::vector<PlanFact>& after);

}  // namespace orrery
