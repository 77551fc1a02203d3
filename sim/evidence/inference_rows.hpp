// Rows of measured inference as the public collection writes them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

/// One metric of one run; text as in the file, numbers 0 where a cell is blank.
struct MeasuredInference {
    std::string id;
    std::string source;
    std::string engine_version;
    std::string model;
    std::string precision;
    std::string accelerator;
    double accelerators = 0;
    double tp = 0;
    double pp = 0;
    double dp = 0;
    std::string prompt;  ///< tokens, or "dataset:name"
    double output = 0;   ///< tokens
    std::string load;    ///< "concurrency=8", "offline nreq=3000", "static batch=2" …
    std::string metric;
    double value = 0;
    std::string notes;
    std::string source_ref;
    std::int64_t line = 0;
};

/// Columns id, source, engine_version, model, precision, accelerator, n_accel, tp, pp, dp_replicas,
/// isl, osl, load, metric, value, notes, source_ref; gzip or plain. A missing column or a value
/// that is no positive number throws EnvironmentError with the line.
std::vector<MeasuredInference> read_measured_inference(const std::string& file);

}  // namespace orrery
