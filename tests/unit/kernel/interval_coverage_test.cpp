// 95 % intervals hold the truth in 93–97 % of 1,000 M/M/1 experiments: streams, samplers and
// estimators together.
#include <vector>

#include "models/queueing/queueing.hpp"
#include "models/statistics/risk.hpp"
#include "models/statistics/selection.hpp"
#include "models/statistics/steady_state.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace interval_coverage_test {

using namespace orrery;
using namespace orrery::statistics;

namespace {

constexpr int kExperiments = 1000;

/// Waits of successive customers, D. V. Lindley's recursion: w' = max(0, w + service − gap), with
/// mean service 1 s and load ρ.
class Waits {
public:
    Waits(double rho, std::uint64_t replication)
        : gap_(1 / rho),
          gaps_(11, "gaps", "queue", replication),
          services_(11, "services", "queue", replication) {}

    /// Begins in the steady state: no wait with 1 − ρ, else exponential with mean 1/(1 − ρ).
    void settle() {
        Stream start(11, "start", "queue", static_cast<std::uint64_t>(gaps_.next_u64()));
        const bool waits = bernoulli(start, 1 / gap_);
        now_ = waits ? exponential(start, 1 / (1 - 1 / gap_)) : 0;
    }
    double next() {
        const double w = now_;
        now_ += exponential(services_, 1) - exponential(gaps_, gap_);
        if (now_ < 0) now_ = 0;
        return w;
    }
    double mean(int customers) {
        double sum = 0;
        for (int i = 0; i < customers; ++i) sum += next();
        return sum / customers;
    }

private:
    double gap_;
    Stream gaps_;
    Stream services_;
    double now_ = 0;
};

bool holds_95(int covered) {
    INFO(covered << " of 1,000");
    CHECK((covered >= 930 && covered <= 970));
    return covered >= 930 && covered <= 970;
}

}  // namespace

TEST_CASE("Student intervals of replicated M/M/1 runs cover") {
    // Load 0.7, 20 replications of 1,000 customers; the mean wait is 0.7/0.3 = 2.333 s.
    const double truth = queueing::mm1_mean_wait(.7, 1);
    int covered = 0;
    for (int e = 0; e < kExperiments; ++e) {
        std::vector<double> means;
        for (int r = 0; r < 20; ++r) {
            Waits queue(.7, static_cast<std::uint64_t>(e * 20 + r));
            queue.settle();
            means.push_back(queue.mean(1000));
        }
        covered += mean_interval(means).holds(truth);
    }
    CHECK(holds_95(covered));
}

TEST_CASE("batch means of one settled M/M/1 run cover") {
    // Load 0.5, 20,000 customers; the mean wait is 1 s.
    const double truth = queueing::mm1_mean_wait(.5, 1);
    int covered = 0;
    int independent = 0;
    for (int e = 0; e < kExperiments; ++e) {
        Waits queue(.5, 100'000 + static_cast<std::uint64_t>(e));
        queue.settle();
        std::vector<double> series;
        for (int i = 0; i < 20'000; ++i) series.push_back(queue.next());
        const BatchMeans b = batch_means(series);
        covered += b.interval.holds(truth);
        independent += b.independent;
    }
    CHECK(holds_95(covered));
    CHECK(independent > 950);
}

TEST_CASE("batch means after MSER-5 cover in one long M/M/1 run from empty") {
    // Load 0.5, 80,000 customers. In short runs the deletion point depends on what it leaves: of
    // 20,000 customers it leaves a mean that is 0.4 % low, and 92.6 % covered.
    const double truth = queueing::mm1_mean_wait(.5, 1);
    int covered = 0;
    for (int e = 0; e < kExperiments; ++e) {
        Waits queue(.5, 100'000 + static_cast<std::uint64_t>(e));
        std::vector<double> series;
        for (int i = 0; i < 80'000; ++i) series.push_back(queue.next());
        const WarmUp w = warm_up(series);
        CHECK_FALSE(w.too_short);
        covered += batch_means(std::span(series).subspan(w.deleted)).interval.holds(truth);
    }
    CHECK(holds_95(covered));
}

TEST_CASE("where batch means do not cover, they do not pass as independent") {
    // Load 0.9 from empty, 20,000 customers: waits are correlated over about 1,000 customers.
    const double truth = queueing::mm1_mean_wait(.9, 1);
    int covered = 0;
    int independent = 0;
    for (int e = 0; e < 200; ++e) {
        Waits queue(.9, 100'000 + static_cast<std::uint64_t>(e));
        std::vector<double> series;
        for (int i = 0; i < 20'000; ++i) series.push_back(queue.next());
        const WarmUp w = warm_up(series);
        const BatchMeans b = batch_means(std::span(series).subspan(w.deleted));
        covered += b.interval.holds(truth);
        independent += b.independent;
    }
    INFO(covered << " of 200 covered, " << independent << " passed");
    CHECK(covered < 180);
    CHECK(independent < 10);
}

TEST_CASE("quantile intervals and shares of independent waits cover at least as stated") {
    // One wait from each of 200 settled queues: P90 is ln(0.7/0.1)/0.3, by M/M/1's wait law; the
    // share above it is 0.1. Order statistics are discrete, so coverage may exceed 95 %.
    const double p90 = queueing::mmc_wait_quantile(.7, 1, 1, .9);
    int covered = 0;
    int shares = 0;
    for (int e = 0; e < kExperiments; ++e) {
        std::vector<double> waits;
        for (int r = 0; r < 200; ++r) {
            Waits queue(.7, 1'000'000 + static_cast<std::uint64_t>(e * 200 + r));
            queue.settle();
            waits.push_back(queue.next());
        }
        covered += quantile_interval(sorted(waits), .9).holds(p90);
        const auto above = static_cast<std::int64_t>(200 * prob_above(waits, p90) + .5);
        shares += proportion_interval(above, 200).holds(.1);
    }
    INFO(covered << " and " << shares);
    CHECK((covered >= 935 && covered <= 985));
    CHECK(holds_95(shares));
}

TEST_CASE("a false best is stated in fewer than one in twenty experiments") {
    // Three queues with the same law: whichever is called best with 95 % is called so falsely or by
    // luck; allowed 5 %. Of one that is truly better by 20 % it is said in nearly all.
    int false_claims = 0;
    int true_claims = 0;
    for (int e = 0; e < kExperiments; ++e) {
        std::vector<std::vector<double>> values(3);
        std::vector<std::vector<double>> apart(3);
        for (std::uint64_t a = 0; a < 3; ++a) {
            for (int r = 0; r < 10; ++r) {
                Waits queue(.5, 9'000'000 + static_cast<std::uint64_t>(e * 30 + r) + a * 10);
                queue.settle();
                const double mean = queue.mean(200);
                values[a].push_back(mean);
                apart[a].push_back(a == 1 ? mean - 1 : mean);
            }
        }
        false_claims += best_of(values, Better::lower).stated();
        const Best best = best_of(apart, Better::lower);
        true_claims += best.stated() && best.index == 1;
    }
    INFO(false_claims << " false, " << true_claims << " true");
    CHECK(false_claims <= 50);
    CHECK(true_claims > 950);
}

}  // namespace interval_coverage_test
