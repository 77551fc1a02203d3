// What is trained, how it is laid out over accelerators, and what hardware and software reach.
#pragma once
#include <cstdint>
#include <string>

#include "models/hardware/accelerator.hpp"
#include "models/llm/shape.hpp"
#include "models/network/collective.hpp"

namespace orrery::training {

/// selective: the attention core where scores reach memory (Korthikanti et al. 2022), else norms
/// and activation functions.
enum class Recompute : std::uint8_t { none, selective, full };
/// ZeRO stages: what data-parallel ranks share out. FSDP is `parameters`.
enum class Sharding : std::uint8_t { none, optimizer, gradients, parameters };
enum class Optimizer : std::uint8_t { adam, adam_8bit, sgd };

/// What is trained: the model and one step's work.
struct Work {
    llm::ModelShape model;
    double sequence = 2048;                 ///< tokens
    double global_batch = 512;              ///< sequences a step
    Precision precision = Precision::bf16;  ///< that matrices are multiplied in
    Optimizer optimizer = Optimizer::adam;
    bool fused_attention = true;  ///< FlashAttention: scores never reach memory
    double lora_rank = 0;         ///< above 0: adapters are trained, the base is frozen
    double base_bytes = 2;        ///< a parameter of a frozen base (QLoRA: 0.5)
};

/// One layout. tp innermost, then cp, dp, pp, as Megatron numbers ranks; ep divides cp × dp.
struct Plan {
    int tp = 1;
    int cp = 1;
    int dp = 1;
    int pp = 1;
    int virtual_stages = 1;  ///< model chunks of a stage; above 1: interleaved 1F1B
    int ep = 1;
    double micro_batch = 1;
    Recompute recompute = Recompute::none;
    Sharding sharding = Sharding::none;
    bool sequence_parallel = false;
    bool reshard = true;            ///< ZeRO-3: gather again for the backward pass
    bool accumulate_local = false;  ///< ZeRO-2, 3: reduce once a step, gradients whole until then
    bool overlap = true;            ///< gradient and weight exchange run beside arithmetic
    bool one_rail = false;      ///< exchange between servers as one ring through one NIC of each
    double gradient_bytes = 4;  ///< a gradient as accumulated and reduced
    [[nodiscard]] int accelerators() const { return tp * cp * dp * pp; }
};

/// What a software generation reaches on an accelerator family. Shares are of the data sheet.
struct Coefficients {
    double gemm = 0.75;             ///< of the matrix rate, large products
    double fp8_share = 0.75;        ///< of that in fp8
    double fp4_share = 0.5;         ///< of that in fp4
    double fill = 1.5e6;            ///< outputs of a product whose time even a small one takes
    double gemm_memory = 0.3;       ///< operand traffic that arithmetic does not hide
    double memory = 0.8;            ///< of bandwidth, elementwise kernels
    double attention = 0.5;         ///< of the bf16 rate, scores and context
    double softmax_passes = 6;      ///< over the scores, where attention is not fused
    double launch_forward = 4e-4;   ///< host time of a layer's forward pass
    double launch_backward = 8e-4;  ///< and backward
    double launch_collective = 5e-5;
    double launch_fallback = 3e-4;  ///< more, where the fused softmax refuses the shape
    double loss_bytes = 40;         ///< moved for a logit, forward and back
    double roofline_p = 3;          ///< smooth maximum of device and host time
    double link = 0.75;             ///< of the scale-up link
    double link_latency = 1e-5;     ///< of one step of a ring
    double network = 0.8;           ///< of the NIC
    double network_latency = 3e-5;
    double tensor_exposed = 0.9;    ///< of tensor-parallel exchange, not hidden
    double expert_exposed = 0.9;    ///< of expert exchange, not hidden
    double pipe_exposed = 0.8;      ///< of stage-to-stage messages, not hidden
    double gather_overlap = 0.9;    ///< of ZeRO-3 exchange, hidden behind arithmetic
    double gradient_overlap = 0.7;  ///< of gradient exchange, hidden where a plan overlaps
    double compute_tax = 0.05;      ///< arithmetic slower while exchange runs beside it
    double optimizer_passes = 40;   ///< bytes moved a parameter
    double step_overhead = 5e-3;    ///< of a step, once
    double expert_gemm = 0.5;       ///< as `gemm`, routed experts
    double expert_launch = 2e-5;    ///< host and device time of one local expert, a pass
    double route_launch = 4e-4;     ///< of routing and permuting in a MoE layer, a pass
    double route_passes = 20;       ///< over a routed token, to permute, pad, weigh and return it
    double expert_passes = 6;       ///< over an expert's activations
    double expert_imbalance = 0.05;
};

/// Accelerators as a training step sees them.
struct Machine {
    double bf16 = 0;  ///< FLOP/s, dense peak
    double fp8 = 0;
    double fp4 = 0;
    double memory = 0;            ///< bytes
    double memory_bandwidth = 0;  ///< B/s
    network::Fabric fabric;       ///< data sheet; `Coefficients` say what of it is reached
    [[nodiscard]] double rate(Precision p) const {
        if (p == Precision::fp8 && fp8 > 0) return fp8;
        if ((p == Precision::fp4 || p == Precision::mxfp4) && fp4 > 0) return fp4;
        return bf16;
    }
};

/// Layers of the longest stage: embedding and loss count as a layer each where only that divides.
double stage_layers(int layers, int pp, int virtual_stages);

/// Layers of the largest model chunk of a stage: what the pipeline fills and drains by.
double chunk_layers(int layers, int pp, int virtual_stages);

/// Layers that the last stage has fewer, to make up for the loss.
double last_stage_relief(int layers, int pp, int virtual_stages);

/// Micro-batches that one pipeline works off in a step.
double micro_batches(const Work& work, const Plan& plan);

/// Why a plan cannot be; empty when it can. Divisibility only, memory apart.
std::string layout_problem(const Work& work, const Plan& plan);

}  // namespace orrery::training
