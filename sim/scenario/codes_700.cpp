// The error codes E07xx: traces and series.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes700[]{
    {"E0701", "A column of a trace is missing.",
     "arrival_s,tokens\n"
     "0,100",
     "An Orrery CSV has arrival_s, prompt_tokens, output_tokens.",
     "arrival_s,prompt_tokens,output_tokens\n"
     "0,100,20"},
    {"E0702", "A row of a trace cannot be read.",
     "arrival_s,prompt_tokens,output_tokens\n"
     "5,-1,10",
     "Correct or remove the row.",
     "arrival_s,prompt_tokens,output_tokens\n"
     "5,100,10"},
    {"E0703", "A row of a trace is earlier than the window allows.",
     "arrival_s,prompt_tokens,output_tokens\n"
     "900,100,10\n"
     "20,100,10",
     "Sort the file or widen sort_window.",
     "arrival_s,prompt_tokens,output_tokens\n"
     "20,100,10\n"
     "900,100,10"},
    {"E0704", "A trace holds no request.",
     "arrival_s,prompt_tokens,output_tokens",
     "Give it rows.",
     "arrival_s,prompt_tokens,output_tokens\n"
     "0,100,20"},
    {"E0705", "Columns or all rows of a time series are missing.",
     "# an empty grid.csv",
     "Rename the columns, or name them in the scenario.",
     "datetime_utc,zone,g_per_kwh\n"
     "2022-01-01 00:00:00,DE,300"},
    {"E0706", "A time series has no row of the zone, or several zones and none is named.",
     "grid: DE\n"
     "grid_series: grid.csv  # with rows of DE-LU",
     "Name the zone as the file does (grid_zone, price_zone); annual_average: true takes the "
     "catalog's mean intensity.",
     "grid: DE\n"
     "grid_series: grid.csv\n"
     "grid_zone: DE-LU"},
    {"E0707", "A row of a time series cannot be used.",
     "datetime_utc,zone,g_per_kwh\n"
     "2022-01-01 00:00:00,DE,-3",
     "Correct or remove the row; write local times with their offset from UTC, or in UTC.",
     "datetime_utc,zone,g_per_kwh\n"
     "2022-01-01 00:00:00,DE,303"},
    {"E0708", "A time series has a gap over three hours, or holds only a part of the run.",
     "grid_series: grid.csv  # 20 of the run's 48 hours",
     "Complete the file, or allow_gaps: true.",
     "grid_series: grid.csv\n"
     "allow_gaps: true"},
    {"E0710", "The column of a time series states no unit.",
     "datetime_utc,zone,intensity",
     "Name it with its unit: g_per_kwh, usd_per_mwh, temp_c, wind_m_s.",
     "datetime_utc,zone,g_per_kwh"},
    {"E0711", "A run lies outside the recorded years of a time series.",
     "start: 2026-01-01\n"
     "sites: … grid_series: grid.csv  # of 2022",
     "Nothing, if the same hour of the nearest recorded year will do; else a newer file.",
     "start: 2022-01-01\n"
     "sites: … grid_series: grid.csv"},
    {"E0715", "A recorded spot market cannot be used.",
     "{\"metadata\": {}, \"data\": [1, 0]}",
     "Correct the file, or choose rows with zone and instance.",
     "{\"metadata\": {\"gap_seconds\": 600}, \"data\": [1, 0]}"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_700() {
    return {std::begin(kCodes700), std::end(kCodes700)};
}

}  // namespace orrery
