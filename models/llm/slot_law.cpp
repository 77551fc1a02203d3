// The linear service law of slot-based fleet planners: a request's time from its lengths alone.
#include "models/llm/slot_law.hpp"

namespace orrery::llm {
namespace {

int chunks(const SlotLaw& law, int prompt) {
    return (prompt + law.chunk - 1) / law.chunk;
}

double before(const SlotLaw& law, int prompt) {
    return law.first_s + law.per_prompt_s * prompt;
}

}  // namespace

double iteration_seconds(const SlotLaw& law, double length, double sequences) {
    return law.base_s + law.per_sequence_s * (length / law.context) * sequences;
}

double service_seconds(const SlotLaw& law, int prompt, int output) {
    const double length = static_cast<double>(prompt) + output;
    return before(law, prompt) +
           (chunks(law, prompt) + output) * iteration_seconds(law, length, law.sequences);
}

double prefill_seconds(const SlotLaw& law, int prompt) {
    return before(law, prompt) + chunks(law, prompt) * iteration_seconds(law, law.context, 1);
}

}  // namespace orrery::llm
