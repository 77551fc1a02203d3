// Rows of measured energy as the public collection writes them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

/// One run; text as in the file, numbers 0 where a cell or a setting is absent.
struct MeasuredEnergy {
    std::string source;
    std::string model;
    std::string accelerator;  ///< "H100" of "4xH100"
    double accelerators = 0;  ///< 4
    std::string boundary;
    std::string verified;
    std::string task;       ///< "lm-arena-chat"
    std::string precision;  ///< "bfloat16"
    double max_num_seqs = 0;
    double batch = 0;  ///< mean number of running requests
    double tp = 0;
    double ep = 0;
    double dp = 0;
    double output = 0;      ///< tokens a request, mean
    double tokens_s = 0;    ///< output tokens a second, all accelerators
    double watts = 0;       ///< all accelerators
    double step_ms = 0;     ///< median time between tokens
    double token_j = 0;     ///< joules an output token
    double request_wh = 0;  ///< Wh a request
    std::int64_t line = 0;
};

/// Columns source, model, hardware, batch_settings ("key=value;…"), Wh_per_request, J_per_token,
/// boundary, verified; gzip or plain. A missing column throws EnvironmentError. Cells that are no
/// number ("3-4") count as absent: the reader of the row says why it is skipped.
std::vector<MeasuredEnergy> read_measured_energy(const std::string& file);

}  // namespace orrery
