// Field tables: how single values are read, recorded and printed.
#include "sim/scenario/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/scenario/document/quoted_text.hpp"
#include "sim/scenario/range.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {
namespace {

const char* describe(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::scalar:
            return "a single value";
        case Node::Kind::sequence:
            return "a list";
        case Node::Kind::mapping:
            return "keys with values";
    }
    return "something else";
}

/// What a missing key is for, from its description: "add site: … (site that houses it)".
std::string add_it(const std::string& message, std::string doc) {
    const std::size_t open = message.find('"');
    const std::size_t close = message.rfind('"');
    const std::string add = "add " + message.substr(open + 1, close - open - 1) + ": …";
    if (doc.empty()) return add;
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool acronym = doc.size() > 1 && capital(doc[0]) && capital(doc[1]);
    if (capital(doc[0]) && !acronym) doc[0] = static_cast<char>(doc[0] - 'A' + 'a');
    return add + " (" + doc + ")";
}

std::string bound_text(double bound, Measure measure) {
    return print_quantity(bound, measure);
}

}  // namespace

void Reader::error(const SourcePosition& at, std::string code, const std::string& path,
                   std::string message, std::string hint) const {
    Diagnostic d;
    d.code = std::move(code);
    d.at = at;
    d.path = path;
    d.hint = d.code == "E0201" ? add_it(message, std::move(hint)) : std::move(hint);
    d.message = std::move(message);
    diagnostics.add(std::move(d));
}

void Reader::record(const std::string& path, std::string value, const SourcePosition& at) const {
    if (!origins) return;
    const std::string origin = at.line > 0 ? fmt::format("{}:{}", at.file, at.line) : at.file;
    origins->push_back({path, std::move(value), origin});
}

void Reader::record_default(const std::string& path, std::string value) const {
    if (origins) origins->push_back({path, std::move(value), "default"});
}

bool Reader::expect(const Node& node, Node::Kind kind, const std::string& path,
                    const std::string& wanted) const {
    if (node.kind == kind) return true;
    const bool stuck = node.kind == Node::Kind::mapping && !node.entries.empty() &&
                       node.entries.front().key.rfind('-', 0) == 0;
    error(node.at, "E0202", path, fmt::format("expected {}, found {}", wanted, describe(node)),
          stuck ? "write a space behind the -" : "check the indentation");
    return false;
}

std::optional<std::string> Reader::text(const Node& node, const std::string& path) const {
    if (!expect(node, Node::Kind::scalar, path, "text")) return std::nullopt;
    if (node.scalar.empty() || node.scalar.size() > 256) {
        error(node.at, "E0203", path,
              node.scalar.empty() ? "the text is empty" : "the text is longer than 256 bytes",
              node.scalar.empty() ? "write one, or leave the key out" : "shorten it");
        return std::nullopt;
    }
    return node.scalar;
}

std::optional<bool> Reader::boolean(const Node& node, const std::string& path) const {
    if (!expect(node, Node::Kind::scalar, path, "true or false")) return std::nullopt;
    if (node.scalar == "true") return true;
    if (node.scalar == "false") return false;
    error(node.at, "E0204", path, "\"" + node.scalar + "\" is neither true nor false",
          "write true or false");
    return std::nullopt;
}

namespace {

/// Where the ISO 4217 code of an amount stands ("3 MEUR/y": 3), if there is one.
std::size_t code_in(const std::string& text) {
    const std::size_t digits = text.find_first_not_of("+-.0123456789eE ");
    std::size_t at = digits;
    if (at == std::string::npos) return at;
    // The exponent's letter may be the code's: "5 EUR".
    while (at > 0 && text[at - 1] == 'E') --at;
    const auto capital = [&](std::size_t i) {
        return i < text.size() && text[i] >= 'A' && text[i] <= 'Z';
    };
    for (std::size_t i = at; i <= at + 1; ++i) {
        const bool code = capital(i) && capital(i + 1) && capital(i + 2);
        const bool ends = i + 3 == text.size() || (i + 3 < text.size() && text[i + 3] == '/');
        if (code && ends) return i;
    }
    return std::string::npos;
}

}  // namespace

std::optional<double> Reader::in_usd(const Node& node, const std::string& path,
                                     std::string& text) const {
    const std::size_t at = code_in(text);
    if (at == std::string::npos || text.compare(at, 3, "USD") == 0) return 1;
    const std::string code = text.substr(at, 3);
    const auto rate = rates.find(code);
    text.replace(at, 3, "USD");
    if (rate != rates.end()) return rate->second;
    error(node.at, "E0820", path, "\"" + node.scalar + "\": there is no rate of " + code,
          "add fx: [{currency: " + code + ", rate: 1.08}] (USD for one " + code + ")");
    return std::nullopt;
}

std::optional<double> Reader::quantity(const Node& node, const std::string& path,
                                       const FieldInfo& info) const {
    if (!expect(node, Node::Kind::scalar, path, "a value")) return std::nullopt;
    std::string text = node.scalar;
    double factor = 1;
    if (is_money(info.measure)) {
        const auto rate = in_usd(node, path, text);
        if (!rate) return std::nullopt;
        factor = *rate;
    }
    const Parsed parsed = parse_quantity(text, info.measure);
    if (!parsed.problem.empty()) {
        error(node.at, "E0205", path, parsed.problem, parsed.hint);
        return std::nullopt;
    }
    const double value = parsed.value * factor;
    const double most = info.max.value_or(std::max(largest(info.measure), info.min.value_or(0)));
    const double least = info.min.value_or(std::min(-largest(info.measure), most));
    if (value != 0 && std::fabs(value) < kSmallest) {
        error(node.at, "E0206", path, fmt::format("\"{}\" is too small", node.scalar),
              "write 0, or at least " + bound_text(kSmallest, info.measure));
        return std::nullopt;
    }
    const bool low = info.above_min ? value <= least : value < least;
    if (low || value > most) {
        const std::string bound = bound_text(low ? least : most, info.measure);
        // "25" of a share that is at most 1 was meant as 25 %.
        const bool percent = !low && info.measure == Measure::share && value >= 2 &&
                             value <= 100 * most && text.find('%') == std::string::npos;
        error(node.at, "E0206", path,
              fmt::format("\"{}\" is {}", node.scalar, low ? "too small" : "too large"),
              fmt::format("{}it must be {} {}",
                          percent ? "did you mean " + print_number(value) + " %? " : "",
                          low ? (info.above_min ? "above" : "at least") : "at most", bound));
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> Reader::whole(const Node& node, const std::string& path,
                                          const FieldInfo& info) const {
    if (!expect(node, Node::Kind::scalar, path, "a whole number")) return std::nullopt;
    const std::string& s = node.scalar;
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), value);
    const double low = info.min.value_or(0);
    if (problem != std::errc{} || end != s.data() + s.size()) {
        error(node.at, "E0207", path,
              fmt::format("expected a whole number ≥ {}, found \"{}\"", print_number(low), s),
              "digits only, no unit, no fraction");
        return std::nullopt;
    }
    const auto v = static_cast<double>(value);
    if (v < low || (info.max && v > *info.max)) {
        error(node.at, "E0206", path,
              fmt::format("{} is {}", value, v < low ? "too small" : "too large"),
              v < low ? fmt::format("it must be at least {}", print_number(low))
                      : fmt::format("it must be at most {}", print_number(*info.max)));
        return std::nullopt;
    }
    return value;
}

std::optional<Nanos> Reader::span(const Node& node, const std::string& path,
                                  const FieldInfo& info) const {
    FieldInfo limited = info;
    limited.measure = Measure::duration;
    if (!limited.min) limited.min = 0;
    const auto seconds = quantity(node, path, limited);
    if (!seconds) return std::nullopt;
    const Nanos span = Nanos::from_seconds(*seconds);
    if (span.ns == 0 && *seconds != 0) {
        error(node.at, "E0206", path, fmt::format("\"{}\" is too small", node.scalar),
              "write 0 s, or at least 1 ns");
        return std::nullopt;
    }
    return span;
}

std::optional<Nanos> Reader::moment(const Node& node, const std::string& path,
                                    const FieldInfo& info) const {
    if (node.kind == Node::Kind::scalar) {
        if (const auto date = parse_date(node.scalar)) {
            const std::int64_t after = *date - start_unix_s;
            if (static_cast<double>(after) > info.max.value_or(largest(Measure::duration))) {
                error(node.at, "E0206", path, "\"" + node.scalar + "\" is too late",
                      "it must lie within " +
                          bound_text(info.max.value_or(largest(Measure::duration)),
                                     Measure::duration) +
                          " of the start, " + print_date(start_unix_s));
                return std::nullopt;
            }
            if (after >= 0 || (info.min && static_cast<double>(after) >= *info.min)) {
                return Nanos{after * kSecond.ns};
            }
            error(node.at, "E0208", path, "\"" + node.scalar + "\" lies before the start",
                  "the scenario starts at " + print_date(start_unix_s));
            return std::nullopt;
        }
    }
    return span(node, path, info);
}

std::optional<std::int64_t> Reader::date(const Node& node, const std::string& path) const {
    if (!expect(node, Node::Kind::scalar, path, "a date")) return std::nullopt;
    if (const auto date = parse_date(node.scalar)) return date;
    error(node.at, "E0209", path, "\"" + node.scalar + "\" is not a date",
          "for example 2026-11-02 or 2026-11-02T06:00:00Z");
    return std::nullopt;
}

std::optional<std::size_t> Reader::choice(const Node& node, const std::string& path,
                                          const FieldInfo& info) const {
    if (!expect(node, Node::Kind::scalar, path, "one of several words")) return std::nullopt;
    const auto it = std::find(info.choices.begin(), info.choices.end(), node.scalar);
    if (it != info.choices.end()) return static_cast<std::size_t>(it - info.choices.begin());
    const std::string similar = closest(node.scalar, info.choices);
    std::string all;
    for (const auto& c : info.choices) all += (all.empty() ? "" : ", ") + c;
    error(node.at, "E0210", path, "\"" + node.scalar + "\" is not one of the choices",
          (similar.empty() ? "" : "did you mean " + similar + "? ") + ("choices: " + all));
    return std::nullopt;
}

void Reader::unknown_keys(const Node& node, const std::string& path,
                          const std::vector<FieldInfo>& known) const {
    std::vector<std::string> keys;
    for (const auto& info : known) keys.push_back(info.key);
    for (const Entry& entry : node.entries) {
        if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
        const std::string similar = closest(entry.key, keys);
        std::string all;
        for (const auto& key : keys) all += (all.empty() ? "" : ", ") + key;
        error(
            entry.at, "E0211", path, "unknown key \"" + entry.key + "\"",
            entry.key.find("\xc2\xa0") != std::string::npos
                ? "it holds a no-break space (U+00A0), as copied from a web page: type a plain one"
            : similar.empty() ? "known here: " + all
                              : "did you mean " + similar + "?");
    }
}

void Printer::line(int depth, const std::string& lead, const std::string& key,
                   const std::string& value, const std::string& path) {
    const int indent = 2 * depth - static_cast<int>(lead.size());
    std::string text =
        std::string(static_cast<std::size_t>(std::max(indent, 0)), ' ') + lead + key + ":";
    if (!value.empty()) text += " " + value;
    const auto origin = path.empty() ? origins.end() : origins.find(path);
    if (origin != origins.end()) text = fmt::format("{:<52}  # {}", text, origin->second);
    out += text + "\n";
}

std::string yaml_text(const std::string& text) {
    const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.' || c == '/' || c == ' ';
    });
    const bool starts =
        plain && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
    if (starts && text.back() != ' ' && text != "true" && text != "false" && text != "null") {
        return text;
    }
    return in_quotes(text);
}

std::string print_span(Nanos span) {
    if (span == Nanos::never()) return {};
    struct Unit {
        std::int64_t ns;
        const char* name;
    };
    for (const Unit& u : {Unit{kDay.ns, "d"}, Unit{kHour.ns, "h"}, Unit{kMinute.ns, "min"},
                          Unit{kSecond.ns, "s"}, Unit{1'000'000, "ms"}, Unit{1000, "us"}}) {
        if (span.ns != 0 && span.ns % u.ns == 0)
            return fmt::format("{} {}", span.ns / u.ns, u.name);
    }
    return span.ns == 0 ? "0 s" : fmt::format("{} ns", span.ns);
}

}  // namespace orrery
