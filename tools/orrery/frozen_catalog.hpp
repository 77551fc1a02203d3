// The catalog that a release was built with, and how the one on disk differs from it.
#pragma once
#include <map>
#include <string>

#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/catalog_text.hpp"

namespace orrery::cli {

/// A release freezes its catalog: answers of the same version with the same digest rest on the same
/// facts.
struct FrozenCatalog {
    std::string sha256;                        ///< of all files, as Catalog::hash
    std::map<std::string, std::string> files;  ///< SHA-256 by name
};

/// Of this build.
const FrozenCatalog& frozen_catalog();

/// A warning (E0661) for each file of the release's folder that was changed, added or is missing.
void compare_with_frozen(const std::string& folder, const CatalogFolder& now,
                         const FrozenCatalog& frozen, Diagnostics& diagnostics);

}  // namespace orrery::cli
