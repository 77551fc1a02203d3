// Models whose every item is the same work: vision and embedding, training step or inference.
#pragma once
#include "models/hardware/accelerator.hpp"
#include "models/llm/iteration.hpp"

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

/// The same as a table of a batching engine whose tokens are items: an iteration of n prompt tokens
/// is a batch of n items after `overhead_s` of the host; nothing is decoded and no cache fills.
/// Energy: idle power, and the rest of TDP for the share of the time that the longer of arithmetic
/// and memory is busy.
llm::IterationTable fixed_table(const Shape& shape, const Accelerator& accelerator,
                                const Efficiency& efficiency, double overhead_s, int most_items,
                                int most_requests);

}  // namespace orrery::fixed
