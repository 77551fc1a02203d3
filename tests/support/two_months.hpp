// Two months of a plan whose ledger a test writes by hand.
#pragma once
#include "sim/accounts/posting.hpp"
#include "sim/analysis/analyse.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace orrery::test {

inline constexpr std::int64_t kNewYear2026 = 1767225600;  // 2026-01-01T00:00:00Z

/// January and February 2026, posted by months.
struct TwoMonths {
    World world = small_world(1, 2, kDay * 59);
    Observations o;
    Ledger ledger;
    Findings out;

    TwoMonths() {
        world.start_unix_s = kNewYear2026;
        world.ledger_period = LedgerPeriod::month;
        add_deployment(world, "chat", 1, 1);
        add_workload(world, "chat");
        o.ended_at = world.horizon;
        o.pools.resize(1);
        o.serving.assign(1, ServingRow(1));
        o.served.resize(1);
        ledger.currency = "USD";
    }
    void value(const ValueSpec& spec) {
        world.workloads[0].spec.value = spec;
        o.served[0].assign(world.intervals(), {1, 100});
    }
    std::uint32_t charge(const std::string& category, const std::string& vendor) {
        Charge c;
        c.category = category;
        c.vendor = vendor;
        return add_charge(ledger, c);
    }
    /// The same amount in each of both months.
    void monthly(std::uint32_t id, double billed, double effective) {
        for (const Period& p : periods_of(world, o.ended_at)) {
            add_posting(world, ledger, id, p, 1, Columns{effective, effective, billed, effective});
        }
    }
    /// 1,200 paid on the first instant, which wear off by 100 a month.
    void purchase() {
        const std::uint32_t bought = charge("purchase", "own");
        Charge& c = ledger.charges[bought];
        c.kind = ChargeKind::purchase;
        c.frequency = Frequency::one_time;
        c.capital = true;
        c.asset = "rack";
        const Period first = periods_of(world, o.ended_at)[0];
        add_posting(world, ledger, bought, first, 1, Columns{1200, 1200, 1200, 0});
        const std::uint32_t worn = charge("depreciation", "own");
        ledger.charges[worn].capital = true;
        ledger.charges[worn].cash = false;
        ledger.charges[worn].asset = "rack";
        monthly(worn, 0, 100);
    }
    const FinanceFindings& run() {
        out.horizon_s = o.ended_at.seconds();
        analysis::add_finance({world, o, ledger}, out);
        REQUIRE(out.finance);
        return *out.finance;
    }
    [[nodiscard]] double metric(const std::string& path) const {
        const Metric* m = out.metrics.find(path);
        INFO(path);
        REQUIRE(m);
        return m->value;
    }
    [[nodiscard]] std::string refused(const std::string& name) const {
        for (const RefusedFigure& r : out.finance->refused) {
            if (r.name == name) return r.reason;
        }
        return {};
    }
};

inline ValueSpec monthly_value(double usd) {
    ValueSpec v;
    v.usd_month = usd;
    return v;
}

}  // namespace orrery::test
