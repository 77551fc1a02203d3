// How wide the terminal is that text is printed to.
#include "tools/orrery/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace orrery::cli {

int terminal_width() {
    winsize size{};
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::min<int>(size.ws_col, 100) : 80;
}

}  // namespace orrery::cli
