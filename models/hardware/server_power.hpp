// Power of a whole server at its plug, from what its accelerators draw.
#pragma once
#include "models/hardware/accelerator.hpp"

namespace orrery {

/// Watts. At the plug: (accelerators + fixed + network + fans) / efficiency.
struct ServerPower {
    double accelerators = 0;
    double fixed = 0;    ///< CPUs, memory, storage, switches
    double network = 0;  ///< cards and optics
    double fans = 0;
    double loss = 0;  ///< of the power supplies
    [[nodiscard]] double host() const { return fixed + network + fans + loss; }
    [[nodiscard]] double total() const { return accelerators + host(); }
};

/// Efficiency of the supplies at a share of what they can give: linear between the measured loads;
/// below the first as if the loss there stayed, so that no load still has it; above 1 that of 1.
double supply_efficiency(const HostParts& parts, double load);

/// Power at the plug. `accelerators_w`: all accelerators; `limit_w`: the sum of their TDP, which
/// fan speed follows; `busy`: share of full work of the host, 0 to 1. Fans draw the cube of their
/// speed (affinity law), which rises linearly with the accelerators' heat.
ServerPower server_power(const HostParts& parts, double accelerators_w, double limit_w,
                         double busy);

}  // namespace orrery
