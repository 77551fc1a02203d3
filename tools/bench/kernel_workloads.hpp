// The workloads of the kernel benchmark, written once and run with either queue.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "orrery/base/math.hpp"
#include "sim/kernel/samplers.hpp"
#include "tools/bench/kernel_queues.hpp"

namespace orrery::bench {

inline constexpr std::size_t kTable = 16 * 1024;
inline constexpr std::uint32_t kKinds = 8;

enum class Law { exponential, bimodal, mixed };

/// Delays in ns, drawn once, so that the figures are the queue's and not the generator's.
inline std::vector<std::int64_t> make_delays(Law law) {
    Stream stream(1, "bench", "delays");
    std::vector<std::int64_t> delays(kTable);
    for (std::int64_t& d : delays) {
        const double u = stream.uniform();
        double mean = 1e9;
        if (law == Law::bimodal) {
            // R. Rönngren and R. Ayani, ACM TOMACS 7 (1997): a tenth goes ten times as far.
            const double near = 0.95238 * stream.uniform();
            d = math::round_to_int64(1e9 * (u < 0.9 ? near : near + 9.5238));
            continue;
        }
        if (law == Law::mixed) mean = u < 0.9 ? 1e6 : (u < 0.99 ? 1e9 : 3.6e12);
        d = math::round_to_int64(exponential(stream, mean));
    }
    return delays;
}

/// Reads a table round and round, from another place each time round.
template <class T>
class Cycle {
public:
    explicit Cycle(std::vector<T> values) : values_(std::move(values)) {}
    T next() { return values_[at_++ & (kTable - 1)]; }

private:
    std::vector<T> values_;
    std::size_t at_ = 0;
};

/// Eight kinds of events, eight handlers, one table: `Model::handle<kind>(event)`.
template <class Model>
class Dispatcher {
public:
    static void dispatch(Model& model, const Event& e) { kHandlers[e.kind](model, e); }

private:
    using Handler = void (*)(Model&, const Event&);
    template <std::uint32_t kKind>
    static void call(Model& model, const Event& e) {
        model.template handle<kKind>(e);
    }
    template <std::uint32_t... kKind>
    static constexpr std::array<Handler, sizeof...(kKind)> table(
        std::integer_sequence<std::uint32_t, kKind...>) {
        return {&call<kKind>...};
    }
    static constexpr auto kHandlers = table(std::make_integer_sequence<std::uint32_t, kKinds>());
};

/// HOLD: every event schedules its successor; the number pending stays the same.
template <class Queue>
class Hold {
public:
    Hold(std::size_t pending, Law law) : queue_(pending), delays_(make_delays(law)) {
        for (std::uint32_t i = 0; i < pending; ++i) {
            queue_.schedule(delays_.next(), i % kKinds, i);
        }
        run(static_cast<std::int64_t>(2 * pending));
    }
    void run(std::int64_t events) {
        for (std::int64_t i = 0; i < events; ++i) {
            Dispatcher<Hold>::dispatch(*this, queue_.next());
        }
    }
    template <std::uint32_t kKind>
    void handle(const Event& e) {
        counters_[kKind] += kKind + 1;
        queue_.schedule(e.time + delays_.next(), kKind, e.entity);
    }

private:
    Queue queue_;
    Cycle<std::int64_t> delays_;
    std::array<std::uint64_t, kKinds> counters_{};
};

/// HOLD where every event also moves `moves` others, as flows that share a link do.
template <class Queue>
class Reschedule {
public:
    Reschedule(std::size_t pending, int moves)
        : queue_(pending), delays_(make_delays(Law::exponential)), others_({}), moves_(moves) {
        Stream stream(1, "bench", "others");
        std::vector<std::uint32_t> others(kTable);
        for (std::uint32_t& o : others) {
            o = static_cast<std::uint32_t>(uniform_int(stream, pending));
        }
        others_ = Cycle<std::uint32_t>(std::move(others));
        for (std::uint32_t i = 0; i < pending; ++i) queue_.move(delays_.next(), i % kKinds, i);
        run(static_cast<std::int64_t>(2 * pending));
    }
    void run(std::int64_t events) {
        for (std::int64_t i = 0; i < events; ++i) {
            Dispatcher<Reschedule>::dispatch(*this, queue_.next());
        }
    }
    template <std::uint32_t kKind>
    void handle(const Event& e) {
        counters_[kKind] += kKind + 1;
        queue_.move(e.time + delays_.next(), kKind, e.entity);
        for (int i = 0; i < moves_; ++i) {
            const std::uint32_t other = others_.next();
            queue_.move(e.time + delays_.next(), other % kKinds, other);
        }
    }

private:
    Queue queue_;
    Cycle<std::int64_t> delays_;
    Cycle<std::uint32_t> others_;
    int moves_;
    std::array<std::uint64_t, kKinds> counters_{};
};

/// PHOLD: logical processes pass messages, a quarter of them to others, lookahead 0.1, mean 1.
template <class Queue>
class Phold {
public:
    static constexpr std::uint32_t kProcesses = 1024;

    explicit Phold(std::size_t messages_each)
        : queue_(kProcesses * messages_each), delays_(make_delays(Law::exponential)), target_({}) {
        Stream stream(1, "bench", "targets");
        std::vector<std::uint32_t> targets(kTable, kStay);
        for (std::uint32_t& t : targets) {
            const bool remote = bernoulli(stream, 0.25);
            if (remote) t = static_cast<std::uint32_t>(uniform_int(stream, kProcesses));
        }
        target_ = Cycle<std::uint32_t>(std::move(targets));
        const auto messages = static_cast<std::uint32_t>(kProcesses * messages_each);
        for (std::uint32_t m = 0; m < messages; ++m) {
            queue_.schedule(delays_.next(), m % kKinds, m % kProcesses);
        }
        run(3 * messages);
    }
    void run(std::int64_t events) {
        for (std::int64_t i = 0; i < events; ++i) {
            Dispatcher<Phold>::dispatch(*this, queue_.next());
        }
    }
    template <std::uint32_t kKind>
    void handle(const Event& e) {
        ++handled_[e.entity];
        const std::uint32_t t = target_.next();
        const std::uint32_t to = t == kStay ? e.entity : t;
        queue_.schedule(e.time + 100'000'000 + delays_.next() / 10 * 9, kKind, to);
    }

private:
    static constexpr std::uint32_t kStay = kProcesses;

    Queue queue_;
    Cycle<std::int64_t> delays_;
    Cycle<std::uint32_t> target_;
    std::array<std::uint64_t, kProcesses> handled_{};
};

/// M/M/1 at 90 % load: real random numbers, one sojourn time for each customer.
template <class Queue>
class SingleServer {
public:
    static constexpr double kLoad = 0.9;

    SingleServer()
        : queue_(4), arrivals_(1, "arrivals", "bench"), services_(1, "services", "bench") {
        queue_.schedule(draw(arrivals_, 1 / kLoad), kArrival, 0);
    }
    void run(std::int64_t customers) {
        const std::int64_t until = served_ + customers;
        while (served_ < until) {
            const Event e = queue_.next();
            switch (e.kind) {
                case kArrival:
                    arrive(e.time);
                    break;
                case kDeparture:
                    depart(e.time);
                    break;
                default:
                    break;
            }
        }
    }
    /// Mean sojourn in mean service times.
    [[nodiscard]] double mean_sojourn() const {
        return sum_.value() / static_cast<double>(served_) * 1e-9;
    }
    static double theory() { return 1 / (1 - kLoad); }

private:
    static constexpr std::uint32_t kArrival = 0;
    static constexpr std::uint32_t kDeparture = 1;

    static std::int64_t draw(Stream& stream, double mean_s) {
        return math::round_to_int64(exponential(stream, mean_s * 1e9));
    }
    void arrive(std::int64_t now) {
        queue_.schedule(now + draw(arrivals_, 1 / kLoad), kArrival, 0);
        if (waiting_.empty()) queue_.schedule(now + draw(services_, 1), kDeparture, 0);
        waiting_.push_back(now);
    }
    void depart(std::int64_t now) {
        sum_.add(static_cast<double>(now - waiting_.front()));
        waiting_.pop_front();
        ++served_;
        if (!waiting_.empty()) queue_.schedule(now + draw(services_, 1), kDeparture, 0);
    }

    Queue queue_;
    Stream arrivals_;
    Stream services_;
    std::deque<std::int64_t> waiting_;
    math::NeumaierSum sum_;
    std::int64_t served_ = 0;
};

}  // namespace orrery::bench
