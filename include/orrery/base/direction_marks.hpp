// Invisible marks that turn the direction of the text beside them around.
#pragma once
#include <cstddef>
#include <string_view>

namespace orrery {

/// Whether one begins at `at` of UTF-8 text: U+202A to U+202E and U+2066 to U+2069, the embeddings,
/// overrides and isolates of Unicode's bidirectional algorithm.
[[nodiscard]] constexpr bool turns_text(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size() || text[at] != '\xE2') return false;
    const auto last = static_cast<unsigned char>(text[at + 2]);
    if (text[at + 1] == '\x80') return last >= 0xAA && last <= 0xAE;
    return text[at + 1] == '\x81' && last >= 0xA6 && last <= 0xA9;
}

}  // namespace orrery
