// Random valid scenarios by seed: every run of a seed is the same, and printed with what fails.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace orrery::property {

/// An entry of a list: its keys in order, values as YAML text.
struct Entry {
    std::vector<std::pair<std::string, std::string>> keys;

    Entry& with(const std::string& key, const std::string& value);
    [[nodiscard]] bool has(const std::string& key) const;
    [[nodiscard]] const std::string& at(const std::string& key) const;
};

struct RandomScenario {
    std::uint64_t seed = 0;
    std::vector<std::pair<std::string, std::string>> head;            ///< name, start, horizon …
    std::deque<std::pair<std::string, std::vector<Entry>>> sections;  ///< sites, pools …
    std::vector<std::pair<std::string, std::string>> tail;            ///< network, finance …

    std::vector<Entry>& section(const std::string& name);
    /// The text; keys of every entry in the opposite order if asked for.
    [[nodiscard]] std::string yaml(bool keys_reversed = false) const;
};

/// What a scenario may have; each seed draws its own subset ("swarm"), so that rare pairs of
/// features meet.
struct Swarm {
    bool policies = true;  ///< routers that look at prices or carbon, autoscalers
    bool failures = true;  ///< servers that fail, spot, outages
    bool contracts = true;
    /// APIs, sites from one entry, data classes, links and data sets, services and runbooks, loans
    /// and leases, people, values, growth, elastic jobs.
    bool wide = false;
};
inline constexpr Swarm kWide{true, true, true, true};
RandomScenario random_scenario(std::uint64_t seed, const Swarm& swarm = {});

}  // namespace orrery::property
