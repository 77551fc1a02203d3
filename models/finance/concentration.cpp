// Concentration on suppliers: HHI, the effective number, and what stands behind several names.
#include "models/finance/concentration.hpp"

#include <set>

#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

std::string ultimate(std::string name, const std::map<std::string, std::string>& behind) {
    std::set<std::string> seen;
    while (true) {
        const auto next = behind.find(name);
        if (next == behind.end() || next->second.empty() || next->second == name) return name;
        if (!seen.insert(name).second) return *seen.begin();
        name = next->second;
    }
}

}  // namespace

Concentration concentration(std::span<const Holding> holdings) {
    std::map<std::string, double> by_name;
    for (const Holding& h : holdings) {
        if (h.amount > 0) by_name[h.name] += h.amount;
    }
    math::NeumaierSum total;
    for (const auto& [name, amount] : by_name) total.add(amount);
    Concentration c;
    if (by_name.empty()) return c;
    for (const auto& [name, amount] : by_name) {
        const double share = amount / total.value();
        c.hhi += share * share;
        if (share > c.largest_share) {
            c.largest = name;
            c.largest_share = share;
        }
    }
    c.n_effective = 1 / c.hhi;
    return c;
}

std::vector<Holding> look_through(std::span<const Holding> holdings,
                                  const std::map<std::string, std::string>& behind) {
    std::vector<Holding> out;
    for (const Holding& h : holdings) out.push_back({ultimate(h.name, behind), h.amount});
    return out;
}

}  // namespace orrery::finance
