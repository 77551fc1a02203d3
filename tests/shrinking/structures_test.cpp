// Data structures under any sequence of steps: event queue, KV blocks, max–min rates, quantities,
// amounts of the ledger. What fails is shrunk to the shortest sequence that does.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "models/network/certificate.hpp"
#include "models/network/max_min.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/accounts/posting.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/shrinking/holds.hpp"
#include "tests/support/batch_loop.hpp"

namespace structures_test {

using namespace orrery;
using namespace orrery::shrinking;

namespace {

/// A step on the queue: negative numbers pop, others push an event of that rank.
void queue_is_a_multimap(const std::vector<int>& steps) {
    EventQueue queue;
    std::multimap<std::pair<int, int>, int> model;
    for (const int step : steps) {
        if (step < 0) {
            if (model.empty()) continue;
            const int rank = model.begin()->second;
            RC_ASSERT(queue.top().time().ns == rank / 3);
            RC_ASSERT(queue.top().event_class() == rank % 3);
            queue.pop();
            model.erase(model.begin());
        } else {
            queue.push(EventKey::make(Nanos{step / 3}, static_cast<std::uint8_t>(step % 3), 1, 1));
            model.emplace(std::pair(step / 3, step % 3), step);
        }
        RC_ASSERT(queue.size() == model.size());
        RC_ASSERT(queue.empty() == model.empty());
    }
}

/// Gap in ms before it comes, prompt, output and priority of a client.
using Visit = std::tuple<int, int, int, int>;

std::vector<test::Client> clients_of(const std::vector<Visit>& visits) {
    std::vector<test::Client> clients;
    Nanos at{0};
    for (const auto& [gap_ms, prompt, output, priority] : visits) {
        at += Nanos{std::int64_t{gap_ms} * 1'000'000};
        test::Client client{at, prompt, output};
        client.priority = priority;
        clients.push_back(client);
    }
    return clients;
}

rc::Gen<std::vector<Visit>> any_visits() {
    using rc::gen::inRange;
    return rc::gen::container<std::vector<Visit>>(
        rc::gen::tuple(inRange(0, 200), inRange(1, 100), inRange(1, 60), inRange(0, 3)));
}

/// The batch's own loop asserts at every boundary that blocks are those of its requests and no more
/// than there are, and in the end that none is held.
test::Totals serve(const std::vector<Visit>& visits, int blocks) {
    const llm::IterationTable table = test::simple_table(6, 64, 16 * blocks);
    BatchSettings settings;
    settings.table = &table;
    settings.rules = scheduler_rules(SchedulerKind::vllm_v1, "");
    settings.max_num_seqs = 6;
    settings.token_budget = 64;
    std::vector<test::Client> clients = clients_of(visits);
    const test::Totals totals = test::Loop(settings, clients).run();
    std::int64_t wanted = 0;
    for (const auto& [gap, prompt, output, priority] : visits) wanted += prompt + output - 1;
    RC_ASSERT(totals.prefilled + totals.emitted == wanted + totals.recomputed - totals.cached);
    return totals;
}

network::SharedFlow flow_of(const std::vector<int>& links, int cap, std::size_t there) {
    network::SharedFlow flow;
    for (const int link : links) {
        flow.links.push_back(static_cast<std::uint32_t>(link) % static_cast<std::uint32_t>(there));
    }
    if (cap > 0 || links.empty()) flow.cap = cap;
    return flow;
}

}  // namespace

TEST_CASE("the event queue is a multimap, whatever is pushed and popped") {
    holds([](const std::vector<int>& steps) { queue_is_a_multimap(steps); }, 300, 400);
}

TEST_CASE("KV blocks are those of the requests, whoever comes") {
    holds([] { serve(*any_visits(), 14); }, 150, 40);
}

TEST_CASE("a claim that is false shrinks to what refutes it: no request is ever preempted") {
    const auto found =
        counterexample([] { RC_ASSERT(serve(*any_visits(), 14).preemptions == 0); }, 300, 60);
    REQUIRE(found.has_value());
    INFO(*found);
    // Of up to 60 clients a handful is left, which 14 blocks cannot hold to their ends.
    const auto begin = found->find("std::vector");
    REQUIRE(begin != std::string::npos);
    const std::string shown = found->substr(begin, found->find('\n', found->find('[')) - begin);
    const auto clients = std::count(shown.begin(), shown.end(), '(');
    CHECK(clients >= 2);
    CHECK(clients <= 8);
}

TEST_CASE("rates are max-min fair, whatever shares what, and rates that are not are told") {
    holds(
        [](const std::vector<std::pair<std::vector<int>, int>>& flows) {
            const std::vector<double> capacities{10, 5, 7, 0, 100};
            std::vector<network::SharedFlow> shared;
            for (const auto& [links, cap] : flows) {
                shared.push_back(flow_of(links, std::abs(cap % 50), capacities.size()));
            }
            auto rates = network::max_min_rates(capacities, shared);
            RC_ASSERT(network::not_max_min(capacities, shared, rates).empty());
            // One flow less than its share is unfair, one more is too much somewhere.
            for (std::size_t f = 0; f < shared.size(); ++f) {
                if (rates[f] <= 0 || std::isinf(rates[f])) continue;
                for (const double factor : {.9, 1.1}) {
                    auto wrong = rates;
                    wrong[f] *= factor;
                    RC_ASSERT(!network::not_max_min(capacities, shared, wrong).empty());
                }
            }
        },
        200, 20);
}

TEST_CASE("a quantity that was printed reads back as itself") {
    holds([] {
        const double value =
            *rc::gen::inRange(-1'000'000, 1'000'000) * std::ldexp(1.0, *rc::gen::inRange(-40, 40));
        for (const Measure measure : {Measure::number, Measure::duration, Measure::bytes,
                                      Measure::bandwidth, Measure::power, Measure::money_hour}) {
            const std::string text = print_quantity(value, measure);
            const Parsed parsed = parse_quantity(text, measure);
            RC_LOG() << text;
            RC_ASSERT(parsed.problem.empty());
            RC_ASSERT(std::fabs(parsed.value - value) <= 1e-15 * std::fabs(value));
        }
    });
}

TEST_CASE("any text is a quantity or has a problem that is told, never both") {
    holds([](const std::string& text) {
        for (const Measure measure : {Measure::number, Measure::share, Measure::duration}) {
            const Parsed parsed = parse_quantity(text, measure);
            RC_ASSERT(!parsed.problem.empty() || std::isfinite(parsed.value));
        }
    });
}

TEST_CASE("parts of an amount add up to the rounded whole, and every ledger balances to zero") {
    holds([](const std::vector<std::uint32_t>& shares) {
        Ledger ledger;
        Charge charge;
        charge.category = "compute";
        charge.vendor = "vendor";
        const std::uint32_t line = add_charge(ledger, charge);
        Instalments parts;
        double total = 0;
        Money sum;
        for (const std::uint32_t share : shares) {
            total += share * 1e-7;
            const Money part = parts.next(total);
            sum += part;
            ledger.postings.push_back({line, 0, Nanos{0}, kHour, 1, {part, part, part, part}});
        }
        RC_ASSERT(sum == round_money(total));
        check_balance(ledger);
        RC_ASSERT(ledger.total(CostColumn::billed) == sum);
        for (const Check& check : ledger.checks) RC_ASSERT(check.holds);
    });
}

}  // namespace structures_test
