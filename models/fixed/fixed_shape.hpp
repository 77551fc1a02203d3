// Models whose every item is the same work: vision and embedding, training step or inference.
#pragma once
#include "models/hardware/accelerator.hpp"

namespace orrery::fixed {

/// One item (an image, a passage of fixed length) through the model.
struct Shape {
    double flops = 0;         ///< an item, both of a multiply-add
    double bytes = 0;         ///< an item: activations written and read
    double weight_bytes = 0;  ///< read once a batch
};

/// Share of the data sheet that such a model reaches on an architecture, each in (0, 1].
struct Efficiency {
    double compute = 1;
    double memory = 1;
};

struct Batch {
    double seconds = 0;
    double items_s = 0;
    bool memory_bound = false;
};

/// Roofline: max(items · flops / (peak · compute), (weights + items · bytes) / (bandwidth ·
/// memory)).
Batch batch_time(const Shape& shape, const Accelerator& accelerator, const Efficiency& efficiency,
                 int items);

}  // namespace orrery::fixed
