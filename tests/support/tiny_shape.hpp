// A model and an accelerator so small that every operator has a size to write down.
#pragma once
#include "models/llm/capacity.hpp"

namespace orrery::test {

/// Two layers, 4 heads of 8 with 2 key-value heads; all products have sizes below 64.
inline llm::ReplicaShape tiny_shape() {
    llm::ReplicaShape s;
    s.model.name = "tiny";
    s.model.layers = 2;
    s.model.hidden = 32;
    s.model.heads = 4;
    s.model.kv_heads = 2;
    s.model.head_dim = 8;
    s.model.ffn = 64;
    s.model.vocabulary = 64;
    s.accelerator.name = "toy";
    s.accelerator.bf16 = FlopRate{1e12};
    s.accelerator.memory_bandwidth = Bandwidth{1e15};  // small operators cost nothing
    s.accelerator.link_bandwidth = Bandwidth{1e11};
    s.profile.iteration_overhead = 1e-3;
    s.profile.sequence_overhead = 0;
    s.profile.token_overhead = 0;
    s.max_num_seqs = 8;
    s.token_budget = 64;
    return s;
}

}  // namespace orrery::test
