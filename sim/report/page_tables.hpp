// The answer and its key figures as plain HTML, for browsers that run no script.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"

namespace orrery::page {

/// Headings, paragraphs and small tables; every text of the findings is escaped.
std::string key_tables(const Findings& findings);

}  // namespace orrery::page
