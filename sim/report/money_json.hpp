// Alternatives, hours by pool, outages and deliveries in result.json, and their schema.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "sim/analysis/findings.hpp"

namespace orrery {

/// Adds those of the lists that are not empty, and how alternatives are compared.
void add_money_lists(const Findings& findings, nlohmann::ordered_json& result);
/// The schema's properties of the same lists.
void add_money_schema(nlohmann::ordered_json& properties);

}  // namespace orrery
