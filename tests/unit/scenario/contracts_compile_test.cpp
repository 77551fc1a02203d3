// Contracts and currencies as they are written, and what they become.
#include "sim/scenario/compile/names.hpp"
#include "sim/scenario/effective.hpp"
#include "sim/scenario/reader/partly.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace contracts_compile_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const char* const kBase = R"(orrery: 1
name: contracts
start: 2027-01-01
horizon: 800 d
currency: EUR
fx:
  - {currency: EUR, rate: 1.20, from: 2027-07-01}
  - {currency: EUR, rate: 1.10}
  - {currency: GBP, rate: 1.25}
sites:
  - {name: cloud, kind: cloud, region: aws/us-east-1}
pools:
  - {name: h100, site: cloud, server: aws-p5-48xlarge, servers: 8, contract: on_demand,
     price: 50 EUR/h}
  - {name: more, site: cloud, server: aws-p5-48xlarge, servers: 4, contract: on_demand,
     price: 44 GBP/h}
datasets:
  - {name: corpus, size: 40 TB, at: [cloud]}
)";

const char* const kAll = R"(contracts:
  reserved:
    - {name: ri, pools: [h100, more], servers: 2, discount: 40 %,
       upfront: partial, upfront_share: 30 %}
    - {name: by-program, pools: [more], servers: 1, program: aws/reserved/p4d/1y, start: 400 d}
  savings_plans:
    - {name: sp, vendor: aws, commitment: 110 EUR/h, discount: 20 %, currency: EUR,
       rates: [{pool: more, discount: 30 %}]}
    - {name: fam, vendor: aws, scope: family, pools: [h100], commitment: 10 USD/h, discount: 25 %}
  sustained_use:
    - {name: sud, vendor: aws, pools: [more], steps: [1, 0.8, 0.6, 0.4]}
  capacity:
    - {name: block, pool: h100, servers: 1, start: 10 d, duration: 14 d, price: 40 USD/h}
    - {name: odcr, pool: h100, servers: 1, duration: 14 d}
  spend:
    - {name: edp, vendor: aws, years: [1 MUSD, 1.5 MUSD], discount: 6 %}
  take_or_pay:
    - {name: top, pool: h100, servers: 4, term: 1095 d, prepay: 25 %,
       ceiling: 18.8 USD/h, floor: 13.6 USD/h}
  volume:
    - {name: vol, vendor: aws, law: all_units, tiers: [{up_to: 1000, factor: 1}, {factor: 90 %}]}
  storage:
    - {name: disk, site: cloud, class: aws/s3-standard, size: 10 TB, datasets: [corpus],
       replication: 2}
  support:
    - {name: business, vendor: aws, minimum: 100 EUR/month,
       tiers: [{up_to: 10 kUSD, share: 10 %}, {share: 7 %}]}
  licences:
    - {name: suite, vendor: nvidia, pools: [h100], per_accelerator: 4500 USD/y}
  taxes:
    - {name: vat, country: DE, recoverable: true}
  sla:
    - {name: sla, vendor: aws, steps: [{below: 99 %, credit: 10 %}]}
  price_changes:
    - {vendor: aws, at: 2027-06-05, change: -44 %, floor: 30 %}
  standby:
    - {name: ready, pool: more, servers: 1, premium: 1 USD/h, price: 30 USD/h}
)";

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics diagnostics;
        const std::filesystem::path root = source_dir();
        return read_catalog({(root / "scenarios/catalog").string()}, diagnostics);
    }();
    return catalog;
}

World compiled(const std::string& text) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario_text(text, "contracts.yaml", diagnostics);
    auto world = scenario ? compile_world(*scenario, shipped(), {}, diagnostics) : std::nullopt;
    INFO(render(diagnostics));
    REQUIRE(world);
    return *world;
}

}  // namespace

TEST_CASE("amounts in any currency with a rate become USD at its earliest rate") {
    const World world = compiled(kBase);
    CHECK(world.usd_per_currency == 1.10);  // the reporting currency needs no exchange_rate beside
    CHECK(near(world.pools[0].terms.contracted_usd_server_h, 55, 1e-12));
    CHECK(near(world.pools[1].terms.contracted_usd_server_h, 55, 1e-12));
    // Reported in EUR: what is agreed in EUR stays, and a USD is worth less of it from July on.
    CHECK(world.contracts.drift("EUR", 24 * 181) == 1);
    CHECK(world.contracts.drift("USD", 24 * 181 - 1) == 1);
    CHECK(near(world.contracts.drift("USD", 24 * 181), 1.10 / 1.20, 1e-12));
    CHECK(world.contracts.drift("", 5) == 1);
}

TEST_CASE("every kind of contract is compiled with its pools, prices and terms") {
    const World world = compiled(std::string(kBase) + kAll);
    const ContractBook& book = world.contracts;
    REQUIRE(book.held.size() == 5);
    const HeldServers& top = book.held[0];
    CHECK(top.kind == HeldKind::take_or_pay);
    // 18.8 − 5.2 · (0.7 · 3/5 + 0.3 · 0.25) = 16.226
    CHECK(near(top.usd_server_h, 16.226, 1e-12));
    CHECK(top.invoices == 36);
    CHECK(book.held[1].kind == HeldKind::block);
    CHECK(book.held[1].upfront == 1);
    CHECK(book.held[2].kind == HeldKind::reservation);
    CHECK(book.held[3].name == "by-program");
    CHECK(near(book.held[3].usd_server_h, 55 * (1 - .384), 1e-12));
    CHECK(near(book.held[4].usd_server_h, 33, 1e-12));
    CHECK(book.held[4].upfront == .3);
    REQUIRE(book.plans.size() == 2);
    CHECK(book.plans[0].family);  // families first
    CHECK(book.plans[1].pools.size() == 2);
    CHECK(book.plans[1].pools[1].discount == .3);
    CHECK(near(book.plans[1].usd_hour, 121, 1e-12));
    CHECK(book.spend[0].usd_year == std::vector<double>{1e6, 1.5e6});
    CHECK(book.storage[0].gb == 50000);
    CHECK(book.storage[0].spec.usd_gb_month == .023);
    CHECK(near(book.support[0].minimum_usd_month, 110, 1e-12));
    CHECK(book.taxes[0].rate == .19);
    CHECK(book.sla[0].pools.size() == 2);
    // 44 % less, not below −30 %; from 5 June on.
    CHECK(book.price_at(PoolId(0u), 55, 24 * 154) == 55);
    CHECK(near(book.price_at(PoolId(0u), 55, 24 * 155), 38.5, 1e-12));
    CHECK(near(book.standby[0].until.seconds(), 365 * 86400.0, 1e-12));
}

TEST_CASE("the effective scenario of contracts reads back to the same contracts") {
    Diagnostics diagnostics;
    const auto first = read_scenario_text(std::string(kBase) + kAll, "contracts.yaml", diagnostics);
    REQUIRE(first);
    const std::string text = effective_scenario(*first);
    const auto again = read_scenario_text(text, "again.yaml", diagnostics);
    INFO(render(diagnostics));
    REQUIRE(again);
    CHECK(again->contracts.spend[0].usd_year == first->contracts.spend[0].usd_year);
    CHECK(again->contracts.take_or_pay[0].prepay == first->contracts.take_or_pay[0].prepay);
    CHECK(again->contracts.support[0].tiers.size() == 2);
    CHECK(again->contracts.price_changes[0].change == -.44);
}

TEST_CASE("contracts that run already begin before the start, and print as they are read") {
    const World world = compiled(std::string(kBase) + R"(contracts:
  reserved:
    - {name: ri, pools: [h100], servers: 2, price: 30 USD/h, start: 2026-07-01, term: 365 d}
  spend:
    - {name: edp, vendor: aws, years: [1 MUSD], start: 2026-10-03, spent: 100 kUSD}
)");
    const HeldServers& h = world.contracts.held.at(0);
    CHECK(h.from.ns == -184 * kDay.ns);  // July to December of 2026
    CHECK(h.until.ns == 181 * kDay.ns);
    CHECK(world.contracts.spend.at(0).start.ns == -90 * kDay.ns);
    CHECK(world.contracts.spend.at(0).spent_usd == 100000);
    CHECK(compiled(std::string(kBase) + R"(contracts:
  capacity:
    - {name: block, pool: h100, servers: 1, start: -3 d, duration: 14 d, price: 40 USD/h}
)")
              .contracts.held.at(0)
              .until.ns == 11 * kDay.ns);
}

TEST_CASE("names in contracts are told with what could not be read, in one round") {
    const TemporaryFolder folder;
    const std::string file = folder.write("c.yaml", std::string(kBase) + R"(contracts:
  reserved:
    - {name: ri, pools: [h10], servers: 2, price: 30 USD/h, term: 1 yr}
  savings_plans:
    - {name: sp, vendor: asw, commitment: 100 USD/h, discount: 20 %}
  licences:
    - {name: suite, vendor: anybody, pools: [more], per_accelerator: 4500 USD/y}
)");
    Diagnostics diagnostics;
    const auto scenario = read_scenario_partly({file, {}, {}}, diagnostics);
    REQUIRE(scenario);
    CHECK(diagnostics.error_count() == 1);
    check_names(*scenario, shipped(), diagnostics);
    const std::string text = render(diagnostics);
    INFO(text);
    CHECK(diagnostics.error_count() == 3);
    CHECK(text.find("there is no pool named \"h10\"") != std::string::npos);
    CHECK(text.find("did you mean h100?") != std::string::npos);
    CHECK(text.find("did you mean aws?") != std::string::npos);
}

}  // namespace contracts_compile_test
