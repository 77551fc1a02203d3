// Steps of compile_assets: tariffs, rooms, people.
#pragma once
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// Catalog tariff with what the site overrides; its demand interval must be whole meter intervals.
void compile_tariff(Context& context, const SiteSpec& spec, Site& site);
/// Likewise of a room; warns where the site's nameplates exceed the contract.
void compile_colocation(Context& context, const SiteSpec& spec, SiteId site);
/// Roles in name order with their salaries; their sites must exist.
void compile_staff(Context& context);

}  // namespace orrery::compile
