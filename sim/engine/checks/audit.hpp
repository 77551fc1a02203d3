// Conservation laws of a run: each family in a file of its own, all of them at the end of every
// run, those that hold at any instant also on the way.
#pragma once
#include <string>
#include <vector>

#include "sim/engine/checks/tally.hpp"
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// A law that does not hold: the text says which, by how much and of what.
struct Violation {
    std::string check;
    std::string text;
};

/// What is looked at, and what was found.
class Audit {
public:
    Audit(const World& w, const Observations& o, const RunTally& t) : world(w), out(o), tally(t) {}

    /// `where` names the workload, pool, replica or job, where the law is about one of many.
    void add(const char* name, const char* law, double left, double right, bool holds,
             const std::string& where = {});

    const World& world;
    const Observations& out;
    const RunTally& tally;
    std::vector<Check> checks;
    std::vector<Violation> violations;
};

void check_requests(Audit& audit);          // requests.cpp
void check_completions(Audit& audit);       // requests.cpp
void check_residency(Audit& audit);         // requests.cpp
void check_tokens(Audit& audit);            // tokens.cpp
void check_energy(Audit& audit);            // energy.cpp
void check_kv_cache(Audit& audit);          // kv_cache.cpp
void check_queues(Audit& audit);            // queues.cpp
void check_accelerator_time(Audit& audit);  // accelerator_time.cpp
void check_jobs(Audit& audit);              // jobs.cpp
void check_recorded_jobs(Audit& audit);     // jobs.cpp
void check_waits(Audit& audit);             // waits.cpp
void check_population(Audit& audit);        // littles_law.cpp
void check_traffic(Audit& audit);           // traffic.cpp

/// All of them: the run is over and its observations are complete.
void audit_end(Audit& audit);
/// What holds between any two events: requests, KV blocks, queues, Little's law.
void audit_now(Audit& audit);
/// Ends the program as an error of ours, with seed, time and event, if a law does not hold.
void stop_at_violation(const Audit& audit);

}  // namespace orrery
