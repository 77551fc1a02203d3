// The targets of `fuzz_results`: what stands above the scenario.
#include "tests/fuzz/target.hpp"

namespace orrery::fuzz {

std::vector<FuzzTarget> program_targets() {
    std::vector<FuzzTarget> all;
    for (const auto& some :
         {evidence_targets(), study_targets(), result_targets(), serve_targets()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace orrery::fuzz
