// Agreements with vendors, compiled: names resolved, defaults filled in.
#pragma once
#include "sim/scenario/contract_spec.hpp"

namespace orrery {

struct ContractBook {
    ContractsSpec terms;  ///< in name order of each kind
};

}  // namespace orrery
