// The slowest requests of a run and what they waited for: what stands behind a tail.
#include "sim/store/slow_requests.hpp"

#include <algorithm>

namespace orrery {
namespace {

constexpr std::array<const char*, 3> kMeasureNames{"ttft", "tpot", "e2e"};

double seconds(std::int64_t ns) {
    return static_cast<double>(ns) / static_cast<double>(kSecond.ns);
}

std::int64_t tpot_ns(const RequestRow& r) {
    return r.output_tokens > 1 ? (r.finish - r.first_token).ns / (r.output_tokens - 1) : 0;
}

}  // namespace

SlowRequests::SlowRequests(const World& world) : world_(world) {
    const std::size_t n = world.workloads.size();
    if (n > 0) each_ = std::min(kKept, std::max<std::size_t>(kKeptInAll / (kMeasures * n), 1));
    for (auto& heaps : heaps_) heaps.resize(n);
}

/// A heap by it has the least slow on top: the next to go.
bool SlowRequests::slower(const Kept& a, const Kept& b) {
    return a.ns != b.ns ? a.ns > b.ns : a.row.request_id < b.row.request_id;
}

void SlowRequests::offer(Heap& heap, std::int64_t ns, const RequestRow& row) {
    const bool full = heap.size() == each_;
    if (full && ns <= heap.front().ns) return;
    if (full) {
        std::pop_heap(heap.begin(), heap.end(), slower);
        heap.pop_back();
    }
    heap.push_back({ns, row, waits_ ? *waits_ : WaitTimes{}});
    std::push_heap(heap.begin(), heap.end(), slower);
}

void SlowRequests::row(const RequestRow& row) {
    if (row.finish == Nanos::never() || row.arrival < world_.warmup) return;
    const std::size_t w = row.workload.index();
    offer(heaps_[0][w], (row.first_token - row.arrival).ns, row);
    if (row.output_tokens > 1) offer(heaps_[1][w], tpot_ns(row), row);
    offer(heaps_[2][w], (row.finish - row.arrival).ns, row);
}

std::vector<SlowRequest> SlowRequests::take() const {
    std::vector<SlowRequest> out;
    for (std::size_t m = 0; m < kMeasures; ++m) {
        for (Heap heap : heaps_[m]) {
            std::sort(heap.begin(), heap.end(), slower);
            std::int64_t rank = 0;
            for (const Kept& k : heap) {
                SlowRequest s;
                s.measure = kMeasureNames[m];
                s.workload = world_.workloads[k.row.workload.index()].name;
                s.rank = ++rank;
                s.request_id = k.row.request_id;
                const Deployment& d = world_.deployments[k.row.deployment.index()];
                s.deployment = d.name;
                s.site = world_.sites[d.site.index()].name;
                s.replica = k.row.replica.value;
                s.arrival_s = seconds(k.row.arrival.ns);
                s.ttft_s = seconds((k.row.first_token - k.row.arrival).ns);
                s.tpot_s = seconds(tpot_ns(k.row));
                s.e2e_s = seconds((k.row.finish - k.row.arrival).ns);
                s.prompt_tokens = k.row.prompt_tokens;
                s.output_tokens = k.row.output_tokens;
                s.preemptions = k.row.preemptions;
                for (std::size_t c = 0; c < kWaitCauses; ++c) s.wait_s[c] = seconds(k.waits[c]);
                out.push_back(std::move(s));
            }
        }
    }
    return out;
}

}  // namespace orrery
