// The facts that the project ships, read once a test executable.
#pragma once
#include <string>

#include "sim/scenario/catalog.hpp"
#include "tests/support/source_dir.hpp"

namespace orrery::test {

inline const Catalog& project_catalog() {
    static const Catalog catalog = [] {
        Diagnostics diagnostics;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    }();
    return catalog;
}

}  // namespace orrery::test
