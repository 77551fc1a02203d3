// How long a request would take alone on a replica: what contention is measured against.
#include "sim/engine/serving/alone.hpp"

#include <algorithm>

namespace orrery {
namespace {

/// Σ_{c=first}^{first+count−1} min(c, window).
double windowed_sum(double first, double count, double window) {
    const double below = std::clamp(window - first, 0.0, count);
    return below * (first + (below - 1) * 0.5) + (count - below) * window;
}

}  // namespace

AloneTime alone_time(const llm::IterationTable& table, int token_budget, int prompt, int output) {
    double seconds = 0;
    for (int done = 0; done < prompt; done += token_budget) {
        const int chunk = std::min(token_budget, prompt - done);
        const double position = done + (chunk + 1) * 0.5;
        const double weight =
            table.full_layers * position + table.window_layers * std::min(position, table.window);
        seconds +=
            table.g[static_cast<std::size_t>(chunk)] + table.h[0] + table.lambda * (chunk * weight);
    }
    const double n = output - 1;
    const double first = prompt + 1;
    const double full = n * (first + (n - 1) * 0.5);
    const double windowed = table.window_layers > 0 ? windowed_sum(first, n, table.window) : 0.0;
    return {seconds,
            seconds + n * (table.g[1] + table.h[1]) +
                table.kappa_of(1) * (table.full_layers * full + table.window_layers * windowed)};
}

}  // namespace orrery
