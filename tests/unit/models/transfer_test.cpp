// Prices of traffic between sites: countries, purposes and days, the first row that fits.
#include "models/contracts/transfer.hpp"

#include "tests/support/catch.hpp"

namespace transfer_test {

using namespace orrery::contracts;

namespace {

std::vector<TransferTerms> terms() {
    TransferTerms cloud{{"cloud"}, true, {}, "list"};
    cloud.rates = {{{"DE", "FR"}, {"DE", "FR"}, "", "", "", .02},
                   {{"DE", "FR"}, {}, "", "", "", .05}};
    TransferTerms act{{"cloud", "other"}, false, {}, "act"};
    act.rates = {{{"DE", "FR"}, {}, "exit", "2027-01-12", "", 0}};
    return {cloud, act};
}

}  // namespace

TEST_CASE("the first row that fits the countries is owed, within one vendor") {
    CHECK(
        transfer_price(terms(), {"cloud", "cloud", "DE", "FR", "dataset", "2026-12-01"})->usd_gb ==
        .02);
    CHECK(
        transfer_price(terms(), {"cloud", "cloud", "DE", "US", "dataset", "2026-12-01"})->usd_gb ==
        .05);
    CHECK(!transfer_price(terms(), {"cloud", "cloud", "US", "DE", "dataset", "2026-12-01"}));
    CHECK(!transfer_price(terms(), {"cloud", "own", "DE", "DE", "dataset", "2026-12-01"}));
    CHECK(!transfer_price(terms(), {"own", "cloud", "DE", "DE", "dataset", "2026-12-01"}));
}

TEST_CASE("leaving a provider costs nothing from a day on, wherever one goes") {
    const auto price = [](const char* to, const char* purpose, const char* day) {
        return transfer_price(terms(), {"cloud", to, "FR", "US", purpose, day});
    };
    CHECK(!price("own", "exit", "2027-01-11"));  // the price to the internet
    CHECK(price("own", "exit", "2027-01-12")->usd_gb == 0);
    CHECK(price("own", "exit", "2027-01-12")->price_source == "act");
    CHECK(!price("own", "replication", "2027-06-01"));
    // Rows with a purpose go before those without, whatever their order.
    CHECK(price("cloud", "exit", "2027-01-11")->usd_gb == .05);
    CHECK(price("cloud", "exit", "2027-01-12")->usd_gb == 0);
    auto ended = terms();
    ended[1].rates[0].until = "2028-01-01";
    CHECK(!transfer_price(ended, {"cloud", "own", "FR", "US", "exit", "2028-01-01"}));
}

}  // namespace transfer_test
