// What a workload looks like, recorded or generated, and a generator fitted to it.
#include "sim/evidence/trace_describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

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
    [[nodiscard]] double variance() const { return n > 1 ? m2 / static_cast<double>(n - 1) : 0; }
    [[nodiscard]] double cv() const { return mean > 0 ? std::sqrt(variance()) / mean : 0; }
};

/// Requests in consecutive windows; only whole windows count.
struct WindowCounter {
    Nanos length;
    std::int64_t window = 0;
    std::int64_t count = 0;
    std::int64_t peak = 0;
    Moments counts;

    void add(Nanos t) {
        const std::int64_t w = t.ns / length.ns;
        while (window < w) {
            counts.add(static_cast<double>(count));
            count = 0;
            ++window;
        }
        ++count;
        peak = std::max(peak, count);
    }
};

class Describer {
public:
    TraceDescription run(RequestSource& source) {
        TraceRequest r;
        while (source.next(r)) add(r);
        return finish();
    }

private:
    void add(const TraceRequest& r) {
        if (requests_++ > 0) gaps_.add((r.arrival - last_).seconds());
        if (requests_ == 1) first_ = r.arrival;
        last_ = r.arrival;
        const Nanos t = r.arrival - first_;
        for (WindowCounter& w : windows_) w.add(t);
        prompt_.add(r.prompt_tokens);
        output_.add(r.output_tokens);
        out_.prompt.sketch.add(Nanos{r.prompt_tokens});
        out_.output.sketch.add(Nanos{r.output_tokens});
        ++by_hour_[static_cast<std::size_t>(t.ns / kHour.ns % 24)];
    }

    TraceDescription finish() {
        out_.requests = requests_;
        out_.span_s = (last_ - first_).seconds();
        if (out_.span_s > 0) {
            out_.mean_rate = static_cast<double>(requests_ - 1) / out_.span_s;
        }
        out_.interarrival_cv = gaps_.cv();
        for (std::size_t i = 0; i < windows_.size(); ++i) {
            const Moments& m = windows_[i].counts;
            out_.dispersion[i].windows = m.n;
            out_.dispersion[i].index = m.mean > 0 ? m.variance() / m.mean : 0;
        }
        out_.peak_minute = windows_[2].peak;
        out_.prompt.mean = prompt_.mean;
        out_.prompt.cv = prompt_.cv();
        out_.output.mean = output_.mean;
        out_.output.cv = output_.cv();
        if (out_.span_s >= 86400) {
            const double days = out_.span_s / 86400;
            for (const std::int64_t n : by_hour_) {
                out_.hours.push_back(static_cast<double>(n) / (3600 * days));
            }
        }
        return std::move(out_);
    }

    TraceDescription out_;
    std::int64_t requests_ = 0;
    Nanos first_{0};
    Nanos last_{0};
    Moments gaps_, prompt_, output_;
    std::array<WindowCounter, 3> windows_{
        {{kSecond, 0, 0, 0, {}}, {{10 * kSecond.ns}, 0, 0, 0, {}}, {kMinute, 0, 0, 0, {}}}};
    std::array<std::int64_t, 24> by_hour_{};
};

/// 1 − (1 − e^{−x})/x: how much of its correlation time a window of x times it sees.
double seen(double x) {
    return 1 - (1 - math::exp(-x)) / x;
}

/// MMPP-2 with mean 1 in bursts of a fifth of the time: IDC(t) = 1 + A·seen(σt), A = 2·var/(σ·λ),
/// var = λ²·(b − c)²·p(1 − p). σ from the ratio of the excess at 60 s and 10 s, b from A.
void fit_bursts(const TraceDescription& d, SyntheticSpec& spec) {
    const double short_excess = std::max(d.dispersion[1].index - 1, 1e-3);
    const double long_excess = std::max(d.dispersion[2].index - 1, short_excess * 1.0001);
    const double ratio = std::min(long_excess / short_excess, 5.9);
    double low = 1e-5;
    double high = 10;
    for (int i = 0; i < 200; ++i) {
        const double sigma = 0.5 * (low + high);
        (seen(60 * sigma) / seen(10 * sigma) > ratio ? low : high) = sigma;
    }
    // Bursts longer than a twentieth of the record could not be told from its trend.
    const double sigma = std::max(0.5 * (low + high), 20 / d.span_s);
    const double amplitude = long_excess / seen(60 * sigma);
    const double variance = amplitude * sigma * d.mean_rate / 2;  // of λ(t)
    const double relative = variance / (d.mean_rate * d.mean_rate);
    const double p = std::clamp(0.9 / (1 + relative), 0.02, 0.2);
    spec.law = ArrivalLaw::mmpp;
    spec.burst_share = p;
    spec.burst_multiple = std::min(1 + std::sqrt(relative * (1 - p) / p), 0.98 / p);
    // Sojourns: σ = 1/burst + 1/calm with burst/calm = p/(1 − p), so burst = 1/(σ(1 − p)).
    spec.burst_length = Nanos::from_seconds(1 / (sigma * (1 - p)));
}

LengthSpec fit_lengths(const LengthStats& stats) {
    LengthSpec spec;
    spec.law = LengthLaw::empirical;
    // Twenty-one equally likely values at the middles of quantile bins reproduce mean and tail.
    constexpr int kBins = 40;
    double sum = 0;
    for (int i = 0; i < kBins; ++i) {
        spec.values.push_back(std::nearbyint(stats.quantile((i + 0.5) / kBins)));
        sum += spec.values.back();
    }
    // The rest of the mean lies in the last bin's tail.
    const double missing = stats.mean * kBins - sum;
    spec.values.back() = std::nearbyint(std::max(spec.values.back() + missing, 1.0));
    spec.max = static_cast<int>(std::max(spec.values.back(), stats.quantile(1))) + 1;
    return spec;
}

std::string row(const char* name, const std::string& recorded, const std::string& generated) {
    return fmt::format("  {:<34}{:>14}{:>14}\n", name, recorded, generated);
}

}  // namespace

TraceDescription describe_trace(RequestSource& source) {
    return Describer().run(source);
}

SyntheticSpec fit_generator(const TraceDescription& d) {
    SyntheticSpec spec;
    spec.rate = d.mean_rate;
    const double long_index =
        d.dispersion[2].windows >= 5 ? d.dispersion[2].index : d.dispersion[1].index;
    const double renewal = d.interarrival_cv * d.interarrival_cv;
    if (d.hours.empty() && long_index > 1.5 * std::max(renewal, 1.0)) {
        fit_bursts(d, spec);
    } else if (renewal > 1.1 || renewal < 0.9) {
        spec.law = ArrivalLaw::gamma;
        spec.cv = std::clamp(d.interarrival_cv, 0.05, 20.0);
    }
    if (!d.hours.empty()) spec.daily = d.hours;
    spec.prompt = fit_lengths(d.prompt);
    spec.output = fit_lengths(d.output);
    return spec;
}

std::string generator_yaml(const SyntheticSpec& s) {
    const auto list = [](const std::vector<double>& values) {
        std::string text;
        for (const double v : values) {
            text += (text.empty() ? "" : ", ") + fmt::format("{:.6g}", v);
        }
        return "[" + text + "]";
    };
    std::string out = "demand:\n  synthetic:\n";
    const char* law = s.law == ArrivalLaw::mmpp    ? "mmpp"
                      : s.law == ArrivalLaw::gamma ? "gamma"
                                                   : "poisson";
    out += fmt::format("    arrivals: {}\n    rate: {:.6g} /s\n", law, s.rate);
    if (s.law == ArrivalLaw::gamma) out += fmt::format("    cv: {:.4g}\n", s.cv);
    if (s.law == ArrivalLaw::mmpp) {
        out += fmt::format("    burst_multiple: {:.4g}\n    burst_share: {:.4g}\n",
                           s.burst_multiple, s.burst_share);
        out += fmt::format("    burst_length: {:.4g} s\n", s.burst_length.seconds());
    }
    if (!s.daily.empty()) out += "    daily: " + list(s.daily) + "\n";
    for (const auto& [key, law_of] :
         {std::pair{"prompt", &s.prompt}, std::pair{"output", &s.output}}) {
        out += fmt::format("    {}: {{empirical: {{values: {}, max: {}}}}}\n", key,
                           list(law_of->values), law_of->max);
    }
    return out;
}

std::string render_description(const TraceDescription& a, const TraceDescription* b) {
    const auto both = [&](auto value) {
        return std::pair{value(a), b ? value(*b) : std::string()};
    };
    std::string out = fmt::format("  {:<34}{:>14}{:>14}\n", "", "recorded", b ? "generated" : "");
    const auto add = [&](const char* name, auto value) {
        const auto [left, right] = both(value);
        out += row(name, left, right);
    };
    using D = TraceDescription;
    const auto g = [](double v) { return fmt::format("{:.4g}", v); };
    add("requests", [](const D& d) { return std::to_string(d.requests); });
    add("span (s)", [](const D& d) { return fmt::format("{:.1f}", d.span_s); });
    add("mean rate (1/s)", [&](const D& d) { return g(d.mean_rate); });
    add("peak minute (requests)", [](const D& d) { return std::to_string(d.peak_minute); });
    add("interarrival CV", [&](const D& d) { return g(d.interarrival_cv); });
    for (std::size_t i = 0; i < a.dispersion.size(); ++i) {
        const std::string name =
            fmt::format("index of dispersion, {:.0f} s", a.dispersion[i].window_s);
        add(name.c_str(), [&](const D& d) { return g(d.dispersion[i].index); });
    }
    for (const auto& [name, which] :
         {std::pair{"prompt tokens", &D::prompt}, std::pair{"output tokens", &D::output}}) {
        add(fmt::format("{}, mean", name).c_str(), [&](const D& d) { return g((d.*which).mean); });
        for (const double q : {0.5, 0.9, 0.99}) {
            add(fmt::format("{}, p{:.0f}", name, 100 * q).c_str(),
                [&](const D& d) { return g((d.*which).quantile(q)); });
        }
    }
    if (!a.hours.empty()) {
        out += "  requests a second by hour since the first:\n   ";
        for (const double h : a.hours) out += fmt::format(" {:.3g}", h);
        out += "\n";
    }
    return out;
}

}  // namespace orrery
