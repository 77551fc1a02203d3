// Which postings count in the sums of list and contracted cost.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Whether the posting's list and contracted cost stand again on what follows from it: a purchase's
/// on the usage or wear that it covers, a sale's on the disposal. Its own are left out of sums
/// then.
[[nodiscard]] inline bool prices_elsewhere(const Charge& charge, const Posting& posting) {
    if (posting.of(CostColumn::effective) != Money{}) return false;
    const bool sale = charge.kind == ChargeKind::credit && !charge.asset.empty();
    return charge.kind == ChargeKind::purchase || sale;
}

}  // namespace orrery
