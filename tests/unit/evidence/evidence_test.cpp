// Theory through the whole engine, and generators that are recovered from what they generated.
#include "sim/engine/workload/generator.hpp"
#include "sim/evidence/queueing.hpp"
#include "sim/evidence/request_timings.hpp"
#include "sim/evidence/serving_oracle.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "sim/ingest/layer_profile.hpp"
#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace evidence_test {

using namespace orrery;
using orrery::test::near;

namespace {

class Limited final : public RequestSource {
public:
    Limited(const SyntheticSpec& spec, double seconds)
        : generator_(spec, curve(spec), "w", 5, 0, {}), end_(Nanos::from_seconds(seconds)) {}
    bool next(TraceRequest& r) override { return generator_.next(r) && r.arrival < end_; }

private:
    static demand::RateCurve curve(const SyntheticSpec& s) {
        demand::RateCurve c;
        c.rate = s.rate;
        c.daily = s.daily;
        for (const auto& crowd : s.flash_crowds) {
            c.crowds.push_back({crowd.at, crowd.at + crowd.duration, crowd.multiple});
        }
        if (s.growth.law == GrowthLaw::exponential) {
            c.growth = demand::Growth::exponential;
            c.per_year = s.growth.per_year;
        }
        return c;
    }
    Generator generator_;
    Nanos end_;
};

TraceDescription describe(const SyntheticSpec& spec, double seconds) {
    Limited source(spec, seconds);
    return describe_trace(source);
}

}  // namespace

TEST_CASE("M/M/1, M/M/c and M/G/1 through the whole engine agree with theory") {
    const auto rows = validate_queueing(8, 20000, 3);
    REQUIRE(rows.size() == 21);
    for (const QueueingRow& row : rows) {
        INFO(row.system << " " << row.metric << ": theory " << row.theory << ", simulated "
                        << row.simulated << " ± " << row.half_width);
        CHECK(row.holds());
    }
}

TEST_CASE("a Poisson stream has index of dispersion 1 and its rate") {
    SyntheticSpec spec;
    spec.rate = 20;
    const TraceDescription d = describe(spec, 20000);
    CHECK(near(d.mean_rate, 20, 0.01));
    CHECK(near(d.interarrival_cv, 1, 0.01));
    CHECK(near(d.dispersion[0].index, 1, 0.05));
    CHECK(near(d.dispersion[2].index, 1, 0.25));
    CHECK(fit_generator(d).law == ArrivalLaw::poisson);
}

TEST_CASE("gamma and Weibull gaps keep their coefficient of variation at any rate") {
    for (const ArrivalLaw law : {ArrivalLaw::gamma, ArrivalLaw::weibull}) {
        for (const double cv : {0.5, 2.0}) {
            SyntheticSpec spec;
            spec.law = law;
            spec.rate = 10;
            spec.cv = cv;
            const TraceDescription d = describe(spec, 20000);
            CHECK(near(d.interarrival_cv, cv, 0.03));
            CHECK(near(d.mean_rate, 10, 0.03));
        }
    }
}

TEST_CASE("a modulated stream has the dispersion of theory, and the fit finds its bursts") {
    SyntheticSpec spec;
    spec.law = ArrivalLaw::mmpp;
    spec.rate = 20;
    spec.burst_multiple = 3;
    spec.burst_share = 0.2;
    spec.burst_length = Nanos{30 * kSecond.ns};
    const TraceDescription d = describe(spec, 80000);
    // b = 3, c = (1 − 0.6)/0.8 = 0.5; var = 20²·2.5²·0.16 = 400; σ = 1/30 + 1/120 = 1/24;
    // IDC(60) = 1 + 2·var/(σ·20)·(1 − (1 − e^{−2.5})/2.5) = 1 + 960·0.632834 = 608.5
    CHECK(near(d.dispersion[2].index, 608.5, 0.2));
    const SyntheticSpec fit = fit_generator(d);
    CHECK(fit.law == ArrivalLaw::mmpp);
    const TraceDescription again = describe(fit, 80000);
    CHECK(near(again.dispersion[2].index, d.dispersion[2].index, 0.3));
    CHECK(near(again.dispersion[1].index, d.dispersion[1].index, 0.3));
    CHECK(near(again.mean_rate, d.mean_rate, 0.1));
}

TEST_CASE("lengths keep their law, and a fitted generator its mean and quantiles") {
    SyntheticSpec spec;
    spec.rate = 50;
    spec.prompt.mean = 1000;
    spec.prompt.cv = 1.5;
    spec.prompt.max = 1'000'000;
    const TraceDescription d = describe(spec, 4000);
    CHECK(near(d.prompt.mean, 1000, 0.02));
    CHECK(near(d.prompt.cv, 1.5, 0.05));
    const TraceDescription again = describe(fit_generator(d), 4000);
    CHECK(near(again.prompt.mean, d.prompt.mean, 0.02));
    CHECK(near(again.prompt.quantile(0.5), d.prompt.quantile(0.5), 0.08));
    CHECK(near(again.prompt.quantile(0.9), d.prompt.quantile(0.9), 0.15));
}

TEST_CASE("daily shape, flash crowds and growth are realised") {
    SyntheticSpec spec;
    spec.rate = 2;
    spec.daily.assign(24, 1);
    spec.daily[12] = 5;
    spec.growth = {GrowthLaw::exponential, 1.0, 0, Nanos{0}, {}};
    const TraceDescription d = describe(spec, 20 * 86400.0);
    REQUIRE(d.hours.size() == 24);
    CHECK(near(d.hours[12] / d.hours[3], 5, 0.03));
    // Growth of 100 % a year over 20 days: mean factor (2^{0.05476} − 1)/(0.05476·ln 2) = 1.01920.
    CHECK(near(d.mean_rate, 2 * 1.0192, 0.004));
    SyntheticSpec crowd;
    crowd.rate = 10;
    crowd.flash_crowds.push_back({Nanos{100 * kSecond.ns}, Nanos{300 * kSecond.ns}, 4});
    // 1,000 s at 10/s and 300 s of three times as many more: 19,000.
    CHECK(near(static_cast<double>(describe(crowd, 1000).requests), 19000, 0.03));
}

TEST_CASE("recorded parts of prompts: hits of an unlimited prefix cache as published") {
    ORRERY_NEEDS_DATA(data);
    const auto file = data / "data/llm_traces/mooncake_conversation.jsonl.gz";
    TraceReader reader(file.string(), TraceKind::mooncake, Nanos{kDay.ns});
    const TraceDescription d = describe_recorded(reader);
    // GOLDEN.csv: mooncake_conversation_total_blocks, _unique_blocks, _infinite_cache_prefix_hit.
    CHECK(d.parts == 288500);
    CHECK(d.unique_parts == 182790);
    CHECK(d.prefix_hits == 105710);
}

TEST_CASE("another simulator's runs: the same iterations, end-to-end times to a hundredth") {
    ORRERY_NEEDS_DATA(data);
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    const OracleReport report = validate_serving((data / "oracles/serving").string(), catalog);
    CHECK(report.runs.size() >= 8);
    for (const OracleComparison& run : report.runs) {
        INFO(run.folder);
        // Tables are stored to six digits: in each run of four replicas one arrival lies between
        // the two simulators' ends of an iteration, 3 and 16 µs apart (docs/accuracy.md).
        const bool several = run.folder.find("_r4_") != std::string::npos;
        CHECK(std::abs(run.iterations - run.iterations_other) <= (several ? 1 : 0));
        CHECK(run.e2e_mean_error_pct <= (several ? 0.1 : 0.01));
    }
}

TEST_CASE("a layer profile: an operator measured from a cache counts its reading from memory") {
    ORRERY_NEEDS_DATA(data);
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    const auto stem =
        data / "measured/vllm_requests/profile__RTXPRO6000__Qwen__Qwen3-32B__bf16__tp1";
    const operators::LayerProfile profile =
        read_layer_profile(stem.string(), catalog.models.at("qwen3-32b"), 1,
                           &catalog.accelerators.at("rtx-pro-6000-server"));
    // One token, µs: o_proj took 24.16, but its 64 · 128 · 5,120 weights of two bytes at 1.597 TB/s
    // take 52.53. With the others: 4.21 act + 182.09 down + 378.14 gate_up + 2 · 2.33 layernorm +
    // 2.02 qk_norm + 70.76 qkv + 3.61 rotary + 52.53 = 698.01.
    CHECK(std::fabs(profile.per_layer.at(1) - 698.01e-6) < 0.02e-6);
}

TEST_CASE("a real engine's requests: token times near, whole answers within a twentieth") {
    ORRERY_NEEDS_DATA(data);
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    const RequestTimings timings =
        validate_requests((data / "measured/vllm_requests").string(), TimesFrom::profile, catalog);
    CHECK(timings.means.size() >= 6);
    for (const TimingMeans& mean : timings.means) {
        INFO(mean.run << " " << mean.metric);
        const double most = mean.metric == "tpot" ? 0.02 : mean.metric == "e2e" ? 0.03 : 0.1;
        CHECK(std::fabs(mean.predicted_s / mean.measured_s - 1) < most);
    }
    REQUIRE(timings.quantiles.size() == 3 * timings.means.size());
    for (const TimingQuantile& t : timings.quantiles) {
        INFO(t.run << " " << t.metric << " p" << t.percent);
        if (t.percent == 99) CHECK(std::fabs(t.predicted_s / t.measured_s - 1) < 0.2);
    }
}

}  // namespace evidence_test
