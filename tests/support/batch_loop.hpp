// A batch driven by itself: clients that come and leave, fused runs or one iteration at a time.
#pragma once
#include <algorithm>
#include <vector>

#include "sim/engine/serving/batch.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace orrery::test {

struct Client {
    Nanos arrival;
    int prompt;
    int output;
    int priority = 0;
    int steps = 0;  ///< of speculation
    Nanos leaves = Nanos::never();
    bool transferred = false;
    TextId text;
    Nanos first{-1};
    Nanos finish{-1};
    int preemptions = 0;
};

struct Totals {
    std::int64_t emitted = 0;
    std::int64_t prefilled = 0;
    std::int64_t iterations = 0;
    std::int64_t preemptions = 0;
    std::int64_t recomputed = 0;
    std::int64_t cached = 0;
    std::int64_t boundaries = 0;
};

inline std::int64_t blocks_of_all(const Batch& batch, RequestPool& pool) {
    std::int64_t sum = 0;
    for (std::uint32_t slot = 0; slot < pool.high_water(); ++slot) {
        const Request& r = pool[slot];
        const bool served = r.phase == RequestPhase::prefill || r.phase == RequestPhase::decode;
        if (pool.is_live(slot) && served) sum += batch.blocks_of(r);
    }
    return sum;
}

/// One replica's event loop; arrivals before boundaries, clients' departures before both.
class Loop {
public:
    Loop(const BatchSettings& settings, std::vector<Client>& clients) : clients_(clients) {
        batch_.configure(settings);
    }
    Totals run() {
        while (true) {
            const Nanos boundary = batch_.running() ? batch_.run().end() : Nanos::never();
            const Nanos arrival =
                next_ < clients_.size() ? clients_[next_].arrival : Nanos::never();
            const std::size_t leaver = next_leaver();
            const Nanos leaves =
                leaver < clients_.size() ? clients_[leaver].leaves : Nanos::never();
            if (min(min(boundary, arrival), leaves) == Nanos::never()) break;
            if (leaves <= arrival && leaves <= boundary) {
                leave(leaver);
            } else if (arrival <= boundary) {
                arrive();
            } else {
                step(boundary);
            }
            REQUIRE(batch_.blocks_held() + batch_.cache().pinned() <= batch_.blocks());
            REQUIRE(batch_.blocks_held() == blocks_of_all(batch_, pool_));
        }
        REQUIRE(batch_.empty());
        REQUIRE(batch_.blocks_held() == 0);
        REQUIRE(batch_.cache().pinned() == 0);
        totals_.iterations = batch_.iterations();
        totals_.preemptions = batch_.preemptions();
        totals_.recomputed = batch_.recomputed_tokens();
        totals_.cached = batch_.cached_tokens();
        return totals_;
    }

private:
    std::size_t next_leaver() const {
        std::size_t best = clients_.size();
        for (std::size_t i = 0; i < next_; ++i) {
            if (gone_[i] || clients_[i].leaves == Nanos::never()) continue;
            if (best == clients_.size() || clients_[i].leaves < clients_[best].leaves) best = i;
        }
        return best;
    }
    void leave(std::size_t i) {
        const std::uint32_t slot = slots_[i];
        gone_[i] = true;
        const Nanos now = clients_[i].leaves;
        if (batch_.abandon(slot, now, pool_)) {
            pool_.release(slot);
        } else {
            batch_.cancel(slot, now, pool_);
        }
        if (!batch_.running()) batch_.compose(now, pool_);
    }
    void arrive() {
        const Client& client = clients_[next_];
        const std::uint32_t slot = pool_.acquire();
        Request& r = pool_[slot];
        r.id = static_cast<std::int64_t>(next_);
        r.prompt = client.prompt;
        r.output = r.max_tokens = client.output;
        r.priority = client.priority;
        r.steps = client.steps;
        r.text = client.text;
        if (client.transferred) r.prefilled = r.cached = client.prompt;
        slots_.push_back(slot);
        gone_.push_back(false);
        ++next_;
        batch_.enqueue(slot, client.arrival, pool_);
        if (!batch_.running()) batch_.compose(client.arrival, pool_);
    }
    void step(Nanos boundary) {
        ++totals_.boundaries;
        const IterationRun run = batch_.run();
        std::vector<std::uint32_t> done;
        batch_.advance(pool_, done);
        totals_.emitted += batch_.emitted();
        totals_.prefilled += run.iterations() * run.prefill;
        for (const std::uint32_t slot : done) {
            const auto i = static_cast<std::size_t>(pool_[slot].id);
            clients_[i].first = pool_[slot].first_token;
            clients_[i].finish = boundary;
            clients_[i].preemptions = pool_[slot].preemptions;
            gone_[i] = true;
            pool_.release(slot);
        }
        for (const std::uint32_t slot : batch_.cancelled()) pool_.release(slot);
        batch_.compose(boundary, pool_);
    }

    std::vector<Client>& clients_;
    Batch batch_;
    RequestPool pool_;
    std::vector<std::uint32_t> slots_;
    std::vector<bool> gone_;
    std::size_t next_ = 0;
    Totals totals_;
};

struct Setup {
    llm::IterationTable table;
    BatchSettings settings;
};

inline void fill_table(llm::IterationTable& t, int tokens, int rows) {
    for (int n = 0; n <= tokens; ++n) {
        t.g.push_back(0.01 + 1e-4 * n + 1e-7 * n * n);
        t.energy_g.push_back(3.0 + n);
    }
    for (int b = 0; b <= rows; ++b) {
        t.h.push_back(1e-3 * b);
        t.energy_h.push_back(0.5 * b);
    }
    t.kappa = 3.1e-7;
    t.lambda = 1.7e-8;
    t.energy_kappa = 1e-4;
    t.full_layers = 20;
}

inline void make_setup(Stream& s, Setup& setup) {
    constexpr SchedulerKind kinds[]{SchedulerKind::vllm_v0, SchedulerKind::vllm_v1,
                                    SchedulerKind::sglang, SchedulerKind::trtllm,
                                    SchedulerKind::sarathi};
    BatchSettings& b = setup.settings;
    b.rules = scheduler_rules(kinds[uniform_int(s, 5)], "");
    if (uniform_int(s, 4) == 0) b.rules.reserve = 0.5;
    b.rules.padded = uniform_int(s, 4) == 0;
    b.rules.ahead = uniform_int(s, 3) == 0;
    b.draft_tokens = uniform_int(s, 3) == 0 ? 3 : 0;
    if (uniform_int(s, 3) == 0) {
        b.tiers = {static_cast<std::int64_t>(uniform_int(s, 30)), 40};
        b.host_block_s = 0.001;
        b.disk_block_s = 0.01;
    }
    b.max_num_seqs = 1 + static_cast<int>(uniform_int(s, 12));
    b.token_budget =
        b.max_num_seqs * (1 + b.draft_tokens) + 1 + static_cast<int>(uniform_int(s, 200));
    auto& t = setup.table;
    fill_table(t, 1200 + b.token_budget, b.max_num_seqs * (1 + b.draft_tokens));
    if (uniform_int(s, 3) == 0) {
        t.window_layers = 12;
        t.window = 100;
    }
    constexpr int blocks[]{1, 16, 64};
    t.block_tokens = blocks[uniform_int(s, 3)];
    t.kv_tokens = t.block_tokens * (600 / t.block_tokens + 4) +
                  t.block_tokens * static_cast<int>(uniform_int(s, 40));
    b.table = &t;
}

inline std::vector<Client> make_clients(Stream& s, const BatchSettings& settings) {
    std::vector<Client> clients;
    Nanos at{0};
    const double gap = 0.02 + 0.5 * s.uniform();
    for (int i = 0; i < 60; ++i) {
        at += Nanos::from_seconds(exponential(s, gap));
        Client client{at, 1 + static_cast<int>(uniform_int(s, 400)),
                      1 + static_cast<int>(uniform_int(s, 150))};
        if (uniform_int(s, 10) == 0) client.output = 1;
        client.priority = static_cast<int>(uniform_int(s, 3));
        if (settings.draft_tokens > 0 && client.output > 1) {
            client.steps =
                1 + static_cast<int>(uniform_int(s, static_cast<std::uint64_t>(client.output - 1)));
        }
        if (uniform_int(s, 8) == 0) {
            client.leaves = at + Nanos::from_seconds(exponential(s, 2.0));
        }
        if (client.output > 1 && uniform_int(s, 8) == 0) client.transferred = true;
        if (uniform_int(s, 3) == 0) {
            client.text.prefix = 1 + uniform_int(s, 3);
            client.text.prefix_tokens = 50 * static_cast<int>(client.text.prefix);
        }
        if (uniform_int(s, 4) == 0) {
            client.text.session = 10 + uniform_int(s, 3);
            client.text.prefix = 1;
            client.text.prefix_tokens = 50;
            client.prompt = std::min(20 + 7 * i, 400);  // it grows from turn to turn
        }
        clients.push_back(client);
    }
    return clients;
}

}  // namespace orrery::test
