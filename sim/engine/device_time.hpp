// Time of many things at once: accelerators over months, requests that wait, servers that lack.
#pragma once

namespace orrery {

/// Nanoseconds summed over many: 64 bits hold 292 years of them, or 2.56 million server-hours.
__extension__ using DeviceTime = __int128;

}  // namespace orrery
