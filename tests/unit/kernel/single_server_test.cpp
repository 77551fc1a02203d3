// M/M/1 and M/M/c by the kernel alone: queue, streams and samplers together against theory.
#include <cmath>
#include <deque>
#include <vector>

#include "orrery/base/math.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace single_server_test {

using namespace orrery;

namespace {

constexpr std::uint8_t kArrival = 0;
constexpr std::uint8_t kDeparture = 1;

/// A first-come-first-served station of `servers` with exponential service of mean 1 s.
class Station {
public:
    Station(double arrival_rate, std::uint32_t servers, std::uint64_t replication)
        : arrival_mean_(1 / arrival_rate),
          arrivals_(1, "arrivals", "station", replication),
          services_(1, "services", "station", replication) {
        for (std::uint32_t s = servers; s-- > 0;) idle_.push_back(s);
        customer_of_.resize(servers);
        queue_.push(EventKey::make(delay(arrivals_, arrival_mean_), kArrival, 0, 0));
    }

    /// Mean sojourn in seconds of the customers `from`…`to`, in order of departure.
    double mean_sojourn(std::int64_t from, std::int64_t to) {
        math::NeumaierSum sum;
        for (std::int64_t departed = 0; departed < to;) {
            const EventKey event = queue_.top();
            queue_.pop();
            if (event.event_class() == kArrival) {
                arrive(event.time());
            } else {
                const Nanos arrived = customer_of_[event.entity()];
                depart(event.time(), event.entity());
                if (departed++ >= from) sum.add((event.time() - arrived).seconds());
            }
        }
        return sum.value() / static_cast<double>(to - from);
    }

private:
    static Nanos delay(Stream& stream, double mean) {
        return Nanos::from_seconds(exponential(stream, mean));
    }
    void arrive(Nanos now) {
        queue_.push(EventKey::make(now + delay(arrivals_, arrival_mean_), kArrival, 0, 0));
        waiting_.push_back(now);
        start(now);
    }
    void depart(Nanos now, std::uint32_t server) {
        idle_.push_back(server);
        start(now);
    }
    void start(Nanos now) {
        if (waiting_.empty() || idle_.empty()) return;
        const std::uint32_t server = idle_.back();
        idle_.pop_back();
        customer_of_[server] = waiting_.front();
        waiting_.pop_front();
        queue_.push(EventKey::make(now + delay(services_, 1), kDeparture, server, 0));
    }

    double arrival_mean_;
    Stream arrivals_;
    Stream services_;
    EventQueue queue_;
    std::deque<Nanos> waiting_;
    std::vector<std::uint32_t> idle_;
    std::vector<Nanos> customer_of_;  ///< when the customer of each busy server arrived
};

struct Interval {
    double mean;
    double half_width;
};

/// 95 % interval over 20 replications: t(19) = 2.093.
Interval replicate(double rate, std::uint32_t servers) {
    const int n = 20;
    double sum = 0;
    double square = 0;
    for (int r = 0; r < n; ++r) {
        Station station(rate, servers, static_cast<std::uint64_t>(r));
        const double m = station.mean_sojourn(20'000, 120'000);
        sum += m;
        square += m * m;
    }
    const double mean = sum / n;
    return {mean, 2.093 * std::sqrt((square / n - mean * mean) / (n - 1))};
}

}  // namespace

TEST_CASE("M/M/1: the mean sojourn is 1/(mu - lambda)") {
    for (const double rho : {0.5, 0.8}) {
        const Interval i = replicate(rho, 1);
        CAPTURE(rho, i.mean, i.half_width);
        CHECK(std::fabs(i.mean - 1 / (1 - rho)) <= i.half_width);
        CHECK(i.half_width < 0.02 / (1 - rho));  // an interval that says something
    }
}

TEST_CASE("M/M/4: the mean sojourn follows Erlang C") {
    // a = 3.2 erlang on 4 servers: P(wait) = (a⁴/4!)/(1−ρ) / (Σ_{k<4} aᵏ/k! + (a⁴/4!)/(1−ρ))
    //   a⁴/4! = 104.8576/24 = 4.369067; /0.2 = 21.845333
    //   Σ = 1 + 3.2 + 5.12 + 5.461333 = 14.781333; P = 21.845333/36.626667 = 0.596433
    //   W = P/(4·1 − 3.2) + 1 = 0.745541 + 1
    const Interval i = replicate(3.2, 4);
    CAPTURE(i.mean, i.half_width);
    CHECK(std::fabs(i.mean - 1.745541) <= i.half_width);
    CHECK(i.half_width < 0.02);
}

TEST_CASE("a replication repeats bit for bit and differs from the next one") {
    const double a = Station(0.8, 1, 1).mean_sojourn(0, 5'000);
    CHECK(a == Station(0.8, 1, 1).mean_sojourn(0, 5'000));
    CHECK(a != Station(0.8, 1, 2).mean_sojourn(0, 5'000));
}

}  // namespace single_server_test
