// Loans that are paid back in equal monthly amounts.
#include "models/finance/annuity.hpp"

#include <algorithm>

#include "orrery/base/math.hpp"

namespace orrery::finance {

double annuity_owed(double principal, double rate, int months, int paid) {
    paid = std::clamp(paid, 0, months);
    if (rate * months < 1e-12) return principal * (months - paid) / months;
    const double left = -math::expm1(-(months - paid) * math::log1p(rate));
    return principal * left / -math::expm1(-months * math::log1p(rate));
}

}  // namespace orrery::finance
