// A measured row as a question to the model: which replica, which load, which quantity; or why not.
#pragma once
#include <string>
#include <vector>

#include "models/llm/closed_loop.hpp"
#include "sim/evidence/inference_names.hpp"
#include "sim/evidence/inference_rows.hpp"

namespace orrery {

enum class InferenceQuantity {
    tpot,              ///< s, mean of a closed loop, prompts of others included
    step,              ///< s, median iteration of a closed loop
    decode,            ///< s, one decode iteration of a static batch
    prefill,           ///< s, one static batch of prompts
    batch,             ///< s, static batch, prompts and all tokens
    closed_output,     ///< output tokens/s of a closed loop
    closed_total,      ///< prompt and output tokens/s of a closed loop
    offline_output,    ///< output tokens/s of a number of requests
    power,             ///< W of one accelerator in a closed loop
    token_energy,      ///< J an output token in a closed loop
    power_share,       ///< of TDP, mean of a static batch
    peak_power_share,  ///< of TDP, its prompts
    ttft,              ///< s, mean of a closed loop
};

struct InferenceCase {
    std::size_t row = 0;      ///< in the rows read
    llm::ReplicaShape shape;  ///< profile: prior, except what the catalog says of power and reserve
    EngineGeneration engine;
    llm::BatchingRule rule;
    llm::RequestLengths lengths;
    InferenceQuantity quantity = InferenceQuantity::tpot;
    double load = 0;      ///< concurrency, requests or batch
    double spread = 0;    ///< lengths are uniform in mean·(1 ± spread)
    double per = 1;       ///< the measured value is per so many of the replica's accelerators
    double measured = 0;  ///< s, tokens/s, W, J
    double unit = 1;      ///< of the row in that: 1e-3 where it has milliseconds
    std::string curve;    ///< everything but load and metric
    [[nodiscard]] std::string family() const { return shape.accelerator.family; }
    [[nodiscard]] std::string cell() const { return engine.generation + "/" + family(); }
};

struct SkippedInference {
    std::size_t row = 0;
    std::string reason;
};

struct InferenceCases {
    std::vector<InferenceCase> cases;
    std::vector<SkippedInference> skipped;
};

/// The rows that the model covers and whose configuration is fully known. What is left out is
/// decided by what a row says of itself or by its duplicates, never by a residual. `host_bound`
/// keeps the rows whose accelerators draw so little that they must wait for their host.
InferenceCases resolve_inference(const std::vector<MeasuredInference>& rows, const Catalog& catalog,
                                 bool host_bound = false);

/// Whether a quantity is a throughput or a time of tokens: what the engine coefficients are fitted
/// to.
bool is_speed(InferenceQuantity quantity);

}  // namespace orrery
