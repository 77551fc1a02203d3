// Checks of country groups, vendors and prices of tokens.
#include <fmt/format.h>

#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {
namespace {

bool is_country(const std::string& code) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return code.size() == 2 && upper(code[0]) && upper(code[1]);
}

}  // namespace

void check_country_group(const Checker& check, const CountryGroup& group) {
    check.require(!group.countries.empty(), "E0649", "countries", "the group is empty");
    for (const std::string& code : group.countries) {
        check.require(is_country(code), "E0649", "countries",
                      "\"" + code + "\" is not an ISO 3166 code of two letters");
    }
}

void check_vendor(const Checker& check, const VendorFact& vendor) {
    check.require(is_country(vendor.country), "E0647", "country",
                  "\"" + vendor.country + "\" is not an ISO 3166 code of two letters");
}

void check_api_price(const Checker& check, const ApiPrice& price) {
    const auto& vendors = check.catalog().vendors;
    check.require(vendors.find(price.vendor) != vendors.end(), "E0648", "vendor",
                  "no vendor named \"" + price.vendor + "\" in the catalog");
    check.require(price.usd_mtok_input >= 0 && price.usd_mtok_output > 0, "E0648", "output",
                  "tokens must have a price");
    check.require(price.usd_mtok_output < 1000, "E0648", "output",
                  fmt::format("{} USD for a million tokens is implausible", price.usd_mtok_output),
                  "between 0.05 and 200");
    check.require(price.usd_mtok_cached <= price.usd_mtok_input, "E0648", "cached",
                  "cached tokens cost more than others");
    check.require((price.usd_unit_h > 0) == (price.unit_tokens_s > 0) && price.usd_unit_h >= 0 &&
                      price.unit_output > 0,
                  "E0648", "unit_price", "provisioned units need a price and what they carry",
                  "unit_price, unit_tokens, and unit_output where output counts for more");
    check.require(price.joules_output > 0 && price.joules_output < 1000, "E0648", "joules_output",
                  "implausible", "between 0.1 and 50 J");
}

}  // namespace orrery::catalog
