// Ten invoices by hand, to the cent.
#include "tests/support/catch.hpp"
#include "tests/unit/accounts/billing.hpp"

namespace invoices_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr auto kUsed = CommitmentStatus::used;
constexpr auto kUnused = CommitmentStatus::unused;
constexpr double kJanuary = 744;

/// Graduated: 10 % of the first 10,000, 7 % to 80,000, 5 % to 250,000, 3 % beyond; at least 100.
SupportSpec business_support(const std::string& vendor) {
    SupportSpec s;
    s.name = "business";
    s.vendor = vendor;
    s.minimum_usd_month = 100;
    for (const auto& [up_to, share] : {std::pair{10000., .10}, std::pair{80000., .07},
                                       std::pair{250000., .05}, std::pair{0., .03}}) {
        TierSpec tier;
        tier.up_to = up_to;
        tier.factor = share;
        s.tiers.push_back(tier);
    }
    return s;
}

}  // namespace

TEST_CASE("invoice 1, AWS-like: two reserved servers without upfront, one on demand, support") {
    World world = billed_world("aws", 55.04, kDay * 31);
    world.contracts.held = {held("ri", HeldKind::reserved, 2, 33.024, kDay * 365)};
    world.contracts.held[0].vendor = "aws";
    world.contracts.support = {business_support("aws")};
    Observations o = no_usage(world);
    use(o, 0, 3, 0, kJanuary);
    const Ledger ledger = bill(world, o);
    // Reserved 2 · 744 · 33.024 = 49,139.712; on demand 744 · 55.04 = 40,949.76;
    // support on 90,089.472: 1,000 + 4,900 + 10,089.472 · 5 % = 6,404.4736.
    // 49,139.712 + 40,949.76 + 6,404.4736 = 96,493.9456
    CHECK(invoice(ledger, "aws", "2027-01") == 9'649'395);
    CHECK(sum_of(ledger, "ri", CostColumn::effective, kUsed).micros == 49'139'712'000);
    CHECK(sum_of(ledger, "ri", CostColumn::list, kUsed).micros == 81'899'520'000);  // 2·744·55.04
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 2, AWS-like: a savings plan goes to the highest discount first") {
    World world = billed_world("aws", 55.04, kDay);
    add_pool(world, "small", 16.288);
    HourlyPlan plan;
    plan.name = "sp";
    plan.vendor = "aws";
    plan.pools = {{PoolId(0u), .30}, {PoolId(1u), .20}};
    plan.usd_hour = 50;
    plan.until = kDay;
    world.contracts.plans = {plan};
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 10);
    use(o, 1, 2, 0, 24);
    const Ledger ledger = bill(world, o);
    // Hours 0 to 10: 38.528 of 50 go to the large server (30 % off), 11.472 to the small ones
    // (13.0304 each); on demand 2 · 16.288 − 11.472 / 0.8 = 18.236, ten times 182.36.
    // Hours 10 to 24: 26.0608 used, 23.9392 lost, fourteen times 335.1488.
    // The plan is billed whole: 24 · 50 = 1,200.
    CHECK(invoice(ledger, "aws", "2027-01") == 138'236);
    CHECK(sum_of(ledger, "sp", CostColumn::effective, kUnused).micros == 335'148'800);
    CHECK(sum_of(ledger, "sp", CostColumn::effective, kUsed).micros == 864'851'200);
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 3, Azure-like: a reservation of a year, all upfront") {
    World world = billed_world("azure", 98.32, kDay * 31);
    world.contracts.held = {held("rsv", HeldKind::reserved, 1, 62.9248, kDay * 365)};
    world.contracts.held[0].vendor = "azure";
    world.contracts.held[0].upfront = 1;
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 600);
    const Ledger ledger = bill(world, o);
    // 8,760 · 62.9248 = 551,221.248, due on the first day.
    CHECK(invoice(ledger, "azure", "2027-01") == 55'122'125);
    // 600 h used, 144 h not.
    CHECK(sum_of(ledger, "rsv", CostColumn::effective, kUsed).micros == 37'754'880'000);
    CHECK(sum_of(ledger, "rsv", CostColumn::effective, kUnused).micros == 9'061'171'200);
    // 551,221.248 − 744 · 62.9248 = 504,405.1968 are carried forward.
    double prepaid = 0;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).kind == ChargeKind::adjustment) prepaid += p.quantity;
    }
    CHECK(near(prepaid, 504405.1968, 1e-12));
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 4, Azure-like: a spend commitment with discount, true-up and VAT") {
    World world = billed_world("azure", 98.32, kDay * 365);
    SpendSpec spend;
    spend.name = "macc";
    spend.vendor = "azure";
    spend.usd_year = {1e6};
    spend.discount = .05;
    world.contracts.spend = {spend};
    TaxSpec vat;
    vat.name = "vat";
    vat.vendors = {"azure"};
    vat.rate = .19;
    vat.recoverable = true;
    world.contracts.taxes = {vat};
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 8760);
    const Ledger ledger = bill(world, o);
    // January: 744 · 98.32 · 0.95 = 69,492.576; VAT 13,203.58944
    CHECK(invoice(ledger, "azure", "2027-01") == 8'269'617);
    // 8,760 · 93.404 = 818,219.04; 181,780.96 are missing and due in December, with
    // 744 · 93.404 and VAT: (69,492.576 + 181,780.96) · 1.19 = 299,015.50784
    CHECK(invoice(ledger, "azure", "2027-12") == 29'901'551);
    CHECK(ledger.total(CostColumn::effective).micros == 1'000'000'000'000);
    // VAT comes back a month later; December's, 251,273.536 · 0.19 = 47,741.97184, after the run.
    CHECK(near(ledger.total(CostColumn::billed).units(), 1047741.97184, 1e-11));
}

TEST_CASE("recoverable tax comes back at the end of the month after it, the last one not yet") {
    World world = billed_world("acme", 10, kDay * 59);
    TaxSpec vat;
    vat.name = "vat";
    vat.rate = .19;
    vat.recoverable = true;
    world.contracts.taxes = {vat};
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 59 * 24);
    const Ledger ledger = bill(world, o);
    // January: 744 · 10 · 1.19 = 8,853.60; February: 672 · 10 · 1.19 = 7,996.80
    CHECK(invoice(ledger, "acme", "2027-01") == 885'360);
    CHECK(invoice(ledger, "acme", "2027-02") == 799'680);
    // January's 1,413.60 are back with the end of February; its 1,276.80 are open at the end.
    CHECK(invoice(ledger, "", "2027-01") == 0);
    CHECK(invoice(ledger, "", "2027-02") == -141'360);
    Money open;
    double carried = 0;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.account == kInputTax) open += p.of(CostColumn::billed);
        if (c.category == "carried forward") carried += p.quantity;
    }
    CHECK(open.micros == 1'276'800'000);
    CHECK(near(carried, 1276.8, 1e-12));
    CHECK(ledger.total(CostColumn::effective).micros == 14'160'000'000);
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 5, GCP-like: sustained use") {
    World world = billed_world("gcp", 10, kDay * 31);
    world.contracts.sustained = {{"sud", {PoolId(0u)}, {1, .8, .6, .4}}};
    Observations o = no_usage(world);
    use(o, 0, 1, 0, kJanuary);
    use(o, 0, 1, 100, 193);  // two halves of a quarter of the month …
    use(o, 0, 1, 300, 393);  // … count as one server
    // 744 · 10 · 0.7 + 186 · 10 = 5,208 + 1,860
    CHECK(invoice(bill(world, o), "gcp", "2027-01") == 706'800);
}

TEST_CASE("invoice 6, GCP-like: a resource commitment, usage beyond it, an SLA credit") {
    World world = billed_world("gcp", 20, kDay * 31);
    world.contracts.held = {held("cud", HeldKind::resource, 4, 9, kDay * 1095)};
    world.contracts.held[0].vendor = "gcp";
    ServiceLevel sla;
    sla.spec.name = "sla";
    sla.spec.vendor = "gcp";
    sla.pools = {PoolId(0u)};
    sla.steps = {{.99, .10}, {.95, .25}};
    world.contracts.sla = {sla};
    Observations o = no_usage(world);
    use(o, 0, 5, 0, kJanuary);
    o.pools[0][3].server_ns = 100;
    o.pools[0][3].server_down_ns = 2;
    const Ledger ledger = bill(world, o);
    // 4 · 744 · 9 + 744 · 20 = 26,784 + 14,880 = 41,664; 98 % available: less 4,166.40
    CHECK(invoice(ledger, "gcp", "2027-01") == 3'749'760);
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 7, neocloud: take-or-pay with prepayment and a sublease") {
    World world = billed_world("neo", 24, kDay * 59);
    // 18.8 − 5.2 · (0.7 · 1/5 + 0.3 · 0.25) = 17.682 an hour; 4 · 8,760 · 17.682 = 619,577.28
    HeldServers top = held("top", HeldKind::take_or_pay, 4, 17.682, kDay * 365);
    top.vendor = "neo";
    top.upfront = .25;
    top.invoices = 12;
    top.sublease = .5;
    world.contracts.held = {top};
    Observations o = no_usage(world);
    use(o, 0, 2, 0, 59 * 24);
    const Ledger ledger = bill(world, o);
    // 25 % ahead: 154,894.32; twelve invoices of 38,723.58. In January 2 · 744 h are not used and
    // bring 1,488 · 8.841 = 13,155.408: 154,894.32 + 38,723.58 − 13,155.408 = 180,462.492
    CHECK(invoice(ledger, "neo", "2027-01") == 18'046'249);
    // February: 38,723.58 − 1,344 · 8.841 = 26,841.276
    CHECK(invoice(ledger, "neo", "2027-02") == 2'684'128);
    // Half is not used: 59 · 24 · 2 · 17.682 = 50,075.424
    CHECK(sum_of(ledger, "top", CostColumn::effective, kUnused).micros == 50'075'424'000);
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 8, neocloud: half prepaid, in euros whose rate changes") {
    World world = billed_world("neo", 20, kDay * 90);
    world.contracts.fx["EUR"] = {{0, 1.10}, {720, 1.20}};
    HeldServers h = held("eur", HeldKind::reserved, 2, 15 * 1.10, kDay * 90);
    h.vendor = "neo";
    h.upfront = .5;
    h.currency = "EUR";
    world.contracts.held = {h};
    Observations o = no_usage(world);
    use(o, 0, 2, 0, 90 * 24);
    const Ledger ledger = bill(world, o);
    // 2 · 2,160 · 15 = 64,800 EUR; 32,400 ahead at 1.10 = 35,640; of the rest January has
    // 744/2,160: 11,160 EUR · 1.10 = 12,276
    CHECK(invoice(ledger, "neo", "2027-01") == 4'791'600);
    // February 10,080 EUR · 1.20, March 11,160 · 1.20
    CHECK(invoice(ledger, "neo", "2027-02") == 1'209'600);
    CHECK(invoice(ledger, "neo", "2027-03") == 1'339'200);
    // All of the term lies in the run: what was billed is what it cost.
    CHECK(sum_of(ledger, "eur", CostColumn::effective, kUsed).micros == 73'404'000'000);
    CHECK(all_hold(ledger));
}

TEST_CASE("invoice 9, colocation: storage with copies, support, VAT, licences beside it") {
    World world = billed_world("hall-ag", 1, kDay * 31);
    StorageVolume data;
    data.spec.name = "archive";
    data.spec.usd_gb_month = .01;
    data.spec.replication = 2;
    data.spec.requests_month = 4e6;
    data.spec.usd_1000_requests = .005;
    data.site = SiteId(0u);
    data.vendor = "hall-ag";
    data.gb = 500e3;
    world.contracts.storage = {data};
    world.contracts.support = {business_support("hall-ag")};
    TaxSpec vat;
    vat.name = "vat";
    vat.vendors = {"hall-ag"};
    vat.rate = .19;
    world.contracts.taxes = {vat};
    Licence licence;
    licence.spec.name = "suite";
    licence.spec.vendor = "software-ag";
    licence.spec.usd_accelerator_year = 4500;
    licence.spec.tenant = "research";
    licence.pools = {PoolId(0u)};
    world.contracts.licences = {licence};
    Observations o = no_usage(world);
    for (PoolUsage& hour : o.pools[0]) hour.server_ns = 8 * kHour.ns;
    const Ledger ledger = bill(world, o);
    // 500,000 · 2 · 0.01 + 4,000 · 0.005 = 10,020; support 1,000 + 20 · 7 % = 1,001.40;
    // (10,020 + 1,001.40) · 1.19 = 13,115.466
    CHECK(invoice(ledger, "hall-ag", "2027-01") == 1'311'547);
    // 64 accelerators · 4,500 · 744 / 8,760 = 24,460.27397
    CHECK(invoice(ledger, "software-ag", "2027-01") == 2'446'027);
    for (const Charge& c : ledger.charges)
        CHECK((c.category != "licences" || c.tenant == "research"));
}

TEST_CASE("licences are paid for the servers that are there, those of an autoscaler too") {
    World world = billed_world("acme", 10, kDay * 365);
    Licence licence;
    licence.spec.name = "suite";
    licence.spec.vendor = "software-ag";
    licence.spec.usd_server_year = 3650;
    licence.spec.usd_accelerator_year = 365;
    licence.pools = {PoolId(0u)};
    world.contracts.licences = {licence};
    Observations o = no_usage(world);
    // Eight servers stand in the world; one is there from 9 February on for 91 days, and another
    // for the last of them.
    const std::size_t first = 39 * 24;
    for (std::size_t h = first; h < first + 91 * 24; ++h) o.pools[0][h].server_ns = kHour.ns;
    for (std::size_t h = first + 90 * 24; h < first + 91 * 24; ++h) {
        o.pools[0][h].server_ns += kHour.ns;
    }
    const Ledger ledger = bill(world, o);
    CHECK(invoice(ledger, "software-ag", "2027-01") == 0);
    // A server with 8 accelerators: (3,650 + 8 · 365) / 365 = 18 a day; 20 days of February
    CHECK(invoice(ledger, "software-ag", "2027-02") == 36'000);
    // to 10 May, the last of them with two: 11 · 18
    CHECK(invoice(ledger, "software-ag", "2027-05") == 19'800);
    CHECK(invoice(ledger, "software-ag", "2027-06") == 0);
    CHECK(near(ledger.total(CostColumn::billed).units(), 92 * 18, 1e-9));
}

TEST_CASE("storage that is emptied is paid for its shortest time") {
    World world = billed_world("hall-ag", 1, kDay * 90);  // January to March of 2027
    StorageVolume data;
    data.spec.name = "archive";
    data.spec.usd_gb_month = .01;
    data.spec.growth_bytes_month = -50e12;
    data.spec.minimum = kDay * 31;
    data.site = SiteId(0u);
    data.vendor = "hall-ag";
    data.gb = 100e3;
    world.contracts.storage = {data};
    const Ledger ledger = bill(world, no_usage(world));
    // January, though half is deleted in it: 100,000 · 0.01. February: (50,000 + 0) / 2 · 0.01.
    CHECK(invoice(ledger, "hall-ag", "2027-01") == 100'000);
    CHECK(invoice(ledger, "hall-ag", "2027-02") == 25'000);
    CHECK(invoice(ledger, "hall-ag", "2027-03") == 0);
    world.contracts.storage[0].spec.minimum = Nanos{0};
    CHECK(invoice(bill(world, no_usage(world)), "hall-ag", "2027-01") == 75'000);
}

TEST_CASE("invoice 10, token API: provisioned throughput, tokens beyond it, a batch") {
    World world = billed_world("tokens-inc", 0, kDay);
    world.pools[0].tokens = true;
    Deployment& d = add_deployment(world, "api", 1, 1);
    contracts::TokenTerms terms;
    terms.vendor = "tokens-inc";
    terms.list_usd_mtok_input = terms.usd_mtok_input = terms.usd_mtok_cached = .75;
    terms.list_usd_mtok_output = terms.usd_mtok_output = 4.5;
    terms.units = 2;
    terms.usd_unit_h = 10;
    terms.tokens_unit_h = 1e6;
    d.tokens = terms;
    Observations o = no_usage(world);
    for (PoolUsage& hour : o.pools[0]) {
        hour.prefill_tokens = 2'500'000;
        hour.decode_tokens = 500'000;
    }
    Ledger ledger;
    account_tokens(world, o, ledger);
    // 2 · 24 · 10 = 480; of 3 M tokens an hour 1 M is beyond the units: a third of
    // 60 M · 0.75 + 12 M · 4.5 = 99, 33.00
    CHECK(invoice(ledger, "tokens-inc", "2027-01") == 51'300);
    // Where an output token takes as much as 4 prompt tokens: of 2.5 + 4 · 0.5 = 4.5 M an hour
    // 2.5 M are beyond them, 5/9 of 99: 55.00
    world.deployments[0].tokens->unit_output = 4;
    Ledger weighted;
    account_tokens(world, o, weighted);
    CHECK(invoice(weighted, "tokens-inc", "2027-01") == 53'500);
    world.deployments[0].tokens->units = 0;
    world.deployments[0].tokens->batch_discount = .5;
    Ledger batch;
    account_tokens(world, o, batch);
    CHECK(invoice(batch, "tokens-inc", "2027-01") == 4'950);
    CHECK(near(batch.total(CostColumn::list).units(), 99, 1e-12));
}

TEST_CASE("invoice 11, colocation: contracted kW used or not, escalation, hands, cross connects") {
    World world = billed_world("hall-ag", 1, kDay * 59);
    world.pools[0].terms.kind = contracts::ComputeKind::owned;
    ColocationSpec c;
    c.contracted_w = 250e3;
    c.usd_kw_month = 140;
    c.escalation_year = .03;
    c.remote_hands_usd_year = 9600;
    c.cross_connects_usd_year = 7200;
    c.setup_usd = 50000;
    c.term = kDay * (5 * 365);
    c.from = kDay * (31 + 14 - 365);  // its first anniversary is 15 February
    world.sites[0].colocation = c;
    const Ledger ledger = account(world, simulate(world, RequestSources{}, {}));
    const auto billed = [&](const std::string& category, const std::string& month) {
        Money sum;
        for (const Posting& p : ledger.postings) {
            const bool counts = ledger.of(p).category == category && month_name(p.month) == month;
            if (counts) sum += p.of(CostColumn::billed);
        }
        return std::llround(sum.units() * 100);
    };
    // 250 kW · 140 = 35,000, whatever the servers draw; 9,600 / 12 and 7,200 / 12.
    CHECK(billed("colocation", "2027-01") == 3'500'000);
    CHECK(billed("remote hands", "2027-01") == 80'000);
    CHECK(billed("cross connects", "2027-01") == 60'000);
    // 14 of 28 days at 140, 14 at 144.20: 17,500 + 18,025
    CHECK(billed("colocation", "2027-02") == 3'552'500);
    // Paid with the contract, before the run; 59 of 1,825 days of it are used.
    CHECK(billed("colocation setup", "2027-01") == 0);
    Money used;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == "colocation setup") used += p.of(CostColumn::effective);
    }
    CHECK(std::llround(used.units() * 100) == 161'644);  // 50,000 · 59 / 1,825 = 1,616.438…
    CHECK(all_hold(ledger));
}

}  // namespace invoices_test
