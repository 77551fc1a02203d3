// Rows of one zone of a series file with their instants, before they are laid on equal steps.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/ingest/series.hpp"

namespace orrery {

struct SeriesRow {
    std::int64_t unix_s = 0;
    double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN: null
    std::int64_t line = 0;
};

/// Reports troubles of one kind once: the first, and how many there are.
class SeriesTroubles {
public:
    SeriesTroubles(std::string file, Diagnostics& diagnostics)
        : file_(std::move(file)), diagnostics_(diagnostics) {}

    void add(const char* code, std::int64_t line, std::string message, std::string hint);
    [[nodiscard]] bool any() const { return !found_.empty(); }
    /// To the diagnostics, in the order in which they were found.
    void flush();

private:
    struct Trouble {
        const char* code;
        std::int64_t line;
        std::string message;
        std::string hint;
        std::int64_t count = 1;
    };
    std::string file_;
    Diagnostics& diagnostics_;
    std::vector<Trouble> found_;  ///< one a hint: the hint names the kind of trouble
};

/// Reads, filters and scales; troubles instead of rows where the file does not fit the wish.
std::vector<SeriesRow> read_series_rows(const std::string& file, const SeriesWish& wish,
                                        SeriesReport& report, SeriesTroubles& troubles);

/// Sorted, without duplicates, on equal steps, gaps filled.
TimeSeries lay_series(std::vector<SeriesRow> rows, const SeriesWish& wish, SeriesReport& report,
                      SeriesTroubles& troubles);

}  // namespace orrery
