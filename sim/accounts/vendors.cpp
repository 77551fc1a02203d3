// What dealing with a vendor costs beside what it sells: qualification, porting, tooling.
#include "sim/accounts/vendors.hpp"

#include "sim/accounts/assets.hpp"
#include "sim/accounts/paid_once.hpp"
#include "sim/accounts/posting.hpp"

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;

Charge charge_of(const VendorSpec& v, const char* category, const char* unit, const char* formula) {
    Charge c;
    c.category = category;
    c.counter = kProjects;  // paid to people and toolmakers, not to the vendor
    c.vendor = v.name;
    c.unit = unit;
    c.formula = formula;
    c.pricing = Pricing::other;
    c.price_source = v.where.file.empty() ? "scenario"
                     : v.where.line > 0   ? v.where.file + ":" + std::to_string(v.where.line)
                                          : v.where.file;
    return c;
}

void post_once(const World& world, const VendorSpec& v, const char* category, double usd,
               const std::vector<Period>& periods, Ledger& ledger) {
    if (usd <= 0) return;
    Charge c = charge_of(v, category, "project", "once, when the vendor is decided for");
    c.kind = ChargeKind::purchase;
    c.frequency = Frequency::one_time;
    const std::uint32_t charge = add_charge(ledger, std::move(c));
    add_posting(world, ledger, charge, periods[period_at(periods, v.decided)], 1, usd);
    due_at(ledger, v.decided);
}

void post_tooling(const World& world, const VendorSpec& v, const std::vector<Period>& periods,
                  Ledger& ledger) {
    if (v.tooling_usd_year <= 0) return;
    const std::uint32_t charge = add_charge(
        ledger, charge_of(v, "tooling", "h", "tooling a year × hours since the decision / 8760 h"));
    for (const Period& period : periods) {
        const Nanos from = max(period.from, v.decided);
        if (from >= period.until) continue;
        const double seconds = (period.until - from).seconds();
        add_posting(world, ledger, charge, period, seconds / 3600,
                    v.tooling_usd_year * seconds / kYearSeconds);
    }
}

}  // namespace

void account_vendors(const World& world, const Observations& o, Ledger& ledger) {
    const auto periods = periods_of(world, o.ended_at);
    if (periods.empty()) return;
    for (const VendorSpec& v : world.vendors) {
        if (v.decided >= o.ended_at) continue;
        post_once(world, v, kQualification, v.qualification_usd, periods, ledger);
        post_once(world, v, kPorting, v.porting_usd, periods, ledger);
        post_tooling(world, v, periods, ledger);
    }
}

}  // namespace orrery
