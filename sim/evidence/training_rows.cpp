// Rows of measured training as two public collections write them.
#include "sim/evidence/training_rows.hpp"

#include <fmt/format.h>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

using M = MeasuredTraining;
using Cells = std::vector<std::string>;
using Texts = std::vector<std::pair<const char*, std::string M::*>>;
using Numbers = std::vector<std::pair<const char*, double M::*>>;

std::size_t column(const CsvReader& csv, const char* name) {
    const int at = csv.column({name});
    if (at < 0) throw InvalidInput(fmt::format("{}: there is no column {}", csv.file(), name));
    return static_cast<std::size_t>(at);
}

const Texts& texts() {
    static const Texts all{{"id", &M::id},
                           {"category", &M::category},
                           {"source", &M::source},
                           {"hw", &M::hardware},
                           {"interconnect", &M::interconnect},
                           {"precision", &M::precision},
                           {"model", &M::model},
                           {"sharding", &M::sharding},
                           {"recompute", &M::recompute},
                           {"quantity", &M::quantity},
                           {"unit", &M::unit},
                           {"notes", &M::notes}};
    return all;
}

const Numbers& numbers() {
    static const Numbers all{{"n_acc", &M::accelerators},
                             {"node_size", &M::node_size},
                             {"peak_tflops_acc", &M::peak_tflops},
                             {"params_b", &M::params_b},
                             {"active_params_b", &M::active_b},
                             {"layers", &M::layers},
                             {"hidden", &M::hidden},
                             {"heads", &M::heads},
                             {"kv_heads", &M::kv_heads},
                             {"ffn", &M::ffn},
                             {"vocab", &M::vocabulary},
                             {"seq", &M::sequence},
                             {"gbs_seqs", &M::global_batch},
                             {"mbs", &M::micro_batch},
                             {"tp", &M::tp},
                             {"pp", &M::pp},
                             {"vp", &M::virtual_stages},
                             {"dp", &M::dp},
                             {"cp", &M::cp},
                             {"ep", &M::ep},
                             {"tokens_b", &M::tokens_b},
                             {"value", &M::value},
                             {"step_time_s", &M::step_s},
                             {"tok_s_acc", &M::tok_s},
                             {"tflops_acc", &M::tflops},
                             {"mfu_pct", &M::mfu_pct},
                             {"hfu_pct", &M::hfu_pct},
                             {"acc_hours", &M::hours},
                             {"wall_days", &M::days},
                             {"energy_mwh", &M::energy_mwh},
                             {"tco2e", &M::tco2e},
                             {"pue", &M::pue},
                             {"grid_kg_per_kwh", &M::kg_kwh},
                             {"acc_power_w", &M::power_w}};
    return all;
}

/// vTrain's own names; milliseconds become seconds afterwards.
const Numbers& vtrain_numbers() {
    static const Numbers all{{"# GPUs", &M::accelerators},      {"global batch", &M::global_batch},
                             {"micro batch", &M::micro_batch},  {"hidden size", &M::hidden},
                             {"attention heads", &M::heads},    {"# layers", &M::layers},
                             {"sequence length", &M::sequence}, {"tensor parallelism", &M::tp},
                             {"data parallelism", &M::dp},      {"pipeline parallelism", &M::pp},
                             {"iteration time (ms)", &M::value}};
    return all;
}

/// What vTrain's table leaves to its paper: one server of eight A100 80 GB, GPT-2's vocabulary,
/// fp16, everything computed again.
void complete_vtrain(M& row) {
    row.id = fmt::format("vtrain_single_{}", row.line);
    row.category = "throughput_measured_sweep";
    row.source = "vTrain MICRO'24";
    row.hardware = "A100-80GB";
    row.interconnect = "800 Gbps/node";
    row.precision = "fp16";
    row.model = fmt::format("GPT h{:.0f} L{:.0f}", row.hidden, row.layers);
    row.recompute = "full";
    row.quantity = "iteration time";
    row.unit = "s";
    row.node_size = 8;
    row.peak_tflops = 312;
    row.vocabulary = 50257;
    row.ffn = 4 * row.hidden;
    row.virtual_stages = 1;
    row.value /= 1000;
    row.step_s = row.value;
}

}  // namespace

std::vector<M> read_measured_training(const std::string& file) {
    CsvReader csv(file);
    const bool vtrain = csv.column({"iteration time (ms)"}) >= 0;
    std::vector<std::pair<std::size_t, std::string M::*>> text;
    std::vector<std::pair<std::size_t, double M::*>> number;
    if (!vtrain) {
        for (const auto& [name, member] : texts()) text.emplace_back(column(csv, name), member);
    }
    for (const auto& [name, member] : vtrain ? vtrain_numbers() : numbers()) {
        number.emplace_back(column(csv, name), member);
    }
    std::vector<M> rows;
    Cells cells;
    while (csv.next(cells)) {
        M row;
        row.line = csv.line();
        const auto cell = [&](std::size_t i) { return i < cells.size() ? cells[i] : ""; };
        for (const auto& [i, member] : text) row.*member = cell(i);
        for (const auto& [i, member] : number) row.*member = parse_number(cell(i)).value_or(0);
        if (!(row.value > 0)) {
            throw InvalidInput(
                fmt::format("{}:{}: the measured value is no positive number", file, row.line));
        }
        if (vtrain) complete_vtrain(row);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace orrery
