// Prices of traffic between sites in the catalog: their fields, checks and pages.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/scenario/catalog/checker.hpp"
#include "sim/scenario/catalog/describe.hpp"
#include "sim/scenario/catalog/tables.hpp"
#include "sim/scenario/network_spec.hpp"

namespace orrery::catalog {

using namespace fields;

namespace {

const Table<contracts::TransferRate>& rate_table() {
    using R = contracts::TransferRate;
    static const Table<R> t{
        "A row of the price list; the first that fits is owed.",
        {texts("from", &R::from, "Countries it is sent from; default: any"),
         texts("to", &R::to, "Countries it goes to; default: any"),
         text("purpose", &R::purpose, "What it is for, for example exit; default: anything"),
         text("since", &R::since, "First day, as 2027-01-12"),
         text("until", &R::until, "The day after the last one"),
         quantity("price", &R::usd_gb, Measure::money_gb, "Of a GB").required()}};
    return t;
}

std::string or_any(const std::vector<std::string>& list) {
    return list.empty() ? "anywhere" : fmt::format("{}", fmt::join(list, ", "));
}

bool is_country(const std::string& code) {
    return code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
}

}  // namespace

const Table<TransferList>& transfer_table() {
    using T = TransferList;
    static const Table<T> t = sourced<T>(
        "What providers ask for traffic between sites.",
        {texts<T>("vendors", &T::vendors, "Whose traffic; default: of the entry's name"),
         boolean<T>("within_vendor", &T::within_vendor, "Only between two sites of one vendor"),
         objects<T, contracts::TransferRate>("rates", &T::rates, rate_table,
                                             "Rows; the first that fits is owed")
             .required()});
    return t;
}

void check_transfer(const Checker& check, const TransferList& list) {
    check.require(!list.rates.empty(), "E0643", "rates", "there is no rate");
    for (const contracts::TransferRate& rate : list.rates) {
        check.require(rate.usd_gb >= 0, "E0643", "rates", "a price must not be negative");
        const auto known = [&](const std::string& code) { return is_country(code); };
        check.require(std::all_of(rate.from.begin(), rate.from.end(), known) &&
                          std::all_of(rate.to.begin(), rate.to.end(), known),
                      "E0640", "rates", "a country is not an ISO 3166 code", "DE, US or JP");
        const bool purpose = rate.purpose.empty() ||
                             std::find(kPurposeNames.begin(), kPurposeNames.end(), rate.purpose) !=
                                 kPurposeNames.end();
        check.require(purpose, "E0643", "rates", "unknown purpose \"" + rate.purpose + "\"",
                      fmt::format("one of {}", fmt::join(kPurposeNames, ", ")));
        for (const std::string& day : {rate.since, rate.until}) {
            const bool date = day.empty() || (day.size() == 10 && parse_date(day));
            check.require(date, "E0603", "rates", "\"" + day + "\" is not a date", "2027-01-12");
        }
    }
}

Rows describe(const TransferList& list) {
    Rows rows{{"vendors", or_any(list.vendors)},
              {"within one vendor", list.within_vendor ? "yes" : "no"}};
    for (const contracts::TransferRate& rate : list.rates) {
        std::string what = fmt::format("{:.4g} USD/GB", rate.usd_gb);
        if (!rate.purpose.empty()) what += " for " + rate.purpose;
        if (!rate.since.empty()) what += " since " + rate.since;
        if (!rate.until.empty()) what += " until " + rate.until;
        what += ", from " + or_any(rate.from) + " to " + or_any(rate.to);
        rows.emplace_back(fmt::format("rate {}", rows.size() - 1), what);
    }
    return rows;
}

Cells summarise(const TransferList& list) {
    double low = list.rates.empty() ? 0 : list.rates.front().usd_gb;
    double high = low;
    for (const contracts::TransferRate& rate : list.rates) {
        low = std::min(low, rate.usd_gb);
        high = std::max(high, rate.usd_gb);
    }
    return {fmt::format("{}", list.rates.size()), fmt::format("{:.4g} USD/GB", low),
            fmt::format("{:.4g} USD/GB", high)};
}

}  // namespace orrery::catalog
