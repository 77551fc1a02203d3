// Any bytes as a quantity or a date.
#include <cstdint>

#include "sim/scenario/quantity.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto measure : {orrery::Measure::number, orrery::Measure::duration,
                               orrery::Measure::bandwidth, orrery::Measure::share}) {
        const orrery::Parsed parsed = orrery::parse_quantity(text, measure);
        if (parsed.problem.empty()) orrery::print_quantity(parsed.value, measure);
    }
    orrery::parse_date(text);
    return 0;
}
