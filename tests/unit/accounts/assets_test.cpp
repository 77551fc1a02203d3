// Purchases, leases, loans, rooms, tariffs and people in the ledger: hand arithmetic, exact sums.
#include "sim/accounts/assets.hpp"

#include <map>
#include <tuple>

#include "models/finance/annuity.hpp"
#include "models/finance/cash_flow.hpp"
#include "models/finance/lease.hpp"
#include "sim/accounts/tax_depreciation.hpp"
#include "sim/scenario/asset_terms.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/bought_world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace assets_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr std::int64_t kYearDays = 365;

double sum(const Ledger& ledger, const std::string& category, CostColumn column) {
    Money total;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == category) total += p.of(column);
    }
    return total.units();
}
double billed(const Ledger& ledger, const std::string& category) {
    return sum(ledger, category, CostColumn::billed);
}
double effective(const Ledger& ledger, const std::string& category) {
    return sum(ledger, category, CostColumn::effective);
}
double quantity(const Ledger& ledger, const std::string& category) {
    double total = 0;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == category) total += p.quantity;
    }
    return total;
}

}  // namespace

TEST_CASE("bought at the start: paid at once, worn off by time, the rest carried forward") {
    const Ledger ledger = book(bought(73));
    CHECK(billed(ledger, "purchase") == 1000000);
    CHECK(effective(ledger, "purchase") == 0);
    // a fifth of a year of four: 1 000 000 / 4 / 5
    CHECK(effective(ledger, "depreciation") == Approx(50000).epsilon(1e-12));
    CHECK(billed(ledger, "depreciation") == 0);
    CHECK(quantity(ledger, "carried forward") == Approx(950000).epsilon(1e-12));
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("over the whole life: sale, gain or loss, and nothing is carried forward") {
    World world = bought(2 * kYearDays);
    purchase(world).economic_life_years = 1;
    purchase(world).residual = ResidualSpec{"", .5, 0, {}, .1, {}};
    const Ledger ledger = book(world);
    // After a year of four: books 750 000; the market pays 50 % less a tenth.
    CHECK(billed(ledger, "sale") == -450000);
    CHECK(effective(ledger, "sale") == 0);
    CHECK(effective(ledger, "disposal") == 300000);
    CHECK(effective(ledger, "depreciation") == Approx(250000).epsilon(1e-12));
    CHECK(quantity(ledger, "carried forward") == 0);
    const Money all = ledger.total(CostColumn::effective);
    CHECK(all == ledger.total(CostColumn::billed));  // exactly: 550 000 both
    CHECK(all.units() == 550000);
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("proceeds that come after the run are carried forward") {
    World world = bought(2 * kYearDays);
    purchase(world).economic_life_years = 1;
    purchase(world).residual = ResidualSpec{"", .5, 0, {}, .1, kDay * 400};
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "sale") == 0);
    CHECK(quantity(ledger, "carried forward") == 450000);
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("ordered before the run: what is worn off before it is brought forward") {
    World world = bought(kYearDays);
    purchase(world).ordered = kDay * -kYearDays;
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "purchase") == 0);
    CHECK(quantity(ledger, "brought forward") == Approx(750000));
    CHECK(effective(ledger, "depreciation") == Approx(250000).epsilon(1e-12));
    CHECK(quantity(ledger, "carried forward") == Approx(500000));
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("deposit, deliveries in parts, items and engineering: each an asset of its own") {
    World world = bought(kYearDays);
    PurchaseSpec& p = purchase(world);
    p.ordered = kDay * 10;
    p.deposit = .2;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 100;
    p.lead_time.deliveries = {{{}, .5, Nanos{0}}, {{}, .5, kDay * 50}};
    p.lead_time.burn_in = kDay * 7;
    CapexItemSpec network;
    network.name = "network";
    network.share = .1;
    network.life_years = 5;
    p.items = {network};
    p.nre_usd = 73000;
    p.nre_life = kDay * kYearDays;
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "purchase") == 1000000 + 100000 + 73000);
    // in service on days 117 and 167, of 365: 500 000/4 a year each; network and NRE from day 117
    const double days = 365;
    const double worn = 125000 * (365 - 117) / days + 125000 * (365 - 167) / days +
                        20000 * (365 - 117) / days + 73000 * (365 - 117) / days;
    CHECK(effective(ledger, "depreciation") == Approx(worn).epsilon(1e-9));
    CHECK(asset_checks(ledger) == 4);
    // By month: the deposit in January, the first half's rest and the network's in April.
    double january = 0;
    double april = 0;
    for (const Posting& post : ledger.postings) {
        if (ledger.of(post).category != "purchase") continue;
        const std::string month = month_name(post.month);
        if (month == "2026-01") january += post.of(CostColumn::billed).units();
        if (month == "2026-04") april += post.of(CostColumn::billed).units();
    }
    CHECK(january == 220000 + 73000);
    CHECK(april == Approx(.8 * 600000));
}

TEST_CASE("a delivery after the run leaves the deposit as a prepayment") {
    World world = bought(60);
    PurchaseSpec& p = purchase(world);
    p.ordered = Nanos{0};
    p.deposit = .3;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 100;
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "purchase") == 300000);
    CHECK(effective(ledger, "depreciation") == 0);
    CHECK(quantity(ledger, "carried forward") == 300000);
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("yield makes good servers dearer, insurance is of what stands") {
    World world = bought(kYearDays);
    purchase(world).yield_share = .8;
    purchase(world).insurance = .01;
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "purchase") == 1250000);
    CHECK(billed(ledger, "insurance") == Approx(12500).epsilon(1e-9));
}

TEST_CASE("an operating lease is level and belongs to the lessor") {
    World world = bought(kYearDays);
    LeaseSpec lease;
    lease.usd_year = 240000;
    lease.term = kDay * (2 * kYearDays);
    purchase(world).lease = lease;
    CHECK_FALSE(is_finance_lease(world.pools[0]));  // 24 of 48 months, PV ~ 45 % of a million
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "lease payment") == 240000);
    CHECK(effective(ledger, "lease") == Approx(240000).epsilon(1e-9));
    CHECK(billed(ledger, "purchase") == 0);
    CHECK(effective(ledger, "depreciation") == 0);
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("leases and loans fall due by calendar months, each month once") {
    World leased = bought(kYearDays);
    LeaseSpec lease;
    lease.usd_year = 240000;
    lease.term = kDay * (2 * kYearDays);
    purchase(leased).lease = lease;
    World lent = bought(kYearDays);
    purchase(lent).loan = LoanSpec{{}, .5, .06, kDay * (3 * kYearDays)};
    for (const auto& [world, category, first] :
         {std::tuple{leased, "lease payment", 0}, std::tuple{lent, "interest", 0}}) {
        const Ledger ledger = book(world);
        std::map<std::int32_t, int> months;
        for (const Posting& p : ledger.postings) {
            const bool due = p.of(CostColumn::billed) != Money{};
            if (due && ledger.of(p).category == category) ++months[p.month];
        }
        for (int m = first; m < 12; ++m) CHECK(months[2026 * 12 + m] == 1);
        CHECK(months.size() == static_cast<std::size_t>(12 - first));
    }
}

TEST_CASE("under IFRS 16 the same lease costs interest and amortisation") {
    World world = bought(2 * kYearDays);
    LeaseSpec lease;
    lease.usd_year = 240000;
    lease.term = kDay * (2 * kYearDays);
    lease.standard = LeaseStandard::ifrs16;
    purchase(world).lease = lease;
    const Ledger ledger = book(world);
    const finance::LeaseTerms terms = lease_terms(world.pools[0]);
    const double right = finance::lease_present_value(terms);
    CHECK(effective(ledger, "amortisation") == Approx(right).epsilon(1e-9));
    CHECK(effective(ledger, "interest") == Approx(480000 - right).epsilon(1e-9));
    CHECK(ledger.total(CostColumn::billed) == ledger.total(CostColumn::effective));
    CHECK(asset_checks(ledger) == 1);
}

TEST_CASE("a loan is no cost, its interest is") {
    World world = bought(kYearDays);
    purchase(world).loan = LoanSpec{{}, .5, .06, kDay * (3 * kYearDays)};
    const Ledger ledger = book(world);
    const double rate = finance::monthly_rate(.06, false);
    const double payment = -finance::payment(rate, 36, 500000);
    // Payments at the ends of months 1 … 12; the twelfth is of the month that the run ends with.
    const double owed = finance::annuity_owed(500000, rate, 36, 12);
    CHECK(effective(ledger, "financing") == 0);
    CHECK(billed(ledger, "financing") == Approx(-owed).epsilon(1e-9));
    CHECK(billed(ledger, "interest") == Approx(12 * payment - (500000 - owed)).epsilon(1e-9));
    CHECK(effective(ledger, "interest") == billed(ledger, "interest"));
    CHECK(asset_checks(ledger) == 2);
}

TEST_CASE("an annuity of three months at 1 % a month, by hand") {
    World world = bought(120);
    purchase(world).loan = LoanSpec{{}, 1, .12682503013196972, kDay * 91};
    const Ledger ledger = book(world);
    // 1,000,000 · 0.01 / (1 − 1.01⁻³) = 340,022.11 a month. Interest: 10,000; 1 % of 669,977.89;
    // 1 % of 336,655.56; drawn and paid back, nothing is owed.
    std::map<std::int32_t, double> interest;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == "interest") interest[p.month] += p.effective();
    }
    CHECK(interest.size() == 3);
    CHECK(interest[2026 * 12] == Approx(10000).margin(.005));
    CHECK(interest[2026 * 12 + 1] == Approx(6699.78).margin(.005));
    CHECK(interest[2026 * 12 + 2] == Approx(3366.56).margin(.005));
    CHECK(billed(ledger, "financing") == 0);
    CHECK(asset_checks(ledger) == 2);
}

TEST_CASE("interest grows by time: what of a month lies in the run is accrued at its end") {
    World world = bought(45);
    purchase(world).loan = LoanSpec{{}, 1, .12682503013196972, kDay * 91};
    const Ledger ledger = book(world);
    // January 10,000, paid at its end; 14 of February's 28 days: 6,699.78 / 2 = 3,349.89
    CHECK(billed(ledger, "interest") == Approx(10000).margin(.005));
    CHECK(effective(ledger, "interest") == Approx(13349.89).margin(.005));
    // Owed at the end: 1,000,000 − 330,022.11 and the 3,349.89; a book value beside it.
    double owed = 0;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.category == "carried forward" && c.asset == "pool loan") owed += p.quantity;
    }
    CHECK(owed == Approx(-669977.89 - 3349.89).margin(.01));
    CHECK(asset_checks(ledger) == 2);
}

TEST_CASE("tax is due on a purchase when it is paid, not on its loan nor on its insurance") {
    World world = bought(kYearDays);
    purchase(world).loan = LoanSpec{{}, 1, .12, kDay * (3 * kYearDays)};
    purchase(world).insurance = .01;
    TaxSpec vat;
    vat.name = "vat";
    vat.rate = .19;
    world.contracts.taxes = {vat};
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "insurance") == Approx(10000).margin(.01));
    CHECK(billed(ledger, "tax") == 190000);  // 19 % of a million
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == "tax") CHECK(month_name(p.month) == "2026-01");
    }
}

TEST_CASE("a room: contracted power, escalation on the anniversary, setup over the term") {
    World world = bought(2 * kYearDays);
    ColocationSpec c;
    c.contracted_w = 100e3;
    c.usd_kw_month = 150;
    c.escalation_year = .04;
    c.remote_hands_usd_year = 6000;
    c.setup_usd = 30000;
    c.term = kDay * (3 * kYearDays);
    world.sites[0].colocation = c;
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "colocation") == Approx(100 * 150 * 12 * 2.04).epsilon(1e-9));
    CHECK(billed(ledger, "remote hands") == Approx(12000).epsilon(1e-9));
    CHECK(billed(ledger, "colocation setup") == 30000);
    CHECK(effective(ledger, "colocation setup") == Approx(20000).epsilon(1e-9));
    CHECK(asset_checks(ledger) == 2);
}

TEST_CASE("a tariff: the month's highest hour, a ratchet, levies on what came from the grid") {
    World world = bought(59);  // January and February
    world.sites[0].pue = 1;
    TariffSpec t;
    t.demand_usd_kw_month = 10;
    t.demand_interval = kHour;
    t.ratchet = .5;
    t.minimum_take = 0;
    t.levies_usd_kwh = .02;
    t.standing_usd_year = 1200;
    world.sites[0].tariff = t;
    // Idle: four servers of 100 W and eight accelerators of 50 W: 2 kW in every hour.
    const Ledger ledger = book(world);
    CHECK(billed(ledger, "demand charge") == Approx(2 * 10 * 2).epsilon(1e-9));
    CHECK(billed(ledger, "levies") == Approx(2 * 24 * 59 * .02).epsilon(1e-9));
    CHECK(billed(ledger, "standing charge") == Approx(200).epsilon(1e-9));
    world.sites[0].tariff->contract_w = 10e3;
    world.sites[0].tariff->minimum_take = .85;
    CHECK(billed(book(world), "demand charge") == Approx(8.5 * 10 * 2).epsilon(1e-9));
}

TEST_CASE("people: those that are held and those that come, and what it takes to teach them") {
    World world = bought(kYearDays);
    RoleSpec role;
    role.name = "operators";
    role.held = 2;
    role.seats_24x7 = 1;
    role.usd_year = 100000;
    role.hiring = kDay * 73;
    role.training_usd = 5000;
    world.staff = {role};
    const Ledger ledger = book(world);
    // five are needed; three come, mean absence 73 d · (1 − e⁻⁵) of 365
    const double absent = 3 * .2 * (1 - 0.006737946999085467);
    CHECK(billed(ledger, "staff") == Approx(100000 * (5 - absent)).epsilon(1e-9));
    CHECK(billed(ledger, "training of staff") ==
          Approx(5000 * 3 * (1 - 0.006737946999085467)).epsilon(1e-9));
    world.staff[0].managed = true;
    world.staff[0].held = 0;
    world.staff[0].managed_usd_year = 240000;
    CHECK(billed(book(world), "staff") == Approx(240000).epsilon(1e-9));
}

TEST_CASE("tax years: a schedule counts from the first day, time is cut at new year, bonus first") {
    World world = bought(10);
    purchase(world).tax = {};
    purchase(world).tax.law = DepreciationLaw::schedule;
    purchase(world).tax.shares = {.2, .32, .192, .1152, .1152, .0576};
    const Observations o = simulate(world, RequestSources{}, {});
    auto all = tax_depreciation(world, o);
    REQUIRE(all.size() == 1);
    REQUIRE(all[0].years.size() == 6);
    CHECK(all[0].years[0].year == 2026);
    CHECK(all[0].years[1].usd == Approx(320000));
    CHECK(all[0].years[5].year == 2031);
    // Straight over four years, half of it at once; from 1 July: 184 of 365 days in the first year.
    purchase(world).tax = {};
    purchase(world).tax.life_years = 4;
    purchase(world).tax.bonus = .5;
    purchase(world).ordered = kDay * 181;
    world.horizon = kDay * 200;
    all = tax_depreciation(world, simulate(world, RequestSources{}, {}));
    REQUIRE(all.size() == 1);
    CHECK(all[0].years[0].usd == Approx(500000 + 125000 * 184.0 / 365));
    double total = 0;
    for (const TaxYear& year : all[0].years) total += year.usd;
    CHECK(total == Approx(1000000).epsilon(1e-12));
}

TEST_CASE("embodied carbon of a purchase is bought once, with each delivery") {
    World world = bought(90);
    world.sites[0].grid_g_kwh.assign(24 * 90, 400);
    world.pools[0].server.embodied = Carbon{2e6};
    world.pools[0].embodied_life_years = 5;
    const auto by_month = [](const Ledger& ledger) {
        std::map<std::string, double> kg;
        for (const CarbonEntry& e : ledger.carbon) {
            if (e.basis == CarbonBasis::purchase_year && e.gco2e > 0) kg[e.month] += e.gco2e / 1e3;
        }
        return kg;
    };
    using ByMonth = std::map<std::string, double>;
    // Paid on the first instant, and bought with it: 4 · 2,000 kg.
    CHECK(by_month(book(world)) == ByMonth{{"2026-01", 8000}});
    // Ordered on 11 January: three servers after 40 days, the last one 20 days later.
    PurchaseSpec& p = purchase(world);
    p.ordered = Nanos{10 * kDay.ns};
    p.lead_time.p50 = p.lead_time.p90 = Nanos{40 * kDay.ns};
    p.lead_time.deliveries = {{{}, 0.75, Nanos{0}}, {{}, 0.25, Nanos{20 * kDay.ns}}};
    CHECK(by_month(book(world)) == ByMonth{{"2026-02", 6000}, {"2026-03", 2000}});
    // A date of purchase that is stated holds for all of them.
    world.pools[0].bought = Nanos{10 * kDay.ns};
    CHECK(by_month(book(world)) == ByMonth{{"2026-01", 8000}});
    // Ordered long before the run: of another year.
    world.pools[0].bought.reset();
    p.ordered = Nanos{-100 * kDay.ns};
    CHECK(by_month(book(world)).empty());
}

}  // namespace assets_test
