// The facts that the project ships, read once a test executable.
#pragma once
#include <string>

#include "sim/scenario/catalog.hpp"

namespace orrery::test {

inline const Catalog& project_catalog() {
    static const Catalog catalog = [] {
        Diagnostics diagnostics;
        return read_catalog({std::string(ORRERY_SOURCE_DIR) + "/scenarios/catalog"}, diagnostics);
    }();
    return catalog;
}

}  // namespace orrery::test
