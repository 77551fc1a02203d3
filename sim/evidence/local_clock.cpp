// UTC to the clock on the wall of an IANA time zone, summer time included.
#include "sim/evidence/local_clock.hpp"

#include <date/tz.h>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

LocalClock::LocalClock(const std::string& zone) {
    if (zone.empty() || zone == "UTC") return;
    try {
        zone_ = date::locate_zone(zone);
    } catch (const std::runtime_error&) {
        throw EnvironmentError("\"" + zone +
                               "\" is no IANA time zone; one is written as Europe/Berlin");
    }
}

std::int64_t LocalClock::offset_s(std::int64_t utc_s) {
    if (!zone_) return 0;
    if (utc_s < from_s_ || utc_s >= until_s_) {
        const date::sys_info info = zone_->get_info(date::sys_seconds{std::chrono::seconds{utc_s}});
        from_s_ = info.begin.time_since_epoch().count();
        until_s_ = info.end.time_since_epoch().count();
        offset_s_ = info.offset.count();
    }
    return offset_s_;
}

Nanos LocalClock::local(Nanos utc) {
    return utc + Nanos{offset_s(utc.ns / kSecond.ns) * kSecond.ns};
}

}  // namespace orrery
