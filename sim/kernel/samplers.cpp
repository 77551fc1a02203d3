// Ziggurat, rejection and inversion samplers; every transcendental comes from orrery/base/math.hpp.
#include "sim/kernel/samplers.hpp"

#include <cmath>

#include "orrery/base/assert.hpp"
#include "orrery/base/math.hpp"

namespace orrery {
namespace {

constexpr int kLayers = 256;

/// Layers of equal area under a falling density f: x[i] is the right edge of layer i, y[i] =
/// f(x[i]).
struct Ziggurat {
    double x[kLayers + 1];
    double y[kLayers + 1];
};

/// Where the tails begin, so that 256 layers close at f(0) = 1 (Marsaglia and Tsang).
constexpr double kExponentialTail = 7.69711747013104972;
constexpr double kNormalTail = 3.6541528853610088;

double exponential_density(double x) {
    return math::exp(-x);
}
double exponential_inverse(double y) {
    return -math::log(y);
}
double normal_density(double x) {
    return math::exp(-0.5 * x * x);
}
double normal_inverse(double y) {
    return std::sqrt(-2 * math::log(y));
}

Ziggurat make_ziggurat(double tail, double tail_area, double (*density)(double),
                       double (*inverse)(double)) {
    const double area = tail * density(tail) + tail_area;
    Ziggurat z;
    z.x[0] = area / density(tail);  // the base layer with its tail folded in
    z.y[0] = 0;
    z.x[1] = tail;
    z.y[1] = density(tail);
    for (int i = 2; i < kLayers; ++i) {
        z.y[i] = z.y[i - 1] + area / z.x[i - 1];
        z.x[i] = inverse(z.y[i]);
    }
    z.x[kLayers] = 0;
    z.y[kLayers] = 1;
    return z;
}

const Ziggurat kExponential = make_ziggurat(kExponentialTail, math::exp(-kExponentialTail),
                                            exponential_density, exponential_inverse);
/// The area right of the tail is √(π/2)·erfc(tail/√2).
const Ziggurat kNormal = make_ziggurat(
    kNormalTail, 0x1.40d931ff62706p+0 * math::erfc(kNormalTail * 0x1.6a09e667f3bcdp-1),
    normal_density, normal_inverse);

/// The upper 53 bits as a number in (0, 1]; the lower 11 stay free for layer and sign.
double fraction(std::uint64_t bits) {
    return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
}

double standard_exponential(Stream& stream) {
    double beyond = 0;
    for (;;) {
        const std::uint64_t bits = stream.next_u64();
        const std::size_t layer = bits & (kLayers - 1);
        const double x = fraction(bits) * kExponential.x[layer];
        if (x < kExponential.x[layer + 1]) [[likely]] {
            return beyond + x;
        }
        if (layer == 0) {
            beyond += kExponentialTail;  // memoryless: the tail is the whole law, shifted
            continue;
        }
        const double low = kExponential.y[layer];
        const double y = low + stream.uniform() * (kExponential.y[layer + 1] - low);
        if (y < math::exp(-x)) return beyond + x;
    }
}

double normal_beyond_tail(Stream& stream) {
    for (;;) {
        const double x = standard_exponential(stream) / kNormalTail;
        const double y = standard_exponential(stream);
        if (2 * y > x * x) return kNormalTail + x;
    }
}

/// Gamma with scale 1 and shape ≥ 1.
double standard_gamma(Stream& stream, double shape) {
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal(stream);
        const double root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        const double u = stream.uniform();
        if (u < 1 - 0.0331 * (x * x) * (x * x)) return d * v;
        if (math::log(u) < 0.5 * x * x + d * (1 - v + math::log(v))) return d * v;
    }
}

/// By multiplying uniforms down to e^−mean; mean < 10.
std::int64_t poisson_by_inversion(Stream& stream, double mean) {
    const double limit = math::exp(-mean);
    std::int64_t k = 0;
    double product = stream.uniform();
    while (product > limit) {
        product *= stream.uniform();
        ++k;
    }
    return k;
}

/// Transformed rejection with squeeze; mean ≥ 10.
std::int64_t poisson_by_rejection(Stream& stream, double mean) {
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const double a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double v_r = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = stream.uniform() - 0.5;
        const double v = stream.uniform();
        const double us = 0.5 - std::fabs(u);
        if (us <= 0) continue;
        const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= v_r) return math::round_to_int64(k);
        if (k < 0 || (us < 0.013 && v > us)) continue;
        const double left = math::log(v * inverse_alpha / (a / (us * us) + b));
        if (left <= k * math::log(mean) - mean - math::log_gamma(k + 1)) {
            return math::round_to_int64(k);
        }
    }
}

}  // namespace

double exponential(Stream& stream, double mean) {
    return mean * standard_exponential(stream);
}

double normal(Stream& stream) {
    for (;;) {
        const std::uint64_t bits = stream.next_u64();
        const std::size_t layer = bits & (kLayers - 1);
        const double sign = 1.0 - 2.0 * static_cast<double>((bits >> 8) & 1);
        const double x = fraction(bits) * kNormal.x[layer];
        if (x < kNormal.x[layer + 1]) [[likely]] {
            return sign * x;
        }
        if (layer == 0) return sign * normal_beyond_tail(stream);
        const double low = kNormal.y[layer];
        const double y = low + stream.uniform() * (kNormal.y[layer + 1] - low);
        if (y < normal_density(x)) return sign * x;
    }
}

double normal(Stream& stream, double mean, double sd) {
    return mean + sd * normal(stream);
}

double lognormal(Stream& stream, double mu, double sigma) {
    return math::exp(mu + sigma * normal(stream));
}

double lognormal_mean_cv(Stream& stream, double mean, double cv) {
    ORRERY_ASSERT(mean > 0 && cv >= 0, "lognormal needs mean > 0 and cv >= 0");
    const double variance = math::log1p(cv * cv);
    return mean * math::exp(std::sqrt(variance) * normal(stream) - 0.5 * variance);
}

double gamma(Stream& stream, double shape, double scale) {
    ORRERY_ASSERT(shape > 0 && scale > 0, "gamma needs shape > 0 and scale > 0");
    if (shape >= 1) return scale * standard_gamma(stream, shape);
    const double boosted = standard_gamma(stream, shape + 1);
    return scale * boosted * math::pow(stream.uniform(), 1 / shape);
}

double gamma_mean_cv(Stream& stream, double mean, double cv) {
    ORRERY_ASSERT(mean > 0 && cv >= 0, "gamma needs mean > 0 and cv >= 0");
    const double square = cv * cv;
    // Below cv = 1e-8 the spread is under the last place of the mean.
    return square < 1e-16 ? mean : gamma(stream, 1 / square, mean * square);
}

double weibull(Stream& stream, double shape, double scale) {
    ORRERY_ASSERT(shape > 0 && scale > 0, "weibull needs shape > 0 and scale > 0");
    return scale * math::pow(standard_exponential(stream), 1 / shape);
}

double erlang(Stream& stream, std::uint32_t phases, double mean) {
    ORRERY_ASSERT(phases >= 1, "erlang needs at least one phase");
    const double each = mean / phases;
    if (phases > 6) return each * standard_gamma(stream, phases);
    double sum = 0;
    for (std::uint32_t i = 0; i < phases; ++i) sum += standard_exponential(stream);
    return each * sum;
}

double hyperexponential(Stream& stream, std::span<const double> probabilities,
                        std::span<const double> means) {
    ORRERY_ASSERT(!means.empty() && probabilities.size() == means.size(),
                  "hyperexponential needs one probability for each mean");
    double rest = stream.uniform();
    std::size_t phase = 0;
    while (phase + 1 < means.size() && rest >= probabilities[phase]) rest -= probabilities[phase++];
    return means[phase] * standard_exponential(stream);
}

double hyperexponential_mean_cv(Stream& stream, double mean, double cv) {
    ORRERY_ASSERT(mean > 0 && cv >= 1, "hyperexponential needs mean > 0 and cv >= 1");
    const double square = cv * cv;
    const double p = 0.5 * (1 + std::sqrt((square - 1) / (square + 1)));
    // Balanced means: each phase carries half of the mean.
    const double phase_mean = mean / (2 * (stream.uniform() < p ? p : 1 - p));
    return phase_mean * standard_exponential(stream);
}

double uniform_between(Stream& stream, double low, double high) {
    ORRERY_ASSERT(low <= high, "uniform needs low <= high");
    return low + stream.uniform() * (high - low);
}

std::uint64_t uniform_int(Stream& stream, std::uint64_t n) {
    ORRERY_ASSERT(n >= 1, "uniform_int needs n >= 1");
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(stream.next_u64()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
        const std::uint64_t biased = (std::uint64_t{0} - n) % n;
        while (static_cast<std::uint64_t>(product) < biased) {
            product = static_cast<Wide>(stream.next_u64()) * n;
        }
    }
    return static_cast<std::uint64_t>(product >> 64);
}

bool bernoulli(Stream& stream, double p) {
    return stream.uniform() < p;
}

std::int64_t poisson_count(Stream& stream, double mean) {
    ORRERY_ASSERT(mean >= 0 && mean <= 1e15, "poisson_count needs 0 <= mean <= 1e15");
    return mean < 10 ? poisson_by_inversion(stream, mean) : poisson_by_rejection(stream, mean);
}

std::int64_t geometric(Stream& stream, double p) {
    ORRERY_ASSERT(p > 0 && p <= 1, "geometric needs 0 < p <= 1");
    if (p == 1) return 0;
    const double k = standard_exponential(stream) / -math::log1p(-p);
    return k < 0x1p62 ? static_cast<std::int64_t>(k) : std::int64_t{1} << 62;
}

AliasTable::AliasTable(std::span<const double> weights) : cells_(weights.size()) {
    ORRERY_ASSERT(!weights.empty() && weights.size() < 0xFFFFFFFFu, "alias table needs weights");
    math::NeumaierSum sum;
    for (const double w : weights) {
        ORRERY_ASSERT(w >= 0 && std::isfinite(w), "weights must be finite and not negative");
        sum.add(w);
    }
    ORRERY_ASSERT(sum.value() > 0, "one weight must be positive");
    const double scale = static_cast<double>(weights.size()) / sum.value();
    std::vector<std::uint32_t> small;
    std::vector<std::uint32_t> large;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        cells_[i] = {weights[i] * scale, i};
        (cells_[i].keep < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t s = small.back();
        const std::uint32_t l = large.back();
        small.pop_back();
        cells_[s].alias = l;
        cells_[l].keep -= 1 - cells_[s].keep;
        if (cells_[l].keep < 1) {
            large.pop_back();
            small.push_back(l);
        }
    }
    // What is left on either side is 1 up to rounding.
    for (const std::uint32_t i : large) cells_[i].keep = 1;
    for (const std::uint32_t i : small) cells_[i].keep = 1;
}

std::uint32_t AliasTable::draw(Stream& stream) const {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(stream.next_u64()) * cells_.size();
    const auto i = static_cast<std::uint32_t>(product >> 64);
    // The low half is uniform within the cell, short of 2^-32 of it.
    const double within = static_cast<double>(static_cast<std::uint64_t>(product) >> 11) * 0x1p-53;
    return within < cells_[i].keep ? i : cells_[i].alias;
}

}  // namespace orrery
