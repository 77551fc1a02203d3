// What owning brings with it: residual values, chips of one's own, tariffs, rooms, crews.
#include "models/contracts/colocation.hpp"
#include "models/contracts/crew.hpp"
#include "models/contracts/tariff.hpp"
#include "models/finance/custom_chip.hpp"
#include "models/finance/residual.hpp"
#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace owning_test {

using namespace orrery;
using namespace orrery::contracts;
using namespace orrery::finance;

TEST_CASE("residual value decays and steps down with new generations") {
    ResidualTerms t{.9, .5, {{1.5, .7}}, .1};
    CHECK(market_share(t, 0) == Approx(.9));
    CHECK(market_share(t, 1) == Approx(.9 * 0.6065306597126334).epsilon(1e-12));
    CHECK(market_share(t, 1.5) == Approx(.9 * 0.4723665527410147 * .7).epsilon(1e-12));
    CHECK(sale_proceeds(t, 1000, 0) == Approx(810));
}

TEST_CASE("chips of one's own: break-even volume and ramp") {
    const CustomChip chip{30e6, 4000, .8};
    CHECK(good_unit_cost(chip) == 5000);
    CHECK(break_even_volume(chip, 20000) == Approx(2000));  // 30 M / (20 000 − 5 000)
    CHECK(average_cost(chip, 2000) == Approx(20000));
    CHECK(break_even_volume(chip, 5000) == std::numeric_limits<double>::infinity());
    CHECK(ramp_delivered(.5, 1) == .25);
    CHECK(ramp_time(.25, 8) == 4);
    CHECK(ramp_delivered(0, 0) == 1);
}

TEST_CASE("demand charge: means of windows, ratchet of 11 months, minimum take") {
    const std::vector<double> kw{10, 30, 20, 20, 50};
    CHECK(peak_kw(kw, 1) == 50);
    CHECK(peak_kw(kw, 2) == 50);  // the last window is short
    CHECK(peak_kw(std::span(kw).first(4), 2) == 20);
    TariffTerms t;
    t.demand_usd_kw_month = 10;
    t.ratchet = .8;
    std::vector<double> peaks(14, 100.0);
    peaks[1] = 500;
    CHECK(demand_charge(t, peaks, 0).usd == 1000);
    CHECK(demand_charge(t, peaks, 1).usd == 5000);
    CHECK(demand_charge(t, peaks, 2).billed_kw == 400);
    CHECK(demand_charge(t, peaks, 12).billed_kw == 400);  // month 1 is 11 months ago
    CHECK(demand_charge(t, peaks, 13).billed_kw == 100);  // now it is 12
    t.minimum_take = .85;
    t.contract_kw = 1000;
    CHECK(demand_charge(t, peaks, 13).billed_kw == 850);
}

TEST_CASE("colocation: contracted power, with escalation by year") {
    const ColocationTerms t{100, 150, .03, 0};
    CHECK(colocation_rent(t, 0) == 15000);
    CHECK(colocation_rent(t, 2) == Approx(15000 * 1.0609));
}

TEST_CASE("a crew: five for a seat, missing ones come, what their absence does") {
    CrewTerms t;
    t.held = 2;
    t.seats_24x7 = 1;
    t.servers_per_person = 100;
    t.hiring_s = 100;
    CHECK(crew_needed(t, 400) == 5);
    CHECK(crew_needed(t, 800) == 8);
    CHECK(missing_share(t, 400, 0) == Approx(.6));  // 3 of 5
    CHECK(missing_share(t, 400, 100) == Approx(.6 * 0.36787944117144233));
    CHECK(slow_down(3, .6) == Approx(2.2));
    // mean over [0, ∞) of a falling exponential: everybody in the end, two at the start
    CHECK(mean_heads(t, 400, 0, 1e-6) == Approx(2).margin(1e-6));
    CHECK(mean_heads(t, 400, 0, 100) == Approx(2 + 3 * 0.36787944117144233));
    CHECK(hired(t, 400, 1e6) == Approx(3));
    t.training_s = 50;
    CHECK(missing_share(t, 400, 50) == Approx(.6));  // hired, not yet trained
    t.managed = true;
    CHECK(missing_share(t, 400, 0) == 0);
    CHECK(mean_heads(t, 400, 0, 100) == 2);
}

}  // namespace owning_test
