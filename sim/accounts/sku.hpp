// What a line of the ledger is called on a bill.
#pragma once
#include <string>

#include "sim/accounts/ledger.hpp"

namespace orrery {

/// What is sold: the SKU of servers and their wear; else with what it is for ("p5.48xlarge/staff",
/// "egress/checkpoint").
inline std::string sku_of(const Charge& c) {
    const bool server = c.category == "compute" || c.category == "depreciation";
    if (!c.sku.empty() && server) return c.sku;
    std::string name = c.sku.empty() ? c.category : c.sku + "/" + c.category;
    if (!c.purpose.empty()) name += "/" + c.purpose;
    return name;
}

}  // namespace orrery
