// What errors show of the files that they are about: the line, and a caret at the key or value
// meant.
#include "sim/scenario/shown_lines.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "orrery/base/cut_text.hpp"

namespace orrery {
namespace {

/// Longest line that is worth searching and showing; recorded data have longer ones.
constexpr std::size_t kLongest = 4000;
/// How far below its first line a key of an entry is looked for.
constexpr int kFurther = 200;

bool has_ending(const std::string& file, const std::string& ending) {
    return std::filesystem::path(file).extension().string() == ending;
}

using Lines = std::map<int, std::string>;  // by number, from 1

/// Those lines of a file, read once from its beginning; empty where it is no text.
Lines lines_of(const std::string& file, const std::set<int>& numbers) {
    Lines lines;
    if (has_ending(file, ".gz") || has_ending(file, ".zst")) return lines;
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem)) return lines;
    std::ifstream in(file);
    std::string line;
    for (int i = 1; i <= *numbers.rbegin() && std::getline(in, line); ++i) {
        if (numbers.count(i) == 0 || line.size() > kLongest) continue;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        lines[i] = line;
    }
    return lines;
}

/// The lines that errors may show, by file.
std::map<std::string, Lines> read_lines(const std::vector<Diagnostic>& diagnostics) {
    std::map<std::string, std::set<int>> numbers;
    for (const Diagnostic& d : diagnostics) {
        if (!d.source_line.empty() || d.at.line <= 0) continue;
        const int further = has_ending(d.at.file, ".yaml") ? kFurther : 0;
        for (int i = 0; i <= further; ++i) numbers[d.at.file].insert(d.at.line + i);
    }
    std::map<std::string, Lines> lines;
    for (const auto& [file, wanted] : numbers) lines[file] = lines_of(file, wanted);
    return lines;
}

/// "pools[own].purchase.date": pools, purchase, date.
std::vector<std::string> keys_of(const std::string& path) {
    std::vector<std::string> keys{""};
    bool bracket = false;
    for (const char c : path) {
        bracket = c == '[' || (bracket && c != ']');
        if (c == '.' && !bracket) keys.emplace_back();
        if (c != '.' && c != ']' && !bracket) keys.back() += c;
    }
    return keys;
}

/// Byte of the n-th character, from 0.
std::size_t byte_of(const std::string& line, int character) {
    std::size_t at = 0;
    for (; at < line.size(); ++at) {
        if (begins_character(line[at]) && character-- == 0) break;
    }
    return at;
}

int character_of(const std::string& line, std::size_t byte) {
    return static_cast<int>(std::count_if(
        line.begin(), line.begin() + static_cast<std::ptrdiff_t>(byte), begins_character));
}

/// Where what is opened at `from` ends: at its bracket, or with the line.
std::size_t end_of(const std::string& line, std::size_t from) {
    if (from >= line.size() || (line[from] != '{' && line[from] != '[')) return line.size();
    int depth = 0;
    for (std::size_t i = from; i < line.size(); ++i) {
        if (line[i] == '{' || line[i] == '[') ++depth;
        if ((line[i] == '}' || line[i] == ']') && --depth == 0) return i;
    }
    return line.size();
}

/// Where `key:` stands between two bytes of the line.
std::optional<std::size_t> find_key(const std::string& line, const std::string& key,
                                    std::size_t from, std::size_t to) {
    const std::string written = key + ":";
    for (std::size_t at = line.find(written, from); at < to; at = line.find(written, at + 1)) {
        const bool begins = at == 0 || std::string(" {,").find(line[at - 1]) != std::string::npos;
        const std::size_t after = at + written.size();
        if (begins && (after == line.size() || line[after] == ' ')) return at;
    }
    return std::nullopt;
}

/// The byte of the value after "key: "; of the key where the value is on other lines.
std::size_t value_after(const std::string& line, std::size_t key_at) {
    const std::size_t at = line.find_first_not_of(' ', line.find(':', key_at) + 1);
    return at == std::string::npos || line[at] == '#' ? key_at : at;
}

/// Whether the value of `key` begins at a byte.
bool is_value(const std::string& line, const std::string& key, std::size_t at) {
    while (at > 0 && line[at - 1] == ' ') --at;
    const std::string written = key + ":";
    return at >= written.size() && line.compare(at - written.size(), written.size(), written) == 0;
}

/// The last of the keys that stands in the line, each within the one before it.
std::optional<std::size_t> in_line(const std::string& line, const std::vector<std::string>& keys,
                                   std::size_t at) {
    std::optional<std::size_t> found;
    for (const std::string& key : keys) {
        const auto key_at = find_key(line, key, at, end_of(line, at));
        if (!key_at) continue;
        at = value_after(line, *key_at);
        found = key == keys.back() ? at : std::optional<std::size_t>();
    }
    return found;
}

/// Of a list or a mapping, the name in it that the message quotes.
std::size_t quoted_in(const std::string& line, std::size_t at, const std::string& message) {
    if (at >= line.size() || (line[at] != '[' && line[at] != '{')) return at;
    const std::size_t open = message.find('"');
    const std::size_t close = open == std::string::npos ? open : message.find('"', open + 1);
    if (close == std::string::npos || close == open + 1) return at;
    const std::string name = message.substr(open + 1, close - open - 1);
    const std::size_t end = end_of(line, at);
    for (std::size_t i = line.find(name, at); i < end; i = line.find(name, i + 1)) {
        const bool begins = std::string("[{ ,\"").find(line[i - 1]) != std::string::npos;
        const std::size_t after = i + name.size();
        if (begins && std::string("]} ,\"").find(line[after]) != std::string::npos) return i;
    }
    return at;
}

/// The key in the lines below the first one of an entry that is not written in braces.
void below(Diagnostic& d, const Lines& lines, const std::string& key) {
    const std::size_t indent = static_cast<std::size_t>(d.at.col) - 1;
    const std::string first = d.source_line;
    const bool item = indent >= 2 && first.compare(indent - 2, 2, "- ") == 0;
    for (auto it = lines.upper_bound(d.at.line); it != lines.end(); ++it) {
        const std::string& line = it->second;
        const std::size_t begins = line.find_first_not_of(' ');
        if (begins == std::string::npos || line[begins] == '#') continue;
        if (begins < indent || (begins == indent && !item)) return;
        const auto at = in_line(line, {key}, 0);
        if (!at) continue;
        d.at.line = it->first;
        d.at.col = character_of(line, quoted_in(line, *at, d.message)) + 1;
        d.source_line = line;
        return;
    }
}

void place(Diagnostic& d, const Lines& lines) {
    const auto own = lines.find(d.at.line);
    if (own == lines.end()) return;
    const std::string line = d.source_line = own->second;
    if (d.path.empty() || (d.path.back() == ']' && d.at.col > 0)) return;
    const std::vector<std::string> keys = keys_of(d.path);
    const std::size_t at = byte_of(line, std::max(d.at.col, 1) - 1);
    if (d.at.col > 0 && is_value(line, keys.back(), at)) return;
    if (const auto found = in_line(line, keys, at)) {
        d.at.col = character_of(line, quoted_in(line, *found, d.message)) + 1;
    } else if (d.at.col > 0 && at < line.size() && line[at] != '{' &&
               has_ending(d.at.file, ".yaml")) {
        below(d, lines, keys.back());
    }
}

}  // namespace

std::vector<Diagnostic> as_shown(const Diagnostics& diagnostics) {
    std::vector<Diagnostic> shown = diagnostics.items();
    const std::map<std::string, Lines> lines = read_lines(shown);
    std::map<std::string, std::size_t> files;
    for (Diagnostic& d : shown) {
        const auto known = lines.find(d.at.file);
        if (d.source_line.empty() && known != lines.end()) place(d, known->second);
        files.emplace(d.at.file, files.size());
    }
    std::stable_sort(shown.begin(), shown.end(), [&](const Diagnostic& a, const Diagnostic& b) {
        const std::size_t file_a = files.at(a.at.file);
        const std::size_t file_b = files.at(b.at.file);
        return file_a != file_b ? file_a < file_b : a.at.line < b.at.line;
    });
    return shown;
}

}  // namespace orrery
