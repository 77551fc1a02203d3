// Names of models, accelerators, engine versions and formats in measurements, as the catalog has
// them.
#pragma once
#include <optional>
#include <string>

#include "sim/scenario/catalog.hpp"

namespace orrery {

/// The number after the first `key=` in the text.
std::optional<double> number_after(const std::string& text, const std::string& key);

/// The entry whose key or alias the name is, maker ("nvidia/") and suffixes of tuning, date and
/// format ("-Instruct-2507-FP8") left out; null where none is.
const llm::ModelShape* measured_model(const Catalog& catalog, const std::string& name);
const Accelerator* measured_accelerator(const Catalog& catalog, const std::string& name);

/// Weights' format; four bits of gpt-oss are MXFP4, of others NVFP4. Empty where it is not stated.
std::optional<Precision> measured_precision(const std::string& text, const llm::ModelShape& model);

/// What an engine version is a generation of, and which: "vllm 0.17.0" is {"vllm", "vllm-2026"}.
/// Both empty where it is no engine that Orrery models.
struct EngineGeneration {
    std::string engine;
    std::string generation;
    std::string since;  ///< ISO month of its first release
};
EngineGeneration measured_generation(const std::string& engine_version, bool offline_bench);

}  // namespace orrery
