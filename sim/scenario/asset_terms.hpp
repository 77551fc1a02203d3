// From what the scenario says about owning to the terms that the models take.
#pragma once
#include "models/contracts/crew.hpp"
#include "models/finance/depreciation.hpp"
#include "models/finance/lease.hpp"
#include "models/finance/residual.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Years as contracts and laws count them here: 365 days.
inline constexpr double kAssetYearS = 365.0 * 86400;
/// A twelfth of it: months of leases and loans.
inline constexpr double kAssetMonthS = kAssetYearS / 12;

finance::DepreciationTerms depreciation_terms(const DepreciationSpec& spec, double cost,
                                              double salvage);
/// Of hardware that came into service at that instant of the run; without `resale` nothing decays
/// and the pool's residual share is what it brings.
finance::ResidualTerms residual_terms(const Pool& pool, Nanos in_service);
finance::ResidualTerms residual_terms(const ResidualSpec& spec, Nanos in_service);
/// Of all servers of the pool. A purchase option below the expected market value is a bargain.
finance::LeaseTerms lease_terms(const Pool& pool);
/// What leased servers that became one's own bring at an age, by the worth that judges the option.
double lease_sale_usd(const Pool& pool, Nanos in_service, double years);
/// The standard's word, or the user's.
bool is_finance_lease(const Pool& pool);
/// How long leased or bought servers stay, in years.
double years_of_use(const Pool& pool);

contracts::CrewTerms crew_terms(const RoleSpec& role);
/// Servers of the sites that a role works for, at full size.
double servers_of(const World& world, const RoleSpec& role);
bool works_at(const RoleSpec& role, const Site& site);

/// What good servers cost of those that are made, USD each.
double server_price(const Pool& pool);
/// A capex item of the pool, in all, USD.
double item_price(const Pool& pool, const CapexItemSpec& item);
/// Servers, items and NRE, USD.
double capex_in_all(const Pool& pool);

}  // namespace orrery
