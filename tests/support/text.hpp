// What tests of printed text ask of it.
#pragma once
#include <algorithm>
#include <string>

namespace orrery::test {

/// Columns of the longest line, one a character of UTF-8.
inline std::size_t widest(const std::string& text) {
    std::size_t most = 0;
    std::size_t now = 0;
    for (const char c : text) {
        if (c == '\n')
            now = 0;
        else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)
            most = std::max(most, ++now);
    }
    return most;
}

}  // namespace orrery::test
