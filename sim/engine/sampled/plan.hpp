// Which days of a long run are simulated, and which of them stands for each of the others.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/engine/sampled/calendar.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Days that stand for others, about, where nothing else was asked for.
inline constexpr int kSampledDays = 40;
/// A horizon up to here is simulated as a whole.
inline constexpr int kShortestSample = 31;
/// As many days with the same rare event are all simulated; more of them are sampled.
inline constexpr int kRareDays = 12;

/// Instants [from, until) in which requests arrive: a simulated day, or the warm-up before it.
struct SimulatedSpan {
    Nanos from;
    Nanos until;
    std::int32_t unit = -1;  ///< index of the day in SampledPlan::units; −1: a warm-up
};

/// A day whose requests are simulated.
struct SampledUnit {
    std::int32_t day = 0;
    std::int32_t stratum = -1;
    std::int32_t stands_for = 1;  ///< days, itself included
    std::vector<double> weight;   ///< by workload: requests that one of its requests stands for
};

struct SampledPlan {
    Calendar calendar;
    std::vector<SampledUnit> units;     ///< by day
    std::vector<std::int32_t> unit_of;  ///< by day: index in `units`, itself or its stand-in
    std::vector<SimulatedSpan> spans;   ///< sorted, apart
    std::int32_t strata = 0;
    std::string all_because;  ///< why every day is simulated; empty: some are not

    [[nodiscard]] bool simulated(std::size_t day) const {
        return units[static_cast<std::size_t>(unit_of[day])].day == static_cast<std::int32_t>(day);
    }
};

/// Days alike: what stands for what is chosen within them.
struct Stratum {
    std::vector<std::int32_t> days;  ///< sorted by demand, then by date
    bool in_full = false;
};

/// Strata of the calendar from what a run without requests (`idle`) shows of each day: a day is
/// known by the weekday's shape, by the replicas and servers that are there, by what lasts through
/// it, and by what begins or ends on it. Days of a rare event are in full.
std::vector<Stratum> stratify(const World& world, const Calendar& calendar,
                              const Observations& idle);

/// Representatives: all days of strata in full, else at least two of each stratum (three where its
/// demand varies), `wanted` in all where that is more, by the square root of days × demand. The
/// first and the last in the order of demand are among them; a day between two of them is given to
/// one so that, over the stratum, demand is interpolated.
SampledPlan choose_days(const World& world, Calendar calendar, std::vector<Stratum> strata,
                        int wanted);

/// A plan for one seed: failures fall on the days on which that run will have them. Same World,
/// seed and replication: the same plan.
SampledPlan plan_sampled(const World& world, std::uint64_t seed, std::uint64_t replication,
                         int wanted);

/// A run without requests, its autoscalers at rest: failures, outages, deliveries and jobs fall as
/// they will in the run of the same seed and replication.
Observations simulate_idle(const World& world, std::uint64_t seed, std::uint64_t replication);

/// Requests arrive before a simulated day for that long, so that it begins as if the evening before
/// had been simulated: for what replicas and servers take to come and go, one to six
/// hours; six where days end while demand is above its mean.
Nanos warm_up_of(const World& world);

}  // namespace orrery
