// What used hardware brings: exponential decay, steps down when a new generation arrives.
#include "models/finance/residual.hpp"

#include "orrery/base/math.hpp"

namespace orrery::finance {

double market_share(const ResidualTerms& t, double years) {
    double share = t.initial * math::exp(-t.decay_year * years);
    for (const GenerationShock& shock : t.shocks) {
        if (shock.years <= years) share *= shock.factor;
    }
    return share;
}

double sale_proceeds(const ResidualTerms& t, double price, double years) {
    return price * market_share(t, years) * (1 - t.haircut);
}

}  // namespace orrery::finance
