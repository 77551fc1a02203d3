// What a workload looks like, recorded or generated: rate, burstiness, lengths, daily shape.
#include "sim/evidence/trace_describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/kernel/key_table.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kDayHours = 24;

/// Mean and variance of a stream of numbers (Welford).
struct Moments {
    std::int64_t n = 0;
    double mean = 0;
    double m2 = 0;
    void add(double x) {
        ++n;
        const double d = x - mean;
        mean += d / static_cast<double>(n);
        m2 += d * (x - mean);
    }
    /// The same as adding 0 so often, in one step.
    void add_zeros(std::int64_t more) {
        const auto before = static_cast<double>(n);
        n += more;
        const double kept = before / static_cast<double>(n);
        m2 += mean * mean * static_cast<double>(more) * kept;
        mean *= kept;
    }
    [[nodiscard]] double variance() const { return n > 1 ? m2 / static_cast<double>(n - 1) : 0; }
    [[nodiscard]] double cv() const { return mean > 0 ? std::sqrt(variance()) / mean : 0; }
};

/// Moments over all and, hour by hour, about each hour's own mean.
struct HourlyMoments {
    Moments all;
    Moments hour;
    double squares = 0;  ///< sum of n·value over the hours that are closed
    double weight = 0;

    void add(double x) {
        all.add(x);
        hour.add(x);
    }
    void add_zeros(std::int64_t more) {
        all.add_zeros(more);
        hour.add_zeros(more);
    }
    /// `relative`: squared coefficient of variation, else variance over mean.
    void close_hour(bool relative) {
        constexpr std::int64_t kEnough = 10;
        if (hour.n >= kEnough && hour.mean > 0) {
            const auto n = static_cast<double>(hour.n);
            squares += relative ? n * hour.cv() * hour.cv() : n * hour.variance();
            weight += relative ? n : n * hour.mean;
        }
        hour = {};
    }
    [[nodiscard]] double within() const { return weight > 0 ? squares / weight : 0; }
};

/// Requests in consecutive windows since the first; only whole windows count.
struct WindowCounter {
    Nanos length;
    std::int64_t window = 0;
    std::int64_t count = 0;
    HourlyMoments counts = {};

    void add(Nanos since_first) {
        const std::int64_t now = since_first.ns / length.ns;
        if (window < now) {
            counts.add(static_cast<double>(count));
            count = 0;
            go_to(window + 1);
        }
        // Those without a request hour by hour: a quiet year has 32 million of a second.
        const std::int64_t of_hour = kHour.ns / length.ns;
        while (window < now) {
            const std::int64_t next = std::min(now, (window / of_hour + 1) * of_hour);
            counts.add_zeros(next - window);
            go_to(next);
        }
        ++count;
    }
    void go_to(std::int64_t next) {
        window = next;
        if (window * length.ns % kHour.ns == 0) counts.close_hour(false);
    }
};

class Describer {
public:
    /// `origin`: the clock at the first request.
    void add(const TraceRequest& r, Nanos origin) {
        if (requests_ == 0) {
            first_ = r.arrival;
            origin_ = origin;
        } else {
            gaps_.add((r.arrival - last_).seconds());
        }
        ++requests_;
        last_ = r.arrival;
        const Nanos since_first = r.arrival - first_;
        for (WindowCounter& w : windows_) w.add(since_first);
        clock(origin_ + since_first);
        if (r.parts) count_parts(*r.parts);
        prompt_.add(r.prompt_tokens);
        output_.add(r.output_tokens);
        out_.prompt.sketch.add(Nanos{r.prompt_tokens});
        out_.output.sketch.add(Nanos{r.output_tokens});
    }

    TraceDescription finish() {
        out_.requests = requests_;
        out_.origin_s = origin_.seconds();
        out_.span_s = (last_ - first_).seconds();
        if (out_.span_s > 0) {
            out_.mean_rate = static_cast<double>(requests_ - 1) / out_.span_s;
        }
        gaps_.close_hour(true);
        out_.interarrival_cv = gaps_.all.cv();
        out_.interarrival_cv_within_hours = std::sqrt(gaps_.within());
        for (std::size_t i = 0; i < windows_.size(); ++i) {
            HourlyMoments& m = windows_[i].counts;
            m.close_hour(false);
            out_.dispersion[i].windows = m.all.n;
            out_.dispersion[i].index = m.all.mean > 0 ? m.all.variance() / m.all.mean : 0;
            out_.dispersion[i].within_hours = m.within();
        }
        out_.prompt.mean = prompt_.mean;
        out_.prompt.cv = prompt_.cv();
        out_.output.mean = output_.mean;
        out_.output.cv = output_.cv();
        if (out_.span_s >= kDay.seconds()) out_.hours = hours();
        return std::move(out_);
    }

private:
    /// Counts by minute and by hour of the day.
    /// Counts against all earlier prompts before its own parts are known.
    void count_parts(const PromptParts& parts) {
        bool leading = true;
        for (const std::uint64_t hash : parts.hashes) {
            leading = leading && seen_.find(hash) != KeyTable::kNone;
            out_.prefix_hits += leading ? 1 : 0;
        }
        for (const std::uint64_t hash : parts.hashes) {
            if (seen_.find(hash) == KeyTable::kNone) seen_.insert(hash, 1);
        }
        out_.parts += static_cast<std::int64_t>(parts.hashes.size());
        out_.unique_parts = static_cast<std::int64_t>(seen_.size());
    }

    void clock(Nanos t) {
        const std::int64_t minute = t.ns / kMinute.ns;
        if (minute != minute_) in_minute_ = 0;
        minute_ = minute;
        out_.peak_minute = std::max(out_.peak_minute, ++in_minute_);
        const std::int64_t hour = t.ns / kHour.ns;
        if (hour != hour_) gaps_.close_hour(true);
        hour_ = hour;
        ++by_hour_[static_cast<std::size_t>(hour % kDayHours)];
    }

    [[nodiscard]] std::vector<double> hours() const {
        std::array<double, kDayHours> seconds{};
        const Nanos end = origin_ + (last_ - first_);
        for (Nanos t = origin_; t < end;) {
            const Nanos next = min(end, Nanos{(t.ns / kHour.ns + 1) * kHour.ns});
            seconds[static_cast<std::size_t>(t.ns / kHour.ns % kDayHours)] += (next - t).seconds();
            t = next;
        }
        std::vector<double> rates;
        for (std::size_t h = 0; h < kDayHours; ++h) {
            rates.push_back(static_cast<double>(by_hour_[h]) / seconds[h]);
        }
        return rates;
    }

    TraceDescription out_;
    KeyTable seen_;
    std::int64_t requests_ = 0;
    Nanos origin_{0};
    Nanos first_{0};
    Nanos last_{0};
    HourlyMoments gaps_;
    Moments prompt_, output_;
    std::array<WindowCounter, 3> windows_{
        {{kSecond, 0, 0, {}}, {{10 * kSecond.ns}, 0, 0, {}}, {kMinute, 0, 0, {}}}};
    std::int64_t minute_ = -1;
    std::int64_t in_minute_ = 0;
    std::int64_t hour_ = -1;
    std::array<std::int64_t, kDayHours> by_hour_{};
};

std::string four(double value) {
    return fmt::format("{:.4g}", value);
}

std::string tokens(double value) {
    return value < 100 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
}

std::string length_rows(const char* name, const LengthStats& stats) {
    std::string out = fmt::format("  {:<15}", name);
    for (const double value : {stats.mean, stats.quantile(0.5), stats.quantile(0.9),
                               stats.quantile(0.99), stats.quantile(1)}) {
        out += fmt::format("{:>10}", tokens(value));
    }
    return out + fmt::format("{:>10}\n", four(stats.cv));
}

}  // namespace

TraceDescription describe_trace(RequestSource& source) {
    Describer describer;
    TraceRequest r;
    while (source.next(r)) describer.add(r, Nanos{0});
    return describer.finish();
}

TraceDescription describe_recorded(TraceReader& reader) {
    Describer describer;
    TraceRequest r;
    while (reader.next(r)) describer.add(r, reader.origin());
    return describer.finish();
}

std::string render_description(const TraceDescription& d) {
    std::string out;
    const auto row = [&](const char* name, const std::string& value) {
        out += fmt::format("  {:<36}{:>14}\n", name, value);
    };
    row("requests", std::to_string(d.requests));
    row("span", fmt::format("{:.1f} s", d.span_s));
    row("mean rate", four(d.mean_rate) + " /s");
    row("most in a clock minute", std::to_string(d.peak_minute));
    row("coefficient of variation of gaps", four(d.interarrival_cv));
    for (const Dispersion& w : d.dispersion) {
        row(fmt::format("index of dispersion, {:.0f} s", w.window_s).c_str(), four(w.index));
    }
    out += fmt::format("  {:<15}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "tokens", "mean", "p50",
                       "p90", "p99", "max", "cv");
    out += length_rows("prompt", d.prompt) + length_rows("output", d.output);
    if (d.parts > 0) {
        row("parts of prompts", std::to_string(d.parts));
        row("different ones", std::to_string(d.unique_parts));
        row("found by an unlimited prefix cache",
            fmt::format("{} ({:.1f} %)", d.prefix_hits,
                        100.0 * static_cast<double>(d.prefix_hits) / static_cast<double>(d.parts)));
    }
    for (std::size_t h = 0; h < d.hours.size(); ++h) {
        if (h % 8 == 0)
            out += fmt::format("  {:<14}", fmt::format("/s, {:02} to {:02} h", h, h + 8));
        out += fmt::format("{:>8}", fmt::format("{:.3g}", d.hours[h]));
        if (h % 8 == 7) out += "\n";
    }
    return out;
}

}  // namespace orrery
