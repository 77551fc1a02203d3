// The accounts of a run, one subject after the other, and the balance of the whole.
#include "orrery/base/assert.hpp"
#include "orrery/base/beyond_money.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/carbon.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/accounts/contract_hours.hpp"
#include "sim/accounts/floor.hpp"
#include "sim/accounts/posting.hpp"
#include "sim/accounts/power.hpp"
#include "sim/accounts/site_energy.hpp"
#include "sim/accounts/tokens.hpp"
#include "sim/accounts/traffic.hpp"
#include "sim/accounts/vendors.hpp"

namespace orrery {
std::uint32_t add_charge(Ledger& ledger, Charge charge) {
    if (charge.account.empty()) charge.account = "expense:" + charge.category;
    if (charge.counter.empty()) charge.counter = "payable:" + charge.vendor;
    ledger.charges.push_back(std::move(charge));
    return static_cast<std::uint32_t>(ledger.charges.size() - 1);
}

void add_posting(const World& world, Ledger& ledger, std::uint32_t charge, const Period& period,
                 double quantity, const Columns& usd) {
    Posting posting{charge, period.month, period.from, period.until, quantity, {}};
    try {
        for (std::size_t c = 0; c < kCostColumns; ++c) {
            posting.amount[c] = round_money(usd[c] / world.usd_per_currency);
        }
    } catch (const BeyondMoney& amount) {
        const Charge& of = ledger.charges[charge];
        throw BeyondMoney(of.category + (of.pool.empty() ? "" : " of " + of.pool) +
                          (of.site.empty() ? "" : " at " + of.site) + ": " + amount.what());
    }
    ledger.postings.push_back(posting);
}

Money Ledger::total(CostColumn column) const {
    Money sum;
    for (const Posting& p : postings) sum += p.of(column);
    return sum;
}

Ledger account(const World& world, const Observations& observations) {
    RunContext& context = run_context();  // of the run whose books these are
    context.seed = observations.seed;
    context.now_ns = observations.ended_at.ns;
    context.event = static_cast<std::uint64_t>(observations.events);
    Ledger ledger;
    ledger.currency = world.currency;
    account_energy(world, observations, ledger);
    account_compute(world, observations, ledger);
    account_traffic(world, observations, ledger);
    post_site_energy(world, observations, ledger);
    account_tariffs(world, observations, ledger);
    account_rooms(world, observations, ledger);
    account_people(world, observations, ledger);
    account_tokens(world, observations, ledger);
    account_floors(world, observations, ledger);
    account_vendors(world, observations, ledger);
    account_contracts(world, observations, ledger);
    account_carbon(world, observations, ledger);
    account_power(world, observations, ledger);
    check_balance(ledger);
    return ledger;
}

}  // namespace orrery
