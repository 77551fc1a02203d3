// Columns of a text in characters, from places that are counted in bytes.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "orrery/base/cut_text.hpp"

namespace orrery {

/// Parsers count in bytes, people in characters. Counts on from the place before on the same line:
/// a text of one long line is looked at once, whatever it holds.
class CharacterColumns {
public:
    /// UTF-8 of which parsers leave out the byte order mark; must outlive this.
    explicit CharacterColumns(std::string_view text)
        : text_(text), mark_(text.starts_with("\xef\xbb\xbf") ? 3 : 0) {}

    /// The column from 1 of a place: its line, its bytes after the line's begin and after the
    /// text's, all from 0.
    int of(int line, int byte_column, int byte) {
        const auto column = static_cast<std::size_t>(std::max(byte_column, 0));
        const std::size_t end =
            std::min(mark_ + static_cast<std::size_t>(std::max(byte, 0)), text_.size());
        if (line != line_ || end < counted_) {
            line_ = line;
            counted_ = end - std::min(column, end);
            within_ = 0;
        }
        for (; counted_ < end; ++counted_) {
            if (!begins_character(text_[counted_])) ++within_;
        }
        return byte_column + 1 - within_;
    }

private:
    std::string_view text_;
    std::size_t mark_;
    int line_ = -1;
    std::size_t counted_ = 0;  ///< bytes of the text up to the last place
    int within_ = 0;           ///< bytes of its line up to there that begin no character
};

}  // namespace orrery
