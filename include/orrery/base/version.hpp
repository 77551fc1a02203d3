// The version of this program, of its scenario language and of its result schema.
#pragma once

namespace orrery {

inline constexpr const char* kVersion = "0.1.0";
inline constexpr int kScenarioVersion = 1;
inline constexpr int kResultSchemaVersion = 1;

}  // namespace orrery
