// How units reach who computes them: threads here, ranks and shards behind the same face.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace orrery {

/// Computes `work(i)` for each wanted index and hands the bytes to `done`, one call at a time, in
/// any order; an index whose work was not done (interrupted, another shard's) never reaches `done`.
/// An exception of `work` ends the round and is thrown on, the lowest index first.
class HandOut {
public:
    using Work = std::function<std::string(std::size_t)>;
    using Done = std::function<void(std::size_t, const std::string&)>;

    virtual ~HandOut() = default;
    virtual void run(const std::vector<std::size_t>& wanted, const Work& work,
                     const Done& done) = 0;
    /// The leader's text to all; nothing to do where there is one process.
    virtual void share(std::string& /*text*/) {}
    /// Whether anybody else follows the same study step by step (ranks do, threads do not).
    [[nodiscard]] virtual bool shared() const { return false; }
    /// Where the results file is written and words are printed: not on ranks above 0.
    [[nodiscard]] virtual bool leads() const { return true; }
    /// How many compute at once, for the time left.
    [[nodiscard]] virtual int workers() const = 0;
};

/// Threads of this process, each taking the next index when it is free.
class ThreadHandOut : public HandOut {
public:
    explicit ThreadHandOut(int threads) : threads_(threads) {}
    void run(const std::vector<std::size_t>& wanted, const Work& work, const Done& done) override;
    [[nodiscard]] int workers() const override { return threads_; }

private:
    int threads_;
};

}  // namespace orrery
