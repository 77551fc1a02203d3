// The coefficients of a training profile, with the range in which each means something.
#include "models/training/profile.hpp"

namespace orrery::training {

const std::vector<CoefficientField>& coefficient_fields() {
    using C = Coefficients;
    static const std::vector<CoefficientField> all{
        {"gemm", &C::gemm, .2, .9, 4, false, "Of the matrix rate, large products"},
        {"fp8_share", &C::fp8_share, .2, 1, 2, false, "Of that in fp8"},
        {"fp4_share", &C::fp4_share, .1, 1, 2, false, "Of that in fp4"},
        {"fill", &C::fill, 1e5, 2e7, 1, false,
         "Outputs of a product whose time even a small one takes"},
        {"gemm_memory", &C::gemm_memory, .01, 5, 1, false,
         "Operand traffic that arithmetic does not hide"},
        {"memory", &C::memory, .1, 1.2, 1, false, "Bytes"},
        {"attention", &C::attention, .05, 1, 1, false, "Of the bf16 rate, scores and context"},
        {"softmax_passes", &C::softmax_passes, 1, 30, 1, false,
         "Over the scores, where attention is not fused"},
        {"launch_forward", &C::launch_forward, 1e-5, 1e-2, 1, true,
         "Host time of a layer's forward pass"},
        {"launch_backward", &C::launch_backward, 1e-5, 1e-2, 1, true, "And backward"},
        {"launch_collective", &C::launch_collective, 1e-6, 1e-3, 1, true,
         "Host time of one exchange"},
        {"launch_fallback", &C::launch_fallback, 1e-5, 1e-2, 1, true,
         "More, where the fused softmax refuses the shape"},
        {"loss_bytes", &C::loss_bytes, 6, 200, .5, false, "Moved for a logit, forward and back"},
        {"roofline_p", &C::roofline_p, 1, 12, 1, false, "Smooth maximum of device and host time"},
        {"link", &C::link, .1, 1, 1, false, "Of the scale-up link"},
        {"link_latency", &C::link_latency, 1e-6, 1e-3, 1, true, "Of one step of a ring"},
        {"network", &C::network, .03, 1, 2, false, "Of the NIC"},
        {"network_latency", &C::network_latency, 1e-6, 1e-3, 1, true,
         "Of one step between servers"},
        {"tensor_exposed", &C::tensor_exposed, .1, 1, 2, false,
         "Of tensor-parallel exchange, not hidden"},
        {"expert_exposed", &C::expert_exposed, .1, 1, 2, false, "Of expert exchange, not hidden"},
        {"pipe_exposed", &C::pipe_exposed, .05, 2, 1, false,
         "Of stage-to-stage messages, not hidden"},
        {"gather_overlap", &C::gather_overlap, .1, 1, 2, false,
         "Of ZeRO-3 exchange, hidden behind arithmetic"},
        {"gradient_overlap", &C::gradient_overlap, .1, 1, 2, false,
         "Of gradient exchange, hidden where a plan overlaps"},
        {"optimizer_passes", &C::optimizer_passes, 5, 400, 1, false, "Bytes moved a parameter"},
        {"step_overhead", &C::step_overhead, 1e-4, 1, 1, true, "Of a step, once"},
        {"expert_gemm", &C::expert_gemm, .05, .9, .5, false, "As `gemm`, routed experts"},
        {"expert_launch", &C::expert_launch, 1e-7, 1e-3, .5, true,
         "Host and device time of one local expert, a pass"},
        {"expert_passes", &C::expert_passes, 2, 400, .5, false, "Over an expert's activations"},
        {"route_passes", &C::route_passes, 2, 400, .5, false,
         "Over a routed token, to permute, pad, weigh and return it"},
        {"route_launch", &C::route_launch, 1e-6, 2e-2, .5, true,
         "Of routing and permuting in a MoE layer, a pass"}};
    return all;
}

}  // namespace orrery::training
