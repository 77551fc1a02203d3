// How fast a run of a job goes, and since when: wall time to time of work and back.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace orrery {

inline constexpr std::int64_t kFullSpeed = 1'000'000;  ///< speeds are parts of it

/// From `from_ns` after the start of the run on, by when `done_ns` of work were done.
struct PaceStretch {
    std::int64_t from_ns = 0;
    std::int64_t done_ns = 0;
    std::int64_t speed = kFullSpeed;
    double dynamic_w = 0;  ///< of an accelerator above idle, while it steps
};

/// Whole nanoseconds in both directions: worked(reached(w)) = w.
class Pace {
public:
    explicit Pace(double dynamic_w = 0)
        : full_w_(dynamic_w), stretches_{{0, 0, kFullSpeed, dynamic_w}} {}

    void change(std::int64_t t, std::int64_t speed, double dynamic_w) {
        const std::int64_t done = worked(t);
        if (stretches_.back().from_ns == t) stretches_.pop_back();
        stretches_.push_back({t, done, speed, dynamic_w});
    }

    /// Time of work in the first `t` of the run.
    [[nodiscard]] std::int64_t worked(std::int64_t t) const {
        const PaceStretch& s = at(t);
        return s.done_ns + scaled(t - s.from_ns, s.speed, kFullSpeed);
    }

    /// When so much work is done, as things stand; the largest number if it never is.
    [[nodiscard]] std::int64_t reached(std::int64_t work) const {
        auto it =
            std::lower_bound(stretches_.begin() + 1, stretches_.end(), work,
                             [](const PaceStretch& s, std::int64_t w) { return s.done_ns < w; });
        const PaceStretch& s = *(it - 1);
        if (work <= s.done_ns) return s.from_ns;
        if (s.speed == 0) return INT64_MAX;
        return s.from_ns + scaled(work - s.done_ns, kFullSpeed, s.speed, s.speed - 1);
    }

    /// Wall time up to `t` at less than full speed.
    [[nodiscard]] std::int64_t slow_ns(std::int64_t t) const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < stretches_.size(); ++i) {
            if (stretches_[i].speed == kFullSpeed) continue;
            const std::int64_t end =
                i + 1 < stretches_.size() ? std::min(stretches_[i + 1].from_ns, t) : t;
            sum += std::max<std::int64_t>(end - stretches_[i].from_ns, 0);
        }
        return sum;
    }

    [[nodiscard]] const PaceStretch& at(std::int64_t t) const {
        if (stretches_.size() == 1) return stretches_.front();
        const auto it = std::upper_bound(
            stretches_.begin() + 1, stretches_.end(), t,
            [](std::int64_t time, const PaceStretch& s) { return time < s.from_ns; });
        return *(it - 1);
    }
    /// When the stretch that holds `t` ends; the largest number for the last.
    [[nodiscard]] std::int64_t stretch_end(std::int64_t t) const {
        const auto i = static_cast<std::size_t>(&at(t) - stretches_.data());
        return i + 1 < stretches_.size() ? stretches_[i + 1].from_ns : INT64_MAX;
    }
    [[nodiscard]] const PaceStretch& now() const { return stretches_.back(); }
    /// Dynamic power of an accelerator at full speed.
    [[nodiscard]] double full_w() const { return full_w_; }

private:
    static std::int64_t scaled(std::int64_t x, std::int64_t by, std::int64_t over,
                               std::int64_t round = 0) {
        if (by == over) return x;
        __extension__ using Wide = __int128;
        return static_cast<std::int64_t>((static_cast<Wide>(x) * by + round) / over);
    }
    double full_w_;
    std::vector<PaceStretch> stretches_;
};

}  // namespace orrery
