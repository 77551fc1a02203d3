// A deployment's engine calibrated to its own request log: replayed, fitted, scored on what came
// later.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/evidence/replay.hpp"
#include "sim/ingest/timed_requests.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// A deployment as the scenario has it, with other coefficients at will.
class CalibratedReplica {
public:
    CalibratedReplica(const World& world, const Deployment& deployment);
    /// Why it cannot be calibrated from a log; empty where it can.
    [[nodiscard]] static std::string problem(const World& world, const Deployment& deployment);

    [[nodiscard]] const llm::EngineProfile& profile() const { return shape_.profile; }
    [[nodiscard]] const llm::ReplicaShape& shape() const { return shape_; }
    /// Times of the requests with these coefficients, in the log's order.
    [[nodiscard]] std::vector<TimedRequest> predict(const std::vector<TimedRequest>& log,
                                                    const llm::EngineCoefficients& with) const;

private:
    llm::ReplicaShape shape_;
    ReplaySetup setup_;
    double scale_ = 1;
};

/// One metric over the same requests; seconds.
struct TimingScore {
    std::string name;  ///< "ttft", "tpot", "e2e"
    std::int64_t requests = 0;
    double measured_p50 = 0;
    double predicted_p50 = 0;
    double measured_p99 = 0;
    double predicted_p99 = 0;
    double error = 0;  ///< median of |predicted / measured − 1|
    double bias = 0;   ///< of the sums: predicted / measured − 1
};
std::vector<TimingScore> timing_scores(const std::vector<TimedRequest>& measured,
                                       const std::vector<TimedRequest>& predicted);

struct FittedValue {
    std::string name;
    double before = 0;
    double after = 0;
    bool seconds = false;
};

/// Mean of log(measured / predicted) over so many requests in a row, and how it scatters: what
/// later logs are held against.
struct TimingBand {
    std::string name;
    double mean = 0;
    double sd = 0;
};
struct TimingBlock {
    Nanos from;  ///< on the log's clock
    Nanos until;
    double value = 0;  ///< mean log(measured / predicted)
};
std::vector<TimingBlock> timing_blocks(const std::vector<TimedRequest>& measured,
                                       const std::vector<TimedRequest>& predicted,
                                       const std::string& metric, std::size_t block);

struct PerformanceFit {
    llm::EngineCoefficients coefficients;
    std::vector<FittedValue> values;
    std::size_t fitted = 0;  ///< requests
    std::size_t held = 0;
    std::vector<TimingScore> before;  ///< on what was held out, with the catalog's coefficients
    std::vector<TimingScore> after;
    std::size_t block = 0;  ///< requests
    std::vector<TimingBand> bands;
};

/// Least squares on the logarithm of predicted over measured, soft-L1, in groups of like prompts
/// and like load; a log-normal prior draws each coefficient to the catalog's. The last `holdout`
/// (0 to 1) of the requests are not fitted. Nothing below 200 requests.
std::optional<PerformanceFit> fit_performance(const CalibratedReplica& replica,
                                              const std::vector<TimedRequest>& log, double holdout);

/// In 80 columns.
std::string render_performance(const PerformanceFit& fit);
/// The engine profile as a catalog file; `key` is "vllm-own-chat/hopper".
std::string performance_yaml(const PerformanceFit& fit, const std::string& key,
                             const std::string& source, const std::string& as_of);

}  // namespace orrery
