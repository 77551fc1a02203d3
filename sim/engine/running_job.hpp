// What a run knows of one job: its phase, the servers it holds, the checkpoints it goes back to.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/reliability/checkpoint_cycle.hpp"
#include "sim/engine/cluster/cluster.hpp"
#include "sim/engine/observations.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery {

enum class JobPhase : std::uint8_t {
    absent,      ///< not submitted
    fetching,    ///< holds nothing; its data are not there
    queued,      ///< holds nothing
    running,     ///< steps and checkpoints
    paused,      ///< saved; its servers are about to go
    detecting,   ///< something is wrong, nobody knows what
    restarting,  ///< swaps, start, reading the checkpoint
    done,
};

enum class StopReason : std::uint8_t { none, notice, grow, move, fall_back };

/// A run that has ended but may prove worthless: silent data corruption has struck before its end.
struct SuspectRun {
    PoolId pool;
    Nanos from;
    reliability::CheckpointCycle cycle;
    std::int64_t first_step = 0;
    std::int64_t kept = 0;  ///< steps
    DeviceTime accelerators = 0;
    std::int64_t step_ns = 0;  ///< at full size
};

/// Copies of a job's checkpoints at another site: one under way, the newest waiting.
struct CheckpointCopies {
    std::uint32_t flow = 0xFFFFFFFFu;  ///< none under way
    Nanos taken;                       ///< state that the one under way holds
    bool waits = false;
    Nanos waiting_taken;
    Nanos newest = Nanos::never();  ///< state that the newest copy holds; never: none is there
};

struct RunningJob {
    JobPhase phase = JobPhase::absent;
    JobPlace place;
    Placement placement;                ///< the gang
    std::vector<std::uint32_t> spares;  ///< warm, held
    std::vector<std::uint32_t> broken;  ///< lost from the gang, not diagnosed yet
    int groups = 0;                     ///< data-parallel ones that run
    Nanos since;                        ///< of the phase
    Nanos held_since;
    reliability::CheckpointCycle cycle;
    reliability::PlannedStop stop;
    StopReason why = StopReason::none;
    Hazard last = Hazard::hardware;
    bool moved = false;
    bool restarts = false;      ///< it ran before: the next start takes its time
    std::uint32_t epoch = 0;    ///< of the phase's end
    std::uint32_t run = 0;      ///< of what may strike a run
    std::uint32_t finding = 0;  ///< of the corruption to be found
    bool suspect = false;
    std::int64_t clean_steps = 0;  ///< of the last checkpoint before the corruption
    std::vector<SuspectRun> suspects;
    CheckpointCopies copies;
    Stream failures;
    Stream corruptions;
    Stream recovery;

    RunningJob(const JobPlace& home, int all_groups, std::uint64_t seed, const std::string& name,
               std::uint64_t replication)
        : place(home),
          groups(all_groups),
          failures(seed, "job failure", name, replication),
          corruptions(seed, "corruption", name, replication),
          recovery(seed, "recovery", name, replication) {}
};

}  // namespace orrery
