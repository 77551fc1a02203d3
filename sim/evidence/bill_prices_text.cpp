// Contract prices of a bill as text of 80 columns, as a catalog overlay and as a scenario overlay.
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/math.hpp"
#include "sim/evidence/bill_prices.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// Six decimals: bills round their rows.
double rounded(double price) {
    return static_cast<double>(math::round_to_int64(price * 1e6)) / 1e6;
}

std::string price(double value) {
    return print_number(rounded(value));
}

std::string source_of(const BillPrices& p) {
    return fmt::format("calibrated from {}, {} to {} (orrery calibrate bill)", p.file, p.first,
                       p.last);
}

bool in_dollars(const BillPrices& p) {
    return p.currency.empty() || p.currency == "USD";
}

/// Letters, digits and hyphens of a billed name.
std::string key_of(const std::string& name) {
    std::string key;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool upper = c >= 'A' && c <= 'Z';
        if (plain) key += c;
        if (upper) key += static_cast<char>(c - 'A' + 'a');
        if (!plain && !upper && !key.empty() && key.back() != '-') key += '-';
    }
    while (!key.empty() && key.back() == '-') key.pop_back();
    return key;
}

std::string kind_of(const std::string& type) {
    return key_of(type).find("saving") != std::string::npos ||
                   key_of(type).find("spend") != std::string::npos
               ? "savings_plan"
               : "reserved";
}

/// The catalog's offer that a SKU in a region is.
const Offer* offer_of(const SkuPrices& sku, const Catalog& catalog) {
    for (const auto& [name, offer] : catalog.offers) {
        if (offer.sku == sku.sku && offer.region == offer.vendor + "/" + sku.region) return &offer;
    }
    return nullptr;
}

std::string vendor_of(const std::string& provider) {
    const std::string key = key_of(provider);
    for (const auto& [part, vendor] :
         {std::pair{"aws", "aws"}, std::pair{"amazon", "aws"}, std::pair{"microsoft", "azure"},
          std::pair{"azure", "azure"}, std::pair{"google", "gcp"}}) {
        if (key.find(part) != std::string::npos) return vendor;
    }
    return key.empty() ? "own" : key;
}

/// "# 2026-01: 3.2 (list 4.1), 2026-04: 3.1 (list 4.1)": the price as it was dated.
std::string dated(const std::vector<SkuPrices::Since>& steps, const char* indent) {
    std::string out = std::string(indent) + "# contracted by month:";
    for (const SkuPrices::Since& s : steps) {
        const std::string one = fmt::format(" {} {} (list {}){}", s.month, price(s.contracted),
                                            price(s.list), &s == &steps.back() ? "" : ",");
        const std::size_t line = out.size() - (out.rfind('\n') + 1);
        if (line + one.size() > 98) out += std::string("\n") + indent + "#";
        out += one;
    }
    return out + "\n";
}

}  // namespace

std::string render_bill_prices(const BillPrices& p) {
    std::string out = fmt::format("{}, {} to {}, {}\n\n", p.file, p.first, p.last,
                                  p.currency.empty() ? "no currency given" : p.currency);
    out += fmt::format("{:<20}{:<13}{:<9}{:>9}{:>11}{:>10}{:>7}\n", "SKU", "region", "since",
                       "list", "contracted", "effective", "off");
    for (const SkuPrices& s : p.skus) {
        PricedUse all = s.covered;
        for (const auto& [month, use] : s.standard) {
            all.quantity += use.quantity;
            all.list += use.list;
            all.effective += use.effective;
        }
        const auto steps = s.steps();
        for (const SkuPrices::Since& since : steps) {
            const bool last = &since == &steps.back();
            out += fmt::format(
                "{:<20}{:<13}{:<9}{:>9.4g}{:>11.4g}{:>10}{:>7}\n", s.sku.substr(0, 19),
                s.region.substr(0, 12), since.month, since.list, since.contracted,
                last && all.quantity > 0 ? fmt::format("{:.4g}", all.effective / all.quantity) : "",
                last && all.list > 0 ? fmt::format("{:.1f} %", 100 * (1 - all.effective / all.list))
                                     : "");
        }
    }
    out += "per unit of the bill; effective: all usage, commitments included; off: the list\n";
    if (!p.commitments.empty()) {
        out += fmt::format("\n{:<38}{:<14}{:>14}{:>14}\n", "commitment", "region", "quantity",
                           "discount");
    }
    for (const CommitmentUse& c : p.commitments) {
        out += fmt::format("{:<38}{:<14}{:>14.1f}{:>12.1f} %\n", c.name.substr(0, 37),
                           c.region.substr(0, 13), c.use.quantity, 100 * c.discount());
    }
    return out;
}

std::string bill_catalog_yaml(const BillPrices& p, const Catalog& catalog) {
    if (!in_dollars(p)) return {};
    std::string offers;
    for (const SkuPrices& s : p.skus) {
        const Offer* offer = offer_of(s, catalog);
        const auto steps = s.steps();
        if (!offer || !s.hours || steps.empty()) continue;
        offers += fmt::format("  {}:\n", offer->name) + dated(steps, "    ");
        offers += fmt::format(
            "    vendor: {}\n    region: {}\n    server: {}\n    sku: {}\n    price: {} USD/h\n"
            "    source: \"{}\"\n    as_of: {}\n    confidence: measured\n",
            offer->vendor, offer->region, offer->server, offer->sku, price(steps.back().contracted),
            source_of(p), p.last);
    }
    std::string commitments;
    for (const CommitmentUse& c : p.commitments) {
        const double discount = c.discount();
        if (!(discount > 0 && discount < 1)) continue;
        commitments += fmt::format(
            "  own/{}:\n    vendor: {}\n    kind: {}\n    discount: {:.4g} %\n    source: \"{}\"\n"
            "    as_of: {}\n    confidence: measured\n",
            key_of(c.name), vendor_of(c.provider), kind_of(c.type), 100 * discount, source_of(p),
            p.last);
    }
    if (offers.empty() && commitments.empty()) return {};
    std::string out = "# Written by `orrery calibrate bill`: a catalog overlay.\n";
    if (!offers.empty()) out += "offers:\n" + offers;
    if (!commitments.empty()) out += "commitments:\n" + commitments;
    return out;
}

std::string bill_pools_yaml(const BillPrices& p, const Catalog& catalog, const Scenario& scenario) {
    if (!in_dollars(p)) return {};
    std::string pools;
    for (const PoolSpec& pool : scenario.pools) {
        if (pool.contract != ContractKind::on_demand) continue;
        for (const SkuPrices& s : p.skus) {
            const Offer* offer = offer_of(s, catalog);
            const auto steps = s.steps();
            if (!offer || !s.hours || steps.empty() || offer->server != pool.server) continue;
            const bool here =
                std::any_of(scenario.sites.begin(), scenario.sites.end(), [&](const SiteSpec& x) {
                    return x.name == pool.site && x.region == offer->region;
                });
            if (!here) continue;
            pools += dated(steps, "  ");
            pools += fmt::format("  - {{name: {}, price: {} USD/h, list_price: {} USD/h}}\n",
                                 pool.name, price(steps.back().contracted),
                                 price(std::max(steps.back().list, steps.back().contracted)));
        }
    }
    if (pools.empty()) return {};
    return fmt::format(
        "# Written by `orrery calibrate bill`.\ncalibrated: {{source: \"{}\", period: \"{} to "
        "{}\"}}\npools:\n{}",
        p.file, p.first, p.last, pools);
}

}  // namespace orrery
