// Theory beside the whole engine: M/M/1, M/M/c, M/G/1 through scenario, router, replicas and
// meters.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

struct QueueingRow {
    std::string system;  ///< "M/M/1, load 0.7"
    std::string metric;  ///< "mean wait"
    double theory = 0;
    double simulated = 0;   ///< mean of the replications
    double half_width = 0;  ///< 99 % Student interval of that mean
    std::string unit;
    [[nodiscard]] double error_pct() const {
        return theory == 0 ? 0 : 100 * (simulated - theory) / theory;
    }
    /// Theory lies within the interval, widened by the sketch's error.
    [[nodiscard]] bool holds() const;
};

/// Runs each system in `replications` independent replications of about `customers` customers.
std::vector<QueueingRow> validate_queueing(int replications, double customers, std::uint64_t seed);

std::string render_queueing(const std::vector<QueueingRow>& rows);

}  // namespace orrery
