// Hours in which the share of requests within their SLO falls below its target, counted in a run.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/study/vendors/study.hpp"

namespace orrery {

/// Hours that an outage touches.
struct StruckHours {
    Nanos from;
    Nanos until;
    bool dated = false;  ///< on a date: it happens once, not so many times a year
};
std::vector<StruckHours> struck_hours(const World& world, const Observations& observations);

/// A request belongs to the hour of its arrival; refused, lost and timed-out ones miss.
class MissedHours : public RequestSink {
public:
    explicit MissedHours(const World& world);
    void row(const RequestRow& row) override;
    /// Hours with a miss of any workload, by 8760 h of run; those that an outage on a date struck
    /// are left out of both, as it happens once.
    [[nodiscard]] double a_year(const std::vector<StruckHours>& struck) const;
    /// Misses of the hours that nothing struck, by 8760 of such hours.
    [[nodiscard]] double steady_a_year(const std::vector<StruckHours>& struck) const;
    /// Hours with a miss that an outage on a date struck.
    [[nodiscard]] double dated(const std::vector<StruckHours>& struck) const;

private:
    struct Count {
        std::int64_t arrived = 0;
        std::int64_t met = 0;
    };
    [[nodiscard]] std::vector<bool> missed() const;  ///< by hour
    /// Misses outside of those hours, by 8760 h outside of them.
    [[nodiscard]] double outside(const std::vector<bool>& hours) const;

    const World& world_;
    std::vector<std::vector<Count>> counts_;  ///< [workload][hour]
};

}  // namespace orrery
