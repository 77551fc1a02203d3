// Where requests miss their service levels, and whether it is the place that is too slow.
#pragma once
#include <optional>
#include <string>

#include "sim/analysis/findings.hpp"

namespace orrery::analysis {

struct Input;

/// Whether a workload has a service level and keeps it in fewer requests than it wants.
bool below_target(const Input& in, std::size_t workload);

inline constexpr const char* kSloByDeployment = "slo.by_deployment.";

/// Of what misses its service level, of workloads below their target. Shares of all those misses;
/// what is not served is at no deployment.
struct Misses {
    std::string where;    ///< the deployment that serves most of them
    double share = 0;     ///< served there
    double slow = 0;      ///< of those there: would have missed with nobody else there
    double unserved = 0;  ///< rejected, timed out, lost, unfinished
    double keeps = 0;     ///< of the requests served there, those that meet their level
    std::string other =
        {};  ///< the one that keeps more, and most, of its own; empty: there is none
    double other_keeps = 0;

    /// More of them would need a faster place than anything else.
    [[nodiscard]] bool too_slow() const { return share * slow >= 0.5; }
    /// The other place keeps what the workloads below their target promise: to serve more of it
    /// there costs nothing.
    [[nodiscard]] bool elsewhere(const Findings& f) const;
    /// Neither of both is mended by more of what is there.
    [[nodiscard]] bool moves(const Findings& f) const {
        return too_slow() || (share >= 0.5 && elsewhere(f));
    }
};

/// Nothing without a miss. After add_misses.
std::optional<Misses> misses_of(const Findings& f);
/// Where most misses are, and why, in words; empty where the bottlenecks say it.
std::string misses_sentence(const Findings& f);

}  // namespace orrery::analysis
