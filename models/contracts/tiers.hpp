// Prices that depend on volume, time or service: tiers, support, credits, price changes, rates.
#pragma once
#include <vector>

namespace orrery::contracts {

/// A tier holds up to a total; `up_to` 0 or less: without end.
struct Tier {
    double up_to = 0;
    double price = 0;
};

/// P10, graduated: each part of the total [from, to) at the price of its own tier. What lies beyond
/// the last tier is at its price.
double graduated(const std::vector<Tier>& tiers, double from, double to);
/// P10, all units: the whole at the price of the tier in which the total lies; a total that equals
/// a bound is still in the tier that it bounds.
double all_units(const std::vector<Tier>& tiers, double total);

/// P13: the greater of a minimum and graduated shares of the spend of a month.
double support_fee(double spend, double minimum, const std::vector<Tier>& shares);

/// P17: below an availability so large a share of the spend is credited.
struct CreditStep {
    double below = 0;
    double credit = 0;
};
/// The largest credit of all steps that the availability falls below.
double sla_credit(double availability, const std::vector<CreditStep>& steps);

/// P18: from an instant on; `price` ≥ 0 sets it, else it changes by a share.
struct PriceStep {
    double at_h = 0;
    double price = -1;
    double change = 0;
    double cap = -1;    ///< most that all changes together may raise it, relative; −1: none
    double floor = -1;  ///< most that they may lower it, as a positive share; −1: none
};
/// Price at an instant: the steps one after the other, kept within the bounds of the last of them
/// around the first price. Steps ascend.
double changed_price(double first, const std::vector<PriceStep>& steps, double hour);

/// P16: what a unit of a currency is worth from an instant on.
struct RateStep {
    double at_h = 0;
    double usd = 0;
};
/// The rate at an instant: of the last step not after it, else of the first; 1 without steps.
double rate_at(const std::vector<RateStep>& steps, double hour);

/// P12: USD of a month for data at rest: GB kept · copies · price + requests / 1000 · their price +
/// GB retrieved · their price. `months` is the part of a month that they were kept.
struct StorageUse {
    double gb = 0;
    double copies = 1;
    double months = 1;
    double requests = 0;
    double retrieved_gb = 0;
};
struct StoragePrice {
    double usd_gb_month = 0;
    double usd_1000_requests = 0;
    double usd_gb_retrieval = 0;
};
double storage_owed(const StoragePrice& price, const StorageUse& use);

/// P16: tax on an amount.
double tax_owed(double amount, double rate);

/// P15: hours of provisioned throughput are paid used or not; tokens beyond what they carry are
/// paid by the token. Share of a period's tokens that must be paid: 1 − carried / tokens, not < 0.
/// Both are counted as the vendor counts, an output token for several prompt tokens.
double beyond_provisioned(double tokens, double units, double tokens_unit_h, double hours);

}  // namespace orrery::contracts
