// A mergeable quantile sketch of durations: 128 linear buckets an octave, error at most 0.4 %.
#include "sim/engine/meters/sketch.hpp"

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

/// Lower end of a bucket, ns.
double lower_end(std::size_t b) {
    constexpr std::size_t kLinear = std::size_t{1} << Sketch::kSubBits;
    if (b < kLinear) return static_cast<double>(b);
    const std::size_t shift = (b >> Sketch::kSubBits) - 1;
    const std::size_t mantissa = kLinear + (b & (kLinear - 1));
    return std::ldexp(static_cast<double>(mantissa), static_cast<int>(shift));
}

}  // namespace

void Sketch::grow(std::size_t b) {
    // By octaves, so that a slowly rising maximum does not copy again and again.
    counts_.resize(((b >> kSubBits) + 1) << kSubBits, 0);
}

void Sketch::merge(const Sketch& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size(), 0);
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    min_ = orrery::min(min_, other.min_);
    max_ = orrery::max(max_, other.max_);
}

double Sketch::midpoint(std::size_t b) {
    // Integers b … b: buckets of one value are exact.
    return (lower_end(b) + lower_end(b + 1) - 1) * 0.5;
}

double Sketch::quantile(double q) const {
    if (count_ == 0) return 0;
    const double exact = std::ceil(q * static_cast<double>(count_));
    const auto rank = std::clamp<std::int64_t>(static_cast<std::int64_t>(exact), 1, count_);
    if (rank == 1) return min_.seconds();
    if (rank == count_) return max_.seconds();
    std::int64_t seen = 0;
    for (std::size_t b = 0; b < counts_.size(); ++b) {
        seen += counts_[b];
        if (seen < rank) continue;
        const auto low = static_cast<double>(min_.ns);
        const auto high = static_cast<double>(max_.ns);
        return std::clamp(midpoint(b), low, high) * 1e-9;
    }
    return max_.seconds();
}

double Sketch::mean() const {
    return count_ == 0 ? 0 : total_seconds() / static_cast<double>(count_);
}

double Sketch::total_seconds() const {
    return static_cast<double>(sum_) * 1e-9;
}

double Sketch::share_within(Nanos t) const {
    if (count_ == 0) return 0;
    if (t >= max_) return 1;
    std::int64_t within = 0;
    for (std::size_t b = 0; b < counts_.size(); ++b) {
        if (midpoint(b) <= static_cast<double>(t.ns)) within += counts_[b];
    }
    return static_cast<double>(within) / static_cast<double>(count_);
}

std::vector<Sketch::Point> Sketch::cdf() const {
    std::vector<Point> points;
    std::int64_t seen = 0;
    for (std::size_t b = 0; b < counts_.size(); ++b) {
        if (counts_[b] == 0) continue;
        seen += counts_[b];
        const double upper = std::min(lower_end(b + 1) - 1, static_cast<double>(max_.ns));
        points.push_back({upper * 1e-9, static_cast<double>(seen) / static_cast<double>(count_)});
    }
    return points;
}

}  // namespace orrery
