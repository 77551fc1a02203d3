// Vendors, disruptions, services and runbooks.
#include "sim/scenario/compile/money.hpp"

namespace orrery::compile {

void compile_vendors(Context& context) {
    World& world = context.world;
    for (const std::size_t i : by_name(context.scenario.vendors)) {
        world.vendors.push_back(context.scenario.vendors[i]);
    }
    for (const std::size_t i : by_name(context.scenario.services)) {
        world.services.push_back(context.scenario.services[i]);
    }
    for (const std::size_t i : by_name(context.scenario.runbooks)) {
        world.runbooks.push_back(context.scenario.runbooks[i]);
    }
    world.disruptions = context.scenario.disruptions;
    world.assumptions = context.scenario.assumptions;
}

}  // namespace orrery::compile
