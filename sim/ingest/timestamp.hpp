// Calendar time stamps of recorded data.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "orrery/base/time.hpp"

namespace orrery {

inline constexpr std::int64_t kSecondsPerDay = kDay.ns / kSecond.ns;

/// A time on the clock → seconds since midnight.
constexpr int seconds_of_day(int hour, int minute, int second) {
    return hour * 3600 + minute * 60 + second;
}

/// "2023-11-16 18:15:46.6805900", with T or a space, a fraction and an offset from UTC where they
/// are given → ns since 1970; 1970 to 2199, else nothing.
std::optional<Nanos> parse_timestamp(std::string_view text);

}  // namespace orrery
