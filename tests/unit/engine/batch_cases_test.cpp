// Small cases of batching rules, worked by hand.
#include "tests/support/batch_loop.hpp"

namespace batch_cases_test {

using namespace orrery;
using namespace orrery::test;

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

}  // namespace batch_cases_test
