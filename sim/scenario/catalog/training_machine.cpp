// Catalog accelerators as a training step sees them.
#include "sim/scenario/training_machine.hpp"

#include <fmt/format.h>

namespace orrery {

double usual_network(const Catalog& catalog, const std::string& family) {
    for (const std::string& name : {"network.nic_" + family, std::string("network.nic")}) {
        const auto found = catalog.coefficients.find(name);
        if (found != catalog.coefficients.end()) return found->second.value;
    }
    return 0;
}

training::Machine training_machine(const Accelerator& a, double network) {
    training::Machine m;
    m.bf16 = a.bf16.value;
    m.fp8 = a.fp8.value;
    m.fp4 = a.fp4.value;
    m.memory = a.memory.value;
    m.memory_bandwidth = a.memory_bandwidth.value;
    m.fabric.domain = a.scale_up;
    m.fabric.scale_up.bandwidth = a.link_bandwidth.value;
    m.fabric.scale_out.bandwidth = network;
    return m;
}

std::string plan_text(const training::Plan& p) {
    static constexpr const char* shards[] = {"no ZeRO", "ZeRO-1", "ZeRO-2", "ZeRO-3"};
    static constexpr const char* again[] = {"no recompute", "selective recompute",
                                            "full recompute"};
    std::string text = fmt::format("tp {} x pp {}", p.tp, p.pp);
    if (p.virtual_stages > 1) text += fmt::format(" (v {})", p.virtual_stages);
    if (p.cp > 1) text += fmt::format(" x cp {}", p.cp);
    text += fmt::format(" x dp {}", p.dp);
    if (p.ep > 1) text += fmt::format(", ep {}", p.ep);
    return text + fmt::format(", micro-batch {}, {}, {}", p.micro_batch,
                              shards[static_cast<std::size_t>(p.sharding)],
                              again[static_cast<std::size_t>(p.recompute)]);
}

}  // namespace orrery
