// The first kind of error, the user's: collecting and rendering.
#include "orrery/base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/cut_text.hpp"
#include "orrery/base/direction_marks.hpp"
#include "orrery/base/words.hpp"

namespace orrery {
namespace {

/// Bytes of the UTF-8 character at `at` that may be shown; 0 where there is none.
std::size_t shown_bytes(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) return lead < 0x20 || lead == 0x7f ? 0 : 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length == 0 || lead > 0xf4 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (begins_character(text[at + i])) return 0;
    }
    if (lead == 0xc2 && byte(at + 1) < 0xa0) return 0;  // C1 controls
    return turns_text(text, at) ? 0 : length;
}

/// Control characters of user text, and bytes that are no text, are shown, never sent to the
/// terminal.
std::string printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = shown_bytes(text, i);
        if (length > 0) {
            out += text.substr(i, length);
        } else if (text[i] == '\t') {
            out += ' ';
        } else {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
        }
        i += std::max<std::size_t>(length, 1);
    }
    return out;
}

/// Where a character of the text, from 1, stands in what is shown of it; 0 stays 0.
int shown_column(std::string_view text, int col) {
    int shown = col > 0 ? 1 : 0;
    std::size_t i = 0;
    for (int c = 1; c < col && i < text.size(); ++c) {
        const std::size_t length = shown_bytes(text, i);
        shown += length > 0 || text[i] == '\t' ? 1 : 4;
        i += std::max<std::size_t>(length, 1);
    }
    return shown;
}

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "error";
}

std::string place(const SourcePosition& at) {
    if (at.file.empty()) return "orrery: ";
    const std::string file = printable(at.file);
    if (at.line == 0) return file + ": ";
    if (at.col == 0) return fmt::format("{}:{}: ", file, at.line);
    return fmt::format("{}:{}:{}: ", file, at.line, at.col);
}

/// What a terminal of 80 columns shows of a line, and the column of the caret in it.
struct Excerpt {
    std::string text;
    int col = 0;
};

/// Where each character of a UTF-8 text begins.
std::vector<std::size_t> characters(const std::string& text) {
    std::vector<std::size_t> begins;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (begins_character(text[i])) begins.push_back(i);
    }
    return begins;
}

/// A long line is cut on both sides of the caret: wrapped, the caret would point at something else.
Excerpt excerpt(const std::string& line, int col) {
    constexpr std::size_t kWidth = 72;  // 80 less the number of the line and " | "
    const std::vector<std::size_t> begins = characters(line);
    if (begins.size() <= kWidth) return {line, col};
    const std::size_t caret = static_cast<std::size_t>(std::max(col, 1)) - 1;
    const std::size_t last = begins.size() - kWidth;
    const std::size_t from = caret + 24 < kWidth ? 0 : std::min(caret + 24 - kWidth, last);
    const std::size_t to = from + kWidth;
    const bool cut_before = from > 0;
    const bool cut_after = to < begins.size();
    const std::size_t first = begins[from + (cut_before ? 1 : 0)];
    const std::size_t end = cut_after ? begins[to - 1] : line.size();
    return {(cut_before ? "…" : "") + line.substr(first, end - first) + (cut_after ? "…" : ""),
            col > 0 ? col - static_cast<int>(from) : 0};
}

}  // namespace

void Diagnostics::add(Diagnostic d) {
    if (d.severity == Severity::error) ++errors_;
    if (d.severity == Severity::warning) ++warnings_;
    if (items_.size() < kMax) {
        items_.push_back(std::move(d));
    } else {
        ++omitted_;
    }
}

int Diagnostics::exit_code() const {
    if (errors_ == 0) return 0;
    const bool invalid = std::any_of(items_.begin(), items_.end(), [](const Diagnostic& d) {
        return d.severity == Severity::error && d.verdict == Verdict::invalid;
    });
    return invalid ? 3 : 4;
}

void Diagnostics::append(const Diagnostics& other) {
    for (const auto& d : other.items_) add(d);
    omitted_ += other.omitted_;
}

std::string render(const Diagnostic& d, bool colour) {
    const char* mark = d.severity == Severity::error ? "\x1b[31m" : "\x1b[33m";
    std::string out = place(d.at);
    out += colour ? fmt::format("{}{}:\x1b[0m ", mark, name(d.severity))
                  : fmt::format("{}: ", name(d.severity));
    if (!d.path.empty()) out += printable(d.path) + ": ";
    out += printable(d.message);
    if (!d.code.empty()) out += " [" + d.code + "]";
    out += "\n";
    if (!d.source_line.empty() && d.at.line > 0) {
        const Excerpt part =
            excerpt(printable(d.source_line), shown_column(d.source_line, d.at.col));
        out += fmt::format("{:5} | {}\n", d.at.line, part.text);
        if (part.col > 0) out += fmt::format("      | {:>{}}\n", "^", part.col);
    }
    if (!d.hint.empty()) out += "  hint: " + printable(d.hint) + "\n";
    return out;
}

std::string render(const Diagnostics& all, bool colour) {
    std::string out;
    for (const auto& d : all.items()) out += render(d, colour);
    if (all.omitted() > 0) out += fmt::format("… and {} more\n", all.omitted());
    return out;
}

std::string closest(std::string_view word, const std::vector<std::string>& candidates) {
    const std::size_t limit = std::max<std::size_t>(2, word.size() / 3);
    std::string best;
    std::size_t best_distance = limit + 1;
    for (const auto& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance && distance < word.size()) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

}  // namespace orrery
