// What runs over the ends of a run: terms that began before it, lives that end in it or after it.
#include "sim/accounts/assets.hpp"
#include "sim/accounts/tax_depreciation.hpp"
#include "sim/scenario/asset_terms.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/accounts/billing.hpp"

namespace carried_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr auto kUsed = CommitmentStatus::used;
constexpr auto kUnused = CommitmentStatus::unused;

/// Four servers of 250 000 USD, one million in all, worn off and used for `years`.
World bought(std::int64_t days, double years) {
    World world = small_world(4, 8, kDay * days);
    world.start_unix_s = *parse_date("2026-01-01");
    Pool& pool = world.pools[0];
    pool.terms.kind = contracts::ComputeKind::owned;
    pool.terms.vendor = "maker";
    pool.terms.capex_usd_server = 250000;
    pool.terms.life_years = years;
    PurchaseSpec p;
    p.book.life_years = p.economic_life_years = years;
    p.tax = p.book;
    pool.purchase = p;
    return world;
}

Ledger book(const World& world) {
    return account(world, simulate(world, RequestSources{}, {}));
}

struct Rows {
    int count = 0;
    double quantity = 0;
    double billed = 0;
    double effective = 0;
};

/// Rows of a category, of one asset or contract (its name), or of all.
Rows rows(const Ledger& ledger, const std::string& category, const std::string& of = "") {
    Rows r;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.category != category || (!of.empty() && c.asset != of && c.contract != of)) continue;
        ++r.count;
        r.quantity += p.quantity;
        r.billed += p.of(CostColumn::billed).units();
        r.effective += p.effective();
    }
    return r;
}

/// One server of 10 USD/h from a vendor in 2027, held by a contract that began earlier.
World running(HeldKind kind, double days_before, double upfront) {
    World world = billed_world("vendor", 20, kDay * 31);
    HeldServers h = held("old", kind, 1, 10, kDay * 365);
    h.from = hours(-24 * days_before);
    h.until = h.from + kDay * 365;
    h.upfront = upfront;
    world.contracts.held = {h};
    return world;
}

World spending(double usd_year, int years, std::int64_t days) {
    World world = billed_world("vendor", 10, kDay * days);
    SpendSpec s;
    s.name = "macc";
    s.vendor = "vendor";
    s.usd_year.assign(static_cast<std::size_t>(years), usd_year);
    world.contracts.spend = {s};
    return world;
}

/// One server the whole time: 240 USD a day.
Ledger spent(const World& world) {
    Observations o = no_usage(world);
    use(o, 0, 1, 0, world.horizon.seconds() / 3600);
    return bill(world, o);
}

}  // namespace

TEST_CASE("sold for what the books say: the row that ends its life is there, of nothing") {
    World world = bought(2 * 365, 1);
    world.pools[0].terms.residual_share = .25;
    const Ledger ledger = book(world);
    // Worn off to 25 %, sold for 25 %: neither gain nor loss.
    CHECK(rows(ledger, "disposal").count == 1);
    CHECK(rows(ledger, "disposal").effective == 0);
    CHECK(rows(ledger, "carried forward").count == 0);
    CHECK(ledger.total(CostColumn::billed).units() == 750000);
    CHECK(ledger.total(CostColumn::effective).units() == 750000);
}

TEST_CASE("a life that ends with the run has its sale in it, one that ends after it has not") {
    World world = bought(365, 1);
    world.pools[0].terms.residual_share = .25;
    const Ledger ledger = book(world);
    CHECK(rows(ledger, "disposal").count == 1);
    CHECK(rows(ledger, "carried forward").count == 0);
    CHECK(rows(ledger, "sale").billed == -250000);  // a quarter of a million, in December
    CHECK(ledger.total(CostColumn::billed).units() == 750000);
    CHECK(ledger.total(CostColumn::effective).units() == 750000);
    CHECK(all_hold(ledger));
    // Taxes write it off in a year, this one: what is left, all of it, less the quarter.
    const auto tax = tax_depreciation(world, simulate(world, RequestSources{}, {}));
    REQUIRE(tax.size() == 1);
    CHECK((tax[0].sold == 2026 && tax[0].years.empty()));
    CHECK((tax[0].left_usd == 1000000 && tax[0].proceeds_usd == 250000));
    // Money that comes later is owed at the end, a day less of the run leaves a day of wear.
    world.pools[0].purchase->residual = ResidualSpec{"", .25, 0, {}, 0, kDay};
    CHECK(rows(book(world), "carried forward").quantity == 250000);
    world.horizon = kDay * 364;
    const Ledger shorter = book(world);
    CHECK((rows(shorter, "disposal").count == 0 && rows(shorter, "sale").count == 0));
    CHECK(rows(shorter, "carried forward").quantity == Approx(250000 + 750000 / 365.0));
}

TEST_CASE("a lease that ends has its row, one that goes on carries what is paid and not used") {
    World world = bought(73, 4);
    LeaseSpec lease;
    lease.usd_year = 240000;
    lease.term = kDay * 365;
    world.pools[0].purchase->lease = lease;
    // Paid on 1 January, February and March: 60 000; used in 73 of 365 days: 48 000.
    const Rows carried = rows(book(world), "carried forward");
    CHECK(carried.count == 1);
    CHECK(carried.quantity == Approx(12000).epsilon(1e-9));
    world.horizon = kDay * 400;
    const Ledger whole = book(world);
    CHECK(rows(whole, "disposal").count == 1);
    CHECK(rows(whole, "carried forward").count == 0);
    CHECK(whole.total(CostColumn::billed) == whole.total(CostColumn::effective));
}

TEST_CASE("a lease that ends in ownership wears off over the life, and is sold at its end") {
    World world = bought(3 * 365, 2);  // two years in the books and in use
    world.pools[0].terms.residual_share = .1;
    LeaseSpec lease;
    lease.usd_year = 500000;
    lease.term = kDay * 365;
    lease.transfers_ownership = true;
    world.pools[0].purchase->lease = lease;
    const double right = finance::lease_present_value(lease_terms(world.pools[0]));
    const Ledger ledger = book(world);
    // To a tenth of a million over two years, which is what a sale brings: no gain, no loss.
    CHECK(rows(ledger, "amortisation").effective == Approx(right - 100000).epsilon(1e-9));
    CHECK(rows(ledger, "interest").effective == Approx(500000 - right).epsilon(1e-9));
    CHECK(rows(ledger, "sale").billed == -100000);
    CHECK(rows(ledger, "disposal").count == 1);
    CHECK(rows(ledger, "disposal").effective == Approx(0).margin(1e-5));
    CHECK(rows(ledger, "carried forward").count == 0);
    CHECK(ledger.total(CostColumn::billed).units() == 400000);
    CHECK(ledger.total(CostColumn::effective).units() == 400000);
    CHECK(all_hold(ledger));
    // A year and a half: all is paid, half of the second year's wear is left.
    world.horizon = Nanos{kDay.ns * 1095 / 2};
    const Ledger half = book(world);
    CHECK(rows(half, "carried forward").quantity ==
          Approx(100000 + (right - 100000) / 4).epsilon(1e-9));
    CHECK(all_hold(half));
    // The money comes a month after the sale, which ends with the run: owed.
    world.horizon = kDay * 730;
    world.pools[0].purchase->residual = ResidualSpec{"", .2, 0, {}, 0, kDay * 30};
    const Ledger owed = book(world);
    CHECK(rows(owed, "carried forward").quantity == 200000);
    CHECK(rows(owed, "disposal").effective == Approx(-100000).epsilon(1e-9));
    CHECK(all_hold(owed));
}

TEST_CASE(
    "a setup fee that outlives the run is carried forward, one that began before is brought") {
    World world = bought(2 * 365, 4);
    world.pools[0].purchase.reset();
    ColocationSpec c;
    c.contracted_w = 100e3;
    c.usd_kw_month = 150;
    c.setup_usd = 30000;
    c.term = kDay * (3 * 365);
    world.sites[0].colocation = c;
    CHECK(rows(book(world), "carried forward", "hall room").quantity == Approx(10000));
    world.sites[0].colocation->from = kDay * -365;
    const Ledger ledger = book(world);
    CHECK(rows(ledger, "brought forward", "hall room").quantity == Approx(20000));
    CHECK(rows(ledger, "colocation setup").billed == 0);
    CHECK(rows(ledger, "colocation setup").effective == Approx(20000));
    // The third of three years is over with the run: carried forward, of nothing.
    CHECK(rows(ledger, "carried forward", "hall room").count == 1);
    CHECK(rows(ledger, "carried forward", "hall room").quantity == 0);
}

TEST_CASE("items are sold by their own share or curve, else for what the books say") {
    World world = bought(2 * 365, 4);
    PurchaseSpec& p = *world.pools[0].purchase;
    p.economic_life_years = 1;
    CapexItemSpec item;
    item.share = .1;  // 100 000 USD each, worn off over four years and sold after one
    for (const char* name : {"plain", "share", "curve"}) {
        item.name = name;
        p.items.push_back(item);
    }
    p.items[1].residual_share = .4;
    p.items[2].residual = ResidualSpec{"", .5, 0, {}, .1, {}};
    const Ledger ledger = book(world);
    // Books 75 000, sold for as much.
    CHECK(rows(ledger, "sale", "pool plain").billed == -75000);
    CHECK(rows(ledger, "disposal", "pool plain").effective == 0);
    // 60 000 are worn off over four years: books 85 000, sold for 40 000.
    CHECK(rows(ledger, "sale", "pool share").billed == -40000);
    CHECK(rows(ledger, "disposal", "pool share").effective == Approx(45000));
    // 100 000 · 0.5 · 0.9 = 45 000 of 75 000.
    CHECK(rows(ledger, "sale", "pool curve").billed == -45000);
    CHECK(rows(ledger, "disposal", "pool curve").effective == Approx(30000));
    CHECK(all_hold(ledger));
}

TEST_CASE("a reservation that runs already, all upfront: only the run's part is consumed") {
    const World world = running(HeldKind::reserved, 100, 1);
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 600);
    const Ledger ledger = bill(world, o);
    // 265 · 24 · 10 are left of it; in January 600 · 10 and 144 · 10; nothing is billed.
    CHECK(rows(ledger, "brought forward", "old").quantity == 63600);
    CHECK(sum_of(ledger, "old", CostColumn::effective, kUsed).units() == 6000);
    CHECK(sum_of(ledger, "old", CostColumn::effective, kUnused).units() == 1440);
    CHECK(ledger.total(CostColumn::billed).units() == 0);
    CHECK(rows(ledger, "carried forward", "old").quantity == 63600 - 7440);
    CHECK(all_hold(ledger));
}

TEST_CASE("take-or-pay that runs already: its invoices keep their days") {
    World world = running(HeldKind::take_or_pay, 15, 0);
    world.contracts.held[0].invoices = 12;
    const Ledger ledger = bill(world, no_usage(world));
    // Invoices of 730 h · 10 on the 17th: of December's 15 · 24 · 10 are used before the run.
    CHECK(rows(ledger, "brought forward", "old").quantity == 7300 - 3600);
    CHECK(invoice(ledger, "vendor", "2027-01") == 730'000);
    CHECK(rows(ledger, "carried forward", "old").quantity == 7300 - 3600 + 7300 - 7440);
    CHECK(all_hold(ledger));
}

TEST_CASE("a term that was over before the run is not posted") {
    World world = running(HeldKind::reserved, 400, 1);
    CHECK(bill(world, no_usage(world)).postings.empty());
}

TEST_CASE("a year of a spend commitment that ends after the run is accrued in proportion") {
    // 73 of 365 days: 73 000 of 365 000; spent 73 · 240 = 17 520.
    const Ledger ledger = spent(spending(365000, 1, 73));
    CHECK(rows(ledger, "true-up").effective == 55480);
    CHECK(rows(ledger, "true-up").billed == 0);
    CHECK(rows(ledger, "carried forward", "macc").quantity == -55480);
    CHECK(ledger.total(CostColumn::billed).units() == 17520);
    CHECK(all_hold(ledger));
    // Spent more than the part: nothing.
    CHECK(rows(spent(spending(80000, 1, 73)), "true-up").count == 0);
}

TEST_CASE("the tax on what is accrued is accrued with it, what comes back is no cost") {
    World world = spending(365000, 1, 73);
    TaxSpec vat;
    vat.name = "vat";
    vat.rate = .19;
    world.contracts.taxes = {vat};
    const Ledger ledger = spent(world);
    // 19 % of 17,520 is billed, of 55,480 accrued: of 73,000 in all.
    CHECK(rows(ledger, "tax").billed == Approx(3328.8).epsilon(1e-12));
    CHECK(rows(ledger, "tax").effective == Approx(13870).epsilon(1e-12));
    CHECK(rows(ledger, "carried forward", "vat accrued on vendor").quantity ==
          Approx(-10541.2).epsilon(1e-12));
    CHECK(all_hold(ledger));
    world.contracts.taxes[0].recoverable = true;
    CHECK(rows(spent(world), "tax").effective == 0);
}

TEST_CASE("a vendor's tax leaves out the staff beside it, who is taught, and subtenants") {
    World world = billed_world("neo", 24, kDay * 59);
    HeldServers top = held("top", HeldKind::take_or_pay, 4, 10, kDay * 365);
    top.vendor = "neo";
    top.sublease = .5;
    world.contracts.held = {top};
    world.sites[0].vendor = "neo";
    RoleSpec role;
    role.name = "operators";
    role.seats_24x7 = 1;
    role.usd_year = 100000;
    role.training_usd = 5000;
    world.staff = {role};
    TaxSpec vat;
    vat.name = "vat";
    vat.rate = .1;
    vat.vendors = {"neo"};
    world.contracts.taxes = {vat};
    const Observations o = no_usage(world);
    Ledger ledger;
    ledger.currency = world.currency;
    account_compute(world, o, ledger);
    account_people(world, o, ledger);
    account_contracts(world, o, ledger);
    CHECK(rows(ledger, "training of staff").billed > 0);
    // 59 · 24 · 4 hours not used bring half of their price, of the subtenant
    CHECK(rows(ledger, "sublease").billed == Approx(-28320));
    // 10 % of 59 · 24 · 4 · 10 = 56,640
    CHECK(rows(ledger, "tax").billed == Approx(5664));
    CHECK(all_hold(ledger));
}

TEST_CASE("the end of a year is billed, the year after it accrued") {
    const Ledger ledger = spent(spending(365000, 2, 438));
    // 365 000 − 365 · 240 = 277 400 are due; then 73 000 − 17 520.
    CHECK(rows(ledger, "true-up").billed == 277400);
    CHECK(rows(ledger, "true-up").effective == 277400 + 55480);
    CHECK(all_hold(ledger));
}

TEST_CASE("a spend commitment that runs already: by what was spent, else in proportion") {
    World world = spending(365000, 1, 200);
    world.contracts.spend[0].start = kDay * -200;
    // Its year ends on day 165: 165 000 − 165 · 240.
    CHECK(rows(spent(world), "true-up").billed == 125400);
    world.contracts.spend[0].spent_usd = 100000;
    // 365 000 − 100 000 − 39 600
    CHECK(rows(spent(world), "true-up").billed == 225400);
}

TEST_CASE("what a plan costs is sold under its own name, in contracts") {
    World world = billed_world("vendor", 20, kDay * 31);
    add_pool(world, "second", 10);
    world.pools[0].terms.sku = "big";
    world.pools[1].terms.sku = "small";
    HourlyPlan plan;
    plan.name = "plan";
    plan.vendor = "vendor";
    plan.pools = {{PoolId(0u), .5}, {PoolId(1u), .5}};
    plan.usd_hour = 5;
    plan.until = kDay * 31;
    plan.upfront = 1;
    world.contracts.plans = {plan};
    Observations o = no_usage(world);
    use(o, 1, 1, 0, 744);
    int purchases = 0;
    const Ledger ledger = bill(world, o);
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.status == kUsed) CHECK(c.sku == "small");
        if (c.kind != ChargeKind::purchase) continue;
        ++purchases;
        CHECK(c.sku == "plan");
        CHECK(c.unit == "contract");
    }
    CHECK(purchases == 1);
}

}  // namespace carried_test
