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

/// A full grid over its own four axes, linear along each of them.
class AttentionBox {
public:
    /// Empty text, or which point is missing.
    std::string build(const std::vector<AttentionPoint>& points);
    [[nodiscard]] AttentionTime at(const std::array<double, 4>& point) const;
    [[nodiscard]] bool covers(const std::array<double, 4>& point) const;
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] const std::vector<double>& axis(std::size_t i) const { return axes_[i]; }

private:
    [[nodiscard]] double along_kv(const std::array<Place, 3>& at, std::size_t k) const;

    std::array<std::vector<double>, 4> axes_;
    std::vector<double> values_;
};

/// One or more sweeps over the same axes, each a full box; chunks measured with the same partners
/// belong to one sweep. Where sweeps overlap their mean counts.
class AttentionSweeps {
public:
    /// Empty text, or which point is missing: what all other chunks of its sweep have.
    std::string build(const std::vector<AttentionPoint>& points);
    [[nodiscard]] AttentionTime at(const std::array<double, 4>& point) const;
    [[nodiscard]] const AttentionBox& widest() const { return boxes_.front(); }
    [[nodiscard]] double smallest_chunk() const { return boxes_.front().axis(0).front(); }

private:
    std::vector<AttentionBox> boxes_;  ///< the widest first
};

/// Batches of decodes only, of chunks only, and of both are measured on grids of their own, each of
/// which must be full. Between no chunk and the smallest measured one times are linear, too.
class AttentionGrid {
public:
    /// Empty text, or which point is missing.
    std::string build(const std::vector<AttentionPoint>& points);
    [[nodiscard]] AttentionTime at(double chunk, double kv_prefill, double decodes,
                                   double kv_decode) const;
    /// The smallest chunk that was measured beside decodes, or alone.
    [[nodiscard]] double smallest_chunk(bool decoding) const {
        return (decoding ? mixed_ : chunks_).smallest_chunk();
    }
    /// The least time of one decode.
    [[nodiscard]] double least() const;

private:
    AttentionSweeps decodes_;
    AttentionSweeps chunks_;
    AttentionSweeps mixed_;
};

}  // namespace orrery::operators
