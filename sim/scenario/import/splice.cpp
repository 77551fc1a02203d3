// Changes of a scenario's text that leave all else, comments included, as its owner wrote it.
#include "sim/scenario/import/splice.hpp"

#include <algorithm>
#include <vector>

namespace orrery {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
    Lines lines;
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

std::string joined(const Lines& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

std::size_t indent_of(const std::string& line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

bool is_text(const std::string& line) {
    const std::size_t at = indent_of(line);
    return at < line.size() && line[at] != '#';
}

bool starts(const std::string& line, std::size_t at, const std::string& what) {
    return line.compare(at, what.size(), what) == 0;
}

/// What stands behind "key:" of a line, without spaces and comment.
std::string behind(const std::string& line, std::size_t at) {
    std::string rest = line.substr(at);
    if (const std::size_t comment = rest.find(" #"); comment != std::string::npos) {
        rest.resize(comment);
    }
    const std::size_t first = rest.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return rest.substr(first, rest.find_last_not_of(" \r") - first + 1);
}

/// Lines from … to − 1; the lines of blanks and comments before `to` belong to what follows.
struct Span {
    std::size_t from = 0;
    std::size_t to = 0;
};

Span trimmed(const Lines& lines, Span span) {
    while (span.to > span.from + 1 && !is_text(lines[span.to - 1])) --span.to;
    return span;
}

/// The line of a key of the scenario itself and what belongs to it.
std::optional<Span> top_key(const Lines& lines, const std::string& key) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!starts(lines[i], 0, key + ":")) continue;
        Span span{i, i + 1};
        // "- " of a list may stand in the first column.
        while (span.to < lines.size() &&
               (!is_text(lines[span.to]) || indent_of(lines[span.to]) > 0 ||
                starts(lines[span.to], 0, "- "))) {
            ++span.to;
        }
        return trimmed(lines, span);
    }
    return std::nullopt;
}

/// The entries of a list below its key.
std::vector<Span> entries_of(const Lines& lines, const Span& list) {
    std::vector<Span> entries;
    std::size_t indent = std::string::npos;
    for (std::size_t i = list.from + 1; i < list.to; ++i) {
        const std::size_t at = indent_of(lines[i]);
        if (!is_text(lines[i]) || !starts(lines[i], at, "-")) continue;
        if (indent == std::string::npos) indent = at;
        if (at != indent) continue;
        if (!entries.empty()) entries.back().to = i;
        entries.push_back({i, list.to});
    }
    for (Span& entry : entries) entry = trimmed(lines, entry);
    return entries;
}

/// Where the keys of an entry begin: behind "- ".
std::size_t key_column(const std::string& first) {
    const std::size_t dash = first.find('-');
    return std::min(first.find_first_not_of(' ', dash + 1), first.size());
}

/// The line of a key of an entry in block style and what belongs to it.
std::optional<Span> key_of(const Lines& lines, const Span& entry, const std::string& key) {
    const std::size_t column = key_column(lines[entry.from]);
    for (std::size_t i = entry.from; i < entry.to; ++i) {
        const bool own = i == entry.from || (is_text(lines[i]) && indent_of(lines[i]) == column);
        if (!own || !starts(lines[i], column, key + ":")) continue;
        Span span{i, i + 1};
        while (span.to < entry.to &&
               (!is_text(lines[span.to]) || indent_of(lines[span.to]) > column ||
                starts(lines[span.to], column, "- "))) {
            ++span.to;
        }
        return trimmed(lines, span);
    }
    return std::nullopt;
}

bool in_braces(const Lines& lines, const Span& entry) {
    const std::size_t column = key_column(lines[entry.from]);
    return column < lines[entry.from].size() && lines[entry.from][column] == '{';
}

/// Position of "key:" in "{name: a, key: 1}" at the outer level, or npos.
std::size_t flow_key(const std::string& line, std::size_t open, const std::string& key) {
    int depth = 0;
    char quote = 0;
    for (std::size_t i = open; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
        const bool outer = depth == 1 && quote == 0 && (c == '{' || c == ',');
        if (!outer) continue;
        const std::size_t next = line.find_first_not_of(' ', i + 1);
        if (next != std::string::npos && starts(line, next, key + ":")) return next;
    }
    return std::string::npos;
}

/// End of a scalar in braces.
std::size_t flow_end(const std::string& line, std::size_t from) {
    return std::min(line.find_first_of(",}", from), line.size());
}

/// As it is written, quotes included.
std::string name_text(const Lines& lines, const Span& entry) {
    if (in_braces(lines, entry)) {
        const std::string& line = lines[entry.from];
        const std::size_t at = flow_key(line, line.find('{'), "name");
        if (at == std::string::npos) return {};
        return behind(line.substr(0, flow_end(line, at)), at + 5);
    }
    const auto key = key_of(lines, entry, "name");
    return key ? behind(lines[key->from], lines[key->from].find("name:") + 5) : std::string();
}

bool has_name(const Lines& lines, const Span& entry, const std::string& name) {
    const std::string value = name_text(lines, entry);
    return value == name || value == "\"" + name + "\"" || value == "'" + name + "'";
}

bool is_marked(const Lines& lines, const Span& span) {
    return std::any_of(
        lines.begin() + static_cast<std::ptrdiff_t>(span.from),
        lines.begin() + static_cast<std::ptrdiff_t>(span.to),
        [](const std::string& line) { return line.find("# assumed") != std::string::npos; });
}

Lines indented(const std::string& block, std::size_t indent) {
    Lines lines = lines_of(block);
    for (std::string& line : lines) {
        if (!line.empty()) line.insert(0, std::string(indent, ' '));
    }
    return lines;
}

void replace(Lines& lines, const Span& span, const Lines& by) {
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(span.from);
    const auto last = lines.begin() + static_cast<std::ptrdiff_t>(span.to);
    lines.insert(lines.erase(first, last), by.begin(), by.end());
}

/// One line of braces: "key: scalar" replaced or added.
bool change_flow(std::string& line, const std::string& key, const std::string& block) {
    const std::size_t close = line.rfind('}');
    if (close == std::string::npos) return false;
    const std::size_t at = flow_key(line, line.find('{'), key);
    if (at == std::string::npos) {
        line.insert(close, ", " + block);
        return true;
    }
    const std::size_t end = flow_end(line, at);
    if (line.find_first_of("{[\"'", at) < end) return false;
    line.replace(at, end - at, block);
    return true;
}

}  // namespace

std::optional<std::string> with_entry(const std::string& text, const std::string& list,
                                      const std::string& name, const std::string& entry) {
    Lines lines = lines_of(text);
    const auto span = top_key(lines, list);
    if (!span) {
        lines.emplace_back();
        lines.push_back(list + ":");
        for (const std::string& line : indented(entry, 2)) lines.push_back(line);
        return joined(lines);
    }
    if (!behind(lines[span->from], list.size() + 1).empty()) return std::nullopt;
    const std::vector<Span> entries = entries_of(lines, *span);
    const std::size_t indent = entries.empty() ? 2 : indent_of(lines[entries[0].from]);
    for (const Span& e : entries) {
        if (!has_name(lines, e, name)) continue;
        replace(lines, e, indented(entry, indent));
        return joined(lines);
    }
    replace(lines, {span->to, span->to}, indented(entry, indent));
    return joined(lines);
}

std::optional<std::string> with_key_of_entry(const std::string& text, const std::string& list,
                                             const std::string& name, const std::string& key,
                                             const std::string& block) {
    Lines lines = lines_of(text);
    const auto span = top_key(lines, list);
    if (!span) return std::nullopt;
    for (const Span& entry : entries_of(lines, *span)) {
        if (!has_name(lines, entry, name)) continue;
        if (in_braces(lines, entry)) {
            const bool single = entry.to == entry.from + 1 && block.find('\n') == block.size() - 1;
            std::string value = block.substr(0, block.find('\n'));
            if (!single || !change_flow(lines[entry.from], key, value)) return std::nullopt;
            return joined(lines);
        }
        const std::size_t column = key_column(lines[entry.from]);
        const auto old = key_of(lines, entry, key);
        if (old && old->from == entry.from) return std::nullopt;
        replace(lines, old.value_or(Span{entry.to, entry.to}), indented(block, column));
        return joined(lines);
    }
    return std::nullopt;
}

std::string with_key(const std::string& text, const std::string& key, const std::string& value) {
    Lines lines = lines_of(text);
    const Lines line{key + ": " + value};
    if (const auto old = top_key(lines, key)) {
        replace(lines, *old, line);
        return joined(lines);
    }
    // Behind the name, where the scenario says what it is.
    const auto name = top_key(lines, "name");
    const std::size_t at = name ? name->to : lines.size();
    replace(lines, {at, at}, line);
    return joined(lines);
}

bool is_assumed(const std::string& text, const std::string& key) {
    const Lines lines = lines_of(text);
    const auto span = top_key(lines, key);
    return span && is_marked(lines, {span->from, span->from + 1});
}

std::string without_assumed(const std::string& text, const std::string& list,
                            std::vector<std::string>& names) {
    Lines lines = lines_of(text);
    const auto span = top_key(lines, list);
    if (!span) return text;
    const std::vector<Span> entries = entries_of(lines, *span);
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (!is_marked(lines, *entry)) continue;
        names.insert(names.begin(), name_text(lines, *entry));
        replace(lines, *entry, {});
    }
    return joined(lines);
}

}  // namespace orrery
