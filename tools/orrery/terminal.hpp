// How wide the terminal is that text is printed to.
#pragma once

namespace orrery::cli {

/// Columns of standard output, at most 100; 80 where it is no terminal.
int terminal_width();

}  // namespace orrery::cli
