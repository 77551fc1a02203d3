// What time is lost to, as metrics and in the words that runs and studies share.
#pragma once
#include <string>

#include "sim/scenario/world.hpp"

namespace orrery::analysis {

/// The scenario's entry that a deployment came from: equal sites share one.
inline const std::string& entry_of(const Deployment& d) {
    return d.group.empty() ? d.name : d.group;
}

/// Metrics `lost.CAUSE.DEPLOYMENT` and `lost.total`: the ranked list, for studies.
inline constexpr const char* kLostFamily = "lost";

/// Of a member of that family: "contention.chat" is "shared accelerators of chat". What is no such
/// member stays as it is.
std::string lost_to(const std::string& member);
/// "Shared accelerators of x" → "shared accelerators of x"; "KV cache …" stays.
std::string in_sentence(std::string name);

}  // namespace orrery::analysis
