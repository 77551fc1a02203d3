// The error codes E07xx: traces and series.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0701", "A column of a trace is missing.",
     "no prompt_tokens",
     "An Orrery CSV has arrival_s, prompt_tokens, output_tokens."},
    {"E0702", "A row of a trace cannot be read.",
     "tokens: -1",
     "Correct or remove the row."},
    {"E0703", "A row of a trace is earlier than the window allows.",
     "unsorted rows",
     "Sort the file or widen sort_window."},
    {"E0704", "A trace holds no request.",
     "only a header",
     "Give it rows."},
    {"E0705", "Columns or all rows of a time series are missing.",
     "no datetime_utc",
     "Rename the columns, or name them in the scenario."},
    {"E0706", "A time series has no row of the zone, or several zones and none is named.",
     "grid: XX",
     "Name the zone as the file does (grid_zone, price_zone); annual_average: true takes the "
     "catalog's mean intensity."},
    {"E0707", "A row of a time series cannot be used.",
     "a negative intensity; one hour with two values; a row beside the steps",
     "Correct or remove the row; write local times with their offset from UTC, or in UTC."},
    {"E0708", "A time series has a gap over three hours, or holds only a part of the run.",
     "two days are missing; 20 hours are recorded and the run has 48",
     "Complete the file, or allow_gaps: true."},
    {"E0709", "The time zone of a time series is unknown.",
     "time_zone: Europe/Bonn",
     "Use an IANA name such as Europe/Berlin."},
    {"E0710", "The column of a time series states no unit.",
     "a column named intensity",
     "Name it with its unit: g_per_kwh, usd_per_mwh, temp_c, wind_m_s."},
    {"E0711", "A run goes beyond the recorded years of a time series.",
     "a run in 2026 over a series of 2021 to 2023",
     "Nothing, if the same hour of the nearest recorded year will do; else a newer file."},
    {"E0715", "A recorded spot market cannot be used.",
     "no metadata.gap_seconds; rows of several zones",
     "Correct the file, or choose rows with zone and instance."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_700() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
