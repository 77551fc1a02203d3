// Little's law as an identity of the sample path (J. D. C. Little, A proof for the queuing formula
// L = λW, 1961): the area under the number in the system is the sum of the times in it.
#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_population(Audit& audit) {
    audit.add("Little's law", "∫ requests in the system dt = Σ times in the system",
              static_cast<double>(audit.tally.population_ns) * 1e-9,
              static_cast<double>(audit.tally.sojourn_ns) * 1e-9,
              audit.tally.population_ns == audit.tally.sojourn_ns);
}

}  // namespace orrery
