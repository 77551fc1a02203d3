// What vendors of a world have: sites, pools, by name, region or server.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// Sites of a vendor that one of the names means (a region, a site, or the entry that it was made
/// from); no names: all of them. Ascending.
std::vector<SiteId> sites_of(const World& world, const std::string& vendor,
                             const std::vector<std::string>& names);
/// Pools at sites whose server is one of the keys; no keys: all. Ascending.
std::vector<PoolId> pools_at(const World& world, const std::vector<SiteId>& sites,
                             const std::vector<std::string>& servers);
/// Who makes the chips of a pool: the vendor's own word, else the catalog's; may be empty.
std::string fab_of(const World& world, const Catalog& catalog, const Pool& pool);
/// "assumed", or the source with n and the 90 % interval as far as they are known.
std::string prior_text(const PriorSpec& prior);
/// Error E0888 unless the instant lies in the run.
bool in_run(Context& context, Nanos at, const SourcePosition& where, const std::string& path);

/// Services, runbooks and assumptions; after the vendors.
void compile_services(Context& context);
void compile_runbooks(Context& context);
void check_assumptions(Context& context);

}  // namespace orrery::compile
