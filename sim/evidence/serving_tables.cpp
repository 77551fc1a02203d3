// The operator tables that another simulator used, read into our lookup of iteration times.
#include "sim/evidence/serving_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

/// That simulator adds 10 % to attention over several requests with grouped heads, and a launch of
/// 0.02 ms to each all-reduce (the two constants of its execution time model).
constexpr double kGroupFactor = 1.1;
constexpr double kAllReduceLaunch_ms = 0.02;
constexpr int kTokenStep = 8;

double number(const CsvReader& csv, const std::vector<std::string>& cells, std::size_t column) {
    const auto value = column < cells.size() ? parse_number(cells[column]) : std::nullopt;
    if (value) return *value;
    throw EnvironmentError(
        fmt::format("{}:{}: column {} is not a number", csv.file(), csv.line(), column + 1));
}

std::size_t column_of(const CsvReader& csv, const std::string& name) {
    const int column = csv.column({name});
    if (column >= 0) return static_cast<std::size_t>(column);
    throw EnvironmentError(fmt::format("{}: no column {}", csv.file(), name));
}

/// Seconds of one layer's operators by tokens of the batch. All but the cache write are measured at
/// multiples of eight.
std::vector<double> read_per_token(const std::string& file) {
    CsvReader csv(file);
    const std::size_t tokens = column_of(csv, "num_tokens");
    const std::size_t save = column_of(csv, "attn_kv_cache_save_ms");
    const int reduce = csv.column({"all_reduce_ms"});
    std::map<std::int64_t, std::pair<double, double>> rows;  // rounded operators, cache write
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        double rounded = 0;
        for (std::size_t c = 0; c < csv.header().size(); ++c) {
            if (c == tokens || c == save) continue;
            const double ms = number(csv, cells, c);
            rounded += static_cast<int>(c) == reduce ? 2 * (ms + kAllReduceLaunch_ms) : ms;
        }
        rows[static_cast<std::int64_t>(number(csv, cells, tokens))] = {rounded,
                                                                       number(csv, cells, save)};
    }
    std::vector<double> seconds{0.0};
    for (const auto& [n, row] : rows) {
        if (n != static_cast<std::int64_t>(seconds.size())) {
            throw EnvironmentError(fmt::format("{}: no row for {} tokens", file, seconds.size()));
        }
        const std::int64_t up = (n + kTokenStep - 1) / kTokenStep * kTokenStep;
        const auto at = rows.find(up);
        const auto& from = at == rows.end() ? rows.rbegin()->second : at->second;
        seconds.push_back((from.first + row.second) * 1e-3);
    }
    return seconds;
}

/// A dense table by two keys, the first divided by `row_step` and the second by `column_step`.
std::vector<double> read_grid(const std::string& file, const std::string& row_name, int row_step,
                              const std::string& column_name, int column_step,
                              const std::string& value_name, std::size_t& columns) {
    CsvReader csv(file);
    const std::size_t r = column_of(csv, row_name);
    const std::size_t c = column_of(csv, column_name);
    const std::size_t v = column_of(csv, value_name);
    std::map<std::pair<std::size_t, std::size_t>, double> points;
    std::size_t rows = 0;
    columns = 0;
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        const auto row =
            static_cast<std::size_t>(number(csv, cells, r)) / static_cast<std::size_t>(row_step);
        const auto column =
            static_cast<std::size_t>(number(csv, cells, c)) / static_cast<std::size_t>(column_step);
        points[{row, column}] = number(csv, cells, v) * 1e-3;
        rows = std::max(rows, row + 1);
        columns = std::max(columns, column + 1);
    }
    std::vector<double> grid(rows * columns, 0.0);
    std::size_t measured = 0;
    for (const auto& [key, seconds] : points) {
        grid[key.first * columns + key.second] = seconds;
        measured += key.first > 0 || row_step > 1 ? 1 : 0;
    }
    const bool from_zero = points.count({row_step > 1 ? 0 : 1, 0}) > 0;
    const std::size_t wanted =
        (row_step > 1 ? rows : rows - 1) * (from_zero ? columns : columns - 1);
    if (measured != wanted) {
        throw EnvironmentError(
            fmt::format("{}: the grid has holes: {} of {} points", file, measured, wanted));
    }
    return grid;
}

std::string table_file(const std::string& folder, const std::string& name) {
    for (const char* end : {".csv.gz", ".csv"}) {
        const std::string file = folder + "/" + name + end;
        if (std::filesystem::exists(file)) return file;
    }
    throw EnvironmentError(fmt::format("{}/{}.csv: no such file, nor with .gz", folder, name));
}

}  // namespace

operators::LookupTables read_lookup_tables(const std::string& folder, int layers, bool grouped) {
    operators::LookupTables t;
    t.layers = layers;
    t.group_factor = grouped ? kGroupFactor : 1;
    t.per_token = read_per_token(table_file(folder, "per_token_ops_ms"));
    t.decode = read_grid(table_file(folder, "attn_decode"), "batch_size", 1, "avg_kv_rounded_up_64",
                         t.kv_step, "attn_decode_ms", t.decode_columns);
    t.prefill = read_grid(table_file(folder, "attn_prefill"), "sum_kv_rounded_up_64", t.kv_step,
                          "rms_chunk", 1, "attn_prefill_ms", t.chunk_columns);
    return t;
}

}  // namespace orrery
