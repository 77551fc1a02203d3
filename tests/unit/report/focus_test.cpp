// The FOCUS export: every kind of row passes `validate focus`, and sums are the ledger's.
#include "sim/report/focus.hpp"

#include <algorithm>
#include <map>

#include "sim/evidence/focus_validate.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/report/focus_columns.hpp"
#include "sim/report/study_showback.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/world.hpp"

namespace focus_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr std::size_t kEffective = static_cast<std::size_t>(CostColumn::effective);

/// A day of two servers, three quarters idle, under every kind of charge.
struct Day {
    World world = small_world(2, 8, kDay);
    Observations o;
    Ledger ledger;

    Day() {
        world.name = "day, \"quoted\"";
        world.start_unix_s = *parse_date("2026-11-30");
        world.sites[0].region = "aws/eu-central-1";
        world.pools[0].tags["team"] = "search";
        PoolUsage usage;
        usage.useful_ns = 4 * kHour.ns;
        usage.idle_ns = 12 * kHour.ns;
        o.pools = {std::vector<PoolUsage>(24, usage)};
        HeldServers plan;
        plan.name = "plan";
        world.contracts.held.push_back(plan);
        SiteEnergyFlows site;
        PoolEnergyFlows pool;
        pool.pool = PoolId(0u);
        pool.facility.assign(24, 5);
        pool.share.assign(24, 1);
        pool.accelerators_useful = pool.accelerators_idle = pool.hosts = pool.hosts_useful =
            std::vector<double>(24, 1);
        site.location_g.assign(24, 2000);
        site.pools = {pool};
        ledger.energy = {site};
        ledger.currency = "EUR";
        charge("compute", "server-h");
    }

    Charge& charge(const char* category, const char* unit, const char* pool = "pool") {
        Charge c;
        c.category = category;
        c.unit = unit;
        c.vendor = "aws";
        c.site = "hall";
        c.pool = pool;
        c.formula = "hours × price, of all";
        c.sku = "p5";
        ledger.charges.push_back(c);
        return ledger.charges.back();
    }
    /// The hour h of the last charge.
    Posting& post(int h, double quantity, double list, double contracted, double billed,
                  double effective) {
        Posting p;
        p.charge = static_cast<std::uint32_t>(ledger.charges.size() - 1);
        p.month = month_of(world, Nanos{h * kHour.ns});
        p.from = Nanos{h * kHour.ns};
        p.until = Nanos{(h + 1) * kHour.ns};
        p.quantity = quantity;
        p.amount = {round_money(list), round_money(contracted), round_money(billed),
                    round_money(effective)};
        ledger.postings.push_back(p);
        return ledger.postings.back();
    }

    [[nodiscard]] std::string csv() const {
        std::string text;
        write_focus_csv(world, o, ledger, [&](std::string_view t) { text += t; });
        return text;
    }
};

struct Rows {
    std::vector<std::map<std::string, std::string>> rows;
    FocusReport report;

    explicit Rows(const std::string& text) {
        const TemporaryFolder folder;
        const std::string file = folder.write("focus.csv", text);
        report = validate_focus(file);
        CsvReader csv(file);
        std::vector<std::string> cells;
        while (csv.next(cells)) {
            rows.emplace_back();
            for (std::size_t i = 0; i < cells.size(); ++i) rows.back()[csv.header()[i]] = cells[i];
        }
    }
    [[nodiscard]] double sum(const std::string& column) const {
        double all = 0;
        for (const auto& row : rows) all += parse_number(row.at(column)).value_or(0);
        return all;
    }
    [[nodiscard]] std::string listed() const {
        std::string out;
        for (const FocusViolation& v : report.violations) out += v.rule + " \"" + v.example + "\" ";
        return out;
    }
};

}  // namespace

TEST_CASE("focus: a rented hour becomes a used and an idle row, sums, energy and texts") {
    Day day;
    day.post(0, 2, 120, 110.08, 110.08, 110.08);
    day.post(1, 2, 120, 110.08, 110.08, 110.08);
    const Rows r(day.csv());
    INFO(r.listed());
    CHECK(r.report.valid());
    REQUIRE(r.rows.size() == 4);
    const auto& used = r.rows[0];
    // A quarter of 2 server-hours at 55.04.
    CHECK(used.at("PricingQuantity") == "0.5");
    CHECK(used.at("ContractedUnitPrice") == "55.04");
    CHECK(used.at("BilledCost") == "27.52");
    CHECK(used.at("x_Idle") == "false");
    CHECK(r.rows[1].at("x_Idle") == "true");
    CHECK(r.rows[1].at("BilledCost") == "82.56");
    CHECK(used.at("ChargePeriodStart") == "2026-11-30T00:00:00Z");
    CHECK(used.at("ChargePeriodEnd") == "2026-11-30T01:00:00Z");
    CHECK(used.at("BillingPeriodStart") == "2026-11-01T00:00:00Z");
    CHECK(used.at("BillingPeriodEnd") == "2026-12-01T00:00:00Z");
    CHECK(used.at("RegionId") == "eu-central-1");
    CHECK(used.at("SkuId") == "p5");
    CHECK(used.at("PricingUnit") == "Server-Hours");
    CHECK(used.at("ServiceSubcategory") == "Virtual Machines");
    CHECK(used.at("Tags") == "{\"team\":\"search\"}");
    CHECK(used.at("BillingAccountId") == "day, \"quoted\"");
    CHECK(near(r.sum("x_EnergyKwh"), 10, 1e-12));        // two hours of 5 kWh
    CHECK(near(r.sum("x_CarbonLocationKg"), 4, 1e-12));  // two hours of 2 kg
    CHECK(near(r.sum("BilledCost"), 220.16, 1e-12));
}

TEST_CASE("focus: every kind of charge passes the rules") {
    Day day;
    day.post(0, 2, 120, 110, 110, 110);
    day.charge("energy", "kWh");
    day.post(0, 4, 0.8, 0.8, 0.8, 0.8);
    day.post(1, 4, -0.1, -0.1, -0.1, -0.1);  // an hour of negative prices: a credit
    Charge& bought = day.charge("commitment", "server-h");
    bought.contract = "plan";
    bought.kind = ChargeKind::purchase;
    bought.pricing = Pricing::committed;
    day.post(0, 4, 200, 120, 120, 0);
    Charge& used = day.charge("compute", "server-h");
    used.contract = "plan";
    used.pricing = Pricing::committed;
    used.status = CommitmentStatus::used;
    day.post(0, 3, 180, 150, 0, 90);
    Charge& unused = day.charge("compute", "server-h");
    unused.contract = "plan";
    unused.pricing = Pricing::committed;
    unused.status = CommitmentStatus::unused;
    day.post(0, 1, 0, 0, 0, 30);
    Charge& block = day.charge("compute", "server-h");
    block.contract = "block";
    block.reservation = true;
    block.status = CommitmentStatus::unused;
    day.post(0, 1, 50, 50, 50, 50);
    Charge& capex = day.charge("capex", "servers");
    capex.kind = ChargeKind::purchase;
    capex.asset = "node";
    capex.capital = true;
    capex.pricing = Pricing::other;
    day.post(0, 3, 1e6 / 3, 1e6 / 3, 1e6 / 3, 0);
    Charge& wear = day.charge("depreciation", "server-h");
    wear.asset = "node";
    wear.pricing = Pricing::other;
    day.post(0, 2, 7.654321, 7.654321, 0, 7.654321);
    day.charge("tax", "").kind = ChargeKind::tax;
    day.post(0, 0, 20.9, 20.9, 20.9, 20.9);
    day.charge("sla", "", "").kind = ChargeKind::credit;
    day.post(0, 0, -5, -5, -5, -5);
    day.charge("support", "month", "");
    day.post(0, 0, 100, 100, 100, 100);  // a fee without a quantity
    day.charge("egress", "GB", "").purpose = "response";
    day.post(0, 1000.0 / 3, 30, 30, 30, 30);
    const Rows r(day.csv());
    INFO(r.listed());
    CHECK(r.report.valid());
    CHECK(r.report.identities == 1);  // 90 + 30 = 120; 3 + 1 server-hours of 4
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        const char* names[]{"ListCost", "ContractedCost", "BilledCost", "EffectiveCost"};
        CHECK(near(r.sum(names[c]), day.ledger.total(static_cast<CostColumn>(c)).units(), 1e-12));
    }
    std::map<std::string, int> categories;
    for (const auto& row : r.rows) ++categories[row.at("ChargeCategory")];
    CHECK(categories["Purchase"] == 2);
    CHECK(categories["Tax"] == 1);
    CHECK(categories["Credit"] == 3);  // the SLA's, and sold energy in a used and an idle part
    const auto fee = std::find_if(r.rows.begin(), r.rows.end(), [](const auto& row) {
        return row.at("x_LedgerCategory") == "support";
    });
    CHECK(fee->at("PricingUnit") == "Units");
    CHECK(fee->at("PricingQuantity") == "1");
}

TEST_CASE("focus: unit prices have as few digits as give their cost back") {
    CHECK(focus::unit_price(round_money(110.08), 2) == "55.04");
    CHECK(focus::unit_price(round_money(0.000002), 0.0001) == "0.02");
    CHECK(focus::unit_price(Money{0}, 3) == "0");
    // 1/3 of a unit, rounded to 0.333333: the price of one is as long as it needs to be.
    for (const double quantity : {3.0, 7.0, 1e-3, 123456.789, 1e7}) {
        for (const std::int64_t micros :
             {std::int64_t{1}, std::int64_t{333'333}, std::int64_t{987'654'321'012}}) {
            const std::string text = focus::unit_price(Money{micros}, quantity);
            const double price = std::strtod(text.c_str(), nullptr);
            CHECK(round_money(price * quantity).micros == micros);
        }
    }
    CHECK(focus::number(1e-7) == "1E-07");
    CHECK(focus::amount(Money{-1'500'000}) == "-1.5");
    CHECK(focus::date_time(0) == "1970-01-01T00:00:00Z");
}

TEST_CASE("focus: metadata name the version and every column, and no clock is in them") {
    const Day day;
    const std::string text = render_focus_metadata(day.world, day.world.start_unix_s, false);
    CHECK(text == render_focus_metadata(day.world, day.world.start_unix_s, false));
    CHECK(text.find("\"FocusVersion\": \"1.2\"") != std::string::npos);
    CHECK(text.find("\"CreationDate\": \"2026-11-30T00:00:00Z\"") != std::string::npos);
    for (const auto& column : focus::columns_12()) {
        CHECK(text.find("\"ColumnName\": \"" + std::string(column.name) + "\"") !=
              std::string::npos);
    }
    CHECK(text.find("x_AllocatedPart") == std::string::npos);
    CHECK(render_focus_metadata(day.world, 0, true).find("x_AllocatedPart") != std::string::npos);
}

TEST_CASE("focus: the split of a showback passes the rules and sums to the ledger") {
    Day day;
    day.post(0, 2, 120, 110.08, 110.08, 110.08);
    day.charge("support", "month", "");
    day.post(0, 1, 9.999999, 9.999999, 9.999999, 9.999999);
    for (const char* name : {"a", "b", "c"}) {
        Job job;
        job.name = name;
        job.pool = PoolId(0u);
        job.spec.tenant = name;
        day.world.jobs.push_back(job);
        JobRecord record;
        record.job = JobId(day.world.jobs.size() - 1);
        record.held_by_pool[0] = kHour.ns;
        day.o.jobs.push_back(record);
    }
    const ShowbackQuestion q;
    const Showback split = showback(day.world, day.o, day.ledger, q);
    std::string text;
    write_showback_focus(split, day.world, day.ledger, q, [&](std::string_view t) { text += t; });
    const Rows r(text);
    INFO(r.listed());
    CHECK(r.report.valid());
    CHECK(r.rows.size() == 9);  // three payers: direct, idle, shared
    CHECK(near(r.sum("EffectiveCost"), 120.079999, 1e-12));
    CHECK(r.rows[0].at("SubAccountId") == "a");
    CHECK(r.rows[0].at("x_AllocatedPart") == "direct");
    CHECK(r.rows[0].at("x_AllocatedMethodId") == "proportional");
    Money effective;
    for (const ShowbackRow& row : split.rows) effective += row.total();
    CHECK(effective == day.ledger.total(CostColumn::effective));
    CHECK(render_showback_text(split, day.world, q).find("Answer: ") == 0);
    CHECK(render_showback_csv(split, day.world).find("a,") != std::string::npos);
    CHECK(day.ledger.postings[0].amount[kEffective].micros == 110'080'000);
}

}  // namespace focus_test
