// Concentration on suppliers: HHI, the effective number, and what stands behind several names.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

namespace orrery::finance {

struct Holding {
    std::string name;
    double amount = 0;  ///< spend, capacity or critical load; ≥ 0
};

struct Concentration {
    double hhi = 0;          ///< Σ share², 1/n … 1; 0 without anything
    double n_effective = 0;  ///< 1/HHI
    std::string largest;
    double largest_share = 0;
};
/// Holdings of one name are added up first; amounts below 0 count as 0.
Concentration concentration(std::span<const Holding> holdings);

/// Holdings under the name of whoever stands behind them at the end of the chain of `behind` (a
/// neocloud → its host → the host's parent); names without an entry stand for themselves. A circle
/// ends at its alphabetically first name.
std::vector<Holding> look_through(std::span<const Holding> holdings,
                                  const std::map<std::string, std::string>& behind);

}  // namespace orrery::finance
