// The answer and its key figures as plain HTML, for browsers that run no script.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"

namespace orrery::page {

/// Headings, paragraphs and small tables; every text of the findings is escaped.
std::string key_tables(const Findings& findings);

/// Text inside an element or an attribute in double quotes.
std::string escape_html(const std::string& text);

}  // namespace orrery::page
