// Break-even of owning and of self-hosting, by hand arithmetic.
#include "sim/study/breakeven.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace breakeven_test {

using namespace orrery;

TEST_CASE("owning at 1.69 an hour pays from 72 %, 34 % and 25 % against three rents") {
    BreakevenQuestion q;
    q.own = OwnCost{1.69, 0, "test"};
    q.rents = {{"1 y", 2.35, ""}, {"block", 4.92, ""}, {"on demand", 6.88, ""}, {"low", .05, ""}};
    const BreakevenResult r = study_breakeven(q);
    CHECK(*r.utilisation[0].utilisation == Approx(.72).margin(.005));  // 1.69 / 2.35 = .7191
    CHECK(*r.utilisation[1].utilisation == Approx(.34).margin(.005));
    CHECK(*r.utilisation[2].utilisation == Approx(.25).margin(.005));
    CHECK(*r.utilisation[3].utilisation > 1);
    q.own->variable_usd_h = .1;
    CHECK(*study_breakeven(q).utilisation[0].utilisation == Approx(1.69 / 2.25));
    CHECK_FALSE(study_breakeven(q).utilisation[3].utilisation);
}

TEST_CASE("self-hosting: one replica of 7.3 USD/h against an API at 1 USD a million tokens") {
    // 730 h a month; 10,000 tokens/s are 26,280 Mtok at full load, 13,140 as planned at one half.
    SelfHost h;
    h.accelerators = 4;
    h.usd_h = 7.3;
    h.tokens_s = 10'000;
    h.target = .5;
    h.error = .2;
    BreakevenQuestion q;
    q.host = h;
    q.apis = {{"dear", 1, ""}, {"close", .45, ""}, {"cheap", .3, ""}};
    q.volumes = {1314, 13140, 13141};
    const BreakevenResult r = study_breakeven(q);
    // 7.3 · 730 = 5329 USD a month: at 1 USD/Mtok from 5329 Mtok.
    CHECK(r.apis[0].first == Approx(5329));
    CHECK(r.apis[0].utilisation == Approx(5329.0 / 26280));
    // k F ≥ ... (k + 1) · 5329 ≤ k · 13140 from k = 1 on: never dearer after the first.
    CHECK(r.apis[0].always == Approx(5329));
    // At .45: 11842 ≤ 13140; a step costs more while k (5913 − 5329) < 5329, so up to k = 9; the
    // tenth replica pays from 10 · 11842.
    CHECK(r.apis[1].first == Approx(5329 / .45));
    CHECK(r.apis[1].always == Approx(10 * 5329 / .45));
    // A replica with a fifth less throughput is full at 10,512 < 11,842.
    CHECK(r.apis[1].first_high == 0);
    CHECK(r.apis[1].first_low == Approx(5329 / .45));
    CHECK(r.apis[2].first == 0);
    CHECK(r.volumes[0].usd_mtok == Approx(5329.0 / 1314));
    CHECK(r.volumes[1].replicas == 1);
    CHECK(r.volumes[2].replicas == 2);
    CHECK(r.volumes[2].usd_mtok == Approx(2 * 5329.0 / 13141));
    CHECK(r.volumes[1].usd_mtok_high > r.volumes[1].usd_mtok);
    CHECK(usd_mtok_full(h) == Approx(5329.0 / 13140));
    // Energy of 3.6 USD a busy hour is .1 USD a million tokens.
    h.usd_busy_h = 3.6;
    CHECK(self_hosted(h, 1314).usd_mtok == Approx(5329.0 / 1314 + .1));
    // "always" is right by trial: dearer just below it, never beyond.
    const auto dearer = [&](double mtok) { return self_hosted(*q.host, mtok).usd_mtok > .45; };
    CHECK(dearer(r.apis[1].always * .999));
    for (int i = 1; i < 500; ++i) CHECK_FALSE(dearer(r.apis[1].always * (1 + i * .01)));
}

TEST_CASE("self-hosting: a server that carries two replicas is bought whole") {
    SelfHost h;
    h.accelerators = 4;
    h.replicas = 2;
    h.usd_h = 14.6;  // of the server
    h.tokens_s = 10'000;
    h.target = .5;
    BreakevenQuestion q;
    q.host = h;
    q.apis = {{"dear", 1, ""}};
    const BreakevenResult r = study_breakeven(q);
    // 14.6 · 730 = 10,658 USD a month, though one replica would do: 13,140 Mtok as planned.
    CHECK(r.apis[0].first == Approx(10658));
    CHECK(r.apis[0].utilisation == Approx(10658.0 / (2 * 26280)));
    CHECK(self_hosted(h, 13140).replicas == 1);
    CHECK(self_hosted(h, 13140).usd_mtok == Approx(10658.0 / 13140));
    // The second replica comes with the server; the third needs another one.
    CHECK(self_hosted(h, 26280).usd_mtok == Approx(10658.0 / 26280));
    CHECK(self_hosted(h, 26281).replicas == 3);
    CHECK(self_hosted(h, 26281).usd_mtok == Approx(2 * 10658.0 / 26281));
    CHECK(usd_mtok_full(h) == Approx(10658.0 / 26280));
}

TEST_CASE("own cost of a pool: wear, care, staff and power of an hour by accelerator") {
    World world = test::small_world(2, 8, kHour);
    world.sites[0].electricity_usd_kwh = .1;
    world.sites[0].pue = 1.5;
    Pool& pool = world.pools[0];
    pool.terms.kind = contracts::ComputeKind::owned;
    pool.terms.capex_usd_server = 350'400;
    pool.terms.life_years = 4;
    pool.terms.maintenance_share_year = .05;
    pool.terms.staff_usd_year = 87'600;
    const OwnCost own = own_cost(world, 0);
    // 350,400 / 35,040 h = 10, care 2, staff 10 / 2 servers; idle 100 + 8 · 50 W at .15 USD/kWh.
    CHECK(own.fixed_usd_h == Approx((10 + 2 + 5 + .5 * .15) / 8));
    // Busy 200 + 8 · 400 W: 2.9 kW more.
    CHECK(own.variable_usd_h == Approx(2.9 * .15 / 8));
}

TEST_CASE("own cost of a pool: what was bought beside, insurance, room and roles at its site") {
    World world = test::small_world(2, 8, kHour);
    world.sites[0].electricity_usd_kwh = .1;
    world.sites[0].pue = 1.5;
    ColocationSpec room;
    room.contracted_w = 10'000;
    room.usd_kw_month = 200;
    room.energy_share = .5;
    room.remote_hands_usd_year = 12'000;
    room.setup_usd = 3'600;
    room.term = Nanos{3 * 365 * kDay.ns};
    room.escalation_year = .03;
    world.sites[0].colocation = room;
    Pool& pool = world.pools[0];
    pool.terms.kind = contracts::ComputeKind::owned;
    pool.terms.capex_usd_server = 350'400;
    pool.terms.life_years = 4;
    pool.terms.maintenance_share_year = .05;
    PurchaseSpec purchase;
    purchase.book.life_years = purchase.economic_life_years = 4;
    purchase.insurance = .01;
    purchase.loan = LoanSpec{};
    CapexItemSpec network;
    network.share = .2;
    purchase.items = {network};
    pool.purchase = purchase;
    RoleSpec here;
    here.held = 1;
    here.usd_year = 87'600;
    RoleSpec elsewhere = here;
    elsewhere.sites = {"another"};
    world.staff = {here, elsewhere};
    const OwnCost own = own_cost(world, 0);
    // Wear 1.2 · 350,400 / 35,040 h = 12, care 2, insurance 4,204.80 a year, staff 10 / 2 servers;
    // room (10 kW · 200 + 1,000 + 3,600/36) / 2 = 1,550 a month; idle .5 kW at half of .15.
    const double year = 4'204.8 + 12 * 1'550;
    CHECK(own.fixed_usd_h == Approx((12 + 2 + 5 + year / 8760 + .5 * .075) / 8));
    CHECK(own.variable_usd_h == Approx(2.9 * .075 / 8));
    CHECK(own.left_out ==
          std::vector<std::string>{"interest of the loan", "the yearly rise of the room's rent"});
    // Sold after two of four years: servers for .8 · .9 of their price, the network for its book
    // value of one half. (350,400 · .28 + 70,080 · .5) / 2 = 66,576 a year, 7.6 an hour.
    pool.purchase->economic_life_years = 2;
    pool.purchase->residual = ResidualSpec{};
    pool.purchase->residual->initial = .8;
    pool.purchase->residual->decay_year = 0;
    pool.purchase->residual->haircut = .1;
    CHECK(own_cost(world, 0).fixed_usd_h == Approx((7.6 + 2 + 5 + year / 8760 + .5 * .075) / 8));
    // Leased: what is paid, and no insurance.
    pool.purchase->lease = LeaseSpec{};
    pool.purchase->lease->usd_year = 175'200;
    CHECK(own_cost(world, 0).fixed_usd_h ==
          Approx((10 + 2 + 5 + 12 * 1'550 / 8760.0 + .5 * .075) / 8));
}

}  // namespace breakeven_test
