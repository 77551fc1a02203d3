// What a result keeps beside its figures, so that they can be asked why: counts, waits, inputs.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"
#include "sim/store/slow_requests.hpp"

namespace orrery {

/// Requests of a workload by what became of them.
struct RequestCountRow {
    std::string workload;
    std::string tenant;
    WorkloadCounts counts;
};

/// Requests of a workload that one deployment served; waits over those that the latencies are of.
struct ServedRow {
    std::string workload;
    std::string deployment;
    std::string site;
    std::int64_t completed = 0;
    std::int64_t measured = 0;  ///< arrived after the warm-up
    std::int64_t slo_met = 0;
    std::int64_t prompt_tokens = 0;
    std::int64_t output_tokens = 0;
    double ttft_p50_s = 0;
    double ttft_p99_s = 0;
    double e2e_p99_s = 0;
    std::array<double, kWaitCauses> wait_s{};
};

/// Of the first replication; without a World's ids.
struct ResultRows {
    /// Of a file that is read: the figures write it.
    std::string start;      ///< RFC 3339
    std::string partial;    ///< why a limit cut the run; empty: nothing did
    double interval_s = 0;  ///< of the meters
    double warmup_s = 0;
    std::vector<Origin> inputs;  ///< the register of assumptions
    std::vector<RequestCountRow> requests;
    std::vector<ServedRow> served;  ///< pairs that completed some
    std::vector<SlowRequest> slow;  ///< empty: nobody watched the requests
};
ResultRows result_rows(const World& world, const Observations& observations);

namespace store {
class Database;
/// SQL of their tables.
extern const char* const kRowTables;
void write_rows(Database& db, const ResultRows& rows);
/// What a file of an older Orrery lacks stays empty.
ResultRows read_rows(Database& db);
}  // namespace store

}  // namespace orrery
