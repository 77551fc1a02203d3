// Rows of CSV text after RFC 4180, with the separator recognised and columns found by name.
#include "sim/ingest/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "orrery/base/words.hpp"

namespace orrery {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

constexpr std::size_t kLongestRow = 1 << 20;

/// The file's name, unless there is nothing in it.
const std::string& filled(const std::string& file) {
    std::error_code unreadable;  // the reader of lines says so
    if (std::filesystem::file_size(file, unreadable) == 0 && !unreadable) throw EmptyFile(file);
    return file;
}

}  // namespace

CsvReader::CsvReader(const std::string& file) : lines_(filled(file)) {
    read_header();
}

CsvReader::CsvReader(const FileHead& head) : lines_(head) {
    read_header();
}

void CsvReader::read_header() {
    do {
        if (!lines_.next(text_)) throw EmptyFile(lines_.file());
    } while (trim(text_).empty());
    auto most = std::count(text_.begin(), text_.end(), ',');
    for (const char candidate : {';', '\t', '|'}) {
        const auto count = std::count(text_.begin(), text_.end(), candidate);
        if (count > most) {
            most = count;
            separator_ = candidate;
        }
    }
    read_row(header_);
    header_line_ = lines_.number();
    for (std::string& name : header_) name = std::string(trim(name));
}

int CsvReader::column(const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (lower_case(header_[i]) != lower_case(name)) continue;
            for (std::size_t k = i + 1; k < header_.size(); ++k) {
                if (lower_case(header_[k]) != lower_case(name)) continue;
                throw InvalidInput(lines_.file() + ":" + std::to_string(header_line_) +
                                   ": the column " + header_[i] + " is there twice");
            }
            return static_cast<int>(i);
        }
    }
    return -1;
}

/// Appends the cells of a line; `open`: the last cell goes on inside its quotes. Returns whether it
/// does so again after this line.
bool CsvReader::split(std::string_view line, bool open, std::vector<std::string>& cells) const {
    bool fresh = !open;  // nothing of this cell was seen
    if (fresh) cells.emplace_back();
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && open) {
            open = i + 1 < line.size() && line[i + 1] == '"';
            if (open) cells.back() += line[++i];
        } else if (c == '"' && fresh) {
            open = true;
        } else if (c == separator_ && !open) {
            cells.emplace_back();
            fresh = true;
            continue;
        } else {
            cells.back() += c;
        }
        fresh = false;
    }
    return open;
}

/// The row that begins with the line in `text_`, which may go on in further lines.
void CsvReader::read_row(std::vector<std::string>& cells) {
    line_ = lines_.number();
    cells.clear();
    std::size_t size = text_.size();
    bool open = split(text_, false, cells);
    while (open) {
        if (!lines_.next(text_) || size > kLongestRow) {
            throw InvalidInput(lines_.file() + ":" + std::to_string(line_) +
                               ": a quote is not closed");
        }
        size += text_.size() + 1;
        cells.back() += '\n';
        open = split(text_, true, cells);
    }
}

bool CsvReader::next(std::vector<std::string>& cells) {
    do {
        if (!lines_.next(text_)) return false;
    } while (trim(text_).empty());
    read_row(cells);
    return true;
}

bool CsvReader::next(std::vector<std::string_view>& cells) {
    do {
        if (!lines_.next(text_)) return false;
    } while (trim(text_).empty());
    cells.clear();
    if (text_.find('"') != std::string::npos) {
        read_row(quoted_);
        cells.assign(quoted_.begin(), quoted_.end());
        return true;
    }
    line_ = lines_.number();
    std::string_view rest = text_;
    for (std::size_t end = 0; (end = rest.find(separator_)) != std::string_view::npos;) {
        cells.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    cells.push_back(rest);
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

double number_in(const CsvReader& csv, const std::vector<std::string>& cells, const char* column) {
    const int found = csv.column({column});
    const auto at = static_cast<std::size_t>(found);
    const auto value =
        found >= 0 && at < cells.size() ? parse_number(cells[at]) : std::optional<double>{};
    if (value) return *value;
    throw InvalidInput(csv.file() + ":" + std::to_string(csv.line()) + ": no number in column " +
                       column);
}

}  // namespace orrery
