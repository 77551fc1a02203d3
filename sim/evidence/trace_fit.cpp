// A generator fitted to a described workload, and what it generates beside what was recorded.
#include "sim/evidence/trace_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "orrery/base/math.hpp"
#include "sim/engine/workload/generator.hpp"

namespace orrery {
namespace {

constexpr double kCheckRequests = 300'000;
constexpr std::int64_t kEnoughWindows = 10;
/// Of the windows: what a minute holds decides on queues, so longer ones weigh more.
constexpr std::array<double, 3> kWeights{0.5, 1, 2};

/// What burstiness is compared by; 0: not known.
struct Burstiness {
    double gap_cv = 0;
    std::array<double, 3> dispersion{};
};

/// A daily shape is part of the fit, so burstiness is about the hours' own means there.
Burstiness burstiness_of(const TraceDescription& d, bool shaped) {
    Burstiness b;
    b.gap_cv = shaped ? d.interarrival_cv_within_hours : d.interarrival_cv;
    for (std::size_t i = 0; i < b.dispersion.size(); ++i) {
        if (d.dispersion[i].windows < kEnoughWindows) continue;
        b.dispersion[i] = shaped ? d.dispersion[i].within_hours : d.dispersion[i].index;
    }
    return b;
}

/// Weighted sum of squared logarithms of the ratios.
double distance(const Burstiness& wanted, const Burstiness& got) {
    const auto square = [](double a, double b) {
        const double r = math::log(a / b);
        return r * r;
    };
    double sum = 0;
    if (wanted.gap_cv > 0 && got.gap_cv > 0) sum += 0.5 * square(wanted.gap_cv, got.gap_cv);
    for (std::size_t i = 0; i < kWeights.size(); ++i) {
        const bool both = wanted.dispersion[i] > 0 && got.dispersion[i] > 0;
        if (both) sum += kWeights[i] * square(wanted.dispersion[i], got.dispersion[i]);
    }
    return sum;
}

/// The generator until a given time.
class Limited final : public RequestSource {
public:
    Limited(const SyntheticSpec& spec, double seconds, std::uint64_t seed)
        : end_(Nanos::from_seconds(seconds)), generator_(spec, curve(spec), "fit", seed, 0, {}) {}
    bool next(TraceRequest& r) override { return generator_.next(r) && r.arrival < end_; }

private:
    static demand::RateCurve curve(const SyntheticSpec& spec) {
        demand::RateCurve c;
        c.rate = spec.rate;
        c.daily = spec.daily;
        return c;
    }
    Nanos end_;
    Generator generator_;
};

/// Long enough for 300,000 requests and, up to ten times as many, for a thousand minutes.
double sample_seconds(double rate) {
    constexpr double kThousandMinutes = 60'000;
    return std::max(kCheckRequests / rate, std::min(kThousandMinutes, 10 * kCheckRequests / rate));
}

TraceDescription generate(const SyntheticSpec& spec, double seconds, std::uint64_t seed) {
    Limited source(spec, seconds, seed);
    return describe_trace(source);
}

/// Parameters of the two-state process as the search sees them.
struct Modulated {
    double log_sigma = 0;  ///< of the sum of both transition rates
    double log_share = 0;
    double depth = 0;  ///< burst rate between the mean (0) and all there is (1)

    void apply(SyntheticSpec& spec) const {
        const double share = math::exp(log_share);
        spec.law = ArrivalLaw::mmpp;
        spec.burst_share = share;
        spec.burst_multiple = 1 + depth * (1 / share - 1);
        spec.burst_length = Nanos::from_seconds(1 / (math::exp(log_sigma) * (1 - share)));
    }
};

Burstiness theory_of(const SyntheticSpec& spec) {
    const auto m =
        demand::modulation(spec.burst_multiple, spec.burst_share, spec.burst_length.seconds());
    return {demand::modulated_gap_cv(m, spec.rate),
            {demand::modulated_dispersion(m, spec.rate, 1),
             demand::modulated_dispersion(m, spec.rate, 10),
             demand::modulated_dispersion(m, spec.rate, 60)}};
}

/// A search on a lattice that is refined about its best point; closed forms, no sampling.
Modulated fit_modulated(const SyntheticSpec& base, const Burstiness& wanted, double span_s) {
    // A correlation time over a twentieth of the record could not be told from its trend.
    const double low = math::log(std::max(20 / span_s, 1e-5));
    const double high = std::max(math::log(20.0), low);
    const double least_share = math::log(0.002);
    const double most_share = math::log(0.8);
    Modulated best{low, least_share, 0};
    Modulated centre{(low + high) / 2, (least_share + most_share) / 2, 0.5};
    double reach = 1;
    double least = 1e300;
    constexpr int kSteps = 12;
    for (int round = 0; round < 8; ++round) {
        const Modulated about = centre;
        const auto at = [&](double middle, double half, int i) {
            return middle + reach * half * (2.0 * i / kSteps - 1);
        };
        for (int i = 0; i <= kSteps; ++i) {
            for (int j = 0; j <= kSteps; ++j) {
                for (int k = 0; k <= kSteps; ++k) {
                    Modulated m;
                    m.log_sigma = std::clamp(at(about.log_sigma, (high - low) / 2, i), low, high);
                    m.log_share = std::clamp(at(about.log_share, (most_share - least_share) / 2, j),
                                             least_share, most_share);
                    m.depth = std::clamp(at(about.depth, 0.5, k), 0.001, 0.99);
                    SyntheticSpec spec = base;
                    m.apply(spec);
                    const double d = distance(wanted, theory_of(spec));
                    if (d < least) {
                        least = d;
                        best = m;
                    }
                }
            }
        }
        centre = best;
        reach *= 0.4;
    }
    return best;
}

/// Fifty bins, finer in the tail, each by its middle; p50, p90 and p99 lie in the middle of one, so
/// that they come out again. What is above the median is stretched so that the mean is kept.
LengthSpec fit_lengths(const LengthStats& stats) {
    struct Bins {
        int count;
        double width;
    };
    constexpr Bins kBins[] = {{1, 0.0125}, {36, 0.025}, {7, 0.0725 / 7},
                              {1, 0.01},   {4, 0.001},  {1, 0.001}};
    constexpr std::size_t kUpToMedian = 21;
    LengthSpec spec;
    spec.law = LengthLaw::empirical;
    double from = 0;
    double below = 0;
    double above = 0;
    for (const Bins& bins : kBins) {
        for (int i = 0; i < bins.count; ++i) {
            const double value = stats.quantile(from + bins.width / 2);
            (spec.values.size() < kUpToMedian ? below : above) += bins.width * value;
            spec.values.push_back(value);
            spec.weights.push_back(bins.width);
            from += bins.width;
        }
    }
    const double stretch = above > 0 ? std::clamp((stats.mean - below) / above, 0.8, 1.25) : 1;
    const std::vector<double> middles = std::exchange(spec.values, {});
    const std::vector<double> widths = std::exchange(spec.weights, {});
    for (std::size_t i = 0; i < middles.size(); ++i) {
        const double value =
            std::max(std::nearbyint(middles[i] * (i >= kUpToMedian ? stretch : 1)), 1.0);
        const bool again = !spec.values.empty() && spec.values.back() == value;
        if (again) {
            spec.weights.back() += widths[i];
        } else {
            spec.values.push_back(value);
            spec.weights.push_back(widths[i]);
        }
    }
    spec.max = static_cast<int>(std::max(spec.values.back(), stats.quantile(1))) + 1;
    return spec;
}

/// What a law implies, without the daily shape: closed forms, for gamma a sample.
Burstiness implied_by(const SyntheticSpec& spec) {
    if (spec.law == ArrivalLaw::poisson) return {1, {1, 1, 1}};
    if (spec.law == ArrivalLaw::mmpp) return theory_of(spec);
    SyntheticSpec flat = spec;
    flat.daily.clear();
    return burstiness_of(generate(flat, sample_seconds(spec.rate), 1), false);
}

/// What chance alone adds to the distance: the logarithm of an index from n windows has variance
/// 2/n. A law with more parameters has to beat a simpler one by more than this.
double chance(const TraceDescription& d) {
    double sum = 0.02;
    for (std::size_t i = 0; i < kWeights.size(); ++i) {
        const auto n = static_cast<double>(d.dispersion[i].windows);
        if (n >= kEnoughWindows) sum += kWeights[i] * 4 / n;
    }
    return sum;
}

}  // namespace

bool can_be_fitted(const TraceDescription& d) {
    return d.requests >= 2 && d.span_s > 0;
}

SyntheticSpec fit_generator(const TraceDescription& d) {
    SyntheticSpec base;
    base.rate = d.mean_rate;
    base.daily = d.hours;
    base.prompt = fit_lengths(d.prompt);
    base.output = fit_lengths(d.output);
    if (!can_be_fitted(d)) return base;
    const Burstiness wanted = burstiness_of(d, !d.hours.empty());
    std::vector<SyntheticSpec> candidates(4, base);
    candidates[1].law = ArrivalLaw::gamma;
    candidates[1].cv = std::clamp(wanted.gap_cv, 0.05, 20.0);
    // The dispersion of a renewal process tends to the square of its gaps' coefficient.
    candidates[2].law = ArrivalLaw::gamma;
    candidates[2].cv = std::clamp(std::sqrt(std::max(wanted.dispersion[2], 0.0025)), 0.05, 20.0);
    fit_modulated(base, wanted, d.span_s).apply(candidates[3]);
    const double near_tie = chance(d);
    std::size_t best = 0;
    double least = 1e300;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const double far = distance(wanted, implied_by(candidates[i]));
        if (far < least - near_tie) {
            least = far;
            best = i;
        }
    }
    return candidates[best];
}

bool FitRow::holds() const {
    return std::fabs(generated - recorded) <= tolerance * std::fabs(recorded);
}

FitCheck check_fit(const TraceDescription& recorded, const SyntheticSpec& spec,
                   std::uint64_t seed) {
    FitCheck check;
    // Whole days, so that a daily shape is complete.
    double seconds = std::max(recorded.span_s, sample_seconds(spec.rate));
    const double day = kDay.seconds();
    if (!spec.daily.empty()) seconds = std::ceil(seconds / day) * day;
    check.generated = generate(spec, seconds, seed);
    const TraceDescription& g = check.generated;
    const auto add = [&](std::string name, double was, double is, double tolerance) {
        check.rows.push_back({std::move(name), was, is, tolerance});
    };
    add("mean rate (1/s)", recorded.mean_rate, g.mean_rate, 0.05);
    const Burstiness was = burstiness_of(recorded, !spec.daily.empty());
    const Burstiness is = burstiness_of(g, !spec.daily.empty());
    add("coefficient of variation of gaps", was.gap_cv, is.gap_cv, 0.25);
    for (std::size_t i = 0; i < was.dispersion.size(); ++i) {
        if (was.dispersion[i] <= 0) continue;
        add(fmt::format("index of dispersion, {:.0f} s", recorded.dispersion[i].window_s),
            was.dispersion[i], is.dispersion[i], 0.3);
    }
    for (const auto& [name, a, b] : {std::tuple{"prompt", &recorded.prompt, &g.prompt},
                                     std::tuple{"output", &recorded.output, &g.output}}) {
        add(fmt::format("{} tokens, mean", name), a->mean, b->mean, 0.02);
        for (const double q : {0.5, 0.9, 0.99}) {
            add(fmt::format("{} tokens, p{:.0f}", name, 100 * q), a->quantile(q), b->quantile(q),
                0.1);
        }
    }
    return check;
}

}  // namespace orrery
