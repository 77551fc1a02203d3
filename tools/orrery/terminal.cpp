// How wide the terminal is that text is printed to.
#include "tools/orrery/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace orrery::cli {

int terminal_width() {
    // What a script or a pager was told holds over the device.
    if (const char* stated = std::getenv("COLUMNS")) {
        int columns = 0;
        const char* end = stated + std::strlen(stated);
        const auto read = std::from_chars(stated, end, columns);
        if (read.ec == std::errc{} && read.ptr == end && columns > 0) return std::min(columns, 100);
    }
    winsize size{};
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::min<int>(size.ws_col, 100) : 80;
}

}  // namespace orrery::cli
