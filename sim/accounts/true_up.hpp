// Spend commitments: what is missing of each year is billed at its end, or accrued until the run's.
#pragma once
#include <string>

#include "sim/accounts/posting.hpp"

namespace orrery {

/// Category of what is missing of a commitment.
inline constexpr const char* kTrueUp = "true-up";

/// Whether what is paid goes to the vendor: not to its people, nor to a lender, an insurer or a
/// project whose charges stand under its name.
[[nodiscard]] bool paid_to_vendor(const Charge& charge);
/// Whether it is spend that a commitment counts.
[[nodiscard]] bool counts_as_spend(const Charge& charge, const SpendSpec& spend);

/// Part of a posting's time that lies in a span.
[[nodiscard]] double time_share(const Posting& posting, Nanos from, Nanos until);

/// After everything else that the vendor bills. Of a year that ends within the run the shortfall
/// falls due then; of one that ends after it max(0, commitment × its part in the run − what was
/// billed in it) is accrued: a cost that is owed, carried forward and not billed. Of a year that
/// began before the run its part in the run counts, or all of it where `spent` is given. Booked at
/// `site`.
void true_up(const World& world, const Observations& observations, const SpendSpec& spend,
             const std::string& site, Ledger& ledger);

}  // namespace orrery
