// Hours in which the share of requests within their SLO falls below its target, counted in a run.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/study/vendors/study.hpp"

namespace orrery {

/// A request belongs to the hour of its arrival; refused, lost and timed-out ones miss.
class MissedHours : public RequestSink {
public:
    explicit MissedHours(const World& world);
    void row(const RequestRow& row) override;
    /// Hours with a miss of any workload, by 8760 h of run.
    [[nodiscard]] double a_year() const;

private:
    struct Count {
        std::int64_t arrived = 0;
        std::int64_t met = 0;
    };
    const World& world_;
    std::vector<std::vector<Count>> counts_;  ///< [workload][hour]
};

}  // namespace orrery
