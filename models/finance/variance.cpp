// Why a bill differs from its budget: volume, mix and price, which add up to the whole.
#include "models/finance/variance.hpp"

#include "orrery/base/math.hpp"

namespace orrery::finance {

Variance variance(std::span<const VarianceLine> lines) {
    double quantity_b = 0;
    double quantity_a = 0;
    double budget = 0;
    double actual = 0;
    math::NeumaierSum at_budget_price;  // of the actual quantities
    for (const VarianceLine& l : lines) {
        quantity_b += l.quantity_b;
        quantity_a += l.quantity_a;
        budget += l.quantity_b * l.price_b;
        actual += l.quantity_a * l.price_a;
        at_budget_price.add(l.quantity_a * l.price_b);
    }
    Variance v;
    v.total = actual - budget;
    v.price = actual - at_budget_price.value();
    if (quantity_b > 0) v.volume = (quantity_a - quantity_b) * budget / quantity_b;
    v.mix = at_budget_price.value() - budget - v.volume;
    return v;
}

}  // namespace orrery::finance
