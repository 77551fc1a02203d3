// What a GB from one site to another costs: rows by country, purpose and date; the first that fits.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace orrery::contracts {

struct TransferRate {
    std::vector<std::string> from;  ///< countries, ISO 3166; empty: any
    std::vector<std::string> to;
    std::string purpose;  ///< "exit"; empty: any
    std::string since;    ///< first day, ISO; empty: always
    std::string until;    ///< the day after the last
    double usd_gb = 0;
};

struct TransferTerms {
    std::vector<std::string> vendors;  ///< whose traffic it is
    bool within_vendor = true;         ///< only between two sites of one vendor
    std::vector<TransferRate> rates;
    std::string price_source;
};

/// Traffic of a day between two sites.
struct Shipment {
    std::string from_vendor;
    std::string to_vendor;
    std::string from_country;
    std::string to_country;
    std::string purpose;
    std::string day;  ///< ISO date
};

/// USD for a GB and where that stands.
struct TransferPrice {
    double usd_gb = 0;
    std::string price_source;
};

/// Terms that name a purpose in the rate go before those that do not; then the first that fits.
/// Nothing where none does: then the vendor's price to the internet is owed.
std::optional<TransferPrice> transfer_price(const std::vector<TransferTerms>& terms,
                                            const Shipment& shipment);

}  // namespace orrery::contracts
