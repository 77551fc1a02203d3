// Rows of measured training as two public collections write them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

/// One measurement; text as in the file, numbers 0 where a cell is blank.
struct MeasuredTraining {
    std::string id;
    std::string category;
    std::string source;
    std::string hardware;
    std::string interconnect;
    std::string precision;
    std::string model;
    std::string sharding;
    std::string recompute;
    std::string quantity;
    std::string unit;
    std::string notes;
    double accelerators = 0, node_size = 0, peak_tflops = 0, params_b = 0, active_b = 0;
    double layers = 0, hidden = 0, heads = 0, kv_heads = 0, ffn = 0, vocabulary = 0;
    double sequence = 0, global_batch = 0, micro_batch = 0;
    double tp = 0, pp = 0, virtual_stages = 0, dp = 0, cp = 0, ep = 0;
    double tokens_b = 0, value = 0, step_s = 0, tok_s = 0, tflops = 0, mfu_pct = 0, hfu_pct = 0;
    double hours = 0, days = 0, energy_mwh = 0, tco2e = 0, pue = 0, kg_kwh = 0, power_w = 0;
    std::int64_t line = 0;
};

/// Either the collection with columns id, category, source … notes, or vTrain's table (`# GPUs`,
/// `global batch` … `iteration time (ms)`), told apart by their header. Throws EnvironmentError
/// with file and line where a column is missing or a measured value is no positive number.
std::vector<MeasuredTraining> read_measured_training(const std::string& file);

}  // namespace orrery
