// What a run knows of one job: its phase, the servers it holds, the checkpoints it goes back to.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/reliability/checkpoint_cycle.hpp"
#include "sim/engine/cluster/cluster.hpp"
#include "sim/engine/facility/pace.hpp"
#include "sim/engine/facility/shift.hpp"
#include "sim/engine/observations.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery {

enum class JobPhase : std::uint8_t {
    absent,      ///< not submitted
    shifted,     ///< waits on purpose for better hours; holds nothing
    fetching,    ///< holds nothing; its data are not there
    queued,      ///< holds nothing
    running,     ///< steps and checkpoints
    paused,      ///< saved; its servers are about to go
    detecting,   ///< something is wrong, nobody knows what
    restarting,  ///< swaps, start, reading the checkpoint
    done,
};

enum class StopReason : std::uint8_t { none, notice, grow, move, fall_back, shift };

/// A run that has ended but may prove worthless: silent data corruption has struck before its end.
struct SuspectRun {
    PoolId pool;
    Nanos from;
    reliability::CheckpointCycle cycle;
    std::int64_t first_step = 0;
    std::int64_t kept = 0;  ///< steps
    DeviceTime accelerators = 0;
    std::int64_t step_ns = 0;  ///< at full size
    Pace pace;
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
    reliability::CheckpointCycle cycle;  ///< of the run; in time of work, as `stop`
    Pace pace;
    reliability::PlannedStop stop;
    StopReason why = StopReason::none;
    Hazard last = Hazard::hardware;
    bool moved = false;
    bool restarts = false;        ///< it ran before: the next start takes its time
    std::uint32_t epoch = 0;      ///< of the phase's end
    std::uint32_t run = 0;        ///< of what may strike a run
    std::uint32_t finding = 0;    ///< of the corruption to be found
    bool wants_power = false;     ///< queued: servers are free, power is not
    std::int64_t episode = -1;    ///< run event of being throttled; −1: at full speed
    std::vector<ShiftSpan> plan;  ///< better hours; empty: it does not wait for any
    bool suspect = false;
    std::int64_t clean_steps = 0;  ///< of the last checkpoint before the corruption
    std::vector<SuspectRun> suspects;
    CheckpointCopies copies;
    Stream failures;
    Stream corruptions;
    Stream recovery;

    /// Time of work since the run began.
    [[nodiscard]] std::int64_t worked(Nanos now) const { return pace.worked((now - since).ns); }
    /// Whether `left` steps are done by `now` and no stop is planned before.
    [[nodiscard]] bool through(Nanos now, std::int64_t left) const {
        return !stop.possible && worked(now) >= cycle.duration_ns(left);
    }
    /// When so much work is done, at the pace of now.
    [[nodiscard]] Nanos when(std::int64_t work) const { return since + Nanos{pace.reached(work)}; }
    /// Time of work by `t`, which may lie ahead, at the pace of now.
    [[nodiscard]] std::int64_t worked_by(Nanos t) const { return pace.worked((t - since).ns); }

    RunningJob(const JobPlace& home, int all_groups, std::uint64_t seed, const std::string& name,
               std::uint64_t replication)
        : place(home),
          groups(all_groups),
          failures(seed, "job failure", name, replication),
          corruptions(seed, "corruption", name, replication),
          recovery(seed, "recovery", name, replication) {}
};

}  // namespace orrery
