// How wide the terminal is that text is printed to.
#pragma once

namespace orrery::cli {

/// Columns of standard output, at most 100: what COLUMNS says, else the terminal, else 80.
int terminal_width();

}  // namespace orrery::cli
