// Optimise: the best combination of values under constraints, or the front of several objectives.
#include "sim/study/kinds/optimise_front.hpp"
#include "sim/study/kinds/optimise_page.hpp"

namespace orrery::study {

void run_optimise(State& state, const StepSpec& step) {
    if (!step.objectives.empty()) {
        run_front(state, step);
        return;
    }
    Search search(state, step);
    search.run();
    if (!search.done() || tell_search_problems(state, step, search)) return;
    add_search_values(state, step, search);
    add_search_page(state, step, search);
}

}  // namespace orrery::study
