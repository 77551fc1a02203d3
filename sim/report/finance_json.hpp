// The tables of finance in result.json, and their schema, from one list of columns.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "sim/analysis/findings_finance.hpp"

namespace orrery {

/// Cash flow, years, split, budgets, values, concentration, refused, notes.
nlohmann::ordered_json finance_json(const FinanceFindings& f);
nlohmann::ordered_json finance_schema();

}  // namespace orrery
