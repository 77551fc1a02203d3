// Depreciation against spreadsheet vectors, and laws that sum to what was paid.
#include "models/finance/depreciation.hpp"

#include <numeric>

#include "tests/support/catch.hpp"

namespace depreciation_test {

using namespace orrery::finance;

namespace {

double cents(double value) {
    return static_cast<double>(static_cast<long long>(value * 100 + .5)) / 100;
}

double sum(const std::vector<double>& years) {
    return std::accumulate(years.begin(), years.end(), 0.0);
}

}  // namespace

TEST_CASE("straight line and sum of digits: the spreadsheet's vectors") {
    CHECK(sln(30000, 7500, 10) == Approx(2250).epsilon(1e-12));
    // 22 500 · 10 · 2 / (10 · 11) and 22 500 · 1 · 2 / 110
    CHECK(syd(30000, 7500, 10, 1) == Approx(4090.9090909090909).epsilon(1e-9));
    CHECK(syd(30000, 7500, 10, 10) == Approx(409.09090909090909).epsilon(1e-9));
}

TEST_CASE("fixed declining balance with a first year of seven months: to the printed cents") {
    const double printed[]{186083.33, 259639.42, 176814.44, 120410.64, 81999.64, 55841.76};
    for (int year = 1; year <= 6; ++year) {
        CHECK(cents(db(1000000, 100000, 6, year, 7)) == printed[year - 1]);
    }
    CHECK(cents(db(1000000, 100000, 6, 7, 7)) == 15845.10);
    CHECK(db(1000000, 100000, 6, 8, 7) == 0);
}

TEST_CASE("double declining balance stops at the salvage value") {
    // 2 400 at 20 % of 10 years: 480, 384 …; the tenth year is cut at the salvage of 300.
    CHECK(ddb(2400, 300, 10, 1) == Approx(480));
    CHECK(ddb(2400, 300, 10, 2) == Approx(384));
    CHECK(ddb(2400, 300, 10, 10) == Approx(22.12254720));
}

TEST_CASE("declining with a switch writes all of it off, each year the larger of two") {
    DepreciationTerms t;
    t.law = DepreciationLaw::declining;
    t.cost = 1000;
    t.life_years = 5;
    // 40 %: 400, 240, 144; then 216 left over two years: 108 each, more than 86.4.
    const std::vector<double> hand{400, 240, 144, 108, 108};
    const auto years = depreciation_by_year(t);
    REQUIRE(years.size() == 5);
    for (std::size_t k = 0; k < 5; ++k) CHECK(years[k] == Approx(hand[k]).epsilon(1e-12));
}

TEST_CASE("every law writes off cost less salvage, no more and no less") {
    for (const auto law :
         {DepreciationLaw::straight, DepreciationLaw::declining, DepreciationLaw::sum_of_years}) {
        for (const double life : {1.0, 3.0, 4.5, 5.0, 7.25}) {
            for (const double bonus : {0.0, .4}) {
                DepreciationTerms t{law, 250000, 20000, life, 2, {}, bonus};
                CHECK(sum(depreciation_by_year(t)) == Approx(230000).epsilon(1e-12));
                CHECK(written_off(t, life + 1) == Approx(230000).epsilon(1e-12));
                CHECK(written_off(t, 0) == 0);
                double before = 0;
                for (double at = 0; at < life; at += .1) {
                    CHECK(written_off(t, at) >= before);
                    before = written_off(t, at);
                }
            }
        }
    }
}

TEST_CASE("a schedule by shares, with a bonus before it") {
    const std::vector<double> macrs{.2, .32, .192, .1152, .1152, .0576};
    CHECK(sum(macrs) == Approx(1).epsilon(1e-12));
    DepreciationTerms t{DepreciationLaw::schedule, 1000, 0, 5, 2, macrs, 0};
    CHECK(written_off(t, 1) == Approx(200));
    CHECK(written_off(t, 1.5) == Approx(360));
    CHECK(book_value(t, 6) == Approx(0).margin(1e-9));
    t.bonus = .4;  // 400, then 20 % of 600
    CHECK(depreciation_by_year(t)[0] == Approx(520));
    CHECK(written_off(t, 6) == Approx(1000));
}

}  // namespace depreciation_test
