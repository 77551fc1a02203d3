// Steps of compilation about money and supply: contracts, assets, finance, vendors.
#pragma once
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// Agreements with vendors: names resolved, terms checked against each other and the horizon.
void compile_contracts(Context& context);
/// Purchases, rooms, tariffs and people; after pools.
void compile_assets(Context& context);
/// Rates, budgets and what workloads bring in; after workloads and jobs.
void compile_finance(Context& context);
/// Before everything else: hardware of a vendor that is slower, and its prices that jump.
void apply_vendors(Scenario& scenario, const Catalog& catalog);
/// Vendors, disruptions, services and runbooks; after deployments.
void compile_vendors(Context& context);

}  // namespace orrery::compile
