// Units over MPI ranks: rank 0 gives the next index to whoever is free, and computes as well.
#include "tools/orrery-mpi/mpi_hand_out.hpp"

#include <algorithm>
#include <atomic>
#include <boost/mpi/collectives.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>
#include <chrono>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>

#include "orrery/base/beyond_money.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/kernel/limits.hpp"

namespace orrery {
namespace {

namespace mpi = boost::mpi;

constexpr int kDone = 1;
constexpr int kGive = 2;
constexpr std::int64_t kNothing = -1;
using Clock = std::chrono::steady_clock;

/// How long rank 0 sleeps when nobody asks: an eighth of the mean time between two that ask, within
/// these bounds. A rank has its next run before it asks (kAhead), so it does not wait for the look;
/// each look costs rank 0's core some microseconds.
constexpr auto kLook = std::chrono::microseconds(50);
constexpr auto kLongestLook = std::chrono::microseconds(10000);
/// Runs that a rank holds: the one that it computes and the next; towards the end of a round one,
/// so that nobody waits for a rank that still has two.
constexpr int kAhead = 2;
/// Of ranks that wait for the end of a round.
constexpr auto kLongestNap = std::chrono::microseconds(1600);

/// What a rank has done; no index where an interrupt cut it short.
struct Report {
    std::int64_t index = kNothing;
    std::string bytes;
    std::string problem;  ///< its kind, then its text

    template <class Archive>
    void serialize(Archive& archive, unsigned /*version*/) {
        archive& index& bytes& problem;
    }
};

/// Kinds of errors as they travel, the first letter of a problem: each ends a program in its own
/// way, on whatever rank it was.
constexpr char kEnvironmentError = 'e';
constexpr char kBeyondMoney = 'm';
constexpr char kNoMemory = 'a';
constexpr char kOwnBug = 'b';

/// What `act` throws, as it travels; empty where it throws nothing.
template <class Act>
std::string problem_of(const Act& act) {
    try {
        act();
    } catch (const EnvironmentError& e) {
        return kEnvironmentError + e.message();
    } catch (const BeyondMoney& e) {
        return std::string(1, kBeyondMoney) + e.what();
    } catch (const std::bad_alloc&) {
        return std::string(1, kNoMemory);
    } catch (const std::exception& e) {
        return std::string(1, kOwnBug) + e.what();
    }
    return {};
}

Report worked(const HandOut::Work& work, std::int64_t index) {
    Report report;
    report.index = index;
    report.problem = problem_of([&] { report.bytes = work(static_cast<std::size_t>(index)); });
    // What an interrupt cut short is no result.
    if (interrupt_requested()) report.index = kNothing;
    return report;
}

[[noreturn]] void throw_again(const std::string& problem) {
    const std::string text = problem.substr(1);
    switch (problem.front()) {
        case kBeyondMoney:
            throw BeyondMoney(text);
        case kNoMemory:
            throw std::bad_alloc();
        case kOwnBug:
            throw std::runtime_error(text);
        default:
            throw EnvironmentError(text);
    }
}

/// Indices that nobody has taken yet; both threads of rank 0 take from it.
class Queue {
public:
    explicit Queue(const std::vector<std::size_t>& wanted) : wanted_(wanted) {}
    std::int64_t next() {
        if (closed_ || interrupt_requested()) return kNothing;
        const std::size_t i = next_++;
        return i < wanted_.size() ? static_cast<std::int64_t>(wanted_[i]) : kNothing;
    }
    [[nodiscard]] std::size_t left() const {
        const std::size_t taken = next_;
        return taken < wanted_.size() ? wanted_.size() - taken : 0;
    }
    void close() { closed_ = true; }

private:
    const std::vector<std::size_t>& wanted_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> closed_{false};
};

/// What the other ranks hold, and what they get next.
class Holdings {
public:
    Holdings(const mpi::communicator& world, Queue& queue)
        : world_(world), queue_(queue), held_(static_cast<std::size_t>(world.size()), 0) {}

    void begin() {
        for (int rank = 1; rank < world_.size(); ++rank) {
            ++asking_;
            give(rank);
        }
    }
    void reported(int rank) {
        --held_[static_cast<std::size_t>(rank)];
        give(rank);
    }
    [[nodiscard]] bool ended() const { return asking_ == 0; }

private:
    void give(int rank) {
        int& held = held_[static_cast<std::size_t>(rank)];
        while (held < most()) {
            const std::int64_t next = queue_.next();
            if (next == kNothing) break;
            world_.send(rank, kGive, next);
            ++held;
        }
        if (held > 0) return;
        world_.send(rank, kGive, kNothing);
        --asking_;
    }
    [[nodiscard]] int most() const { return queue_.left() > kAhead * held_.size() ? kAhead : 1; }

    const mpi::communicator& world_;
    Queue& queue_;
    std::vector<int> held_;
    int asking_ = 0;
};

/// Rank 0's own work, in a thread beside the one that serves the others.
class OwnWork {
public:
    OwnWork(Queue& queue, const HandOut::Work& work)
        : thread_([this, &queue, &work] {
              for (std::int64_t i = queue.next(); i != kNothing; i = queue.next()) {
                  Report report = worked(work, i);
                  const std::lock_guard lock(guard_);
                  reports_.push_back(std::move(report));
              }
              ended_ = true;
          }) {}
    ~OwnWork() { thread_.join(); }
    OwnWork(const OwnWork&) = delete;
    OwnWork& operator=(const OwnWork&) = delete;

    [[nodiscard]] bool ended() const { return ended_; }
    std::vector<Report> taken() {
        const std::lock_guard lock(guard_);
        return std::exchange(reports_, {});
    }

private:
    std::mutex guard_;
    std::vector<Report> reports_;
    std::atomic<bool> ended_{false};
    std::thread thread_;  ///< last: it uses the others
};

}  // namespace

void MpiHandOut::run(const std::vector<std::size_t>& wanted, const Work& work, const Done& done) {
    std::string problem;
    if (leads()) {
        lead(wanted, work, done, problem);
    } else {
        follow(work);
    }
    share(problem);
    if (problem.empty()) return;
    all_know_ = true;
    throw_again(problem);
}

void MpiHandOut::lead(const std::vector<std::size_t>& wanted, const Work& work, const Done& done,
                      std::string& problem) {
    Queue queue(wanted);
    bool kept = true;  // whether `done` still takes what others have computed
    const auto take = [&](const Report& report) {
        std::string found = report.problem;
        if (report.index != kNothing && found.empty() && kept) {
            found = problem_of([&] { done(static_cast<std::size_t>(report.index), report.bytes); });
            kept = found.empty();
        }
        if (problem.empty()) problem = found;
        if (!problem.empty()) queue.close();
    };
    OwnWork own(queue, work);
    Holdings holdings(world_, queue);
    holdings.begin();
    const auto begun = Clock::now();
    std::int64_t asked = 1;
    while (!holdings.ended() || !own.ended()) {
        bool idle = true;
        while (const auto message = world_.iprobe(mpi::any_source, kDone)) {
            Report report;
            world_.recv(message->source(), kDone, report);
            take(report);
            holdings.reported(message->source());
            idle = false;
            ++asked;
        }
        for (const Report& report : own.taken()) take(report);
        if (!idle) continue;
        const auto mean =
            std::chrono::duration_cast<std::chrono::microseconds>((Clock::now() - begun) / asked);
        std::this_thread::sleep_for(std::clamp(mean / 8, kLook, kLongestLook));
    }
    for (const Report& report : own.taken()) take(report);
}

void MpiHandOut::follow(const Work& work) {
    while (true) {
        std::int64_t next = kNothing;
        world_.recv(0, kGive, next);
        if (next == kNothing) return;
        world_.send(0, kDone, worked(work, next));
    }
}

/// A broadcast's own wait spins: ranks that are done would take their cores from whoever shares
/// them while the others still compute.
void MpiHandOut::gather() {
    MPI_Request all = MPI_REQUEST_NULL;
    MPI_Ibarrier(world_, &all);
    auto nap = kLook;
    int here = 0;
    while (true) {
        MPI_Test(&all, &here, MPI_STATUS_IGNORE);
        if (here != 0) return;
        std::this_thread::sleep_for(nap);
        nap = std::min(2 * nap, kLongestNap);
    }
}

void MpiHandOut::share(std::string& text) {
    if (!shared()) return;
    gather();
    mpi::broadcast(world_, text, 0);
}

}  // namespace orrery
