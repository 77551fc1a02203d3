// What relations between runs share: figures of a text, how two sets differ, changes over seeds.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "orrery/facts.hpp"
#include "orrery/simulate.hpp"
#include "tests/property/random_scenario.hpp"

namespace orrery::property {

using Figures = std::map<std::string, double>;

const api::Facts& facts();
Figures figures(const std::string& text, const api::Options& options = {});

/// Bit for bit, but for these families; empty where they agree.
std::string differences(const Figures& a, const Figures& b,
                        const std::vector<std::string>& except = {});
/// Every figure of these families times a factor, within what rounding to micro-units leaves.
std::string not_scaled(const Figures& a, const Figures& b, double factor,
                       const std::vector<std::string>& families);

std::string replaced(std::string text, const std::string& from, const std::string& to);
/// The number before the unit of an entry's key, where it has it.
void multiply(RandomScenario& s, const std::string& section, const std::string& key, double factor);

/// Nothing in it reacts to prices or load, and each cost is a price times a quantity.
inline constexpr Swarm kPassive{false, true, false};
inline constexpr std::uint64_t kSeeds = 12;
void for_seeds(const Swarm& swarm, const std::function<void(RandomScenario&)>& relation);

/// The text after a change has the same figures, but for these families.
void same(const std::function<std::string(RandomScenario&)>& changed,
          const std::vector<std::string>& except = {}, const Swarm& swarm = {});
/// With a key in every entry of a section that lacks it.
void same_with(const std::string& section, const std::string& key, const std::string& value,
               const std::vector<std::string>& except = {});

}  // namespace orrery::property
