// Why a bill differs from its budget: volume, mix and price, which add up to the whole.
#pragma once
#include <span>

namespace orrery::finance {

/// One product in budget (b) and actual (a): quantity and unit price.
struct VarianceLine {
    double quantity_b = 0;
    double price_b = 0;
    double quantity_a = 0;
    double price_a = 0;
};

/// Actual − budget of costs; above 0 is unfavourable. volume + mix + price = total.
struct Variance {
    double volume = 0;  ///< (ΣQₐ − ΣQ_b)·mean budget price: more of everything
    double mix = 0;     ///< other shares of the products at budget prices
    double price = 0;   ///< Σ (Pₐ − P_b)·Qₐ
    double total = 0;   ///< Σ QₐPₐ − Σ Q_bP_b
};
/// Quantities of one unit. Of a single line volume is (Qₐ − Q_b)·P_b and mix 0. A budget without
/// any quantity has no mean price: all that is not price is mix then.
Variance variance(std::span<const VarianceLine> lines);

/// 'U' for an unfavourable (cost above budget) difference, 'F' for any other.
constexpr char variance_letter(double cost_difference) {
    return cost_difference > 0 ? 'U' : 'F';
}

}  // namespace orrery::finance
