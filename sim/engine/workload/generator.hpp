// Generated requests: renewal or modulated arrivals under a rate curve, lengths by law or from a
// trace.
#pragma once
#include <string>
#include <vector>

#include "models/demand/rate.hpp"
#include "sim/ingest/request_source.hpp"
#include "sim/kernel/samplers.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Draws token counts of one law, cut to its bounds: what lies beyond counts as the bound.
class LengthSampler {
public:
    explicit LengthSampler(const LengthSpec& spec);
    std::int32_t draw(Stream& stream) const;

private:
    LengthSpec spec_;
    double low_;
    double high_;
    double half_variance_;  ///< of the logarithm
    double sigma_;
    AliasTable table_;
};

/// Arrivals come from a unit-rate process run in operational time Λ(t) = ∫λ, so the coefficient of
/// variation of gamma and weibull gaps holds at any rate. Arrivals, bursts and lengths have a
/// stream of their own each: a change of one leaves the others' draws as they are.
class Generator final : public RequestSource {
public:
    /// `name` keys the streams; `pairs` are the (prompt, output) of a trace, or empty.
    Generator(const SyntheticSpec& spec, demand::RateCurve curve, const std::string& name,
              std::uint64_t seed, std::uint64_t replication, std::vector<TraceRequest> pairs);

    bool next(TraceRequest& request) override;
    bool jump_to(Nanos t) override;

private:
    double gap();
    void switch_state();

    void start_at(Nanos t);

    SyntheticSpec spec_;
    std::string name_;
    std::uint64_t seed_;
    std::uint64_t replication_;
    demand::RateCurve curve_;
    demand::RateCurve::Segment segment_;
    demand::Modulation modulation_;
    LengthSampler prompt_;
    LengthSampler output_;
    std::vector<TraceRequest> pairs_;
    Stream arrivals_;
    Stream bursts_;
    Stream lengths_;
    double shape_ = 1;  ///< of gamma or weibull
    double scale_ = 1;
    double now_s_ = 0;
    double segment_end_s_ = 0;
    double state_end_s_ = 0;
    bool burst_ = false;
};

}  // namespace orrery
