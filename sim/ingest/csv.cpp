// Rows of CSV text after RFC 4180, with the separator recognised and columns found by name.
#include "sim/ingest/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Whether the quotes of a row are balanced, or it goes on in the next line.
bool complete(const std::string& line) {
    return std::count(line.begin(), line.end(), '"') % 2 == 0;
}

}  // namespace

CsvReader::CsvReader(const std::string& file) : lines_(file) {
    std::string line;
    do {
        if (!lines_.next(line)) throw EnvironmentError(file + ": there is no header line");
    } while (trim(line).empty());
    auto most = std::count(line.begin(), line.end(), ',');
    for (const char candidate : {';', '\t'}) {
        const auto count = std::count(line.begin(), line.end(), candidate);
        if (count > most) {
            most = count;
            separator_ = candidate;
        }
    }
    split(line, header_);
    for (std::string& name : header_) name = std::string(trim(name));
}

int CsvReader::column(const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (lower(header_[i]) == lower(name)) return static_cast<int>(i);
        }
    }
    return -1;
}

void CsvReader::split(const std::string& line, std::vector<std::string>& cells) {
    cells.clear();
    cells.emplace_back();
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"') {
            const bool doubled = quoted && i + 1 < line.size() && line[i + 1] == '"';
            if (doubled) {
                cells.back() += '"';
                ++i;
            } else {
                quoted = !quoted;
            }
        } else if (c == separator_ && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
}

bool CsvReader::next(std::vector<std::string>& cells) {
    do {
        if (!lines_.next(text_)) return false;
    } while (trim(text_).empty());
    line_ = lines_.number();
    std::string more;
    while (!complete(text_)) {
        if (!lines_.next(more) || text_.size() > (1u << 20)) {
            throw EnvironmentError(lines_.file() + ":" + std::to_string(line_) +
                                   ": a quote is not closed");
        }
        text_ += "\n" + more;
    }
    split(text_, cells);
    return true;
}

std::optional<double> parse_number(std::string_view text) {
    const std::string_view t = trim(text);
    double value = 0;
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), value);
    const bool whole = error == std::errc{} && end == t.data() + t.size() && !t.empty();
    if (!whole || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
    const std::string_view t = trim(text);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), value);
    if (error != std::errc{} || end != t.data() + t.size() || t.empty()) return std::nullopt;
    return value;
}

}  // namespace orrery
