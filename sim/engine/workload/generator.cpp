// Generated requests: renewal or modulated arrivals under a rate curve, lengths by law or from a
// trace.
#include "sim/engine/workload/generator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

/// Beyond this the clock of any run has ended.
constexpr double kEndOfTime = 9e9;

std::vector<double> weights_of(const LengthSpec& spec) {
    if (spec.law != LengthLaw::empirical) return {1};
    if (!spec.weights.empty()) return spec.weights;
    return std::vector<double>(spec.values.size(), 1.0);
}

}  // namespace

LengthSampler::LengthSampler(const LengthSpec& spec)
    : spec_(spec),
      low_(std::max(spec.min, 1)),
      high_(std::max(spec.max, spec.min)),
      half_variance_(0.5 * math::log1p(spec.cv * spec.cv)),
      sigma_(std::sqrt(2 * half_variance_)),
      table_(weights_of(spec)) {}

std::int32_t LengthSampler::draw(Stream& stream) const {
    double value = spec_.mean;
    switch (spec_.law) {
        case LengthLaw::constant:
            break;
        case LengthLaw::lognormal:
            value *= math::exp(sigma_ * normal(stream) - half_variance_);
            break;
        case LengthLaw::exponential:
            value = exponential(stream, spec_.mean);
            break;
        case LengthLaw::empirical:
            value = spec_.values[table_.draw(stream)];
            break;
    }
    return static_cast<std::int32_t>(std::clamp(value, low_, high_) + 0.5);
}

Generator::Generator(const SyntheticSpec& spec, demand::RateCurve curve, const std::string& name,
                     std::uint64_t seed, std::uint64_t replication, std::vector<TraceRequest> pairs)
    : spec_(spec),
      name_(name),
      seed_(seed),
      replication_(replication),
      curve_(std::move(curve)),
      prompt_(spec.prompt),
      output_(spec.output),
      pairs_(std::move(pairs)),
      arrivals_(seed, "arrivals", name, replication),
      bursts_(seed, "bursts", name, replication),
      lengths_(seed, "lengths", name, replication) {
    curve_.normalise();
    if (spec.law == ArrivalLaw::gamma) shape_ = 1 / (spec.cv * spec.cv);
    if (spec.law == ArrivalLaw::weibull) {
        shape_ = demand::weibull_shape(spec.cv);
        scale_ = 1 / demand::weibull_mean(shape_);
    }
    if (spec.law == ArrivalLaw::mmpp) {
        modulation_ =
            demand::modulation(spec.burst_multiple, spec.burst_share, spec.burst_length.seconds());
    }
    start_at(Nanos{0});
}

/// A modulated process is found in its steady state.
void Generator::start_at(Nanos t) {
    now_s_ = t.seconds();
    segment_ = curve_.segment(t);
    segment_end_s_ = segment_.end.seconds();
    state_end_s_ = std::numeric_limits<double>::infinity();
    if (spec_.law != ArrivalLaw::mmpp) return;
    burst_ = !bernoulli(bursts_, spec_.burst_share);
    switch_state();
}

/// With streams of that instant: a day's requests are the same whatever days are simulated.
bool Generator::jump_to(Nanos t) {
    const std::string then = name_ + "@" + std::to_string(t.ns);
    arrivals_ = Stream(seed_, "arrivals", then, replication_);
    bursts_ = Stream(seed_, "bursts", then, replication_);
    lengths_ = Stream(seed_, "lengths", then, replication_);
    start_at(t);
    return true;
}

void Generator::switch_state() {
    burst_ = !burst_;
    const double mean = burst_ ? modulation_.burst_s : modulation_.calm_s;
    state_end_s_ = now_s_ + exponential(bursts_, mean);
}

/// Next gap of the unit-rate process.
double Generator::gap() {
    switch (spec_.law) {
        case ArrivalLaw::poisson:
        case ArrivalLaw::mmpp:
            return exponential(arrivals_, 1.0);
        case ArrivalLaw::gamma:
            return gamma(arrivals_, shape_, 1 / shape_);
        case ArrivalLaw::weibull:
            return weibull(arrivals_, shape_, scale_);
    }
    return 1;
}

bool Generator::next(TraceRequest& request) {
    double work = gap();
    while (true) {
        if (now_s_ > kEndOfTime) return false;
        const double state = burst_ ? modulation_.burst : modulation_.calm;
        const double rate = segment_.rate * (spec_.law == ArrivalLaw::mmpp ? state : 1.0);
        const double end = std::min(segment_end_s_, state_end_s_);
        const double room = (end - now_s_) * rate;
        if (work < room) {
            now_s_ += work / rate;
            break;
        }
        work -= room;
        now_s_ = end;
        if (end == state_end_s_) switch_state();
        if (end == segment_end_s_) {
            // From the end in ns, which seconds in a double cannot hold after 104 days.
            segment_ = curve_.segment(segment_.end);
            segment_end_s_ = segment_.end.seconds();
        }
    }
    request.arrival = Nanos::from_seconds(now_s_);
    request.max_tokens = 0;
    if (!pairs_.empty()) {
        const TraceRequest& pair = pairs_[uniform_int(lengths_, pairs_.size())];
        request.prompt_tokens = pair.prompt_tokens;
        request.output_tokens = pair.output_tokens;
    } else {
        request.prompt_tokens = prompt_.draw(lengths_);
        request.output_tokens = output_.draw(lengths_);
    }
    return true;
}

}  // namespace orrery
