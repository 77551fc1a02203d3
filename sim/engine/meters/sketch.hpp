// A mergeable quantile sketch of durations: 128 linear buckets an octave, error at most 0.4 %.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// Counts of non-negative durations. Buckets need no logarithm, so bits are the same everywhere and
/// merging is addition: any order, any split, the same sketch.
class Sketch {
public:
    static constexpr int kSubBits = 7;
    /// Half a bucket's width over its lower end: 1/256 of the value.
    static constexpr double kRelativeError = 1.0 / 256.0;

    /// `times` ≥ 1: as many equal durations.
    void add(Nanos value, std::int64_t times = 1) {
        const auto v = static_cast<std::uint64_t>(value.ns < 0 ? 0 : value.ns);
        const std::size_t b = bucket(v);
        if (b >= counts_.size()) [[unlikely]]
            grow(b);
        counts_[b] += times;
        count_ += times;
        sum_ += static_cast<__int128>(v) * times;
        if (value < min_) min_ = value;
        if (max_ < value) max_ = value;
    }
    void merge(const Sketch& other);
    /// The q-quantile (nearest rank), exact at the extremes; seconds; 0 when empty.
    [[nodiscard]] double quantile(double q) const;
    [[nodiscard]] double mean() const;
    [[nodiscard]] std::int64_t count() const { return count_; }
    [[nodiscard]] double total_seconds() const;
    [[nodiscard]] Nanos min() const { return count_ > 0 ? min_ : Nanos{0}; }
    [[nodiscard]] Nanos max() const { return max_; }
    /// Share of values ≤ t.
    [[nodiscard]] double share_within(Nanos t) const;

    /// Upper value (s) and cumulative share of every non-empty bucket, for CDF charts.
    struct Point {
        double seconds;
        double share;
    };
    [[nodiscard]] std::vector<Point> cdf() const;

    /// Everything that it holds, for stores: an archive that writes it, or one that reads it back.
    template <class Archive>
    void keep(Archive& archive) {
        archive(counts_, count_, sum_, min_, max_);
    }

private:
    static std::size_t bucket(std::uint64_t v) {
        constexpr std::uint64_t kLinear = std::uint64_t{1} << kSubBits;
        if (v < kLinear) return v;
        const int shift = 63 - std::countl_zero(v) - kSubBits;
        return (static_cast<std::size_t>(shift + 1) << kSubBits) + ((v >> shift) - kLinear);
    }
    static double midpoint(std::size_t b);
    void grow(std::size_t b);

    std::vector<std::int64_t> counts_;
    std::int64_t count_ = 0;
    __int128 sum_ = 0;
    Nanos min_ = Nanos::never();
    Nanos max_{0};
};

}  // namespace orrery
