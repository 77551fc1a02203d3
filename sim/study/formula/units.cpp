// Units of values in formulas: what they measure, how they convert, what products of them are.
#include "sim/study/formula/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/dimension.hpp"

namespace orrery {
namespace {

/// A unit of several measures is of the first here: "USD/month" is a cost of a year in parts.
constexpr std::array kMeasures{
    Measure::share,      Measure::duration,   Measure::money,     Measure::energy,
    Measure::power,      Measure::mass_co2,   Measure::bytes,     Measure::bandwidth,
    Measure::rate,       Measure::tokens,     Measure::intensity, Measure::money_hour,
    Measure::money_year, Measure::money_kwh,  Measure::money_gb,  Measure::money_month,
    Measure::flop_rate,  Measure::volume_kwh, Measure::kelvin};

/// Amounts in any currency are of the reporting one: "40 MEUR" reads as "40 MUSD" would.
std::string in_dollars(const std::string& unit) {
    const std::string currency = currency_in(unit);
    if (currency.empty()) return unit;
    std::string text = unit;
    return text.replace(text.find(currency), currency.size(), "USD");
}

/// The name of what a measure's values are kept in.
std::string base_unit(Measure measure) {
    for (const UnitName& unit : units_of(measure)) {
        if (unit.factor == 1) return unit.text;
    }
    return measure == Measure::flop_rate ? "FLOP/s" : usual_unit(measure);
}

std::string plain_unit(const std::string& unit) {
    return unit.rfind("1/", 0) == 0 ? unit.substr(1) : unit;
}

/// Above and below the line: "USD/kWh".
struct Parts {
    std::vector<std::string> above;
    std::vector<std::string> below;
};

void split(const std::string& text, const std::string& mark, std::vector<std::string>& into) {
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t end = std::min(text.find(mark, from), text.size());
        const std::string one = text.substr(from, end - from);
        if (!one.empty() && one != "1") into.push_back(one);
        from = end + mark.size();
    }
}

Parts parts_of(const std::string& unit) {
    Parts parts;
    if (unit == kShareUnit || unit == kNoUnit) return parts;
    const std::size_t slash = std::min(unit.find('/'), unit.size());
    split(unit.substr(0, slash), "·", parts.above);
    if (slash < unit.size()) split(unit.substr(slash + 1), "·", parts.below);
    return parts;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : "·") + part;
    return text;
}

std::string text_of(Parts parts) {
    for (auto it = parts.above.begin(); it != parts.above.end();) {
        const auto same = std::find(parts.below.begin(), parts.below.end(), *it);
        if (same == parts.below.end()) {
            ++it;
            continue;
        }
        parts.below.erase(same);
        it = parts.above.erase(it);
    }
    const std::string above = joined(parts.above);
    if (parts.below.empty()) return above;
    return (above.empty() ? "1" : above) + "/" + joined(parts.below);
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

UnitMeaning meaning_of(const std::string& unit) {
    if (unit.empty() || unit == kShareUnit) return {};
    const std::string name = plain_unit(in_dollars(unit));
    for (const Measure measure : kMeasures) {
        for (const UnitName& one : units_of(measure)) {
            if (name == one.text) return {base_unit(measure), one.factor};
        }
    }
    return {name, 1};
}

std::optional<double> conversion(const std::string& from, const std::string& to) {
    if (from == to) return 1;
    const auto plain = [](const std::string& unit) {
        return unit == kShareUnit || unit == kNoUnit;
    };
    if (plain(from) && plain(to)) return 1;
    const UnitMeaning a = meaning_of(from);
    const UnitMeaning b = meaning_of(to);
    if (a.measure != b.measure) return dimension_conversion(from, to);
    return a.factor / b.factor;
}

std::string unit_product(const std::string& a, const std::string& b) {
    Parts parts = parts_of(a);
    const Parts more = parts_of(b);
    append(parts.above, more.above);
    append(parts.below, more.below);
    return text_of(parts);
}

std::string unit_quotient(const std::string& a, const std::string& b) {
    Parts parts = parts_of(a);
    const Parts more = parts_of(b);
    append(parts.above, more.below);
    append(parts.below, more.above);
    return text_of(parts);
}

std::string units_like(const std::string& unit) {
    if (unit.empty()) return {};
    if (unit == kShareUnit) return "%";
    const std::string name = plain_unit(in_dollars(unit));
    for (const Measure measure : kMeasures) {
        const auto& all = units_of(measure);
        if (std::none_of(all.begin(), all.end(),
                         [&](const UnitName& one) { return name == one.text; }))
            continue;
        std::string list;
        for (const UnitName& one : all) {
            std::string text = one.text;
            const std::size_t dollars = text.find("USD");
            const std::string own = currency_in(unit);
            if (dollars != std::string::npos && !own.empty()) text.replace(dollars, 3, own);
            list += (list.empty() ? "" : ", ") + text;
        }
        return list;
    }
    return {};
}

void scale(Value& v, double factor) {
    if (factor == 1) return;
    if (auto* one = std::get_if<double>(&v.is)) *one *= factor;
    if (auto* many = std::get_if<Numbers>(&v.is)) {
        for (double& x : *many) x *= factor;
    }
}

std::string currency_in(const std::string& unit) {
    const std::string head = unit.substr(0, unit.find('/'));
    const std::size_t at = head.size() == 4 && (head[0] == 'k' || head[0] == 'M') ? 1 : 0;
    if (head.size() != 3 + at || head == "GPU") return {};
    for (std::size_t i = at; i < head.size(); ++i) {
        if (head[i] < 'A' || head[i] > 'Z') return {};
    }
    return head.substr(at);
}

std::optional<Value> quantity_value(double number, const std::string& unit) {
    for (const Measure m : kMeasures) {
        const Parsed parsed = parse_quantity(print_number(number) + " " + in_dollars(unit), m);
        if (!parsed.problem.empty()) continue;
        std::string name = m == Measure::share ? kShareUnit : base_unit(m);
        const std::string currency = currency_in(unit);
        if (is_money(m)) name.replace(0, 3, currency);
        return Value(parsed.value, name);
    }
    return std::nullopt;
}

}  // namespace orrery
