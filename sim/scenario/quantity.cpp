// Quantities in text: a number and a unit that must be there, to SI base units.
#include "sim/scenario/quantity.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "sim/ingest/timestamp.hpp"
#include "sim/scenario/unit_words.hpp"

namespace orrery {
namespace {

constexpr double kYear = 365.25 * 86400;

const std::vector<UnitName> kNumber{{"", 1}};
const std::vector<UnitName> kShare{{"%", 0.01}};
const std::vector<UnitName> kDuration{{"s", 1},       {"min", 60},  {"h", 3600},  {"d", 86400},
                                      {"wk", 604800}, {"y", kYear}, {"ms", 1e-3}, {"us", 1e-6},
                                      {"µs", 1e-6},   {"ns", 1e-9}};
const std::vector<UnitName> kBytes{
    {"GB", 1e9},  {"B", 1},      {"kB", 1e3},      {"MB", 1e6},         {"TB", 1e12},
    {"PB", 1e15}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}, {"TiB", 1099511627776}};
const std::vector<UnitName> kBandwidth{{"GB/s", 1e9},           {"B/s", 1},
                                       {"kB/s", 1e3},           {"MB/s", 1e6},
                                       {"TB/s", 1e12},          {"Gb/s", 1.25e8},
                                       {"Mb/s", 1.25e5},        {"kb/s", 125},
                                       {"Tb/s", 1.25e11},       {"GiB/s", 1073741824},
                                       {"TiB/s", 1099511627776}};
const std::vector<UnitName> kFlopRate{{"TFLOP/s", 1e12}, {"PFLOP/s", 1e15}, {"GFLOP/s", 1e9},
                                      {"EFLOP/s", 1e18}, {"TOP/s", 1e12},   {"POP/s", 1e15}};
const std::vector<UnitName> kPower{{"W", 1}, {"kW", 1e3}, {"MW", 1e6}, {"GW", 1e9}, {"mW", 1e-3}};
const std::vector<UnitName> kMassCo2{{"kgCO2e", 1e3}, {"gCO2e", 1}, {"tCO2e", 1e6}};
const std::vector<UnitName> kIntensity{{"gCO2e/kWh", 1}, {"kgCO2e/kWh", 1e3}, {"kgCO2e/MWh", 1}};
const std::vector<UnitName> kRate{
    {"/s", 1}, {"/min", 1.0 / 60}, {"/h", 1.0 / 3600}, {"/d", 1.0 / 86400}};
const std::vector<UnitName> kMoney{{"USD", 1}, {"kUSD", 1e3}, {"MUSD", 1e6}};
const std::vector<UnitName> kMoneyHour{{"USD/h", 1}};
const std::vector<UnitName> kMoneyYear{{"USD/y", 1}, {"kUSD/y", 1e3}, {"USD/month", 12}};
const std::vector<UnitName> kMoneyKwh{{"USD/kWh", 1}, {"USD/MWh", 1e-3}};
const std::vector<UnitName> kMoneyGb{{"USD/GB", 1}, {"USD/TB", 1e-3}};
const std::vector<UnitName> kMoneyMonth{{"USD/month", 1}, {"kUSD/month", 1e3}, {"USD/y", 1 / 12.0}};
const std::vector<UnitName> kMoneyGbMonth{{"USD/GB-month", 1}, {"USD/TB-month", 1e-3}};
const std::vector<UnitName> kTokens{{"tokens", 1}, {"ktokens", 1e3}, {"Mtokens", 1e6}};
const std::vector<UnitName> kVolumeKwh{{"L/kWh", 1}};
const std::vector<UnitName> kEnergy{{"kWh", 1}, {"MWh", 1e3}, {"GWh", 1e6}, {"Wh", 1e-3}};
const std::vector<UnitName> kKelvin{{"K", 1}};
const std::vector<UnitName> kDegrees{{"deg", 1}, {"°", 1}};

constexpr std::array kMeasures{
    Measure::number,      Measure::share,         Measure::duration, Measure::bytes,
    Measure::bandwidth,   Measure::flop_rate,     Measure::power,    Measure::mass_co2,
    Measure::intensity,   Measure::rate,          Measure::money,    Measure::money_hour,
    Measure::money_year,  Measure::money_kwh,     Measure::money_gb, Measure::tokens,
    Measure::volume_kwh,  Measure::energy,        Measure::kelvin,   Measure::degrees,
    Measure::money_month, Measure::money_gb_month};

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

const UnitName* find_unit(Measure measure, std::string_view text) {
    for (const UnitName& unit : units_of(measure)) {
        if (text == unit.text) return &unit;
    }
    return nullptr;
}

const char* name_of(Measure measure) {
    switch (measure) {
        case Measure::number:
            return "a plain number";
        case Measure::share:
            return "a share";
        case Measure::duration:
            return "a time span";
        case Measure::bytes:
            return "an amount of memory";
        case Measure::bandwidth:
            return "a bandwidth";
        case Measure::flop_rate:
            return "an arithmetic rate";
        case Measure::power:
            return "a power";
        case Measure::mass_co2:
            return "an emission";
        case Measure::intensity:
            return "a grid intensity";
        case Measure::rate:
            return "a rate";
        case Measure::money:
            return "an amount of money";
        case Measure::money_hour:
            return "a price of an hour";
        case Measure::money_year:
            return "a cost of a year";
        case Measure::money_kwh:
            return "a price of electricity";
        case Measure::money_gb:
            return "a price of traffic";
        case Measure::tokens:
            return "a number of tokens";
        case Measure::volume_kwh:
            return "a water use";
        case Measure::energy:
            return "an amount of energy";
        case Measure::kelvin:
            return "a difference of temperature";
        case Measure::degrees:
            return "an angle";
        case Measure::money_month:
            return "a cost of a month";
        case Measure::money_gb_month:
            return "a price of storage";
    }
    return "a quantity";
}

std::string examples(Measure measure) {
    std::string list;
    std::size_t shown = 0;
    const std::size_t most = measure == Measure::duration ? 7 : 5;  // up to years, and ms
    for (const UnitName& unit : units_of(measure)) {
        if (shown++ == most) break;
        list += (list.empty() ? "" : ", ") + std::string(unit.text);
    }
    return "units that fit: " + list;
}

Parsed unit_problem(std::string_view number, std::string_view unit, Measure wanted) {
    Parsed p;
    if (unit.empty()) {
        p.problem = fmt::format("\"{}\" has no unit; {} needs one", number, name_of(wanted));
        p.hint = fmt::format("write {} {}, or another of its units; {}", number, usual_unit(wanted),
                             examples(wanted));
        return p;
    }
    if (wanted == Measure::number) {
        p.problem =
            fmt::format("\"{}\" is followed by \"{}\", and a plain number is wanted", number, unit);
        p.hint = "remove what follows the number";
        return p;
    }
    for (const Measure other : kMeasures) {
        if (other == wanted || other == Measure::number || !find_unit(other, unit)) continue;
        p.problem = fmt::format("\"{}\" is the unit of {}, and {} is wanted", unit, name_of(other),
                                name_of(wanted));
        p.hint = examples(wanted);
        return p;
    }
    std::vector<std::string> names;
    for (const UnitName& u : units_of(wanted)) names.emplace_back(u.text);
    const std::string similar = unit_meant(unit, names);
    p.problem = fmt::format("\"{}\" is not a unit of {}", unit, name_of(wanted));
    if (wanted == Measure::duration && unit.substr(0, 5) == "month") {
        p.hint = "months differ in length: write 30 d; " + examples(wanted);
        return p;
    }
    p.hint =
        similar.empty() ? examples(wanted) : "did you mean " + similar + "? " + examples(wanted);
    return p;
}

/// Two digits at `at` of a number up to `most`.
std::optional<int> field_of(std::string_view text, std::size_t at, int most) {
    if (at + 2 > text.size()) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 2, value);
    if (error != std::errc{} || end != text.data() + at + 2 || value > most) return std::nullopt;
    return value;
}

/// "2026-11-02" → days since 1970.
std::optional<std::int64_t> parse_day(std::string_view t) {
    if (t.size() != 10 || t[4] != '-' || t[7] != '-') return std::nullopt;
    const auto century = field_of(t, 0, 99);
    const auto year = field_of(t, 2, 99);
    const auto month = field_of(t, 5, 12);
    const auto day = field_of(t, 8, 31);
    if (!century || !year || !month || !day) return std::nullopt;
    const date::year_month_day ymd = date::year(*century * 100 + *year) /
                                     static_cast<unsigned>(*month) / static_cast<unsigned>(*day);
    if (!ymd.ok()) return std::nullopt;
    return date::sys_days(ymd).time_since_epoch().count();
}

/// "Z" or "+02:00" → seconds east of UTC.
std::optional<std::int64_t> zone_offset(std::string_view t) {
    if (t == "Z") return 0;
    if (t.size() != 6 || (t[0] != '+' && t[0] != '-') || t[3] != ':') return std::nullopt;
    const auto hours = field_of(t, 1, 14);
    const auto minutes = field_of(t, 4, 59);
    if (!hours || !minutes) return std::nullopt;
    return (t[0] == '-' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

}  // namespace

const std::vector<UnitName>& units_of(Measure measure) {
    switch (measure) {
        case Measure::number:
            return kNumber;
        case Measure::share:
            return kShare;
        case Measure::duration:
            return kDuration;
        case Measure::bytes:
            return kBytes;
        case Measure::bandwidth:
            return kBandwidth;
        case Measure::flop_rate:
            return kFlopRate;
        case Measure::power:
            return kPower;
        case Measure::mass_co2:
            return kMassCo2;
        case Measure::intensity:
            return kIntensity;
        case Measure::rate:
            return kRate;
        case Measure::money:
            return kMoney;
        case Measure::money_hour:
            return kMoneyHour;
        case Measure::money_year:
            return kMoneyYear;
        case Measure::money_kwh:
            return kMoneyKwh;
        case Measure::money_gb:
            return kMoneyGb;
        case Measure::tokens:
            return kTokens;
        case Measure::volume_kwh:
            return kVolumeKwh;
        case Measure::energy:
            return kEnergy;
        case Measure::kelvin:
            return kKelvin;
        case Measure::degrees:
            return kDegrees;
        case Measure::money_month:
            return kMoneyMonth;
        case Measure::money_gb_month:
            return kMoneyGbMonth;
    }
    return kNumber;
}

bool is_money(Measure measure) {
    return std::string_view(usual_unit(measure)).substr(0, 3) == "USD";
}

const char* usual_unit(Measure measure) {
    return units_of(measure).front().text;
}

Parsed parse_quantity(std::string_view text, Measure measure) {
    const std::string_view all = trim(text);
    Parsed p;
    const std::string_view digits = all.substr(all.empty() || all[0] != '+' ? 0 : 1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const auto used = static_cast<std::size_t>(end - digits.data());
    if (error == std::errc::result_out_of_range) {
        p.problem = fmt::format("\"{}\" is too large or too small for a number", all);
        p.hint = "numbers lie between 1e-308 and 1e308";
        return p;
    }
    if (error != std::errc{} || !std::isfinite(value)) {
        p.problem = fmt::format("\"{}\" is not a number", all);
        const std::string meant = number_meant(all);
        p.hint = !meant.empty() ? "write " + meant
                 : measure == Measure::number
                     ? "for example 42 or 0.5"
                     : fmt::format("for example 42 {}", usual_unit(measure));
        return p;
    }
    const std::string_view unit = trim(digits.substr(used));
    const bool bare_share = measure == Measure::share && unit.empty();
    const UnitName* found = bare_share ? &kNumber.front() : find_unit(measure, unit);
    if (!found) {
        const std::string meant = number_meant(all);
        if (meant.empty()) return unit_problem(digits.substr(0, used), unit, measure);
        p.problem = fmt::format("\"{}\" is not how numbers are written here", all);
        p.hint = fmt::format("write {}: a point for decimals, nothing between thousands", meant);
        return p;
    }
    // Small factors are divided by their inverse where that is exact: "20 ms" is 0.02, not
    // 20·0.001.
    const double inverse = std::nearbyint(1 / found->factor);
    const bool divides = found->factor < 1 && std::fabs(inverse * found->factor - 1) < 1e-12;
    p.value = divides ? value / inverse : value * found->factor;
    return p;
}

std::string print_number(double value) {
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return error == std::errc{} ? std::string(buffer.data(), end) : std::string("0");
}

std::string print_quantity(double value, Measure measure) {
    if (measure == Measure::number) return print_number(value);
    const UnitName* best = &units_of(measure).front();
    std::size_t shortest = 100;
    for (const UnitName& unit : units_of(measure)) {
        const double inverse = std::nearbyint(1 / unit.factor);
        const bool divides = unit.factor < 1 && std::fabs(inverse * unit.factor - 1) < 1e-12;
        const double scaled = divides ? value * inverse : value / unit.factor;
        const std::string text = print_number(scaled) + " " + unit.text;
        const bool exact = parse_quantity(text, measure).value == value;
        if (exact && text.size() < shortest) {
            shortest = text.size();
            best = &unit;
        }
    }
    const double inverse = std::nearbyint(1 / best->factor);
    const bool divides = best->factor < 1 && std::fabs(inverse * best->factor - 1) < 1e-12;
    return print_number(divides ? value * inverse : value / best->factor) + " " + best->text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    const std::string_view t = trim(text);
    const auto day = parse_day(t.substr(0, std::min<std::size_t>(t.size(), 10)));
    if (!day) return std::nullopt;
    if (t.size() == 10) return *day * kSecondsPerDay;
    if (t[10] != 'T' && t[10] != ' ') return std::nullopt;
    std::string_view rest = t.substr(11);
    const auto hour = field_of(rest, 0, 23);
    const auto minute = field_of(rest, 3, 59);
    if (!hour || !minute || rest[2] != ':') return std::nullopt;
    const bool seconds = rest.size() >= 8 && rest[5] == ':';
    const auto second = seconds ? field_of(rest, 6, 59) : std::optional<int>(0);
    const auto offset = zone_offset(rest.substr(seconds ? 8 : 5));
    if (!second || !offset) return std::nullopt;
    return *day * kSecondsPerDay + seconds_of_day(*hour, *minute, *second) - *offset;
}

std::string print_date(std::int64_t unix_s) {
    return date::format("%FT%TZ", date::sys_seconds{std::chrono::seconds{unix_s}});
}

}  // namespace orrery
