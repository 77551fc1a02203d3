// Traffic in the ledger: purposes, tiers that run on, prices between sites, private lines.
#include "sim/accounts/traffic.hpp"

#include <cmath>
#include <limits>

#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace traffic_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Sites in Paris and Oslo of one cloud and an own hall; a link between each pair, 1 GB/s.
World three_sites() {
    World world = small_world(1, 8, Nanos{40 * kDay.ns});
    world.start_unix_s = *parse_date("2026-12-20");
    world.meter_interval = kHour;
    world.sites.resize(3);
    const char* names[] = {"hall", "oslo", "paris"};
    const char* countries[] = {"DE", "NO", "FR"};
    const char* vendors[] = {"own", "cloud", "cloud"};
    for (std::size_t i = 0; i < 3; ++i) {
        world.sites[i].name = names[i];
        world.sites[i].country = countries[i];
        world.sites[i].vendor = world.sites[i].egress.vendor = vendors[i];
        world.sites[i].grid_g_kwh.assign(world.intervals(), 400);
        world.network.places.emplace_back(names[i]);
    }
    for (std::size_t i = 1; i < 3; ++i) {
        world.sites[i].egress.tiers = {{100, 0}, {1000, 0.10}, {kInfinity, 0.05}};
    }
    const std::uint32_t pairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (const auto& pair : pairs) {
        world.network.links.push_back({std::string(names[pair[0]]) + "-" + names[pair[1]], 1e9});
        world.network.edges.push_back({pair[0], pair[1], 1000});
        world.network.edges.push_back({pair[1], pair[0], 1000});
    }
    world.network.transfers = {
        {{"cloud"}, true, {{{}, {}, "", "", "", .02}}, "list"},
        {{"cloud"}, false, {{{"FR"}, {}, "exit", "2027-01-12", "", 0}}, "act"}};
    return world;
}

void add_exit(World& world, std::uint32_t from, std::uint32_t to, double gb, double day) {
    world.network.exits.push_back({SiteId(from), SiteId(to), static_cast<std::int64_t>(gb * 1e9),
                                   Nanos::from_seconds(day * 86400)});
}

Ledger book(const World& world) {
    return account(world, simulate(world, RequestSources{}, {}));
}

/// Effective cost of traffic for a purpose in a month.
double cost(const Ledger& ledger, const std::string& purpose, const std::string& month) {
    double sum = 0;
    for (const Posting& p : ledger.postings) {
        const bool meant = ledger.of(p).category == "egress" && ledger.of(p).purpose == purpose &&
                           month_name(p.month) == month;
        if (meant) sum += p.amount[static_cast<std::size_t>(CostColumn::effective)].units();
    }
    return sum;
}

bool near(double a, double b) {
    return std::fabs(a - b) < 1e-6;
}

}  // namespace

TEST_CASE("leaving a provider is charged until the day on which that is forbidden") {
    World world = three_sites();
    add_exit(world, 2, 0, 600, 1);   // 21 December: tiers to the internet
    add_exit(world, 2, 0, 600, 20);  // 9 January: likewise, a month of its own
    add_exit(world, 2, 0, 600, 24);  // 13 January: free
    const Ledger ledger = book(world);
    // 100 GB free, 500 at 0.10: 50 USD in either month.
    CHECK(near(cost(ledger, "exit", "2026-12"), 50));
    CHECK(near(cost(ledger, "exit", "2027-01"), 50));
    double gb = 0;
    bool named = false;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).purpose != "exit") continue;
        gb += p.quantity;
        named = named || (ledger.of(p).price_source == "act" && near(p.quantity, 600));
        CHECK(ledger.of(p).formula.rfind("exit: ", 0) == 0);
    }
    CHECK(named);
    CHECK(near(gb, 1800));
}

TEST_CASE("between sites of a vendor its transfer price is owed, and tiers do not see it") {
    World world = three_sites();
    world.network.datasets.push_back(
        {"corpus", 500'000'000'000, {SiteId(2u)}, {SiteId(0u), SiteId(1u)}});
    const Ledger ledger = book(world);
    // To Oslo 500 GB at 0.02 = 10 USD; to the hall 100 free and 400 at 0.10 = 40 USD.
    CHECK(near(cost(ledger, "replication", "2026-12"), 50));
    for (const Check& check : ledger.checks) CHECK(check.holds);
}

TEST_CASE("answers come first in the tiers, other purposes after them") {
    World world = three_sites();
    Observations o = simulate(world, RequestSources{}, {});
    o.egress_bytes[1][0] = 150'000'000'000;  // oslo: 100 free, 50 at 0.10
    o.traffic.charged.push_back({SiteId(1u), SiteId(0u), Purpose::checkpoint,
                                 std::vector<std::int64_t>(world.intervals())});
    o.traffic.charged[0].bytes[0] = 950'000'000'000;  // 850 at 0.10, 100 at 0.05
    const Ledger ledger = account(world, o);
    CHECK(near(cost(ledger, "response", "2026-12"), 5));
    CHECK(near(cost(ledger, "checkpoint", "2026-12"), 90));
}

TEST_CASE("a private line costs its own price instead of the vendor's") {
    World world = three_sites();
    world.network.links[1].usd_gb = 0.01;  // hall — paris
    add_exit(world, 2, 0, 600, 1);
    const Ledger ledger = book(world);
    CHECK(near(cost(ledger, "exit", "2026-12"), 6));
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).purpose == "exit") CHECK(ledger.of(p).vendor == "hall-paris");
    }
}

}  // namespace traffic_test
