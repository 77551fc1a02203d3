// Prices that depend on volume, time or service: tiers, support, credits, price changes, rates.
#include "models/contracts/tiers.hpp"

#include <algorithm>

namespace orrery::contracts {
namespace {

bool within(const Tier& tier, double total) {
    return tier.up_to <= 0 || total <= tier.up_to;
}

}  // namespace

double graduated(const std::vector<Tier>& tiers, double from, double to) {
    double owed = 0;
    double low = 0;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        const bool open = tiers[i].up_to <= 0 || i + 1 == tiers.size();
        const double high = open ? std::max(to, low) : tiers[i].up_to;
        const double begin = std::max(from, low);
        const double end = std::min(to, high);
        if (end > begin) owed += (end - begin) * tiers[i].price;
        low = high;
    }
    return owed;
}

double all_units(const std::vector<Tier>& tiers, double total) {
    if (tiers.empty()) return 0;
    for (const Tier& tier : tiers) {
        if (within(tier, total)) return total * tier.price;
    }
    return total * tiers.back().price;
}

double support_fee(double spend, double minimum, const std::vector<Tier>& shares) {
    return std::max(minimum, graduated(shares, 0, std::max(0.0, spend)));
}

double sla_credit(double availability, const std::vector<CreditStep>& steps) {
    double credit = 0;
    for (const CreditStep& step : steps) {
        if (availability < step.below) credit = std::max(credit, step.credit);
    }
    return credit;
}

double changed_price(double first, const std::vector<PriceStep>& steps, double hour) {
    double price = first;
    for (const PriceStep& step : steps) {
        if (step.at_h > hour) break;
        price = step.price >= 0 ? step.price : price * (1 + step.change);
        if (step.cap >= 0) price = std::min(price, first * (1 + step.cap));
        if (step.floor >= 0) price = std::max(price, first * (1 - step.floor));
    }
    return price;
}

double rate_at(const std::vector<RateStep>& steps, double hour) {
    if (steps.empty()) return 1;
    double rate = steps.front().usd;
    for (const RateStep& step : steps) {
        if (step.at_h > hour) break;
        rate = step.usd;
    }
    return rate;
}

double storage_owed(const StoragePrice& price, const StorageUse& use) {
    return use.gb * use.copies * use.months * price.usd_gb_month +
           use.requests / 1000 * price.usd_1000_requests +
           use.retrieved_gb * price.usd_gb_retrieval;
}

double tax_owed(double amount, double rate) {
    return amount * rate;
}

double beyond_provisioned(double tokens, double units, double tokens_unit_h, double hours) {
    if (tokens <= 0) return 0;
    return std::max(0.0, 1 - units * tokens_unit_h * hours / tokens);
}

}  // namespace orrery::contracts
