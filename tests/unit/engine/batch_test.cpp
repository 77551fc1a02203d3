// The batch in closed form against a reference that walks every iteration: the same bits.
#include "sim/engine/serving/batch.hpp"

#include <algorithm>
#include <deque>
#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace batch_test {

using namespace orrery;

namespace {

struct Job {
    Nanos arrival;
    int prompt;
    int output;
    Nanos first{-1};
    Nanos finish{-1};
};

struct Setup {
    llm::IterationTable table;
    int max_num_seqs;
    int budget;
};

Setup make_setup(Stream& s) {
    Setup setup;
    setup.max_num_seqs = 1 + static_cast<int>(uniform_int(s, 12));
    setup.budget = setup.max_num_seqs + 1 + static_cast<int>(uniform_int(s, 200));
    auto& t = setup.table;
    for (int n = 0; n <= setup.budget + setup.max_num_seqs; ++n) {
        t.g.push_back(0.01 + 1e-4 * n + 1e-7 * n * n);
        t.energy_g.push_back(3.0 + n);
    }
    for (int b = 0; b <= setup.max_num_seqs; ++b) {
        t.h.push_back(1e-3 * b);
        t.energy_h.push_back(0.5 * b);
    }
    t.kappa = 3.1e-7;
    t.lambda = 1.7e-8;
    t.energy_kappa = 1e-4;
    t.energy_lambda = 1e-5;
    t.full_layers = 20;
    const bool windowed = uniform_int(s, 2) == 1;
    t.window_layers = windowed ? 12 : 0;
    t.window = windowed ? 100 : 0;
    t.block_tokens = 16;
    t.kv_tokens = 16 * (70 + static_cast<std::int64_t>(uniform_int(s, 200)));
    return setup;
}

std::int64_t reserved(const Job& job) {
    return (job.prompt + job.output + 15) / 16 * 16;
}

/// The event loop of the engine, for one replica.
void run_fused(const Setup& setup, std::vector<Job>& jobs) {
    Batch batch;
    BatchSettings settings;
    settings.table = &setup.table;
    settings.max_num_seqs = setup.max_num_seqs;
    settings.token_budget = setup.budget;
    settings.rules.reserve = 1;
    batch.configure(settings);
    RequestPool pool;
    std::vector<std::uint32_t> done;
    std::size_t next = 0;
    while (next < jobs.size() || batch.running()) {
        const Nanos boundary = batch.running() ? batch.run().end() : Nanos::never();
        if (next < jobs.size() && jobs[next].arrival <= boundary) {
            const Nanos now = jobs[next].arrival;
            const std::uint32_t slot = pool.acquire();
            pool[slot].id = static_cast<std::int64_t>(next);
            pool[slot].prompt = jobs[next].prompt;
            pool[slot].output = jobs[next].output;
            pool[slot].max_tokens = jobs[next].output;
            batch.enqueue(slot, now, pool);
            if (!batch.running()) batch.compose(now, pool);
            ++next;
            continue;
        }
        done.clear();
        batch.advance(pool, done);
        for (const std::uint32_t slot : done) {
            Job& job = jobs[static_cast<std::size_t>(pool[slot].id)];
            job.first = pool[slot].first_token;
            job.finish = boundary;
            pool.release(slot);
        }
        batch.compose(boundary, pool);
    }
}

/// Every iteration one by one, every sum by a loop; re-anchors only when the batch changed.
class Reference {
public:
    Reference(const Setup& setup, std::vector<Job>& jobs) : s_(setup), jobs_(jobs) {}

    void run() {
        Nanos now{0};
        while (true) {
            take_arrivals(now);
            const bool changed = compose();
            if (members_.empty()) {
                if (next_ == jobs_.size()) return;
                now = jobs_[next_].arrival;
                anchored_ = false;
                continue;
            }
            if (changed || !anchored_) anchor(now);
            ++j_;
            now = anchor_ +
                  max(Nanos::from_seconds(IterationRun::series(first_, step_, j_)), Nanos{j_});
            progress(now);
        }
    }

private:
    struct Member {
        std::size_t job;
        int prefilled = 0;
        int emitted = 0;
        int chunk = 0;
    };

    void take_arrivals(Nanos now) {
        while (next_ < jobs_.size() && jobs_[next_].arrival <= now) queue_.push_back(next_++);
    }
    std::int64_t context(const Member& m) const {  // attended by its next token
        return jobs_[m.job].prompt + m.emitted;
    }
    bool compose() {
        std::vector<std::pair<std::size_t, int>> shape;
        int left = s_.budget;
        std::int64_t kv = 0;
        for (const Member& m : members_) {
            kv += reserved(jobs_[m.job]);
            if (m.emitted > 0) --left;
        }
        for (Member& m : members_) {
            if (m.emitted > 0) continue;
            m.chunk = std::min(left, jobs_[m.job].prompt - m.prefilled);
            left -= m.chunk;
        }
        while (left > 0 && !queue_.empty() && static_cast<int>(members_.size()) < s_.max_num_seqs &&
               kv + reserved(jobs_[queue_.front()]) <= s_.table.kv_tokens) {
            Member m{queue_.front(), 0, 0, 0};
            queue_.pop_front();
            kv += reserved(jobs_[m.job]);
            m.chunk = std::min(left, jobs_[m.job].prompt);
            left -= m.chunk;
            members_.push_back(m);
        }
        const auto window = static_cast<std::int64_t>(s_.table.window);
        bool prefills = false;
        for (const Member& m : members_) {
            const bool below = s_.table.window_layers > 0 && context(m) < window;
            shape.emplace_back(m.job * 2 + (m.emitted > 0 && below ? 1 : 0),
                               m.emitted > 0 ? -1 : m.chunk);
            prefills = prefills || (m.emitted == 0 && m.chunk > 0);
        }
        const bool changed = shape != shape_ || (prefills && s_.table.window_layers > 0);
        shape_ = shape;
        return changed;
    }
    double weight(double c) const {
        return s_.table.full_layers * c + s_.table.window_layers * std::min(c, s_.table.window);
    }
    void anchor(Nanos now) {
        std::size_t decodes = 0;
        std::int64_t sum = 0;
        std::int64_t windowed = 0;
        int below = 0;
        std::size_t tokens = 0;
        double weighted = 0;
        const auto window = static_cast<std::int64_t>(s_.table.window);
        for (const Member& m : members_) {
            if (m.emitted > 0) {
                ++decodes;
                sum += context(m);
                windowed += std::min(context(m), window);
                below += context(m) < window ? 1 : 0;
            } else if (m.chunk > 0) {
                tokens += static_cast<std::size_t>(m.chunk);
                weighted += m.chunk * weight(m.prefilled + (m.chunk + 1) * 0.5);
            }
        }
        const auto& t = s_.table;
        double context_sum = t.full_layers * static_cast<double>(sum);
        double growth = t.full_layers * static_cast<double>(decodes);
        if (t.window_layers > 0) {
            context_sum += t.window_layers * static_cast<double>(windowed);
            growth += t.window_layers * below;
        }
        const auto p = static_cast<double>(tokens);
        first_ = t.g[decodes + tokens] + t.h[decodes] + t.kappa * context_sum + t.lambda * weighted;
        // Positions of a chunk that repeats move on by the chunk; otherwise j never passes 1.
        step_ = t.kappa * growth + t.lambda * (p * t.full_layers * p);
        anchor_ = now;
        j_ = 0;
        anchored_ = true;
    }
    void progress(Nanos now) {
        std::vector<Member> left;
        for (Member& m : members_) {
            Job& job = jobs_[m.job];
            if (m.emitted > 0) {
                ++m.emitted;
            } else {
                m.prefilled += m.chunk;
                if (m.prefilled == job.prompt) {
                    m.emitted = 1;
                    job.first = now;
                }
            }
            if (m.emitted == job.output) {
                job.finish = now;
            } else {
                left.push_back(m);
            }
        }
        members_ = left;
    }

    const Setup& s_;
    std::vector<Job>& jobs_;
    std::vector<Member> members_;
    std::deque<std::size_t> queue_;
    std::vector<std::pair<std::size_t, int>> shape_;
    std::size_t next_ = 0;
    Nanos anchor_{0};
    double first_ = 0;
    double step_ = 0;
    std::int64_t j_ = 0;
    bool anchored_ = false;
};

std::vector<Job> make_jobs(Stream& s) {
    std::vector<Job> jobs;
    Nanos at{0};
    const double gap = 0.02 + s.uniform();
    for (int i = 0; i < 60; ++i) {
        at += Nanos::from_seconds(exponential(s, gap));
        Job job{at, 1 + static_cast<int>(uniform_int(s, 400)),
                1 + static_cast<int>(uniform_int(s, 120)), Nanos{-1}, Nanos{-1}};
        if (uniform_int(s, 10) == 0) job.output = 1;
        jobs.push_back(job);
    }
    return jobs;
}

}  // namespace

TEST_CASE("fused runs of iterations equal stepwise execution, bit for bit, on random batches") {
    Stream s(7, "batch test", "setup");
    for (int round = 0; round < 400; ++round) {
        const Setup setup = make_setup(s);
        std::vector<Job> fused = make_jobs(s);
        std::vector<Job> stepwise = fused;
        run_fused(setup, fused);
        Reference(setup, stepwise).run();
        for (std::size_t i = 0; i < fused.size(); ++i) {
            INFO("round " << round << " request " << i << " of prompt " << fused[i].prompt
                          << " output " << fused[i].output);
            REQUIRE(fused[i].first.ns == stepwise[i].first.ns);
            REQUIRE(fused[i].finish.ns == stepwise[i].finish.ns);
        }
    }
}

TEST_CASE("a single request takes the sum of its iterations, worked by hand") {
    // Budget 100, prompt 150: two chunks (100, 50), then 2 more tokens by decoding.
    Setup setup;
    setup.max_num_seqs = 4;
    setup.budget = 100;
    auto& t = setup.table;
    t.g.assign(105, 0.0);
    t.h.assign(5, 0.0);
    t.energy_g.assign(105, 0.0);
    t.energy_h.assign(5, 0.0);
    t.g[100] = 0.100;
    t.g[50] = 0.060;
    t.g[1] = 0.010;
    t.h[1] = 0.002;
    t.kappa = 1e-5;
    t.lambda = 1e-7;
    t.full_layers = 10;
    t.kv_tokens = 1600;
    std::vector<Job> jobs{{kSecond, 150, 3}};
    run_fused(setup, jobs);
    // Chunk 1: 0.100 + 1e-7·100·10·50.5   = 0.100 + 0.00505 = 0.10505
    // Chunk 2: 0.060 + 1e-7·50·10·125.5   = 0.060 + 0.006275 = 0.066275 → first token
    // Decode:  0.012 + 1e-5·10·151 = 0.0271, then 0.012 + 1e-5·10·152 = 0.0272
    CHECK(test::near((jobs[0].first - jobs[0].arrival).seconds(), 0.171325, 1e-8));
    CHECK(test::near((jobs[0].finish - jobs[0].arrival).seconds(), 0.225625, 1e-8));
}

}  // namespace batch_test
