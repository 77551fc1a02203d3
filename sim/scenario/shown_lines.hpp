// What errors show of the files that they are about: the line, and a caret at the key or value
// meant.
#pragma once
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// The diagnostics as people read them: in the order of the text, each with its line and, where its
/// path names a key of the entry that it was reported at, with the position of that key's value.
/// Unchanged where a file cannot be read or does not show the key.
std::vector<Diagnostic> as_shown(const Diagnostics& diagnostics);

}  // namespace orrery
