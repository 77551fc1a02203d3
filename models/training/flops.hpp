// Arithmetic of a training step: the model's and the hardware's, and how sources count it.
#pragma once
#include "models/training/plan.hpp"

namespace orrery::training {

/// Tokens before a token that it attends to, mean over layers.
double causal_pairs(const llm::ModelShape& model, double sequence);

/// FLOPs of one step over all accelerators.
struct StepFlops {
    double model = 0;     ///< forward and backward, active parameters, causal attention halved
    double hardware = 0;  ///< and what is computed again; attention as the kernels execute it
};
StepFlops step_flops(const Work& work, Recompute recompute);

/// How a source counts the FLOPs of a token (reference: training, section 5).
enum class Convention {
    megatron,           ///< 72·L·h²·(1 + s/6h + V/12Lh): Narayanan et al. 2021, no recompute
    megatron_hardware,  ///< 96·L·h²·(1 + s/6h + V/16Lh): with full recompute
    nemo,               ///< 6(N − V·h) + 6·L·h·s: causal half, no input embedding
    nemo_full,          ///< 6(N − V·h) + 12·L·h·s: all pairs; NVIDIA's containers of 2024
    foundry,            ///< 6N + 12·L·h·s
    six_n,              ///< 6N
};
double flops_per_token(const Work& work, Convention convention);

}  // namespace orrery::training
