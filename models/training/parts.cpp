// Names of the parts of a step.
#include "models/training/step.hpp"

namespace orrery::training {

const char* part_name(Part part) {
    static constexpr std::array<const char*, kParts> names{
        "gemm",     "attention", "elementwise", "experts",   "head",
        "host",     "tensor",    "context",     "dispatch",  "gather",
        "messages", "bubble",    "gradients",   "optimizer", "overhead"};
    return names[static_cast<std::size_t>(part)];
}

}  // namespace orrery::training
