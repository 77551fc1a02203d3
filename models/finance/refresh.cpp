// When to replace hardware: cost of an endless chain of replacements by their age.
#include "models/finance/refresh.hpp"

#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

/// The parts of a cycle's PV that fall with prices, with energy, and not at all.
struct Parts {
    double price = 0;
    double energy = 0;
    double fixed = 0;
};

/// What a machine of that age brings that cost `price` with everything.
double sale_of(const RefreshTerms& t, double price, double years) {
    double machine = 1;
    double brings = 0;
    for (const RefreshItem& item : t.items) {
        machine -= item.share;
        brings += item.share * (item.resale ? sale_proceeds(*item.resale, 1, years)
                                            : book_value(item.book, years));
    }
    return price * brings + sale_proceeds(t.resale, price * machine, years);
}

Parts parts_of(const RefreshTerms& t, int years) {
    const double v = 1 / (1 + t.discount_rate);
    Parts parts{t.price, 0, t.disruption};
    double factor = 1;
    double care = t.price * t.maintenance_year;
    for (int a = 1; a <= years; ++a) {
        factor *= v;
        parts.price += (care + t.price * t.insurance_year) * factor;
        parts.energy += t.energy_year * factor;
        care *= 1 + t.ageing;
    }
    parts.price -= sale_of(t, t.price, years) * factor;
    return parts;
}

double power(double base, int exponent) {
    double product = 1;
    for (int k = 0; k < exponent; ++k) product *= base;
    return product;
}

/// Σ over cycles of a part that falls by `fall` a year: part / (1 − (v·(1 − fall))^years).
double forever(double part, double v, double fall, int years) {
    return part / (1 - power(v * (1 - fall), years));
}

double chain_value(const RefreshTerms& t, int years) {
    const double v = 1 / (1 + t.discount_rate);
    const Parts parts = parts_of(t, years);
    return forever(parts.price, v, t.price_fall, years) +
           forever(parts.energy, v, t.energy_fall, years) + forever(parts.fixed, v, 0, years);
}

/// The terms as they will be after some years.
RefreshTerms later(const RefreshTerms& t, int years) {
    RefreshTerms then = t;
    then.price *= power(1 - t.price_fall, years);
    then.energy_year *= power(1 - t.energy_fall, years);
    return then;
}

}  // namespace

double cycle_cost(const RefreshTerms& t, int years) {
    const Parts parts = parts_of(t, years);
    return parts.price + parts.energy + parts.fixed;
}

double chain_eac(const RefreshTerms& t, int years) {
    return t.discount_rate * chain_value(t, years);
}

int best_cycle(const RefreshTerms& t, int most) {
    int best = 1;
    for (int n = 2; n <= most; ++n) {
        if (chain_eac(t, n) < chain_eac(t, best)) best = n;
    }
    return best;
}

double keep_cost(const RefreshTerms& t, const OldMachine& old, int keep, int most) {
    const double v = 1 / (1 + t.discount_rate);
    double factor = 1;
    double sum = 0;
    double care = old.price * t.maintenance_year * power(1 + t.ageing, old.age);
    for (int k = 0; k < keep; ++k) {
        factor *= v;
        sum += (care + old.price * t.insurance_year + old.energy_year) * factor;
        care *= 1 + t.ageing;
    }
    sum -= sale_of(t, old.price, old.age + keep) * factor;
    const RefreshTerms then = later(t, keep);
    return sum + factor * chain_value(then, best_cycle(then, most));
}

int best_keep(const RefreshTerms& t, const OldMachine& old, int longest, int most) {
    int best = 0;
    for (int k = 1; k <= longest; ++k) {
        if (keep_cost(t, old, k, most) < keep_cost(t, old, best, most)) best = k;
    }
    return best;
}

}  // namespace orrery::finance
