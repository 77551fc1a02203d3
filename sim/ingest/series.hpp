// Time series from CSV: grid intensity, prices, weather and generation profiles, of one zone.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// What a series measures decides the names of its column, its unit and whether it may be negative.
enum class SeriesKind {
    intensity,           ///< gCO2e/kWh: life cycle where the file has it, else whatever it has
    intensity_direct,    ///< gCO2e/kWh, combustion only
    intensity_marginal,  ///< gCO2e/kWh, may be negative
    price,               ///< USD/kWh, may be negative
    temperature,         ///< °C
    humidity,            ///< 0..1
    wind,                ///< m/s
    carbon_free,         ///< 0..1
    power,               ///< kW
    factor,              ///< share of a peak, 0..1
};

struct SeriesWish {
    SeriesKind kind = SeriesKind::intensity;
    std::string zone;  ///< empty: the file must hold one series
    /// Names of columns; empty: the usual ones of the kind and the known sources.
    std::string time_column;
    std::string zone_column;
    std::string value_column;
    /// IANA zone of stamps that carry no offset; empty: UTC. The repeated hour of autumn counts
    /// twice: first as summer time, then as winter time.
    std::string time_zone;
    bool allow_gaps = false;  ///< fill gaps over three hours too, with the same time of another day
};

/// Values by equal steps; `values[i]` holds over [start + i · step, start + (i + 1) · step).
struct TimeSeries {
    std::int64_t start_unix_s = 0;
    std::int64_t step_s = 3600;
    std::vector<double> values;

    [[nodiscard]] bool empty() const { return values.empty(); }
    [[nodiscard]] std::int64_t end_unix_s() const {
        return start_unix_s + step_s * static_cast<std::int64_t>(values.size());
    }
    [[nodiscard]] bool holds(std::int64_t from_unix_s, std::int64_t until_unix_s) const {
        return from_unix_s >= start_unix_s && until_unix_s <= end_unix_s();
    }
    /// Mean of the step function over [from, until), from < until, inside the series.
    [[nodiscard]] double mean_over(std::int64_t from_unix_s, std::int64_t until_unix_s) const;
    /// As mean_over; spans outside take the same dates of the nearest recorded year (28 February
    /// for the 29th), and of a series shorter than a year the whole is repeated.
    [[nodiscard]] double mean_repeated(std::int64_t from_unix_s, std::int64_t until_unix_s) const;
    /// mean_repeated of `count` consecutive intervals.
    [[nodiscard]] std::vector<double> resampled(std::int64_t from_unix_s, std::int64_t interval_s,
                                                std::size_t count) const;
    [[nodiscard]] double mean() const;
};

/// What the reader found and did.
struct SeriesReport {
    std::string file;
    std::string column;                              ///< the value's
    std::string unit_assumed = {};                   ///< where the column's name states none
    std::int64_t rows = 0;                           ///< of the file, without the header
    std::int64_t taken = 0;                          ///< of the zone, with a value
    std::int64_t nulls = 0;                          ///< of the zone, without one
    std::int64_t duplicates = 0;                     ///< identical rows dropped
    std::int64_t out_of_order = 0;                   ///< rows earlier than the one before
    std::int64_t clock_changes = 0;                  ///< repeated hours of local time told apart
    std::int64_t short_gaps = 0;                     ///< filled by interpolation
    std::int64_t long_gaps = 0;                      ///< filled from other days (allow_gaps)
    std::int64_t interpolated = 0;                   ///< steps filled in short gaps
    std::int64_t copied = 0;                         ///< steps filled in long gaps
    std::int64_t negative = 0;                       ///< values below zero
    std::map<std::string, std::int64_t> zones = {};  ///< rows by zone, at most 1,000 zones
    /// "8760 steps of 1 h, 2 interpolated in 1 gap": what a register of assumptions shows.
    [[nodiscard]] std::string summary(const TimeSeries& series) const;
};

/// Reads plain, gzip or zstd. Finds columns by alias or name, filters the zone, sorts, drops
/// identical duplicates, interpolates gaps (absent or null) up to three hours. Errors go to
/// `diagnostics` with file and line (E0705 columns, E0706 zone, E0707 rows, E0708 gaps), at most
/// one for every kind of trouble and its count; the series is then empty. A column that states no
/// unit is a warning (E0710). Throws EnvironmentError where the file cannot be read.
TimeSeries read_series(const std::string& file, const SeriesWish& wish, SeriesReport& report,
                       Diagnostics& diagnostics);

}  // namespace orrery
