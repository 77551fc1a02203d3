// A page of terminal text: paragraphs and tables that fit the window.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "orrery/base/cut_text.hpp"

namespace orrery::text {

/// Width in columns of UTF-8 text (one a code point), control characters made visible.
inline std::string visible(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return out;
}

inline std::size_t columns(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

inline std::string cut(const std::string& text, std::size_t width) {
    if (columns(text) <= width) return text;
    std::string out;
    std::size_t used = 0;
    for (const char c : text) {
        const bool start = begins_character(c);
        if (start && used + 1 >= width) break;
        used += start ? 1 : 0;
        out += c;
    }
    return out + "…";
}

inline std::string pad(const std::string& text, std::size_t width, bool right) {
    const std::string shown = cut(text, width);
    const std::string space(width - columns(shown), ' ');
    return right ? space + shown : shown + space;
}

/// The same, with both ends kept: names that begin alike differ at their end.
inline std::string cut_middle(const std::string& text, std::size_t width) {
    const std::size_t whole = columns(text);
    if (whole <= width || width < 3) return cut(text, width);
    const std::size_t head = width / 2;
    const std::size_t tail = width - head - 1;
    std::string left;
    std::string right;
    std::size_t at = 0;
    for (const char c : text) {
        at += begins_character(c) ? 1 : 0;
        if (at <= head) left += c;
        if (at > whole - tail) right += c;
    }
    return left + "…" + right;
}

class Page {
public:
    explicit Page(int width) : width_(static_cast<std::size_t>(std::max(width, 40))) {}

    void paragraph(const std::string& text, const std::string& indent) {
        std::string line = indent;
        std::string word;
        for (const char c : visible(text) + " ") {
            if (c != ' ') {
                word += c;
                continue;
            }
            if (columns(line) + columns(word) + 1 > width_ && line != indent) {
                out += line + "\n";
                line = indent;
            }
            line += (line == indent ? "" : " ") + cut(word, width_ - columns(indent));
            word.clear();
        }
        out += line + "\n";
    }
    /// Its end may matter: what is too long goes on in the next line.
    void heading(const std::string& text) {
        out += "\n";
        paragraph(text, "");
    }

    /// First column takes what the others leave; numbers stand right. Columns that would leave it
    /// less than it needs to be told apart go into a block of their own below.
    void table(const std::vector<std::vector<std::string>>& rows) {
        if (rows.empty()) return;
        const std::vector<std::size_t> widths = widths_of(rows);
        const std::size_t least = std::min<std::size_t>(widths[0], width_ < 70 ? 8 : 16);
        std::size_t first = 1;
        do {
            std::size_t last = first;
            std::size_t rest = 2;
            while (last < widths.size() &&
                   (last == first || rest + widths[last] + 2 + least <= width_)) {
                rest += widths[last++] + 2;
            }
            if (first > 1) out += "\n";
            block(rows, widths, first, last, rest);
            first = last;
        } while (first < widths.size());
    }
    std::string out;

private:
    static std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows) {
        std::vector<std::size_t> widths(rows[0].size(), 0);
        for (const auto& row : rows) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], columns(visible(row[i])));
            }
        }
        return widths;
    }

    /// Columns [first, last) behind the first one.
    void block(const std::vector<std::vector<std::string>>& rows,
               const std::vector<std::size_t>& widths, std::size_t first, std::size_t last,
               std::size_t rest) {
        const std::size_t name = std::min(widths[0], width_ > rest + 8 ? width_ - rest : 8);
        std::map<std::string, std::set<std::string>> meant;  // by what a short name leaves of it
        for (const auto& row : rows) {
            meant[cut_middle(visible(row[0]), name)].insert(visible(row[0]));
        }
        for (const auto& row : rows) {
            std::string shown = cut_middle(visible(row[0]), name);
            if (meant[shown].size() > 1 && columns(visible(row[0])) > name) {
                paragraph(row[0], "  ");  // several are shown so: its name has lines of its own
                shown.clear();
            }
            std::string line = "  " + pad(shown, name, false);
            for (std::size_t i = first; i < std::min(last, row.size()); ++i) {
                line += "  " + pad(visible(row[i]), widths[i], true);
            }
            out += cut(line, width_) + "\n";
        }
    }

    std::size_t width_;
};

}  // namespace orrery::text
