// Memory of the fullest accelerator in training: weights, gradients, optimizer, activations.
#pragma once
#include <string>

#include "models/training/plan.hpp"

namespace orrery::training {

struct Memory {
    double weights = 0;  ///< bytes
    double gradients = 0;
    double optimizer = 0;
    double activations = 0;  ///< of all micro-batches in flight on the first stage
    double head = 0;         ///< logits and their gradient, on the last stage of one micro-batch
    double gathered = 0;     ///< ZeRO-3: two layers' weights at a time
    double reserve = 0;      ///< context, communication buffers, fragmentation
    [[nodiscard]] double total() const {
        return weights + gradients + optimizer + activations + head + gathered + reserve;
    }
};

/// Activations of a layer after Korthikanti et al. 2022, table 2, with grouped keys, gated FFNs and
/// experts counted; `reserve_share` of `capacity` is left to the framework.
Memory training_memory(const Work& work, const Plan& plan, double capacity,
                       double reserve_share = 0.06);

/// Empty where the plan fits into `capacity` bytes; else what it needs and what would fit.
std::string memory_problem(const Work& work, const Plan& plan, double capacity);

/// Parameters that are trained: all, or the adapters of every product of a layer.
double trained_share(const Work& work);

}  // namespace orrery::training
