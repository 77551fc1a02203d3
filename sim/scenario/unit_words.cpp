// Units as people write them elsewhere, and those of the language that they mean.
#include "sim/scenario/unit_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/words.hpp"

namespace orrery {
namespace {

constexpr std::array<std::pair<std::string_view, const char*>, 43> kWords{
    {{"second", "s"},    {"seconds", "s"},   {"sec", "s"},       {"secs", "s"},
     {"minute", "min"},  {"minutes", "min"}, {"mins", "min"},    {"m", "min"},
     {"hour", "h"},      {"hours", "h"},     {"hr", "h"},        {"hrs", "h"},
     {"day", "d"},       {"days", "d"},      {"week", "wk"},     {"weeks", "wk"},
     {"w", "wk"},        {"year", "y"},      {"years", "y"},     {"yr", "y"},
     {"yrs", "y"},       {"a", "y"},         {"mo", "month"},    {"months", "month"},
     {"gbps", "Gb/s"},   {"gbit/s", "Gb/s"}, {"mbps", "Mb/s"},   {"mbit/s", "Mb/s"},
     {"tbps", "Tb/s"},   {"tbit/s", "Tb/s"}, {"watt", "W"},      {"watts", "W"},
     {"byte", "B"},      {"bytes", "B"},     {"percent", "%"},   {"pct", "%"},
     {"$", "USD"},       {"k$", "kUSD"},     {"m$", "MUSD"},     {"dollar", "USD"},
     {"dollars", "USD"}, {"gco2", "gCO2e"},  {"kgco2", "kgCO2e"}}};

std::string word(std::string_view text) {
    for (const auto& [from, to] : kWords) {
        if (lower_case(std::string(text)) == from) return to;
    }
    return std::string(text);
}

/// Each part between strokes by its word: "$/hour" is USD/h.
std::string worded(std::string_view unit) {
    std::string whole = word(unit);
    if (whole != unit) return whole;
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = unit.find('/');; at = unit.find('/', from)) {
        const std::size_t end = std::min(at, unit.size());
        out += word(unit.substr(from, end - from));
        if (at == std::string_view::npos) return out;
        out += '/';
        from = at + 1;
    }
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}

/// "1.234.567" or "10 000": groups of three digits behind the first.
bool grouped(std::string_view text, char separator) {
    std::size_t group = 0;
    std::size_t groups = 0;
    for (const char c : text) {
        if (c != separator && !digit(c)) return false;
        if (c == separator && (groups > 0 ? group != 3 : group == 0 || group > 3)) return false;
        groups += c == separator ? 1 : 0;
        group = c == separator ? 0 : group + 1;
    }
    return groups > 0 && group == 3;
}

std::string without(std::string_view text, char separator) {
    std::string out;
    for (const char c : text) {
        if (c != separator) out += c;
    }
    return out;
}

/// "1,5" is 1.5, "1,234.5" and "1,234,567" have separators, "1.234,5" both; "1,000" may be either.
std::string with_comma(std::string_view number, const std::string& rest) {
    const std::size_t comma = number.find(',');
    if (comma == std::string_view::npos || comma == 0) return {};
    if (number.find_first_not_of("0123456789.,") != std::string_view::npos) return {};
    const std::size_t point = number.find('.');
    const bool several = number.find(',', comma + 1) != std::string_view::npos;
    if (grouped(number.substr(0, point), ',') && (several || point != std::string_view::npos)) {
        return without(number, ',') + rest;
    }
    if (several || point != std::string_view::npos) {
        const bool german = !several && grouped(number.substr(0, comma), '.');
        if (!german) return {};
    }
    const std::string decimal =
        without(number.substr(0, comma), '.') + "." + std::string(number.substr(comma + 1)) + rest;
    return grouped(number, ',') ? without(number, ',') + rest + " or " + decimal : decimal;
}

}  // namespace

std::string unit_meant(std::string_view unit, const std::vector<std::string>& names) {
    const auto known = [&](const std::string& text) {
        return std::find(names.begin(), names.end(), text) != names.end();
    };
    const std::string other = worded(unit);
    if (known(other)) return other;
    for (const std::string& text : {std::string(unit), other}) {
        for (const std::string& name : names) {
            if (lower_case(std::string(name)) == lower_case(std::string(text))) return name;
        }
    }
    return closest(unit, names);
}

std::string number_meant(std::string_view text) {
    if (text.substr(0, 1) == "$") {
        const std::size_t from = text.find_first_not_of("$ ");
        if (from == std::string_view::npos || !digit(text[from])) return {};
        return std::string(text.substr(from)) + " USD";
    }
    if (text.substr(0, 1) == "-") {
        const std::string positive = number_meant(text.substr(1));
        return positive.empty() ? positive : "-" + positive;
    }
    std::string_view number = text.substr(0, text.find_first_not_of("0123456789., _'"));
    while (!number.empty() && !digit(number.back())) number.remove_suffix(1);
    const std::string rest(text.substr(number.size()));
    for (const char separator : {' ', '_', '\''}) {
        if (grouped(number, separator)) return without(number, separator) + rest;
    }
    return with_comma(number, rest);
}

}  // namespace orrery
