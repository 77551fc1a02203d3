// What rows of SkyPilot's file say: shapes with their price, or, as in that of GCP, a machine and
// its accelerators in rows of their own. Inside sim/scenario/import.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace orrery {

/// "Standard_ND96isr_H100_v5" → "ND96isr_H100_v5", as the catalog's SKUs are written.
inline std::string sku_of(const std::string& instance) {
    const std::string prefix = "Standard_";
    return instance.rfind(prefix, 0) == 0 ? instance.substr(prefix.size()) : instance;
}

inline bool is_sku(const std::string& text) {
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

/// A shape in a region; zones have one price on demand and a spot price each.
struct Quote {
    std::string server;
    bool exact = false;  ///< the catalog has an offer of that SKU
    double price = -1;
    double spot = -1;
    std::set<std::string> zones;
};
/// By region and SKU.
using Quotes = std::map<std::pair<std::string, std::string>, Quote>;

/// A row that prices one of the two parts.
struct PricedPart {
    std::string region;  ///< catalog key
    std::string zone;
    std::string server;  ///< catalog key of what both make; empty: none is known
    std::string name;    ///< SKU of the machine, or the accelerator
    double price = -1;
    double spot = -1;
    std::int64_t line = 0;
};

/// SkyPilot adds the price of a machine to that of the accelerators in it. Which go together its
/// file does not say; the catalog does: a SKU has a server, and that has so many of an accelerator.
class PartsOfMachines {
public:
    void add_machine(PricedPart part) { machines_.push_back(std::move(part)); }
    void add_accelerators(PricedPart part) {
        if (part.server.empty() || !by_place_.emplace(key_of(part), accelerators_.size()).second) {
            part.server.clear();
        }
        accelerators_.push_back(std::move(part));
        used_.push_back(false);
    }

    /// `whole(part)` of each machine with the sum of both prices, −1 where one is not known; `left`
    /// of the machines and accelerators that nothing goes with.
    template <class Whole, class Left>
    void join(const Whole& whole, const Left& left) {
        for (PricedPart& machine : machines_) {
            const auto at = by_place_.find(key_of(machine));
            if (at == by_place_.end()) {
                left(machine, true);
                continue;
            }
            const PricedPart& of = accelerators_[at->second];
            used_[at->second] = true;
            machine.price = sum(machine.price, of.price);
            machine.spot = sum(machine.spot, of.spot);
            whole(machine);
        }
        for (std::size_t i = 0; i < accelerators_.size(); ++i) {
            if (!used_[i]) left(accelerators_[i], false);
        }
    }

private:
    using Key = std::tuple<std::string, std::string, std::string>;
    static Key key_of(const PricedPart& part) { return {part.region, part.zone, part.server}; }
    /// To the micro-unit: prices are decimal.
    static double sum(double a, double b) {
        return a > 0 && b > 0 ? std::round((a + b) * 1e6) / 1e6 : -1;
    }

    std::vector<PricedPart> machines_;
    std::vector<PricedPart> accelerators_;
    std::vector<bool> used_;
    std::map<Key, std::size_t> by_place_;
};

}  // namespace orrery
