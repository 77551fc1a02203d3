// What time is lost to, as metrics and in the words that runs and studies share.
#pragma once
#include <string>

namespace orrery::analysis {

/// Metrics `lost.CAUSE.DEPLOYMENT` and `lost.total`: the ranked list, for studies.
inline constexpr const char* kLostFamily = "lost";

/// Of a member of that family: "contention.chat" is "shared accelerators of chat". What is no such
/// member stays as it is.
std::string lost_to(const std::string& member);
/// "Shared accelerators of x" → "shared accelerators of x"; "KV cache …" stays.
std::string in_sentence(std::string name);

}  // namespace orrery::analysis
