// Which categories of a ledger are projects, paid once and never again, however long a run is.
#pragma once
#include <array>
#include <string_view>

namespace orrery {

inline constexpr const char* kQualification = "qualification";
inline constexpr const char* kPorting = "porting";
inline constexpr std::array<const char*, 2> kPaidOnce{kQualification, kPorting};

/// No rate a month or a year can be made of them.
[[nodiscard]] constexpr bool paid_once(std::string_view category) {
    for (const char* once : kPaidOnce) {
        if (category == once) return true;
    }
    return false;
}

/// How results call the place of costs that belong to none: those above, and tooling.
inline constexpr const char* kNoSite = "no site";

}  // namespace orrery
