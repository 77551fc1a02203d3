// Software, hardware, networks and models of training measurements, as the catalog has them.
#pragma once
#include <optional>
#include <string>

#include "models/training/flops.hpp"
#include "sim/evidence/training_rows.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// A training framework's generation and what its defaults are.
struct TrainingSoftware {
    std::string name;        ///< "megatron"; what it is a generation of
    std::string generation;  ///< "megatron-2021"; with the accelerator family a catalog key
    std::string since;       ///< ISO month
    bool fused_attention = true;
    bool sequence_parallel = true;
    bool overlap = true;
    double gradient_bytes = 2;
    training::Sharding sharding = training::Sharding::optimizer;
    training::Convention convention = training::Convention::nemo;
    bool one_rail = false;
    bool interleaves = false;  ///< its pipelines, where the row does not say how deep
};

/// By the row's source and sharding; nothing where the source is not known.
std::optional<TrainingSoftware> training_software(const MeasuredTraining& row);

/// "a100-sxm-80" of "A100-80GB SXM (Selene)"; empty where no name is found in the text.
std::string training_accelerator(const std::string& hardware);

/// B/s of scale-out for one accelerator, from "8x200Gb HDR IB/node", "1600 Gbps/node", "400G/GPU";
/// nothing where the text gives none.
std::optional<double> network_of(const std::string& interconnect, double node_size);

/// Catalog key of a published model name: "LLAMA3.1_405B" is llama-3.1-405b.
std::string training_model(const std::string& name);

}  // namespace orrery
