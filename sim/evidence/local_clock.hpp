// UTC to the clock on the wall of an IANA time zone, summer time included.
#pragma once
#include <cstdint>
#include <string>

#include "orrery/base/time.hpp"

namespace date {
class time_zone;
}

namespace orrery {

/// Empty name: UTC. Throws EnvironmentError for a zone that the system's database lacks.
class LocalClock {
public:
    explicit LocalClock(const std::string& zone);
    /// Nanoseconds since 1970 that the wall shows.
    [[nodiscard]] Nanos local(Nanos utc);
    /// Seconds that the wall is ahead of UTC at an instant, seconds since 1970.
    [[nodiscard]] std::int64_t offset_s(std::int64_t utc_s);

private:
    const date::time_zone* zone_ = nullptr;
    std::int64_t from_s_ = 0;  ///< the offset holds in [from, until)
    std::int64_t until_s_ = 0;
    std::int64_t offset_s_ = 0;
};

}  // namespace orrery
