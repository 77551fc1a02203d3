// Characters of UTF-8 text, and the beginning of one that is too long for its place.
#pragma once
#include <cstddef>
#include <string_view>

namespace orrery {

/// Whether a byte of UTF-8 is the first of its character.
inline bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

/// At most so many bytes of a UTF-8 text, in whole characters.
inline std::string_view cut_text(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && !begins_character(text[most])) --most;
    return text.substr(0, most);
}

}  // namespace orrery
