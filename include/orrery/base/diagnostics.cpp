// The first kind of error, the user's: collecting and rendering.
#include "orrery/base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "orrery/base/edit_distance.hpp"

namespace orrery {
namespace {

/// Control characters of user text are shown, never sent to the terminal.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += c == '\t' ? std::string(" ") : fmt::format("\\x{:02x}", static_cast<int>(c));
        } else {
            out += c;
        }
    }
    return out;
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
    if (at.line == 0) return at.file + ": ";
    if (at.col == 0) return fmt::format("{}:{}: ", at.file, at.line);
    return fmt::format("{}:{}:{}: ", at.file, at.line, at.col);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row[b.size()];
}

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
        out += fmt::format("{:5} | {}\n", d.at.line, printable(d.source_line));
        if (d.at.col > 0) out += fmt::format("      | {:>{}}\n", "^", d.at.col);
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
