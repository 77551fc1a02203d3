// A later log or bill against what was calibrated: which metrics left their band, since when, by
// how much.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/bill_forecast.hpp"
#include "sim/evidence/calibrated_model.hpp"
#include "sim/evidence/demand_history.hpp"

namespace orrery {

struct DriftRow {
    std::string name;
    int steps = 0;        ///< that both sides have
    int outside = 0;      ///< of them beyond their own 80 % band
    bool left = false;    ///< the level moved for good: a CUSUM's alarm
    std::string since;    ///< when it moved, by likelihood
    std::string certain;  ///< when that was certain
    double change = 0;    ///< actual over expected − 1 since then; of all steps where it holds
};

struct DriftReport {
    std::string model;  ///< what was calibrated: source and period
    std::string later;  ///< the period that it is held against
    std::string step;   ///< "days", "months", "groups of 50 requests"
    std::vector<DriftRow> rows;
    std::vector<std::string> notes;
    [[nodiscard]] bool any() const;     ///< a metric left its band
    [[nodiscard]] bool judged() const;  ///< there was a step to judge
};

/// Days after the model's last; earlier ones are left out and noted. Without a calendar the later
/// record is taken to begin the day after.
DriftReport demand_drift(const CalibratedModel& model, const DemandHistory& later);
/// Whole months after the model's last.
DriftReport bill_drift(const CalibratedModel& model, const BillHistory& later);
/// Groups of requests, each time over what the deployment's calibrated model says of it.
DriftReport performance_drift(const CalibratedModel& model,
                              const std::vector<TimedRequest>& measured,
                              const std::vector<TimedRequest>& predicted, bool calendar);

/// In 80 columns, the verdict last.
std::string render_drift(const DriftReport& report);
std::string drift_json(const DriftReport& report);

}  // namespace orrery
