// Draws a random scenario, part by part: what is drawn first decides what may follow.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/property/random_scenario.hpp"

namespace orrery::property {

/// Draws of one seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed, const char* cause = "random scenario")
        : stream_(seed, cause, "property") {}
    int among(int from, int to) {
        const auto count = static_cast<std::uint64_t>(to - from + 1);
        return from + static_cast<int>(uniform_int(stream_, count));
    }
    double between(double from, double to) { return uniform_between(stream_, from, to); }
    bool chance(double p) { return stream_.uniform() < p; }
    std::string one_of(const std::vector<std::string>& all) {
        return all[static_cast<std::size_t>(among(0, static_cast<int>(all.size()) - 1))];
    }

private:
    Stream stream_;
};

/// A server of the catalog with what it may run.
struct Kind {
    const char* server;
    const char* region;  ///< empty: own
    int accelerators;
};

class Builder {
public:
    Builder(std::uint64_t seed, const Swarm& swarm)
        : dice_(seed), more_(seed, "more of a random scenario"), swarm_(swarm) {
        s_.seed = seed;
    }
    RandomScenario build();

private:
    std::string minute(double from, double to);
    void places();
    /// Power, sun and shelves of an own site.
    void hall(Entry& site);
    void pool(const Kind& kind, int site, int index);
    void deployments();
    std::string engine(bool model);
    std::string tokens(double most);
    void workloads();
    /// Turns, or a graph of calls; what clients ask for, and how patient they are.
    void conversation(Entry& w, int index);
    void jobs();
    void vendors();
    void money();
    /// Prices of spot servers are the market's: shocks do not go with them.
    std::string disruption();
    void contracts();

    // random_more.cpp: what a wide swarm has as well, with dice of its own
    void tokens_by_api();
    void shops();
    void wide_places();
    void wide_work();
    void wide_jobs();
    void lines();
    void answers();
    void data_set();
    bool takes_requests(const Entry& deployment);
    std::string some_minute(double from, double to);
    std::vector<std::string> sites_of_servers();

    Dice dice_;
    Dice more_;
    Swarm swarm_;
    RandomScenario s_;
    int minutes_ = 60;
    bool distances_ = false;     ///< some workload has an origin
    bool models_ = false;        ///< some deployment runs one, not a law of service
    bool joined_ = false;        ///< sites are joined by links
    std::vector<int> room_;      ///< accelerators, by pool
    std::vector<bool> elastic_;  ///< by pool
    std::vector<bool> small_;
};

}  // namespace orrery::property
