// Random valid scenarios by seed: every run of a seed is the same, and printed with what fails.
#include "tests/property/random_scenario.hpp"

#include <algorithm>
#include <stdexcept>

#include "tests/property/random_builder.hpp"

namespace orrery::property {
Entry& Entry::with(const std::string& key, const std::string& value) {
    for (auto& [name, text] : keys) {
        if (name != key) continue;
        text = value;
        return *this;
    }
    keys.emplace_back(key, value);
    return *this;
}

bool Entry::has(const std::string& key) const {
    return std::any_of(keys.begin(), keys.end(), [&](const auto& one) { return one.first == key; });
}

const std::string& Entry::at(const std::string& key) const {
    for (const auto& [name, text] : keys) {
        if (name == key) return text;
    }
    throw std::out_of_range(key);
}

std::vector<Entry>& RandomScenario::section(const std::string& name) {
    for (auto& [known, entries] : sections) {
        if (known == name) return entries;
    }
    sections.emplace_back(name, std::vector<Entry>{});
    return sections.back().second;
}

std::string RandomScenario::yaml(bool keys_reversed) const {
    std::string out;
    for (const auto& [key, value] : head) out += key + ": " + value + "\n";
    for (const auto& [name, entries] : sections) {
        if (entries.empty()) continue;
        out += name + ":\n";
        for (const Entry& entry : entries) {
            auto keys = entry.keys;
            if (keys_reversed) std::reverse(keys.begin(), keys.end());
            std::string begin = "  - ";
            for (const auto& [key, value] : keys) {
                out += std::exchange(begin, "    ") + key + ": " + value + "\n";
            }
        }
    }
    for (const auto& [key, value] : tail) out += key + ": " + value + "\n";
    return out;
}

RandomScenario random_scenario(std::uint64_t seed, const Swarm& swarm) {
    return Builder(seed, swarm).build();
}

}  // namespace orrery::property
