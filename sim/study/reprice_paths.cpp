// Which values of a scenario the accounts alone look at, and which catalog entries.
#include "sim/study/reprice_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/scenario/document/document.hpp"

namespace orrery {
namespace {

/// Each with all that is below it.
constexpr std::array kPaths{
    "name",
    "description",
    "currency",
    "exchange_rate",
    "ledger",
    "fx",
    "contracts",
    "finance",
    "reporting",
    "projects",
    "assert",
    "what_if",
    "assumptions",
    "network.egress",
    "sites[].grid",
    "sites[].grid_series",
    "sites[].grid_zone",
    "sites[].marginal_series",
    "sites[].price_series",
    "sites[].price_zone",
    "sites[].allow_gaps",
    "sites[].annual_average",
    "sites[].electricity",
    "sites[].pue",
    "sites[].wue",
    "sites[].energy",
    "sites[].tariff",
    "sites[].colocation",
    "sites[].relation",
    "sites[].boundary",
    "sites[].equity",
    "sites[].controls_energy",
    "sites[].as_leased_assets",
    "sites[].finance_lease",
    "sites[].modules[].capex",
    "sites[].modules[].life",
    "sites[].flexible_power[].payment",
    "sites[].flexible_power[].payment_per_call",
    "pools[].contract",
    "pools[].offer",
    "pools[].price",
    "pools[].list_price",
    "pools[].capex",
    "pools[].life",
    "pools[].residual",
    "pools[].maintenance",
    "pools[].staff",
    "pools[].bought",
    "pools[].granularity",
    "pools[].minimum_charge",
    "pools[].spot.prices",
    "pools[].spot.zone",
    "pools[].spot.instance",
    "pools[].spot.bid",
    "pools[].purchase.deposit",
    "pools[].purchase.items",
    "pools[].purchase.book",
    "pools[].purchase.tax",
    "pools[].purchase.economic_life",
    "pools[].purchase.resale",
    "pools[].purchase.lease",
    "pools[].purchase.loan",
    "pools[].purchase.insurance",
    "pools[].purchase.nre",
    "pools[].purchase.nre_life",
    "deployments[].api.input",
    "deployments[].api.output",
    "workloads[].value",
    "jobs[].value",
};

/// Of those, what decides when servers are there.
constexpr std::array kSimulated{
    "contracts.standby[].pool",
    "contracts.standby[].servers",
    "contracts.standby[].start",
    "contracts.standby[].term",
    "contracts.standby[].notice",
    // They decide when servers of a purchase leave.
    "pools[].purchase.book.life",
    "pools[].purchase.economic_life",
    "pools[].purchase.lease",
};

/// Kinds of catalog entries without any physics in them.
constexpr std::array kKinds{"offers", "grids", "egress", "transfers"};

bool is_below(const std::string& path, const std::string& top) {
    if (path.rfind(top, 0) != 0) return false;
    return path.size() == top.size() || path[top.size()] == '.' || path[top.size()] == '[';
}

}  // namespace

bool accounts_alone(const std::string& path) {
    const auto below = [&](const char* top) { return is_below(path, top); };
    return std::any_of(kPaths.begin(), kPaths.end(), below) &&
           std::none_of(kSimulated.begin(), kSimulated.end(), below);
}

void check_price_catalog(const CatalogFolder& folder, Diagnostics& diagnostics) {
    for (const auto& [file, text] : folder.files) {
        Diagnostics unread;  // what is no YAML at all is told where the catalog is read
        const auto node = parse_document(text, file, unread);
        if (!node) continue;
        for (const Entry& entry : node->entries) {
            const bool price = std::any_of(kKinds.begin(), kKinds.end(),
                                           [&](const char* kind) { return entry.key == kind; });
            if (price) continue;
            Diagnostic d;
            d.code = "E0901";
            d.at = entry.at;
            d.path = entry.key;
            d.message =
                fmt::format("catalog entries of the kind \"{}\" act on the simulation", entry.key);
            d.hint =
                "run the scenario again with this --catalog; reprice takes offers, grids, "
                "egress and transfers";
            diagnostics.add(std::move(d));
        }
    }
}

}  // namespace orrery
