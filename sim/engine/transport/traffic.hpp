// What moved between places: bytes by link, purpose and interval; flows; what partitions did.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"
#include "sim/scenario/network_spec.hpp"

namespace orrery {

/// Bytes of a link by direction (as written, back), purpose and meter interval; empty: none.
struct LinkUsage {
    std::array<std::array<std::vector<std::int64_t>, kPurposes>, 2> bytes;
};

/// A transfer of data between two sites.
struct FlowRecord {
    Purpose purpose = Purpose::dataset;
    SiteId from;
    SiteId to;
    std::int64_t bytes = 0;
    std::int64_t moved = 0;  ///< by the end of the run
    Nanos start;
    Nanos end = Nanos::never();   ///< last byte sent; never: not within the run, or given up
    std::int64_t stalled_ns = 0;  ///< without a path
};

/// Bytes that a site's vendor charges for, by interval. Traffic that takes private lines only is
/// paid for by link.
struct ChargedTraffic {
    SiteId from;
    SiteId to;
    Purpose purpose = Purpose::dataset;
    std::vector<std::int64_t> bytes;
};

struct PartitionEffect {
    std::uint32_t partition = 0;        ///< index into Network::partitions
    std::int64_t requests_cut = 0;      ///< were there or on their way when it began
    std::int64_t served_elsewhere = 0;  ///< sent to another site while one of their own was cut off
    std::int64_t flows_stalled = 0;
};

struct Traffic {
    std::vector<LinkUsage> links;
    std::vector<FlowRecord> flows;        ///< in the order in which they began
    std::int64_t flows_omitted = 0;       ///< beyond the bound on their number
    std::vector<ChargedTraffic> charged;  ///< by from, to, purpose
    std::vector<PartitionEffect> partitions;
    std::array<std::int64_t, kPurposes> sent{};  ///< bytes that left their sites, by purpose
};

}  // namespace orrery
