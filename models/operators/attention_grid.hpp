// Measured attention of mixed batches: seconds over chunk, its context, decodes, their context.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/operators/curve.hpp"

namespace orrery::operators {

/// One layer's attention: a chunk of prompt tokens that attend to `kv_prefill` earlier ones, beside
/// `n_decode` decodes with `kv_decode` tokens of context each.
struct AttentionPoint {
    std::array<double, 4> at{};  ///< chunk, kv_prefill, n_decode, kv_decode
    double seconds = 0;
    std::int64_t line = 0;  ///< of its file
};

/// A value and how much it grows with each token of the decodes' context, until `kv_until`.
struct AttentionTime {
    double seconds = 0;
    double per_token = 0;
    double kv_until = 0;
};

/// Linear along each axis between measured points. A grid may leave out what cannot be (no chunk
/// with an earlier context); every other hole is an error.
class AttentionGrid {
public:
    /// Empty text, or which point is missing.
    std::string build(const std::vector<AttentionPoint>& points);
    [[nodiscard]] AttentionTime at(double chunk, double kv_prefill, double decodes,
                                   double kv_decode) const;
    [[nodiscard]] const std::vector<double>& axis(std::size_t i) const { return axes_[i]; }

private:
    [[nodiscard]] double value(std::size_t c, std::size_t p, std::size_t n, std::size_t k) const {
        return values_[((c * axes_[1].size() + p) * axes_[2].size() + n) * axes_[3].size() + k];
    }
    [[nodiscard]] double along_kv(const std::array<Place, 3>& places, std::size_t k) const;

    std::array<std::vector<double>, 4> axes_;
    std::vector<double> values_;
};

}  // namespace orrery::operators
