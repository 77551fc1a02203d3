// Formats of FOCUS cells: numbers, dates, units, JSON, texts that stand for nothing.
#include "sim/evidence/focus_format.hpp"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/ingest/timestamp.hpp"

namespace orrery::focus {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool letter(char c) {
    return capital(c) || (c >= 'a' && c <= 'z');
}

std::size_t digits(std::string_view text, std::size_t at) {
    std::size_t n = 0;
    while (at + n < text.size() && digit(text[at + n])) ++n;
    return n;
}

/// −? digits (. digits)? (E −? digits)?
bool number_shape(std::string_view t) {
    std::size_t at = !t.empty() && t[0] == '-' ? 1 : 0;
    const std::size_t whole = digits(t, at);
    at += whole;
    std::size_t part = 0;
    if (at < t.size() && t[at] == '.') {
        part = digits(t, at + 1);
        if (part == 0) return false;
        at += 1 + part;
    }
    if (whole + part == 0) return false;
    if (at == t.size()) return true;
    if (t[at] != 'E' && t[at] != 'e') return false;
    ++at;
    if (at < t.size() && t[at] == '-') ++at;
    const std::size_t exponent = digits(t, at);
    return exponent > 0 && at + exponent == t.size();
}

int whole(std::string_view text, std::size_t at, std::size_t n) {
    int value = 0;
    for (std::size_t i = at; i < at + n; ++i) value = value * 10 + (text[i] - '0');
    return value;
}

/// Capitalised words, each of letters: "Virtual Machine", "GB".
bool unit_words(std::string_view text) {
    if (text.empty()) return false;
    bool start = true;
    for (const char c : text) {
        if (start && !capital(c)) return false;
        if (!start && c != ' ' && !letter(c)) return false;
        start = c == ' ';
    }
    return !start;
}

/// Words with hyphens between, a whole number before them where it may stand.
bool unit_side(std::string_view text) {
    const std::size_t n = digits(text, 0);
    if (n > 0) {
        if (n >= text.size() || text[n] != ' ' || text[0] == '0') return false;
        text.remove_prefix(n + 1);
    }
    while (true) {
        const std::size_t hyphen = text.find('-');
        if (!unit_words(text.substr(0, hyphen))) return false;
        if (hyphen == std::string_view::npos) return true;
        text.remove_prefix(hyphen + 1);
    }
}

}  // namespace

std::optional<double> read_number(std::string_view text) {
    double value = 0;
    if (!number_shape(text)) return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::int64_t> read_date(std::string_view t) {
    static constexpr std::string_view shape = "dddd-dd-ddTdd:dd:ddZ";
    if (t.size() != shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 'd' ? !digit(t[i]) : t[i] != shape[i]) return std::nullopt;
    }
    const date::year_month_day day{date::year{whole(t, 0, 4)},
                                   date::month{static_cast<unsigned>(whole(t, 5, 2))},
                                   date::day{static_cast<unsigned>(whole(t, 8, 2))}};
    const int hour = whole(t, 11, 2);
    const int minute = whole(t, 14, 2);
    const int second = whole(t, 17, 2);
    if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t days = date::sys_days{day}.time_since_epoch().count();
    return days * kSecondsPerDay + seconds_of_day(hour, minute, second);
}

bool is_unit(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (!unit_side(text.substr(0, slash))) return false;
    return slash == std::string_view::npos || unit_side(text.substr(slash + 1));
}

bool is_key_values(std::string_view text) {
    const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    return json.is_object() && std::all_of(json.begin(), json.end(),
                                           [](const auto& value) { return value.is_primitive(); });
}

bool stands_for_null(std::string_view text) {
    if (text.size() > 4) return false;
    std::string lower(text);
    for (char& c : lower) c = capital(c) ? static_cast<char>(c + 32) : c;
    static constexpr std::array<std::string_view, 5> words{"null", "n/a", "none", "nan", "-"};
    return std::find(words.begin(), words.end(), lower) != words.end();
}

bool is_custom_name(std::string_view name) {
    if (name.size() < 3 || name.substr(0, 2) != "x_" || !capital(name[2])) return false;
    return std::all_of(name.begin() + 2, name.end(), [](char c) { return letter(c) || digit(c); });
}

}  // namespace orrery::focus
