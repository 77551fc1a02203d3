// The catalog's files as text: what a stored result keeps of the facts that it rests on.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/catalog.hpp"

namespace orrery {

/// The files of a folder, in name order.
struct CatalogFolder {
    std::vector<std::pair<std::string, std::string>> files;  ///< path, text
};

/// Throws EnvironmentError when the folder cannot be read.
CatalogFolder catalog_folder(const std::string& folder);

/// As read_catalog, of folders that were read.
Catalog read_catalog_folders(const std::vector<CatalogFolder>& folders, Diagnostics& diagnostics);

}  // namespace orrery
