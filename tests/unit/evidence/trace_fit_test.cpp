// Descriptions by the clock, fits that hold what they state, and YAML that reads back.
#include "sim/evidence/trace_fit.hpp"

#include "orrery/base/math.hpp"
#include "sim/engine/workload/generator.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace trace_fit_test {

using namespace orrery;
using namespace orrery::test;

namespace {

class Until final : public RequestSource {
public:
    Until(const SyntheticSpec& spec, demand::RateCurve curve, double seconds)
        : generator_(spec, std::move(curve), "w", 3, 0, {}), end_(Nanos::from_seconds(seconds)) {}
    bool next(TraceRequest& r) override { return generator_.next(r) && r.arrival < end_; }

private:
    Generator generator_;
    Nanos end_;
};

TraceDescription describe(const SyntheticSpec& spec, double seconds) {
    demand::RateCurve curve;
    curve.rate = spec.rate;
    curve.daily = spec.daily;
    Until source(spec, curve, seconds);
    return describe_trace(source);
}

const FitRow& row(const FitCheck& check, const std::string& name) {
    for (const FitRow& r : check.rows) {
        if (r.name == name) return r;
    }
    FAIL("no row " << name);
    return check.rows[0];
}

}  // namespace

TEST_CASE("minutes and hours are those of the recorded clock") {
    TemporaryFolder folder;
    // Three requests a second apart over the change of a minute, then one a day and an hour later.
    TraceReader reader(folder.write("a.csv",
                                    "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                                    "2024-01-01 22:30:58,1,1\n2024-01-01 22:30:59,1,1\n"
                                    "2024-01-01 22:31:00,1,1\n2024-01-02 23:30:58,1,1\n"),
                       TraceKind::automatic, kSecond);
    const TraceDescription d = describe_recorded(reader);
    CHECK(d.peak_minute == 2);
    CHECK(d.origin_s == 1'704'148'258);  // date -u -d '2024-01-01 22:30:58' +%s
    REQUIRE(d.hours.size() == 24);
    // 22 h: 3 requests in 29:02 of the first evening and all of the second; 23 h: 1 in 1:30:58.
    CHECK(near(d.hours[22], 3 / (1742.0 + 3600), 1e-12));
    CHECK(near(d.hours[23], 1 / (3600.0 + 1858), 1e-12));
    CHECK(d.hours[4] == 0);
}

class Listed final : public RequestSource {
public:
    explicit Listed(std::vector<Nanos> times) : times_(std::move(times)) {}
    bool next(TraceRequest& r) override {
        if (at_ == times_.size()) return false;
        r = {times_[at_++], 10, 10, 0, {}};
        return true;
    }

private:
    std::vector<Nanos> times_;
    std::size_t at_ = 0;
};

TEST_CASE("windows without a request count like others, in no time") {
    // Three hours and a half, a request a second on average, none in the second hour.
    std::vector<Nanos> times;
    std::vector<double> counts(12600, 0.0);  // by second of those before the last request
    Stream stream(11, "quiet", "w", 0);
    for (double t = 0; t<12600; t += t> 3500 && t < 7300 ? 3900 : exponential(stream, 1)) {
        times.push_back(Nanos::from_seconds(t));
        counts[static_cast<std::size_t>(t)] += 1;
    }
    counts.resize(static_cast<std::size_t>(times.back().seconds()));  // the last is not whole
    Listed source(times);
    const TraceDescription d = describe_trace(source);
    double sum = 0;
    double squares = 0;
    for (const double c : counts) sum += c;
    const auto n = static_cast<double>(counts.size());
    for (const double c : counts) squares += (c - sum / n) * (c - sum / n);
    CHECK(d.dispersion[0].windows == static_cast<std::int64_t>(counts.size()));
    CHECK(near(d.dispersion[0].index, squares / (n - 1) / (sum / n), 1e-9));
    // One request in N windows: a mean of 1/N, a variance of 1/N. 290 years of seconds are 9e9.
    Listed years({Nanos{0}, kDay * (290 * 365)});
    const TraceDescription long_one = describe_trace(years);
    CHECK(long_one.dispersion[0].windows == 290LL * 365 * 86400);
    CHECK(near(long_one.dispersion[0].index, 1, 1e-6));
}

TEST_CASE("a Poisson stream with a daily shape is fitted as one") {
    SyntheticSpec spec;
    spec.rate = 2;
    for (int h = 0; h < 24; ++h) spec.daily.push_back(h < 8 ? 0.2 : 1.4);
    const TraceDescription d = describe(spec, 4 * 86400.0);
    CHECK(d.interarrival_cv > 1.3);  // the mixture of hours, not burstiness
    CHECK(near(d.interarrival_cv_within_hours, 1, 0.02));
    CHECK(near(d.dispersion[2].within_hours, 1, 0.05));
    const SyntheticSpec fit = fit_generator(d);
    CHECK(fit.law == ArrivalLaw::poisson);
    // 2/s of which hours below 8 have 0.2 over the mean (8·0.2 + 16·1.4)/24 = 1.
    CHECK(near(fit.daily[3], 0.4, 0.03));
    CHECK(near(fit.daily[20], 2.8, 0.03));
    for (const FitRow& r : check_fit(d, fit, 9).rows) {
        INFO(r.name << " recorded " << r.recorded << " generated " << r.generated);
        CHECK(r.holds());
    }
}

TEST_CASE("a gamma stream is fitted as one, with its coefficient of variation") {
    SyntheticSpec spec;
    spec.law = ArrivalLaw::gamma;
    spec.rate = 5;
    spec.cv = 3;
    const SyntheticSpec fit = fit_generator(describe(spec, 100'000));
    CHECK(fit.law == ArrivalLaw::gamma);
    CHECK(near(fit.cv, 3, 0.1));
    CHECK(near(fit.rate, 5, 0.03));
}

TEST_CASE("a modulated stream gets its parameters back") {
    SyntheticSpec spec;
    spec.law = ArrivalLaw::mmpp;
    spec.rate = 20;
    spec.burst_multiple = 4;
    spec.burst_share = 0.1;
    spec.burst_length = Nanos{20 * kSecond.ns};
    const TraceDescription d = describe(spec, 200'000);
    const auto m = demand::modulation(4, 0.1, 20);
    CHECK(near(d.interarrival_cv, demand::modulated_gap_cv(m, 20), 0.03));
    CHECK(near(d.dispersion[0].index, demand::modulated_dispersion(m, 20, 1), 0.1));
    const SyntheticSpec fit = fit_generator(d);
    REQUIRE(fit.law == ArrivalLaw::mmpp);
    // Four moments leave share and multiple a little loose; what they imply is sharp.
    CHECK(near(fit.burst_share, 0.1, 0.35));
    CHECK(near(fit.burst_length.seconds(), 20, 0.35));
    const auto again =
        demand::modulation(fit.burst_multiple, fit.burst_share, fit.burst_length.seconds());
    for (const double window : {1.0, 10.0, 60.0}) {
        CHECK(near(demand::modulated_dispersion(again, 20, window),
                   demand::modulated_dispersion(m, 20, window), 0.12));
    }
}

TEST_CASE("the fitted generator reads back from its YAML") {
    TemporaryFolder folder;
    SyntheticSpec spec;
    spec.law = ArrivalLaw::mmpp;
    spec.rate = 12.5;
    spec.burst_multiple = 3;
    spec.burst_share = 0.2;
    spec.burst_length = Nanos{45 * kSecond.ns};
    spec.daily.assign(24, 1);
    spec.daily[5] = 2.5;
    for (LengthSpec* law : {&spec.prompt, &spec.output}) {
        law->law = LengthLaw::empirical;
        for (int i = 1; i <= 60; ++i) {
            law->values.push_back(1000 * i + 7);
            law->weights.push_back(i % 3 + 0.5);
        }
        law->max = 70'000;
    }
    std::string yaml =
        "orrery: 1\nname: back\nhorizon: 1 h\nsites:\n"
        "  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}\n"
        "pools:\n  - {name: own, site: hall, server: dgx-h100, servers: 1}\n"
        "deployments:\n  - {name: chat, model: llama-3.1-8b, pool: own}\n"
        "workloads:\n  - name: load\n    deployments: [chat]\n";
    std::string line;
    for (std::stringstream text(generator_yaml(spec)); std::getline(text, line);) {
        CHECK(line.size() + 4 <= 100);
        yaml += "    " + line + "\n";
    }
    Diagnostics diagnostics;
    const auto scenario = read_scenario({folder.write("s.yaml", yaml), {}, {}}, diagnostics);
    INFO(render(diagnostics));
    REQUIRE(scenario);
    const SyntheticSpec& back = *scenario->workloads[0].synthetic;
    CHECK(back.law == ArrivalLaw::mmpp);
    CHECK(back.rate == 12.5);
    CHECK(back.burst_length == spec.burst_length);
    CHECK(back.daily == spec.daily);
    CHECK(back.prompt.values == spec.prompt.values);
    CHECK(back.output.weights == spec.output.weights);
    CHECK(back.output.max == 70'000);
}

TEST_CASE("flash crowds that end at odd nanoseconds late in a run do not stall the generator") {
    SyntheticSpec spec;
    spec.rate = 1e-5;
    demand::RateCurve curve;
    curve.rate = spec.rate;
    // Seconds in a double are 4 ns apart after half a year: some of these ends have no neighbour.
    for (int i = 0; i < 50; ++i) {
        const std::int64_t at = 20'000'000'000'000'000 + i * 7'000'000'000'003;
        curve.crowds.push_back({Nanos{at}, Nanos{at + 1'000'000'001}, 2});
    }
    Until source(spec, curve, 3e7);
    CHECK(describe_trace(source).requests > 200);
}

TEST_CASE("recorded traces: the known peak, and fits that hold but for what they cannot") {
    ORRERY_NEEDS_DATA(data);
    struct Case {
        const char* file;
        std::int64_t peak;
        std::size_t missed;  ///< Mooncake's clock has steps of seconds: no law here has its gaps
    };
    for (const Case& c : {Case{"azure_llm_2023_code.csv.gz", 585, 1},
                          Case{"azure_llm_2023_conv_first_half.csv.gz", 502, 0},
                          Case{"mooncake_conversation.jsonl.gz", 247, 3}}) {
        TraceReader reader((data / "data/llm_traces" / c.file).string(), TraceKind::automatic,
                           kSecond);
        const TraceDescription d = describe_recorded(reader);
        CHECK(d.peak_minute == c.peak);
        const FitCheck check = check_fit(d, fit_generator(d), 1);
        INFO(c.file << "\n" << render_fit(check));
        CHECK(row(check, "index of dispersion, 60 s").holds());
        CHECK(row(check, "prompt tokens, p99").holds());
        std::size_t missed = 0;
        for (const FitRow& r : check.rows) missed += r.holds() ? 0 : 1;
        CHECK(missed <= c.missed);
        for (const std::string& text : {render_fit(check), render_description(d)}) {
            std::string line;
            for (std::stringstream lines(text); std::getline(lines, line);) {
                CHECK(line.size() <= 80);
            }
        }
        CHECK(description_json(d, &check).find("\"peak_clock_minute\"") != std::string::npos);
    }
}

}  // namespace trace_fit_test
