// Measured collectives beside the model: with the catalog, or refitted without what is predicted.
#pragma once
#include "sim/evidence/collective_fit.hpp"
#include "sim/evidence/validation.hpp"

namespace orrery {

/// What a refit does not see: every other size of each curve, both ways, or one group size after
/// the other.
enum class CollectiveHoldOut { sizes, groups };

/// Rows in us by operation; groups accelerator, library, ranks, size class and, of all-reduces
/// from 1 MB to 1 GB, the library once more.
ValidationReport validate_collectives(const CollectiveCases& cases,
                                      const CollectiveProfiles& profiles);
ValidationReport cross_validate_collectives(const CollectiveCases& cases,
                                            CollectiveHoldOut hold_out);

/// collectives.yaml: the profiles, with the held-out error of their own rows.
std::string collectives_yaml(const CollectiveCases& cases, const CollectiveProfiles& profiles,
                             const ValidationReport& held_out, const std::string& as_of);

}  // namespace orrery
