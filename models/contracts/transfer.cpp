// What a GB from one site to another costs: rows by country, purpose and date; the first that fits.
#include "models/contracts/transfer.hpp"

#include <algorithm>

namespace orrery::contracts {
namespace {

bool among(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

bool fits(const TransferTerms& terms, const Shipment& s) {
    return among(terms.vendors, s.from_vendor) &&
           (!terms.within_vendor || s.from_vendor == s.to_vendor);
}

bool fits(const TransferRate& rate, const Shipment& s) {
    const bool places = (rate.from.empty() || among(rate.from, s.from_country)) &&
                        (rate.to.empty() || among(rate.to, s.to_country));
    const bool days = s.day >= rate.since && (rate.until.empty() || s.day < rate.until);
    return places && days && (rate.purpose.empty() || rate.purpose == s.purpose);
}

}  // namespace

std::optional<TransferPrice> transfer_price(const std::vector<TransferTerms>& terms,
                                            const Shipment& shipment) {
    for (const bool special : {true, false}) {
        for (const TransferTerms& t : terms) {
            if (!fits(t, shipment)) continue;
            for (const TransferRate& rate : t.rates) {
                if (rate.purpose.empty() == special || !fits(rate, shipment)) continue;
                return TransferPrice{rate.usd_gb, t.price_source};
            }
        }
    }
    return std::nullopt;
}

}  // namespace orrery::contracts
