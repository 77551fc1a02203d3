// Calendar time stamps of recorded data.
#pragma once
#include <optional>
#include <string_view>

#include "orrery/base/time.hpp"

namespace orrery {

/// "2023-11-16 18:15:46.6805900", with T or a space, a fraction and an offset from UTC where they
/// are given → ns since 1970; 1970 to 2199, else nothing.
std::optional<Nanos> parse_timestamp(std::string_view text);

}  // namespace orrery
