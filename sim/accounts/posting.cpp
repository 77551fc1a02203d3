// Booking of an amount: from USD to the reporting currency, rounded once.
#include "sim/accounts/posting.hpp"

namespace orrery {

void book(const World& world, Ledger& ledger, Posting posting,
          const std::array<double, kCostColumns>& usd) {
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        posting.amount[c] = round_money(usd[c] / world.usd_per_currency);
    }
    const double total = usd[static_cast<std::size_t>(CostColumn::effective)];
    posting.unit_price =
        posting.quantity > 0 ? total / world.usd_per_currency / posting.quantity : 0;
    if (posting.counter.empty()) posting.counter = "payable:" + posting.vendor;
    ledger.postings.push_back(std::move(posting));
}

}  // namespace orrery
