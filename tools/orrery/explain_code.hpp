// What an error code means, as `explain` prints it: alone, in a list, and as a document.
#pragma once
#include <string>

#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

/// Meaning, a message as the tests expect it, the wrong example, the right one and the remedy.
void explain_code(const std::string& code, Outcome& outcome);

/// All codes: a line each, or as Markdown with all examples.
void list_codes(const std::string& format);

}  // namespace orrery::cli
