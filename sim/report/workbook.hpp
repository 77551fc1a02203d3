// plan.xlsx: the plan as finance reads it, with live formulas.
#pragma once
#include <string>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// What the sheets say of where they come from.
struct Workbook {
    const World& world;
    std::string scenario_file;
    std::string scenario_sha256;
    std::size_t replication = 0;  ///< that the sheets show: the median one
    std::size_t replications = 1;
};

/// Writes beside the final name and renames. Simulated figures are values; totals, running sums,
/// present values, rates of return and unit costs are formulas that carry their result, so that
/// viewers show it without calculating. Throws EnvironmentError if it cannot be written.
void write_workbook(const std::string& path, const Workbook& book, const Ledger& ledger,
                    const Findings& findings);

}  // namespace orrery
