// Which columns of a CSV hold the time, the zone and the value of a series, and the value's unit.
#pragma once
#include <string>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/series.hpp"

namespace orrery {

struct SeriesColumns {
    int time = -1;
    int zone = -1;  ///< −1: the file has one series
    int value = -1;
    double scale = 1;               ///< from the column's unit to the kind's
    bool utc = false;               ///< the column's name says so
    const char* unit_assumed = "";  ///< of a value whose column states none
    std::string problem;            ///< empty where time and value were found
};

SeriesColumns find_series_columns(const CsvReader& csv, const SeriesWish& wish);

/// "price of electricity", for messages.
const char* series_noun(SeriesKind kind);

}  // namespace orrery
