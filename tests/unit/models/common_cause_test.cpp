// Sites that share causes of outages: the closed form against hand arithmetic.
#include "models/reliability/common_cause.hpp"

#include <cmath>

#include "models/reliability/reliability.hpp"
#include "tests/support/catch.hpp"

namespace common_cause_test {

using namespace orrery;
using namespace orrery::reliability;
using orrery::test::near;

namespace {

/// One unit that never fails on a site with so many own outages under way in the mean.
SitePart site(double own_load) {
    SitePart p;
    p.own_per_s = own_load;
    p.own_mean_s = 1;
    p.units = 1;
    return p;
}

}  // namespace

TEST_CASE("independent vendors are all out with the product of their unavailabilities") {
    // a = e^−0.1, e^−0.05, e^−0.2 = 0.904837, 0.951229, 0.818731;
    // 1 − 0.095163 · 0.048771 · 0.181269 = 0.999159.
    const double all = units_available(1, {site(.1), site(.05), site(.2)}, {});
    CHECK(near(all, 1 - (1 - std::exp(-.1)) * (1 - std::exp(-.05)) * (1 - std::exp(-.2)), 1e-14));
    CHECK(near(all, 0.999159, 1e-6));
}

TEST_CASE("equal sites are k of n") {
    for (int k = 1; k <= 4; ++k) {
        const std::vector<SitePart> four(4, site(.1));
        CHECK(near(units_available(k, four, {}), k_of_n(k, 4, std::exp(-.1)), 1e-13));
    }
}

TEST_CASE("units of a site fail one by one, and all of them with it") {
    SitePart p = site(.01);
    p.units = 5;
    p.unit_availability = .95;
    CHECK(near(units_available(4, {p}, {}), std::exp(-.01) * k_of_n(4, 5, .95), 1e-13));
}

TEST_CASE("a cause that both sites share cannot be escaped by the second") {
    SitePart p = site(.05);
    p.cause = 0;
    p.takes_part = 1;
    const std::vector<SharedCause> cause{{.05, 1}};
    const double up = std::exp(-.05);
    // No shock under way, and one of the two without an own outage.
    CHECK(near(units_available(1, {p, p}, cause), up * (1 - (1 - up) * (1 - up)), 1e-12));
    // A site alone is out as often as without any sharing: 0.05 own and 0.05 shared are 0.1.
    CHECK(near(units_available(1, {p}, cause), std::exp(-.1), 1e-12));
}

TEST_CASE("who takes part in half of the shocks is out for half of them") {
    SitePart p = site(0);
    p.cause = 0;
    p.takes_part = .5;
    // Poisson thinned: e^(−0.2 · 0.5).
    CHECK(near(units_available(1, {p}, {{.2, 1}}), std::exp(-.1), 1e-12));
    // Two of them, drawn apart: Σ P(n)·(1 − (1 − 2^−n)²) = 2·e^(−0.1) − e^(−0.2·0.75).
    CHECK(near(units_available(1, {p, p}, {{.2, 1}}), 2 * std::exp(-.1) - std::exp(-.15), 1e-12));
}

TEST_CASE("states of sites: what is accepted is summed, shared causes strike together") {
    SitePart p = site(.05);
    p.cause = 0;
    p.takes_part = 1;
    const std::vector<SharedCause> cause{{.05, 1}};
    const auto any = [](const std::vector<bool>& up) { return up[0] || up[1]; };
    const auto none = [](const std::vector<bool>& up) { return !up[0] && !up[1]; };
    // As units_available has it: sites of one unit each.
    CHECK(near(states_probability({p, p}, cause, any), units_available(1, {p, p}, cause), 1e-12));
    // Both out: 1 − e^−0.05·(1 − (1 − e^−0.05)²) = 0.0510327, twenty times 0.095163² of own causes.
    const double up = std::exp(-.05);
    CHECK(near(states_probability({p, p}, cause, none), 1 - up * (1 - (1 - up) * (1 - up)), 1e-12));
    // Unequal sites, told apart: the first alone is out.
    const auto second = [](const std::vector<bool>& u) { return !u[0] && u[1]; };
    CHECK(near(states_probability({site(.1), site(.2)}, {}, second),
               (1 - std::exp(-.1)) * std::exp(-.2), 1e-14));
}

}  // namespace common_cause_test
