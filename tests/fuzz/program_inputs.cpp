// The targets of `fuzz_inputs`: what scenarios are made of.
#include "tests/fuzz/target.hpp"

namespace orrery::fuzz {

std::vector<FuzzTarget> program_targets() {
    std::vector<FuzzTarget> all;
    for (const auto& some : {text_targets(), log_targets(), import_targets()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace orrery::fuzz
