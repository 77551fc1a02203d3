// Rows of one zone of a series file with their instants, before they are laid on equal steps.
#include "sim/ingest/series_rows.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

#include "sim/ingest/series_columns.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMostZones = 1000;

bool is_null(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    for (const char* name : {"", "nan", "NaN", "NAN", "null", "NULL", "NA", "N/A", "n/a", "-"}) {
        if (text == name) return true;
    }
    return false;
}

struct Stamp {
    std::int64_t seconds = 0;
    bool offset = false;  ///< it says how far it is from UTC
};

/// Also without seconds ("2022-06-01 13:00"), minutes ("2022-06-01T13") or a time of the day.
std::optional<Stamp> parse_stamp(std::string text) {
    if (text.size() == 10) text += " 00:00:00";
    if (text.size() == 13) text += ":00:00";
    if (text.size() >= 16 && (text.size() == 16 || text[16] != ':')) text.insert(16, ":00");
    const auto at = parse_timestamp(text);
    if (!at) return std::nullopt;
    return Stamp{at->ns / kSecond.ns, text.find_first_of("Z+-", 11) != std::string::npos};
}

/// Local clocks to UTC; the repeated hour of autumn is told apart by its order in the file.
class Clock {
public:
    explicit Clock(const std::string& name) {
        if (!name.empty()) zone_ = date::locate_zone(name);
    }
    [[nodiscard]] bool local() const { return zone_ != nullptr; }

    /// Nothing for an hour that the clocks skip.
    std::optional<std::int64_t> to_utc(std::int64_t local_s, std::int64_t& clock_changes) {
        const date::local_seconds local{std::chrono::seconds{local_s}};
        const date::local_info info = zone_->get_info(local);
        if (info.result == date::local_info::nonexistent) return std::nullopt;
        bool later = false;
        if (info.result == date::local_info::ambiguous) {
            later = ++seen_[local_s] > 1;
            if (later) ++clock_changes;
        }
        return local_s - (later ? info.second : info.first).offset.count();
    }

private:
    const date::time_zone* zone_ = nullptr;
    std::map<std::int64_t, int> seen_;  ///< of ambiguous stamps
};

/// Beyond these a column holds something else, or is in another unit: lignite in old plants emits
/// some 1,200 gCO2e/kWh, caps of electricity markets lie below 20 USD/kWh, and no air was measured
/// outside −89.2 … 56.7 °C (WMO archive of extremes).
constexpr double kMostIntensity = 2500;  // gCO2e/kWh
constexpr double kMostPrice = 100;       // USD/kWh
constexpr double kColdest = -90;         // °C
constexpr double kHottest = 60;          // °C

/// What is wrong with a value of the kind; empty if nothing is.
const char* implausible(SeriesKind kind, double value) {
    switch (kind) {
        case SeriesKind::intensity_marginal:
            return std::abs(value) > kMostIntensity ? "is beyond 2500 g/kWh" : "";
        case SeriesKind::price:
            return std::abs(value) > kMostPrice ? "is beyond 100 USD/kWh" : "";
        case SeriesKind::temperature:
            return value < kColdest || value > kHottest ? "is outside −90 … 60 °C" : "";
        case SeriesKind::intensity:
        case SeriesKind::intensity_direct:
            if (value < 0) return "must not be negative";
            return value > kMostIntensity ? "is above 2500 g/kWh" : "";
        case SeriesKind::wind:
        case SeriesKind::power:
            return value < 0 ? "must not be negative" : "";
        case SeriesKind::humidity:
        case SeriesKind::carbon_free:
        case SeriesKind::factor:
            if (value < 0) return "must not be negative";
            return value > 1 + 1e-9 ? "is above 1; a column of percentages ends in _pct" : "";
    }
    return "";
}

struct SeriesRows {
    const SeriesWish& wish;
    SeriesReport& report;
    SeriesTroubles& troubles;
    CsvReader csv;
    SeriesColumns columns = {};
    Clock clock;
    std::vector<SeriesRow> rows = {};

    void read();
    void take(const std::vector<std::string>& cells);
    std::optional<std::int64_t> instant(const std::string& text);
    void check_zones();
};

std::optional<std::int64_t> SeriesRows::instant(const std::string& text) {
    const auto stamp = parse_stamp(text);
    if (!stamp) {
        troubles.add("E0707", csv.line(), fmt::format("\"{}\" is no time", text),
                     "as 2022-06-01 13:00:00 or 2022-06-01T13:00:00+02:00");
        return std::nullopt;
    }
    if (stamp->offset || columns.utc || !clock.local()) return stamp->seconds;
    const auto utc = clock.to_utc(stamp->seconds, report.clock_changes);
    if (!utc) {
        troubles.add("E0707", csv.line(),
                     fmt::format("the clocks of {} skip {}", wish.time_zone, text),
                     "is the file in UTC, or in another zone?");
    }
    return utc;
}

void SeriesRows::take(const std::vector<std::string>& cells) {
    const std::string& text = cells[static_cast<std::size_t>(columns.value)];
    const bool null = is_null(text);
    const auto number = null ? std::optional<double>(std::nan("")) : parse_number(text);
    if (!number) {
        troubles.add("E0707", csv.line(), fmt::format("\"{}\" is no number", text),
                     "leave the cell empty where nothing was recorded");
        return;
    }
    const auto at = instant(cells[static_cast<std::size_t>(columns.time)]);
    if (!at) return;
    const double value = *number * columns.scale;
    if (const std::string why = implausible(wish.kind, value); !null && !why.empty()) {
        troubles.add("E0707", csv.line(),
                     fmt::format("a {} of {} {}", series_noun(wish.kind), text, why),
                     "correct the value, or the unit in the column's name");
        return;
    }
    if (!null && value < 0) ++report.negative;
    ++(null ? report.nulls : report.taken);
    if (!rows.empty() && *at < rows.back().unix_s) ++report.out_of_order;
    rows.push_back({*at, value, csv.line()});
}

void SeriesRows::read() {
    columns = find_series_columns(csv, wish);
    if (!columns.problem.empty()) {
        troubles.add("E0705", 1, columns.problem,
                     fmt::format("the file has {}", fmt::join(csv.header(), ", ")));
        return;
    }
    report.column = csv.header()[static_cast<std::size_t>(columns.value)];
    report.unit_assumed = columns.unit_assumed;
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        ++report.rows;
        if (cells.size() != csv.header().size()) {
            troubles.add(
                "E0707", csv.line(),
                fmt::format("{} cells where the header has {}", cells.size(), csv.header().size()),
                "quote cells that contain the separator");
            continue;
        }
        if (columns.zone >= 0) {
            const std::string& zone = cells[static_cast<std::size_t>(columns.zone)];
            const auto known = report.zones.find(zone);
            if (known != report.zones.end()) ++known->second;
            if (known == report.zones.end() && report.zones.size() < kMostZones) {
                report.zones.emplace(zone, 1);
            }
            if (!wish.zone.empty() && zone != wish.zone) continue;
        }
        take(cells);
    }
    check_zones();
}

/// The zone whose name begins as the wish does, or is near to it.
std::string similar_zone(const std::string& wish, const std::vector<std::string>& zones) {
    for (const std::string& zone : zones) {
        const std::size_t shorter = std::min(zone.size(), wish.size());
        if (shorter > 0 && zone.compare(0, shorter, wish, 0, shorter) == 0) return zone;
    }
    return closest(wish, zones);
}

void SeriesRows::check_zones() {
    if (troubles.any()) return;
    std::vector<std::string> zones;
    for (const auto& [zone, count] : report.zones) zones.push_back(zone);
    const std::size_t shown = std::min<std::size_t>(zones.size(), 24);
    const std::string list = fmt::format(
        "{}{}", fmt::join(zones.begin(), zones.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
        shown < zones.size() ? " …" : "");
    if (wish.zone.empty() && zones.size() > 1) {
        troubles.add("E0706", 1,
                     fmt::format("the file has {} zones and none is named", zones.size()),
                     "name one of " + list);
        rows.clear();
    } else if (rows.empty() && zones.empty()) {
        troubles.add("E0705", 1, "the file has no rows", "is it the right file?");
    } else if (rows.empty()) {
        const std::string similar = similar_zone(wish.zone, zones);
        troubles.add(
            "E0706", 1, fmt::format("the series has no hour of zone \"{}\"", wish.zone),
            (similar.empty() ? "" : "did you mean " + similar + "? ") + "the file has " + list);
    }
}

}  // namespace

void SeriesTroubles::add(const char* code, std::int64_t line, std::string message,
                         std::string hint) {
    for (Trouble& t : found_) {
        if (t.hint == hint && std::string_view(t.code) == code) {
            ++t.count;
            return;
        }
    }
    found_.push_back({code, line, std::move(message), std::move(hint)});
}

void SeriesTroubles::flush() {
    for (Trouble& t : found_) {
        Diagnostic d;
        d.code = t.code;
        d.at = {file_, static_cast<int>(t.line), 0};
        d.message = t.message;
        if (t.count > 1) d.message += fmt::format(" (the first of {} such rows)", t.count);
        d.hint = t.hint;
        diagnostics_.add(std::move(d));
    }
    found_.clear();
}

std::vector<SeriesRow> read_series_rows(const std::string& file, const SeriesWish& wish,
                                        SeriesReport& report, SeriesTroubles& troubles) {
    try {
        SeriesRows reader{wish, report, troubles, CsvReader(file), {}, Clock(wish.time_zone), {}};
        reader.read();
        return std::move(reader.rows);
    } catch (const EmptyFile&) {
        troubles.add("E0705", 1, "the file is empty", "is it the right file?");
        return {};
    } catch (const std::runtime_error&) {
        troubles.add("E0402", 0, "\"" + wish.time_zone + "\" is not an IANA time zone",
                     "for example Europe/Berlin or America/New_York");
        return {};
    }
}

}  // namespace orrery
