// Internal rates of return: every real root, or the reason why there is none to be shown.
#include "models/finance/rate_of_return.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

/// A flow's worth at y = ln(1 + r): c·e^(−a·y).
struct Term {
    double c = 0;
    double a = 0;  ///< periods after the first flow
};
using Sum = std::vector<Term>;

constexpr double kFurthest = 700;    ///< |y| beyond which no root is looked for: r of e^±700
constexpr double kTouching = 1e-13;  ///< of the terms' size: rounding, so a root

int sign_of(double x) {
    return (x > 0) - (x < 0);
}

/// Σ c·e^(−a·y), divided by the largest of its exponentials (no overflow, the same sign), and the
/// sum of the terms' sizes beside it.
struct Value {
    double sum = 0;
    double size = 0;
    [[nodiscard]] int sign() const { return std::abs(sum) <= kTouching * size ? 0 : sign_of(sum); }
};

Value value_at(const Sum& terms, double y) {
    double most = -terms.front().a * y;
    for (const Term& t : terms) most = std::max(most, -t.a * y);
    math::NeumaierSum sum;
    math::NeumaierSum size;
    for (const Term& t : terms) {
        const double part = t.c * math::exp(-t.a * y - most);
        sum.add(part);
        size.add(std::abs(part));
    }
    return {sum.value(), size.value()};
}

/// Bisection to the last bit: the sum is monotone between lo and hi, and what a faster rule saves
/// is nothing beside a simulation.
double bisect(const Sum& terms, double lo, double hi) {
    const int at_lo = sign_of(value_at(terms, lo).sum);
    for (int i = 0; i < 200; ++i) {
        const double middle = lo + (hi - lo) / 2;
        if (middle <= lo || middle >= hi) break;
        (sign_of(value_at(terms, middle).sum) == at_lo ? lo : hi) = middle;
    }
    return lo + (hi - lo) / 2;
}

/// Where the sign changes next to term k: index of the term after which it does; none: −1.
int first_change(const Sum& terms) {
    for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
        if ((terms[i].c > 0) != (terms[i + 1].c > 0)) return static_cast<int>(i);
    }
    return -1;
}

/// Derivative by y of e^(s·y)·Σ with s between two terms of unlike sign: it has the same zeros
/// between the sum's roots as Rolle asks for, and one change of sign less (Laguerre's proof of
/// Descartes' rule for any exponents), so the recursion ends.
Sum reduced(const Sum& terms, int change) {
    const auto k = static_cast<std::size_t>(change);
    const double s = (terms[k].a + terms[k + 1].a) / 2;
    Sum next;
    for (const Term& t : terms) next.push_back({t.c * (s - t.a), t.a});
    return next;
}

/// Distance from the last turning point at which the sum has the sign that it keeps.
double outwards(const Sum& terms, double from, int direction) {
    const int kept = sign_of(direction > 0 ? terms.front().c : terms.back().c);
    double step = 0.1;
    for (double y = from + direction * step; std::abs(y) < kFurthest; step *= 2) {
        if (value_at(terms, y).sign() == kept) return y;
        y = from + direction * step * 2;
    }
    return direction * kFurthest;
}

std::vector<double> roots_of(const Sum& terms) {
    const int change = first_change(terms);
    if (change < 0) return {};
    const std::vector<double> turns = roots_of(reduced(terms, change));
    std::vector<double> edges;
    edges.push_back(outwards(terms, turns.empty() ? 0 : turns.front(), -1));
    edges.insert(edges.end(), turns.begin(), turns.end());
    edges.push_back(outwards(terms, turns.empty() ? 0 : turns.back(), 1));
    std::vector<double> roots;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const int lo = value_at(terms, edges[i]).sign();
        const int hi = value_at(terms, edges[i + 1]).sign();
        if (lo == 0 && i > 0) roots.push_back(edges[i]);  // a turning point that touches 0
        if (lo * hi < 0) roots.push_back(bisect(terms, edges[i], edges[i + 1]));
    }
    return roots;
}

/// One term for all flows of a time, in order of time, without zeros.
Sum terms_of(std::span<const double> values, std::span<const double> times) {
    Sum terms;
    for (std::size_t i = 0; i < values.size(); ++i) terms.push_back({values[i], times[i]});
    std::stable_sort(terms.begin(), terms.end(),
                     [](const Term& x, const Term& y) { return x.a < y.a; });
    Sum merged;
    for (const Term& t : terms) {
        if (!merged.empty() && merged.back().a == t.a) {
            merged.back().c += t.c;
        } else {
            merged.push_back(t);
        }
    }
    std::erase_if(merged, [](const Term& t) { return t.c == 0; });
    return merged;
}

RateOfReturn rate_of(std::span<const double> values, std::span<const double> times) {
    RateOfReturn out;
    const Sum terms = terms_of(values, times);
    if (terms.empty() || first_change(terms) < 0) {
        out.refused = "the cash flows never change sign";
        return out;
    }
    for (const double y : roots_of(terms)) out.roots.push_back(math::expm1(y));
    std::sort(out.roots.begin(), out.roots.end());
    if (out.roots.size() == 1) {
        out.rate = out.roots.front();
    } else if (out.roots.empty()) {
        out.refused = "no rate makes the cash flows worth 0";
    } else {
        out.refused = std::to_string(out.roots.size()) + " rates make the cash flows worth 0";
    }
    return out;
}

}  // namespace

int sign_changes(std::span<const double> values) {
    int changes = 0;
    int last = 0;
    for (const double v : values) {
        const int sign = sign_of(v);
        if (sign == 0) continue;
        changes += last != 0 && sign != last ? 1 : 0;
        last = sign;
    }
    return changes;
}

RateOfReturn irr(std::span<const double> values) {
    std::vector<double> times(values.size());
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i);
    return rate_of(values, times);
}

RateOfReturn xirr(std::span<const double> values, std::span<const double> days) {
    std::vector<double> years;
    for (const double day : days) {
        years.push_back((std::floor(day) - std::floor(days[0])) / 365);
        if (years.back() < 0) return {{}, {}, "a cash flow is dated before the first one"};
    }
    return rate_of(values, years);
}

}  // namespace orrery::finance
