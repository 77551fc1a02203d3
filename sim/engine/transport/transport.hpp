// Flows of data between sites: they share links max–min fairly, from event to event.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/checks/tally.hpp"
#include "sim/engine/meters/meters.hpp"
#include "sim/engine/transport/link_state.hpp"
#include "sim/kernel/indexed_heap.hpp"

namespace orrery {

/// Who is told when a flow is over, and what `a` and `b` of it mean.
enum class FlowUse : std::uint8_t {
    dataset,     ///< a: data set, b: site
    checkpoint,  ///< a: job
    kv,          ///< a: slot of the request, b: its id
    nobody,
};

inline constexpr std::uint32_t kNoFlow = 0xFFFFFFFFu;

struct FlowOrder {
    Purpose purpose = Purpose::dataset;
    FlowUse use = FlowUse::nobody;
    SiteId from;
    SiteId to;
    std::int64_t bytes = 0;
    double cap = 0;  ///< B/s of its ends; 0: none
    std::uint32_t a = 0;
    std::uint32_t b = 0;
};

/// A flow whose last byte has been sent.
struct FlowEnd {
    FlowOrder order;
    std::uint32_t flow = kNoFlow;
    Nanos latency;  ///< of its path: when the last byte arrives
};

/// Rates change only when a flow begins or ends or something goes down or comes back; then those of
/// the flows that share links with it, directly or through others.
class Transport {
public:
    Transport(const World& world, Meters& meters, Observations& out);

    [[nodiscard]] LinkState& state() { return state_; }
    std::uint32_t start(const FlowOrder& order, Nanos now);
    void cancel(std::uint32_t flow, Nanos now);
    /// Whether it has a path now.
    [[nodiscard]] bool connected(std::uint32_t flow) const { return flows_[flow].connected; }
    /// Takes one flow that is over by `now`, the one that ended first; false without one.
    bool finish_one(Nanos now, FlowEnd& end);
    /// When the next flow is over; never() without one.
    [[nodiscard]] Nanos next() const { return heap_.top_time(); }
    /// The state has changed: paths are looked for again. Returns how many flows have none now that
    /// had one.
    std::int64_t reroute(Nanos now);
    /// Bytes of answers over the links of a path; they take no part in sharing.
    void add_response(const LinkPath& path, std::int64_t bytes, Nanos now);
    /// Meters what was sent by the end of the run.
    void close(Nanos now);

    [[nodiscard]] FlowTally balance() const;
    /// For measuring what the checks cost.
    void without_checks() { certifies_ = false; }

private:
    struct Flow {
        FlowOrder order;
        LinkPath path;
        bool connected = false;
        double rate = 0;
        double sent = 0;
        std::int64_t moved = 0;  ///< of `sent`: whole bytes that were metered
        Nanos since;
        std::uint32_t record = kNoFlow;
        bool live = false;
    };

    void settle(std::uint32_t flow, Nanos now);
    void meter(Flow& flow, std::int64_t upto, Nanos at);
    void find_path(std::uint32_t flow);
    void enter_links(std::uint32_t flow);
    void leave_links(std::uint32_t flow);
    void release(std::uint32_t flow);
    /// New rates for all flows that share links with those edges, directly or not.
    void share(const LinkPath& edges, std::uint32_t alone, Nanos now);
    [[nodiscard]] std::vector<std::uint32_t> sharers(const LinkPath& edges) const;
    std::vector<std::int64_t>& charged(const FlowOrder& order);
    void arm(std::uint32_t flow);

    const World& world_;
    Meters& meters_;
    Observations& out_;
    LinkState state_;
    std::vector<Flow> flows_;
    std::vector<std::uint32_t> free_;
    std::vector<std::vector<std::uint32_t>> on_edge_;  ///< flows by edge, ascending
    IndexedHeap heap_;
    FlowTally balance_;
    std::uint64_t shares_ = 0;  ///< how often rates were shared out
    bool certifies_ = true;
};

}  // namespace orrery
