// Units as products of powers: kWh and kW·h are one, USD/h · s is an amount of money.
#include "sim/study/formula/dimension.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/units.hpp"

namespace orrery {
namespace {

constexpr double kHour = 3600;
constexpr double kMonth = 365.25 * 86400 / 12;  // of the same year as scenarios have

/// Powers of money, s, W, gCO2e, B, tokens; words that are no units of scenarios begin with "?".
struct Dimension {
    std::map<std::string, int> powers;
    double factor = 1;  ///< to the product of those
    bool product = false;

    void multiply(const std::string& of, double by, int power) {
        for (int i = 0; i < std::abs(power); ++i) factor = power > 0 ? factor * by : factor / by;
        if ((powers[of] += power) == 0) powers.erase(of);
    }
};

void multiply_part(Dimension& d, const std::string& part, int power) {
    if (part == "month") return d.multiply("s", kMonth, power);
    const UnitMeaning meaning = meaning_of(part);
    if (meaning.measure == "kWh") {
        d.multiply("W", 1000 * meaning.factor, power);
        d.multiply("s", kHour, power);
        return;
    }
    static const std::array<std::string, 7> known{"USD", "s", "W", "gCO2e", "B", "tokens", "K"};
    const bool is = std::find(known.begin(), known.end(), meaning.measure) != known.end();
    d.multiply((is ? "" : "?") + meaning.measure, meaning.factor, power);
}

void multiply_all(Dimension& d, const std::string& text, int power) {
    const std::string mark = "·";
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find(mark, from), text.size());
        const std::string part = text.substr(from, end - from);
        if (!part.empty() && part != "1") multiply_part(d, part, power);
        d.product = d.product || end < text.size();
        from = end + mark.size();
    }
}

Dimension dimension_of(const std::string& unit) {
    Dimension d;
    if (unit == kShareUnit || unit == kNoUnit) return d;
    // "Gb/s" is known as a whole alone: its parts are not.
    const UnitMeaning whole = meaning_of(unit);
    const bool named = unit.find("·") == std::string::npos && !units_like(unit).empty();
    const std::string text = named ? whole.measure : unit;
    d.factor = named ? whole.factor : 1;
    const std::size_t slash = std::min(text.find('/'), text.size());
    multiply_all(d, text.substr(0, slash), 1);
    if (slash < text.size()) multiply_all(d, text.substr(slash + 1), -1);
    return d;
}

/// The currency that stands in a product: "EUR" of "s·EUR/h".
std::string currency_among(const std::string& unit) {
    std::string word;
    for (const char c : unit + "/") {
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (letter) {
            word += c;
            continue;
        }
        if (const std::string found = currency_in(word); !found.empty()) return found;
        word.clear();
    }
    return "USD";
}

constexpr std::array kTargets{"USD", "s",   "kWh",   "W",       "gCO2e",     "B",     "tokens",
                              "1/s", "B/s", "USD/h", "USD/kWh", "gCO2e/kWh", "USD/GB"};

}  // namespace

std::optional<double> dimension_conversion(const std::string& from, const std::string& to) {
    const Dimension a = dimension_of(from);
    const Dimension b = dimension_of(to);
    if (a.powers.empty() || a.powers != b.powers) return std::nullopt;
    return a.factor / b.factor;
}

std::optional<double> label_conversion(const std::string& from, const std::string& to) {
    if (const auto factor = conversion(from, to)) return factor;
    const Dimension a = dimension_of(from);
    Dimension b = dimension_of(to);
    std::erase_if(b.powers, [](const auto& entry) { return entry.first[0] == '?'; });
    if (a.powers != b.powers) return std::nullopt;
    return a.factor / b.factor;
}

std::optional<ReducedUnit> reduced_unit(const std::string& unit) {
    if (unit.empty() || !units_like(unit).empty()) return std::nullopt;
    const Dimension d = dimension_of(unit);
    if (d.powers.empty()) return ReducedUnit{"", d.factor};
    if (!d.product) return std::nullopt;  // "USD/s" and "kWh/d" are fine as they are
    for (const char* target : kTargets) {
        const Dimension t = dimension_of(target);
        if (t.powers != d.powers) continue;
        std::string text = target;
        if (text.rfind("USD", 0) == 0) text.replace(0, 3, currency_among(unit));
        return ReducedUnit{text, d.factor / t.factor};
    }
    return std::nullopt;
}

}  // namespace orrery
