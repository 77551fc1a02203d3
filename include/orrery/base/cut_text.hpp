// The beginning of a text that is too long for its place.
#pragma once
#include <cstddef>
#include <string_view>

namespace orrery {

/// At most so many bytes of a UTF-8 text, in whole characters.
inline std::string_view cut_text(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

}  // namespace orrery
