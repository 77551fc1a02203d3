// The study `refresh` on a small world: its terms, its best age against a search, its flips.
#include "sim/report/study_refresh.hpp"

#include <cmath>

#include "sim/study/refresh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace study_refresh_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World owned() {
    World world = small_world(4, 8, kDay);
    Pool& pool = world.pools[0];
    pool.terms.kind = contracts::ComputeKind::owned;
    pool.terms.capex_usd_server = 300000;
    pool.terms.life_years = 6;
    pool.terms.maintenance_share_year = .04;
    pool.server.max_power = Power{10000};
    world.sites[0].pue = 1.25;
    world.sites[0].electricity_usd_kwh = .1;
    PurchaseSpec p;
    p.book.life_years = 6;
    p.residual = ResidualSpec{"", .9, .45, {}, .1, {}};
    pool.purchase = p;
    return world;
}

}  // namespace

TEST_CASE("terms come from the pool and its site") {
    const RefreshResult r = study_refresh(owned(), Catalog{}, {});
    CHECK(r.pool == "pool");
    CHECK(r.terms.price == 300000);
    // 10 kW · 0.8 · 1.25 = 10 kW at the meter, 8760 h at 0.10
    CHECK(r.terms.energy_year == Approx(8760));
    CHECK(r.terms.discount_rate == .08);
    CHECK(r.rows.size() == 10);
    for (const RefreshRow& row : r.rows) {
        CHECK(row.eac_usd == Approx(finance::chain_eac(r.terms, row.years)));
        CHECK(row.capital_usd + row.care_usd + row.energy_usd == Approx(row.eac_usd));
        CHECK(row.eac_usd >= r.rows[static_cast<std::size_t>(r.best - 1)].eac_usd);
    }
    const std::string text = render_refresh_text({r});
    CHECK(text.find("Answer: replace pool every") == 0);
    CHECK(text.find("Flips if: ") != std::string::npos);
}

TEST_CASE("care is of the servers, insurance of all, items are sold as a run sells them") {
    World world = owned();
    PurchaseSpec& p = *world.pools[0].purchase;
    p.insurance = .01;
    CapexItemSpec network;
    network.name = "network";
    network.share = .15;
    p.items = {network};
    p.nre_usd = 20000;  // 5 000 a server
    const RefreshResult r = study_refresh(world, Catalog{}, {});
    // 300 000 + 45 000 + 5 000; 4 % of 300 000; 1 % of all.
    CHECK(r.terms.price == 350000);
    CHECK(r.terms.maintenance_year * r.terms.price == Approx(12000));
    CHECK(r.terms.insurance_year * r.terms.price == Approx(3500));
    // After two years of 6: the server 300 000 · 0.9·e^(−0.9) · 0.9, network 45 000 · 4/6.
    finance::RefreshTerms bare = r.terms;
    bare.energy_year = bare.maintenance_year = bare.insurance_year = bare.disruption = 0;
    bare.discount_rate = 0;
    CHECK(finance::cycle_cost(bare, 2) ==
          Approx(350000 - 300000 * .81 * std::exp(-.9) - 45000 * 4 / 6.0));
    CHECK(render_refresh_text({r}).find("maintenance 12,000 USD a year") != std::string::npos);
}

TEST_CASE("at a flip another age is best, just before it this one") {
    const RefreshResult r = study_refresh(owned(), Catalog{}, {});
    REQUIRE_FALSE(r.flips.empty());
    for (const RefreshFlip& flip : r.flips) {
        if (flip.term.rfind("fall of price", 0) != 0) continue;
        finance::RefreshTerms t = r.terms;
        t.price_fall = flip.at;
        CHECK(finance::best_cycle(t, 10) == flip.years);
        t.price_fall = flip.at + (flip.value - flip.at) * 1e-6;
        CHECK(finance::best_cycle(t, 10) == r.best);
    }
}

TEST_CASE("faster progress never makes hardware of a fixed price stay longer") {
    int before = 100;
    for (const double fall : {0.0, .1, .2, .3, .5, .7}) {
        RefreshQuestion q;
        q.energy_fall = fall;
        q.price_fall = 0;
        const int best = study_refresh(owned(), Catalog{}, q).best;
        CHECK(best <= before);
        before = best;
    }
}

TEST_CASE("a scenario without owned servers has no answer") {
    World world = owned();
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    CHECK_THROWS_AS(study_refresh(world, Catalog{}, {}), std::invalid_argument);
    RefreshQuestion q;
    q.pool = "nobody";
    CHECK_THROWS_AS(study_refresh(owned(), Catalog{}, q), std::invalid_argument);
}

TEST_CASE("every owned pool is answered for, the one with the most capex in full") {
    World world = owned();
    Pool small = world.pools[0];
    small.name = "attic";
    small.servers = 1;
    world.pools.push_back(small);
    Pool rented = small;
    rented.name = "rented";
    rented.terms.kind = contracts::ComputeKind::on_demand;
    world.pools.insert(world.pools.begin(), rented);
    const auto all = study_refresh_all(world, Catalog{}, {});
    REQUIRE(all.size() == 2);
    CHECK(all[0].pool == "pool");
    CHECK(all[1].pool == "attic");
    const std::string text = render_refresh_text(all, 120);
    CHECK(text.find("--pool") != std::string::npos);
    const std::string csv = render_refresh_csv(all);
    CHECK(csv.find("\nattic,10,") != std::string::npos);
    // Alike in everything that is shown: one row, 4 + 1 servers.
    const auto at = text.find("\n  pool and 1 like it ");
    REQUIRE(at != std::string::npos);
    CHECK(text.substr(at, text.find('\n', at + 1) - at).find(" 5 ") != std::string::npos);
    RefreshQuestion q;
    q.pool = "attic";
    CHECK(study_refresh_all(world, Catalog{}, q).size() == 1);
}

}  // namespace study_refresh_test
