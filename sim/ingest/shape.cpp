// A trace clipped, scaled, repeated: the same burstiness at another rate.
#include "sim/ingest/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <queue>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// The clipped part of one pass, arrivals relative to the clip.
class Clip final : public RequestSource {
public:
    explicit Clip(const TraceShape& s) : shape_(s), reader_(s.file, s.kind, s.window) {}

    bool next(TraceRequest& request) override {
        while (reader_.next(request)) {
            if (request.arrival < shape_.clip_start) continue;
            request.arrival = request.arrival - shape_.clip_start;
            return request.arrival < shape_.clip_length;
        }
        return false;
    }

private:
    const TraceShape& shape_;
    TraceReader reader_;
};

/// `n` periods; never() where that is beyond the calendar.
Nanos periods(Nanos period, std::int64_t n) {
    std::int64_t ns = 0;
    return __builtin_mul_overflow(period.ns, n, &ns) ? Nanos::never() : Nanos{ns};
}

[[noreturn]] void nothing_in(const TraceShape& shape) {
    throw InvalidInput(fmt::format("{}: the clip from {} s on holds no request", shape.file,
                                   shape.clip_start.seconds()));
}

struct Extent {
    std::int64_t requests = 0;
    Nanos period{0};
};

Extent extent_of(const TraceShape& shape, std::int64_t requests, Nanos last) {
    if (requests == 0) nothing_in(shape);
    const bool given = shape.clip_length != Nanos::never();
    const Nanos gap{requests > 1 ? last.ns / (requests - 1) : kSecond.ns};
    return {requests, given ? shape.clip_length : last + max(gap, Nanos{1})};
}

Nanos compressed(Nanos t, double factor) {
    return factor == 1 ? t : Nanos::from_seconds(t.seconds() / factor);
}

/// scale ≤ 1: one copy, streamed, passes one after the other. What is repeated and small is read
/// once and kept.
class Streamed final : public RequestSource {
public:
    Streamed(TraceShape shape, Stream thinning)
        : shape_(std::move(shape)), thinning_(thinning), clip_(std::make_unique<Clip>(shape_)) {
        if (shape_.repeat > 1) measure();
    }

    bool next(TraceRequest& request) override {
        while (true) {
            while (!next_of_pass(request)) {
                if (!any_) nothing_in(shape_);
                if (++pass_ >= shape_.repeat) return false;
                position_ = 0;
                if (kept_.empty()) clip_ = std::make_unique<Clip>(shape_);
            }
            any_ = true;
            if (shape_.scale < 1 && !bernoulli(thinning_, shape_.scale)) continue;
            const Nanos at = request.arrival + periods(extent_.period, pass_);
            if (at == Nanos::never()) return false;
            request.arrival = compressed(at, shape_.time_compression);
            return true;
        }
    }

private:
    static constexpr std::int64_t kMostKept = 1 << 20;

    /// Only a second pass needs to know where the first ends.
    void measure() {
        Clip clip(shape_);
        TraceRequest request;
        std::int64_t requests = 0;
        Nanos last{0};
        while (clip.next(request)) {
            last = request.arrival;
            if (++requests <= kMostKept) kept_.push_back(request);
        }
        if (requests > kMostKept) std::vector<TraceRequest>().swap(kept_);
        extent_ = extent_of(shape_, requests, last);
    }

    bool next_of_pass(TraceRequest& request) {
        if (kept_.empty()) return clip_->next(request);
        if (position_ == kept_.size()) return false;
        request = kept_[position_++];
        return true;
    }

    TraceShape shape_;
    Stream thinning_;
    Extent extent_;
    std::unique_ptr<Clip> clip_;
    std::vector<TraceRequest> kept_;
    std::size_t position_ = 0;
    int pass_ = 0;
    bool any_ = false;  ///< requests were seen
};

/// scale > 1: shifted copies of the clip in memory, merged by (time, copy).
class Superposed final : public RequestSource {
public:
    Superposed(TraceShape shape, Stream thinning) : shape_(std::move(shape)), thinning_(thinning) {
        Clip clip(shape_);
        TraceRequest request;
        while (clip.next(request)) list_.push_back(request);
        extent_ = extent_of(shape_, static_cast<std::int64_t>(list_.size()),
                            list_.empty() ? Nanos{0} : list_.back().arrival);
        copies_ = static_cast<std::int64_t>(std::ceil(shape_.scale));
        last_share_ = shape_.scale - static_cast<double>(copies_ - 1);
        for (std::int64_t c = 0; c < copies_; ++c) heads_.push(head(c, first_index(c), 0));
    }

    bool next(TraceRequest& request) override {
        while (!heads_.empty()) {
            const Head now = heads_.top();
            heads_.pop();
            advance(now);
            if (now.at == Nanos::never()) return false;
            if (now.copy == copies_ - 1 && !bernoulli(thinning_, last_share_)) continue;
            request = list_[now.index];
            request.arrival = compressed(now.at, shape_.time_compression);
            return true;
        }
        return false;
    }

private:
    struct Head {
        Nanos at;
        std::int64_t copy;
        std::size_t index;
        std::int64_t played;  ///< requests of this copy before it, over all passes
        bool operator>(const Head& o) const { return at != o.at ? at > o.at : copy > o.copy; }
    };

    /// Copies half an hour earlier and later at most: a day keeps its shape, a week its days.
    [[nodiscard]] Nanos shift(std::int64_t copy) const {
        const std::int64_t part = std::min(extent_.period.ns, kHour.ns) / copies_;
        const std::int64_t by = part * ((copy + 1) / 2);
        return {copy % 2 == 0 && copy > 0 ? extent_.period.ns - by : by};
    }
    /// The first request of a copy is the first recorded at or after its shift.
    [[nodiscard]] std::size_t first_index(std::int64_t copy) const {
        const Nanos from = shift(copy);
        const auto it =
            std::lower_bound(list_.begin(), list_.end(), from,
                             [](const TraceRequest& r, Nanos t) { return r.arrival < t; });
        return it == list_.end() ? 0 : static_cast<std::size_t>(it - list_.begin());
    }
    [[nodiscard]] Head head(std::int64_t copy, std::size_t index, std::int64_t played) const {
        Nanos at = list_[index].arrival - shift(copy);
        if (at.ns < 0) at = at + extent_.period;
        const auto n = static_cast<std::int64_t>(list_.size());
        return {at + periods(extent_.period, played / n), copy, index, played};
    }
    void advance(const Head& now) {
        const auto n = static_cast<std::int64_t>(list_.size());
        if (now.played + 1 >= n * shape_.repeat) return;
        heads_.push(head(now.copy, (now.index + 1) % list_.size(), now.played + 1));
    }

    TraceShape shape_;
    Stream thinning_;
    Extent extent_;
    std::vector<TraceRequest> list_;
    std::int64_t copies_ = 1;
    double last_share_ = 1;
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads_;
};

}  // namespace

std::unique_ptr<RequestSource> open_shaped(const TraceShape& shape, Stream thinning) {
    if (shape.scale > 1) return std::make_unique<Superposed>(shape, thinning);
    return std::make_unique<Streamed>(shape, thinning);
}

}  // namespace orrery
