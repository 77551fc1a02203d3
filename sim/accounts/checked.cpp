// Identities of the books: each is entered in the ledger, and a broken one ends the program.
#include "sim/accounts/checked.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "orrery/base/assert.hpp"

namespace orrery {

void enter_check(Ledger& ledger, Check check) {
    ledger.checks.push_back(std::move(check));
    const Check& entered = ledger.checks.back();
    if (entered.holds) return;
    const std::string text =
        fmt::format("the books contradict themselves, {}: {}, left {:.9g}, right {:.9g}",
                    entered.name, entered.law, entered.left, entered.right);
    ORRERY_ASSERT(entered.holds, text.c_str());
}

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
        enter_check(ledger, {std::string("ledger, ") + kCostColumnNames[c],
                             "Σ balances of all accounts = 0, exactly", total,
                             total - static_cast<double>(sum) * 1e-6, sum == 0});
    }
}

}  // namespace orrery
