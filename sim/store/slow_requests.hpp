// The slowest requests of a run and what they waited for: what stands behind a tail.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/request_waits.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// A completed request among the slowest by one measure, in names.
struct SlowRequest {
    std::string measure;    ///< "ttft", "tpot" or "e2e"
    std::string workload;   ///< of the request
    std::int64_t rank = 0;  ///< 1: the slowest of its workload
    std::int64_t request_id = 0;
    std::string deployment;
    std::string site;
    std::uint32_t replica = 0;
    double arrival_s = 0;
    double ttft_s = 0;
    double tpot_s = 0;  ///< 0: a single token
    double e2e_s = 0;
    int prompt_tokens = 0;
    int output_tokens = 0;
    int preemptions = 0;
    std::array<double, kWaitCauses> wait_s{};  ///< by WaitCause
};

/// Keeps the slowest of each workload, those that arrived after the warm-up, as the latencies of
/// the result do. Equal ones are ordered by id.
class SlowRequests final : public WaitSink {
public:
    static constexpr std::size_t kKept = 20;            ///< of each workload and measure …
    static constexpr std::size_t kKeptInAll = 100'000;  ///< … fewer where workloads are many

    /// The World must outlive it.
    explicit SlowRequests(const World& world);
    void waits(const WaitTimes& by_cause) override { waits_ = by_cause; }
    void row(const RequestRow& row) override;
    /// By measure, workload and rank.
    [[nodiscard]] std::vector<SlowRequest> take() const;

private:
    static constexpr std::size_t kMeasures = 3;
    struct Kept {
        std::int64_t ns = 0;  ///< of the measure
        RequestRow row;
        WaitTimes waits{};
    };
    using Heap = std::vector<Kept>;

    static bool slower(const Kept& a, const Kept& b);
    void offer(std::size_t measure, std::size_t workload, std::int64_t ns, const RequestRow& row);

    const World& world_;
    std::size_t each_ = kKept;
    std::array<std::vector<Heap>, kMeasures> heaps_;  ///< by WorkloadId
    /// What a request has to exceed: nearly all are done with a comparison each.
    std::vector<std::array<std::int64_t, kMeasures>> least_;
    WaitTimes waits_{};  ///< of the request whose row comes next
};

}  // namespace orrery
