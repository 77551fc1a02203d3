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

}  // namespace orrery::fixed
