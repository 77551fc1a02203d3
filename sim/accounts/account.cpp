// The accounts of a run, one subject after the other, and the balance of the whole.
#include <map>

#include "orrery/base/assert.hpp"
#include "orrery/base/beyond_money.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/carbon.hpp"
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
namespace {

/// Trial balance by account in 128 bits: debits and credits cancel to exactly zero in each column.
void check_balance(Ledger& ledger) {
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        std::vector<__int128> by_charge(ledger.charges.size());
        for (const Posting& posting : ledger.postings) {
            by_charge[posting.charge] += posting.amount[c].micros;
        }
        std::map<std::string, __int128> accounts;
        for (std::size_t i = 0; i < by_charge.size(); ++i) {
            accounts[ledger.charges[i].account] += by_charge[i];
            accounts[ledger.charges[i].counter] -= by_charge[i];
        }
        __int128 sum = 0;
        __int128 debits = 0;
        for (const auto& [name, balance] : accounts) {
            sum += balance;
            if (balance > 0) debits += balance;
        }
        const double total = static_cast<double>(debits) * 1e-6;
        ledger.checks.push_back({std::string("ledger, ") + kCostColumnNames[c],
                                 "Σ balances of all accounts = 0, exactly", total,
                                 total - static_cast<double>(sum) * 1e-6, sum == 0});
        ORRERY_ASSERT(sum == 0, "the ledger does not balance");
    }
}

}  // namespace

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
