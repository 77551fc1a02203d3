// Sums over a whole FOCUS file: what a commitment or an asset cost is what its usage consumed.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "orrery/base/math.hpp"
#include "sim/evidence/focus_rules.hpp"

namespace orrery::focus {

/// A commitment or an asset whose sums differ, or which is not whole in the file.
struct IdentityResult {
    std::string rule;  ///< "Commitment.identity"
    std::string id;
    double consumed = 0;  ///< Σ EffectiveCost, of an asset + Σ x_CarriedForward
    double paid = 0;      ///< Σ BilledCost, of an asset + Σ x_BroughtForward
    std::string skipped;  ///< why it was not compared; empty: it was, and fails
};

/// Of a commitment: Σ EffectiveCost of usage = Σ BilledCost of purchases, compared where the
/// file's usage takes all that its purchases hold (Σ CommitmentDiscountQuantity of both, in one
/// unit). Of an asset (x_AssetId): Σ EffectiveCost + Σ x_CarriedForward = Σ BilledCost +
/// Σ x_BroughtForward of all its rows, compared where the file has its purchase or what was brought
/// forward, and the row that ends its life or the file (ChargeCategory Adjustment: disposal,
/// carry-forward).
class Identities {
public:
    void add(const CheckedRow& row);
    [[nodiscard]] std::vector<IdentityResult> results() const;
    [[nodiscard]] std::size_t compared() const;

private:
    struct Sums {
        math::NeumaierSum consumed, paid;          ///< of usage; of purchases
        math::NeumaierSum taken, held;             ///< quantities likewise
        math::NeumaierSum all_consumed, all_paid;  ///< of every row
        std::string unit;
        bool bought = false;
        bool mixed_units = false;
        bool ended = false;
    };
    void add_commitment(const CheckedRow& row);
    void add_asset(const CheckedRow& row);
    static std::string not_whole(const Sums& s);

    std::map<std::string, Sums, std::less<>> commitments_;
    std::map<std::string, Sums, std::less<>> assets_;
};

}  // namespace orrery::focus
