// The root of the source tree, for tests that read what lies there.
#pragma once

namespace orrery {

/// Absolute, without a slash at the end. Not a macro: so the sources of tests are the same text for
/// the compiler wherever the tree lies.
const char* source_dir();

}  // namespace orrery
