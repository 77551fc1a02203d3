// Rows of measured energy as the public collection writes them.
#include "sim/evidence/energy_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

double number(const std::string& text) {
    return parse_number(text).value_or(0);
}

/// "4xH100" is four of H100; anything else is one of what it says.
void set_hardware(const std::string& text, MeasuredEnergy& row) {
    const std::size_t x = text.find('x');
    const auto count = x == std::string::npos ? std::nullopt : parse_whole(text.substr(0, x));
    row.accelerators = count ? static_cast<double>(*count) : 0;
    row.accelerator = count ? text.substr(x + 1) : text;
}

void set_setting(const std::string& key, const std::string& value, MeasuredEnergy& row) {
    using M = MeasuredEnergy;
    static const std::vector<std::pair<const char*, double M::*>> numbers{
        {"max_num_seqs", &M::max_num_seqs},
        {"avg_batch", &M::batch},
        {"num_gpus", &M::accelerators},
        {"TP", &M::tp},
        {"EP", &M::ep},
        {"DP", &M::dp},
        {"avg_out_len", &M::output},
        {"out_tok_s", &M::tokens_s},
        {"avg_power_W", &M::watts},
        {"itl_ms_p50", &M::step_ms}};
    if (key == "task") row.task = value;
    if (key == "prec") row.precision = value;
    for (const auto& [name, member] : numbers) {
        if (key == name) row.*member = number(value);
    }
}

void set_settings(const std::string& text, MeasuredEnergy& row) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(';', at), text.size());
        const std::size_t equals = text.find('=', at);
        if (equals < end) {
            set_setting(text.substr(at, equals - at), text.substr(equals + 1, end - equals - 1),
                        row);
        }
        at = end + 1;
    }
}

}  // namespace

std::vector<MeasuredEnergy> read_measured_energy(const std::string& file) {
    CsvReader csv(file);
    const auto column = [&](const char* name) {
        const int at = csv.column({name});
        if (at < 0) throw InvalidInput(fmt::format("{}: there is no column {}", file, name));
        return static_cast<std::size_t>(at);
    };
    using M = MeasuredEnergy;
    const std::vector<std::pair<std::size_t, std::string M::*>> texts{
        {column("source"), &M::source},
        {column("model"), &M::model},
        {column("boundary"), &M::boundary},
        {column("verified"), &M::verified}};
    const std::size_t hardware = column("hardware");
    const std::size_t settings = column("batch_settings");
    const std::size_t token = column("J_per_token");
    const std::size_t request = column("Wh_per_request");
    std::vector<M> rows;
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        M row;
        row.line = csv.line();
        const auto cell = [&](std::size_t i) { return i < cells.size() ? cells[i] : ""; };
        for (const auto& [i, member] : texts) row.*member = cell(i);
        set_hardware(cell(hardware), row);
        set_settings(cell(settings), row);
        row.token_j = number(cell(token));
        row.request_wh = number(cell(request));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace orrery
