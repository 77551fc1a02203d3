// Owned servers: what wears off, care and staff.
#include "models/contracts/owed.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/accounts/posting.hpp"

namespace orrery {

/// Depreciation is consumed, not billed, in the period, until the end of each server's life; the
/// purchase lies before it.
void account_owned(const World& world, const Observations& o, PoolId id, Ledger& ledger) {
    const Pool& pool = world.pools[id.index()];
    const auto periods = periods_of(world, o.ended_at);
    const auto hours = server_hours(o, id, periods);
    Charge wear = pool_charge(world, pool, "depreciation");
    wear.counter = "accumulated depreciation";
    wear.unit = "server-h";
    wear.formula = "capex × (1 − residual) × server hours / (life × 8760 h)";
    wear.asset = pool.name;
    wear.pricing = Pricing::other;
    wear.capital = true;
    wear.cash = false;
    Charge care = pool_charge(world, pool, "maintenance");
    care.unit = "server-h";
    care.formula = "capex × maintenance share × server hours / 8760 h";
    Charge people = pool_charge(world, pool, "staff");
    people.counter = kStaff;
    people.unit = "h";
    people.price_source = "scenario: pools[" + pool.name + "].staff";
    people.formula = "staff cost a year × hours / 8760 h";
    // A described purchase has its own law of wear, by date instead of by hours present.
    const bool simple = !pool.purchase;
    std::vector<double> written_off;  // server seconds of what wears off no more
    if (simple) written_off = beyond_life_s(world, o, id, pool.terms.life_years);
    if (!written_off.empty()) wear.formula += ", none beyond its life";
    if (!simple) account_purchase(world, o, id, ledger);
    const std::uint32_t worn = simple ? add_charge(ledger, wear) : 0;
    const bool cared = pool.terms.maintenance_share_year > 0;
    const bool staffed = pool.terms.staff_usd_year > 0;
    const std::uint32_t care_id = cared ? add_charge(ledger, care) : 0;
    const std::uint32_t staff_id = staffed ? add_charge(ledger, people) : 0;
    Instalments wears;
    double present = 0;  // server hours so far that wear
    for (std::size_t k = 0; k < periods.size(); ++k) {
        const double worn_out = total_in(written_off, periods[k].first, periods[k].last) / 3600;
        present += hours[k] - worn_out;
        if (simple && (worn_out == 0 || hours[k] > worn_out)) {
            const Money m =
                wears.next(reporting_units(world, contracts::depreciation(pool.terms, present)));
            add_exact(ledger, worn, periods[k], hours[k] - worn_out, {m, m, Money{}, m});
        }
        const double m = contracts::maintenance(pool.terms, hours[k]);
        if (cared) add_posting(world, ledger, care_id, periods[k], hours[k], m);
        const double span = (periods[k].until - periods[k].from).seconds() / 3600;
        const double s = contracts::staff(pool.terms, span);
        if (staffed) add_posting(world, ledger, staff_id, periods[k], span, s);
    }
}

}  // namespace orrery
