// Replacement of hardware: chains against year-by-year sums and against the textbook's EAC.
#include "models/finance/refresh.hpp"

#include "tests/support/catch.hpp"

namespace refresh_test {

using namespace orrery::finance;

namespace {

RefreshTerms terms() {
    RefreshTerms t;
    t.price = 300000;
    t.energy_year = 12000;
    t.maintenance_year = .04;
    t.ageing = .25;
    t.disruption = 8000;
    t.resale = {.9, .45, {}, .1};
    t.discount_rate = .08;
    return t;
}

/// Year by year over many centuries: what is paid at the end of each, discounted.
double brute_eac(const RefreshTerms& t, int years) {
    double pv = 0;
    double price = t.price;
    double energy = t.energy_year;
    double bought_at = price;
    double energy_of_machine = energy;
    double factor = 1;
    double care = 0;
    for (int year = 0; year < 1200; ++year) {
        if (year % years == 0) {
            pv += (price + t.disruption) * factor;
            bought_at = price;
            energy_of_machine = energy;
            care = bought_at * t.maintenance_year;
        }
        factor /= 1 + t.discount_rate;
        pv += (care + energy_of_machine) * factor;
        care *= 1 + t.ageing;
        if (year % years == years - 1) pv -= sale_proceeds(t.resale, bought_at, years) * factor;
        price *= 1 - t.price_fall;
        energy *= 1 - t.energy_fall;
    }
    return pv * t.discount_rate;
}

}  // namespace

TEST_CASE("without progress a chain costs the textbook's equivalent annual cost") {
    const RefreshTerms t = terms();
    double discounted = 1;
    for (int n = 1; n <= 10; ++n) {
        discounted /= 1.08;
        CHECK(chain_eac(t, n) == Approx(cycle_cost(t, n) * .08 / (1 - discounted)).epsilon(1e-12));
    }
}

TEST_CASE("with progress it is the sum over the years, and the best age is the same") {
    for (const double fall : {0.0, .1, .25}) {
        for (const double energy_fall : {0.0, .2, .35}) {
            RefreshTerms t = terms();
            t.price_fall = fall;
            t.energy_fall = energy_fall;
            int best = 1;
            for (int n = 1; n <= 12; ++n) {
                CHECK(chain_eac(t, n) == Approx(brute_eac(t, n)).epsilon(1e-9));
                if (brute_eac(t, n) < brute_eac(t, best)) best = n;
            }
            CHECK(best_cycle(t, 12) == best);
        }
    }
}

TEST_CASE("items are sold by their own terms, and insurance does not rise with age") {
    RefreshTerms t;
    t.price = 1000;
    t.maintenance_year = .1;
    t.ageing = .5;
    t.insurance_year = .02;
    t.resale = {.5, 0, {}, 0};
    t.discount_rate = 0;
    RefreshItem network;  // a fifth, in the books over five years
    network.share = .2;
    network.book.cost = 1;
    network.book.life_years = 5;
    RefreshItem plans;  // a tenth, worth nothing to others
    plans.share = .1;
    plans.resale = ResidualTerms{0, 0, {}, 0};
    t.items = {network, plans};
    // Two years: 1000, 100 + 150 of care, 2 · 20 insured; 700 · 0.5 and 200 · 3/5 come back.
    CHECK(cycle_cost(t, 2) == Approx(1000 + 250 + 40 - 350 - 120));
    // One year old, at 10 %: sold at once for 350 and 160, or after 150 of care and 20 for 350 and
    // 120, the same chain then.
    t.discount_rate = .1;
    const OldMachine old{1, 1000, 0};
    CHECK(keep_cost(t, old, 1, 5) - keep_cost(t, old, 0, 5) / 1.1 ==
          Approx((170 - 470 + 510) / 1.1));
}

TEST_CASE("nothing to gain: never, expensive old machines: soon") {
    RefreshTerms t = terms();
    t.ageing = 0;
    t.resale = {0, 0, {}, 0};
    CHECK(best_cycle(t, 12) == 12);
    t.ageing = 2;
    CHECK(best_cycle(t, 12) <= 4);
}

TEST_CASE("an old machine is kept while another year costs less than the chain") {
    const RefreshTerms t = terms();
    const int n = best_cycle(t, 12);
    // Of the same kind as its successors, without progress: kept to the best age and no longer.
    for (int age = 0; age <= n; ++age) {
        CHECK(best_keep(t, {age, t.price, t.energy_year}, 12, 12) == n - age);
    }
    // A machine that draws five times as much goes at once.
    CHECK(best_keep(t, {3, t.price, 30 * t.energy_year}, 12, 12) == 0);
}

}  // namespace refresh_test
