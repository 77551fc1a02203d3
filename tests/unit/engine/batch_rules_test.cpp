// Every scheduler's rules: fused runs equal stepwise execution, blocks are conserved, and small
// cases worked by hand.
#include <algorithm>
#include <vector>

#include "sim/engine/serving/batch.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

using namespace orrery;

namespace {

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

std::int64_t blocks_of_all(const Batch& batch, RequestPool& pool) {
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

void fill_table(llm::IterationTable& t, int tokens, int rows) {
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

void make_setup(Stream& s, Setup& setup) {
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

std::vector<Client> make_clients(Stream& s, const BatchSettings& settings) {
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

}  // namespace

TEST_CASE("fused runs equal stepwise ones with every scheduler and feature") {
    Stream s(11, "batch rules", "setup");
    std::int64_t preemptions = 0;
    std::int64_t saved = 0;
    std::int64_t cached = 0;
    for (int round = 0; round < 600; ++round) {
        Setup setup;
        make_setup(s, setup);
        std::vector<Client> fused = make_clients(s, setup.settings);
        std::vector<Client> stepwise = fused;
        const SchedulerRules& rules = setup.settings.rules;
        INFO("round " << round << " exclusive " << rules.exclusive << " chunked " << rules.chunked
                      << " padded " << rules.padded << " ahead " << rules.ahead << " reserve "
                      << rules.reserve << " draft " << setup.settings.draft_tokens << " window "
                      << setup.table.window << " block " << setup.table.block_tokens);
        const Totals a = Loop(setup.settings, fused).run();
        setup.settings.rules.stepwise = true;
        const Totals b = Loop(setup.settings, stepwise).run();
        for (std::size_t i = 0; i < fused.size(); ++i) {
            INFO("request " << i << " of prompt " << fused[i].prompt << " output "
                            << fused[i].output);
            REQUIRE(fused[i].first.ns == stepwise[i].first.ns);
            REQUIRE(fused[i].finish.ns == stepwise[i].finish.ns);
            REQUIRE(fused[i].preemptions == stepwise[i].preemptions);
        }
        REQUIRE(a.iterations == b.iterations);
        REQUIRE(a.preemptions == b.preemptions);
        REQUIRE(a.recomputed == b.recomputed);
        REQUIRE(a.emitted == b.emitted);
        REQUIRE(a.prefilled == b.prefilled);
        REQUIRE(b.boundaries == b.iterations);
        REQUIRE(a.cached == b.cached);
        cached += a.cached;
        preemptions += a.preemptions;
        saved += b.boundaries - a.boundaries;
    }
    CHECK(cached > 100000);
    CHECK(preemptions > 1000);  // the rounds do meet full caches
    CHECK(saved > 100000);      // and fusing does skip boundaries
}

TEST_CASE("tokens computed are tokens delivered plus tokens computed again") {
    Setup setup;
    setup.settings.max_num_seqs = 4;
    setup.settings.token_budget = 64;
    fill_table(setup.table, 400, 4);
    setup.table.block_tokens = 16;
    setup.table.kv_tokens = 16 * 8;
    setup.settings.table = &setup.table;
    std::vector<Client> clients{{Nanos{0}, 40, 60}, {Nanos{1}, 40, 60}, {Nanos{2}, 30, 30}};
    const Totals totals = Loop(setup.settings, clients).run();
    // Delivered: 40 + 59, 40 + 59, 30 + 29 = 257 tokens that iterations computed for good.
    CHECK(totals.prefilled + totals.emitted == 257 + totals.recomputed);
    // Two prompts of three blocks leave two free; both need a fourth block after 8 more tokens.
    CHECK(totals.preemptions >= 1);
    for (const Client& client : clients) CHECK(client.finish.ns > 0);
}

TEST_CASE("prompts first and alone: a decode waits while another prompt is computed") {
    Setup setup;
    setup.settings.rules = scheduler_rules(SchedulerKind::vllm_v0, "");
    setup.settings.max_num_seqs = 4;
    setup.settings.token_budget = 100;
    auto& t = setup.table;
    t.g.assign(105, 0.0);
    t.h.assign(5, 0.0);
    t.energy_g.assign(105, 0.0);
    t.energy_h.assign(5, 0.0);
    t.g[50] = 0.050;
    t.g[80] = 0.080;
    t.g[1] = 0.010;
    t.block_tokens = 16;
    t.kv_tokens = 16 * 100;
    t.full_layers = 1;
    setup.settings.table = &t;
    std::vector<Client> clients{{Nanos{0}, 50, 3}, {Nanos{55'000'000}, 80, 1}};
    Loop(setup.settings, clients).run();
    // 0–50 ms the first prompt; 50–60 ms a decode; 60–140 ms the second prompt (50 + 80 > 100
    // does not matter: it is alone); 140–150 ms the last decode.
    CHECK(clients[0].first.ns == 50'000'000);
    CHECK(clients[1].finish.ns == 140'000'000);
    CHECK(clients[0].finish.ns == 150'000'000);
}

TEST_CASE("composed ahead, an iteration knows nothing of the one before it") {
    Setup setup;
    setup.settings.max_num_seqs = 2;
    setup.settings.token_budget = 100;
    auto& t = setup.table;
    t.g.assign(103, 0.010);
    t.h.assign(3, 0.0);
    t.energy_g.assign(103, 0.0);
    t.energy_h.assign(3, 0.0);
    t.block_tokens = 16;
    t.kv_tokens = 16 * 100;
    t.full_layers = 1;
    setup.settings.table = &t;
    const auto ms = [](std::int64_t n) { return Nanos{n * 1'000'000}; };
    // Iterations take 10 ms. The second comes at 15 ms, in the second iteration; the third waits
    // for a place that the first leaves at 50 ms.
    std::vector<Client> now{{ms(0), 50, 5}, {ms(15), 50, 9}, {ms(16), 50, 1}};
    std::vector<Client> ahead = now;
    Loop(setup.settings, now).run();
    CHECK(now[1].first.ns == ms(30).ns);  // joins at 20 ms
    CHECK(now[2].first.ns == ms(60).ns);
    setup.settings.rules.ahead = true;
    Loop(setup.settings, ahead).run();
    CHECK(ahead[1].first.ns == ms(40).ns);  // seen at 20 ms, when that iteration is composed
    CHECK(ahead[0].finish.ns == ms(50).ns);
    CHECK(ahead[2].first.ns == ms(70).ns);
}

TEST_CASE("speculation emits an answer in its drawn number of iterations") {
    Setup setup;
    setup.settings.draft_tokens = 2;
    setup.settings.max_num_seqs = 2;
    setup.settings.token_budget = 100;
    auto& t = setup.table;
    t.g.assign(107, 0.010);
    t.h.assign(7, 0.0);
    t.energy_g.assign(107, 0.0);
    t.energy_h.assign(7, 0.0);
    t.block_tokens = 16;
    t.kv_tokens = 16 * 100;
    t.full_layers = 1;
    setup.settings.table = &t;
    std::vector<Client> clients{{Nanos{0}, 50, 11, 0, 4}};
    const Totals totals = Loop(setup.settings, clients).run();
    CHECK(clients[0].first.ns == 10'000'000);
    CHECK(clients[0].finish.ns == 50'000'000);  // 10 ms of prompt, four iterations for ten tokens
    CHECK(totals.emitted == 10);
}

namespace {

/// 10 ms an iteration and token of it, 1 ms a token of the decodes' context.
class PlainStep final : public llm::StepModel {
public:
    [[nodiscard]] llm::StepCost cost(const llm::StepBatch& b) const override {
        const double tokens = b.decode_tokens() + b.chunk_tokens;
        return {0.010 * tokens + 0.001 * static_cast<double>(b.sum_context), 0.001 * b.decodes};
    }
};

}  // namespace

TEST_CASE("measured times are scaled, and drafts are verified in them") {
    Setup setup;
    const PlainStep measured;
    setup.settings.measured = &measured;
    setup.settings.measured_scale = 2;
    setup.settings.draft_tokens = 1;
    setup.settings.max_num_seqs = 1;
    setup.settings.token_budget = 100;
    fill_table(setup.table, 102, 2);
    setup.table.block_tokens = 16;
    setup.table.kv_tokens = 16 * 100;
    setup.settings.table = &setup.table;
    std::vector<Client> clients{{Nanos{0}, 50, 5, 0, 2}};
    Loop(setup.settings, clients).run();
    // 50 tokens of prompt: 2 · 500 ms. Two iterations of a token and its draft, after contexts of
    // 51 and 53 tokens: 2 · (20 + 51) and 2 · (20 + 53) ms.
    CHECK(clients[0].first.ns == 1'000'000'000);
    CHECK(clients[0].finish.ns == 1'288'000'000);
}

TEST_CASE("a backlog is ordered by priority, and a preempted request goes first in its own") {
    Setup setup;
    setup.settings.max_num_seqs = 1;
    setup.settings.token_budget = 200;
    fill_table(setup.table, 300, 1);
    setup.table.block_tokens = 16;
    setup.table.kv_tokens = 16 * 100;
    setup.settings.table = &setup.table;
    std::vector<Client> clients;
    for (int i = 0; i < 60; ++i) clients.push_back({Nanos{i}, 100, 2, (i * 7) % 5});
    clients[9].leaves = clients[20].leaves = Nanos{100};
    Loop(setup.settings, clients).run();
    for (std::size_t i = 1; i < clients.size(); ++i) {
        for (std::size_t k = i + 1; k < clients.size(); ++k) {
            if (clients[i].finish.ns < 0 || clients[k].finish.ns < 0) continue;
            const bool before = clients[i].priority <= clients[k].priority;
            CHECK((clients[i].finish < clients[k].finish) == before);
        }
    }
}
