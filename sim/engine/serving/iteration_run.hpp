// A run of iterations: the same batch repeated, its j-th boundary in closed form.
#pragma once
#include <cmath>
#include <cstdint>

#include "orrery/base/time.hpp"

namespace orrery {

/// Iteration i (from 0 at the anchor) takes first + i·step seconds, because each context grows by
/// one token an iteration. Only a changed batch re-anchors, so boundaries are the same bits fused
/// or stepwise; a run that goes on with the same batch starts at iteration `from` of its anchor.
struct IterationRun {
    Nanos anchor;
    double first = 0;         ///< seconds of the first iteration
    double step = 0;          ///< seconds that each further iteration takes longer
    double energy_first = 0;  ///< joules, likewise
    double energy_step = 0;
    std::int64_t from = 0;     ///< iterations since the anchor that earlier runs did
    std::int64_t length = 0;   ///< iterations since the anchor when the batch changes
    std::int32_t decodes = 0;  ///< output tokens an iteration
    std::int32_t prefill = 0;  ///< prompt tokens an iteration

    [[nodiscard]] static double series(double first, double step, std::int64_t j) {
        const auto n = static_cast<double>(j);
        return n * first + step * (n * (n - 1) * 0.5);
    }
    /// End of the j-th iteration, j ≥ 0; an iteration takes at least a nanosecond.
    [[nodiscard]] Nanos boundary(std::int64_t j) const {
        const Nanos span = Nanos::from_seconds(series(first, step, j));
        return anchor + max(span, Nanos{j});
    }
    [[nodiscard]] double energy(std::int64_t j) const {
        return series(energy_first, energy_step, j);
    }
    [[nodiscard]] bool empty() const { return length == from; }
    [[nodiscard]] std::int64_t iterations() const { return length - from; }
    [[nodiscard]] Nanos begin() const { return boundary(from); }
    [[nodiscard]] Nanos end() const { return boundary(length); }
    /// min{j > from : boundary(j) ≥ t}, at most `length`.
    [[nodiscard]] std::int64_t first_boundary_at(Nanos t) const {
        std::int64_t j = guess((t - anchor).seconds());
        while (j > from + 1 && boundary(j - 1) >= t) --j;
        while (j < length && boundary(j) < t) ++j;
        return j;
    }

private:
    [[nodiscard]] std::int64_t guess(double elapsed) const {
        double j = elapsed / first;
        if (step > 0) {  // first·j + step·j(j−1)/2 = elapsed
            const double b = first - step * 0.5;
            j = (std::sqrt(b * b + 2 * step * elapsed) - b) / step;
        }
        // Rounded up: then two boundaries, the one before and this one, settle it mostly.
        if (!(j > static_cast<double>(from))) return from + 1;
        return j >= static_cast<double>(length - 1) ? length : static_cast<std::int64_t>(j) + 1;
    }
};

}  // namespace orrery
