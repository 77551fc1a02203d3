// Any bytes as a scenario: diagnostics or a Scenario, never a crash.
#include <cstdint>

#include "sim/scenario/effective.hpp"
#include "sim/scenario/reader/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    orrery::Diagnostics diagnostics;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto scenario = orrery::read_scenario_text(text, "fuzz.yaml", diagnostics);
    if (scenario) orrery::effective_scenario(*scenario);
    orrery::render(diagnostics);
    return 0;
}
