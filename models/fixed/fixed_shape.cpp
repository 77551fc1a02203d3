// Models whose every item is the same work: vision and embedding, training step or inference.
#include "models/fixed/fixed_shape.hpp"

#include <algorithm>

namespace orrery::fixed {

Batch batch_time(const Shape& shape, const Accelerator& accelerator, const Efficiency& efficiency,
                 int items) {
    const double compute = items * shape.flops / (accelerator.bf16.value * efficiency.compute);
    const double memory = (shape.weight_bytes + items * shape.bytes) /
                          (accelerator.memory_bandwidth.value * efficiency.memory);
    Batch batch;
    batch.seconds = std::max(compute, memory);
    batch.items_s = items / batch.seconds;
    batch.memory_bound = memory > compute;
    return batch;
}

llm::IterationTable fixed_table(const Shape& shape, const Accelerator& accelerator,
                                const Efficiency& efficiency, double overhead_s, int most_items,
                                int most_requests) {
    llm::IterationTable t;
    const double idle = accelerator.idle.value;
    const double busy = accelerator.tdp.value - idle;
    for (int n = 0; n <= most_items + most_requests; ++n) {
        const double seconds = n > 0 ? batch_time(shape, accelerator, efficiency, n).seconds : 0;
        t.g.push_back(overhead_s + seconds);
        t.energy_g.push_back(idle * (overhead_s + seconds) + busy * seconds);
    }
    t.h.assign(static_cast<std::size_t>(most_requests) + 1, 0.0);
    t.energy_h = t.h;
    t.idle_power_w = idle;
    t.kv_tokens = std::int64_t{1} << 40;  // nothing is kept
    t.block_tokens = 1;
    return t;
}

}  // namespace orrery::fixed
