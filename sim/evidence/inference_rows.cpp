// Rows of measured inference as the public collection writes them.
#include "sim/evidence/inference_rows.hpp"

#include <fmt/format.h>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

using Cells = std::vector<std::string>;

struct Columns {
    explicit Columns(const CsvReader& csv) : csv_(csv) {}
    [[nodiscard]] std::size_t at(const char* name) const {
        const int column = csv_.column({name});
        if (column < 0) {
            throw EnvironmentError(fmt::format("{}: there is no column {}", csv_.file(), name));
        }
        return static_cast<std::size_t>(column);
    }

private:
    const CsvReader& csv_;
};

}  // namespace

std::vector<MeasuredInference> read_measured_inference(const std::string& file) {
    CsvReader csv(file);
    const Columns column(csv);
    using M = MeasuredInference;
    const std::vector<std::pair<std::size_t, std::string M::*>> texts{
        {column.at("id"), &M::id},
        {column.at("source"), &M::source},
        {column.at("engine_version"), &M::engine_version},
        {column.at("model"), &M::model},
        {column.at("precision"), &M::precision},
        {column.at("accelerator"), &M::accelerator},
        {column.at("isl"), &M::prompt},
        {column.at("load"), &M::load},
        {column.at("metric"), &M::metric},
        {column.at("notes"), &M::notes},
        {column.at("source_ref"), &M::source_ref}};
    const std::vector<std::pair<std::size_t, double M::*>> numbers{
        {column.at("n_accel"), &M::accelerators},
        {column.at("tp"), &M::tp},
        {column.at("pp"), &M::pp},
        {column.at("dp_replicas"), &M::dp},
        {column.at("osl"), &M::output}};
    const std::size_t value = column.at("value");
    std::vector<M> rows;
    Cells cells;
    while (csv.next(cells)) {
        M row;
        row.line = csv.line();
        const auto cell = [&](std::size_t i) { return i < cells.size() ? cells[i] : ""; };
        for (const auto& [i, member] : texts) row.*member = cell(i);
        for (const auto& [i, member] : numbers) row.*member = parse_number(cell(i)).value_or(0);
        const auto measured = parse_number(cell(value));
        if (!measured || *measured <= 0) {
            throw EnvironmentError(fmt::format("{}:{}: value \"{}\" is no positive number", file,
                                               row.line, cell(value)));
        }
        row.value = *measured;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace orrery
