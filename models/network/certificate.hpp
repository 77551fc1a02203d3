// The certificate that rates are max–min fair: checked without computing them again.
#pragma once
#include <string>
#include <vector>

#include "models/network/max_min.hpp"

namespace orrery::network {

/// Empty where the rates are max–min fair: no link carries more than it can, and each flow is at
/// its cap or crosses a full link on which no flow has a larger rate for its weight (D. Bertsekas,
/// R. Gallager, Data Networks, 2nd ed. 1992, 6.5.2: this holds for these rates and no others).
/// Otherwise what is wrong, by index of the flow or link. Tolerance 1e-9 relative.
std::string not_max_min(const std::vector<double>& capacities, const std::vector<SharedFlow>& flows,
                        const std::vector<double>& rates);

}  // namespace orrery::network
