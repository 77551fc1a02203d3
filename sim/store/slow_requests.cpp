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
    least_.resize(n, {-1, -1, -1});
}

/// A heap by it has the least slow on top: the next to go.
bool SlowRequests::slower(const Kept& a, const Kept& b) {
    return a.ns != b.ns ? a.ns > b.ns : a.row.request_id < b.row.request_id;
}

void SlowRequests::offer(std::size_t measure, std::size_t workload, std::int64_t ns,
                         const RequestRow& row) {
    Heap& heap = heaps_[measure][workload];
    if (heap.size() == each_) {
        std::pop_heap(heap.begin(), heap.end(), slower);
        heap.pop_back();
    }
    heap.push_back({ns, row, waits_});
    std::push_heap(heap.begin(), heap.end(), slower);
    if (heap.size() == each_) least_[workload][measure] = heap.front().ns;
}

void SlowRequests::row(const RequestRow& row) {
    if (row.finish == Nanos::never() || row.arrival < world_.warmup) return;
    const std::size_t w = row.workload.index();
    const auto& least = least_[w];
    const std::int64_t ttft = (row.first_token - row.arrival).ns;
    const std::int64_t e2e = (row.finish - row.arrival).ns;
    if (ttft > least[0]) offer(0, w, ttft, row);
    if (e2e > least[2]) offer(2, w, e2e, row);
    const std::int64_t decoding = (row.finish - row.first_token).ns;
    const std::int64_t steps = row.output_tokens - 1;
    if (steps > 0 && decoding / steps > least[1]) {
        offer(1, w, decoding / steps, row);
    }
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
