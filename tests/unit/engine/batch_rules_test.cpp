// Every scheduler's rules: fused runs equal stepwise execution, and blocks are conserved.
#include "tests/support/batch_loop.hpp"

namespace batch_rules_test {

using namespace orrery;
using namespace orrery::test;

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

}  // namespace batch_rules_test
