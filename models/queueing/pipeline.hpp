// A pipeline of stages (ingest, preprocessing, storage, accelerator): the slowest sets the rate.
#pragma once
#include <cstddef>
#include <vector>

namespace orrery::queueing {

/// Workers that handle one item each at a time, and a bandwidth that all of them share.
struct Stage {
    double workers = 1;
    double service_s = 0;  ///< of one item at one worker; 0: no work
    double item_bytes = 0;
    double bandwidth = 0;  ///< B/s; 0: nothing shared
    double in_flight = 0;  ///< items it may hold (queue depth, prefetched batches); 0: no limit
};

/// Items a second that a stage can pass: workers / service, bandwidth / bytes and, after Little
/// 1961, in flight / time in the stage. Infinite for a stage without work.
double stage_rate(const Stage& stage);

/// Seconds of one item in a stage: its service and its bytes at the whole bandwidth.
double stage_seconds(const Stage& stage);

struct Flow {
    double items_s = 0;          ///< the least of what is wanted and what the stages pass
    std::size_t slowest = 0;     ///< index of the stage that passes least
    bool limited = false;        ///< it passes less than is wanted
    double latency_s = 0;        ///< of an item through all stages without waiting
    double in_flight = 0;        ///< items in the stages on average: rate × latency (Little)
    double starved = 0;          ///< share of the wanted rate that does not come: idle accelerators
    std::vector<double> busy;    ///< share of each stage's rate that is used
    std::vector<double> needed;  ///< workers of each stage that the wanted rate takes, not rounded
};

/// `wanted`: items a second that the consumer could take, as an accelerator's step does.
Flow flow_through(const std::vector<Stage>& stages, double wanted);

}  // namespace orrery::queueing
