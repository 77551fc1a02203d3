// Demand or cost forecast from a record's earlier part, held against its later part.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/demand/forecast.hpp"
#include "sim/evidence/demand_history.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// A span of the held-out part: what came, and what was predicted for its sum.
struct HeldPeriod {
    std::string name;  ///< "2026-07", or "week 1" without a calendar or below 60 days
    int from = 0;      ///< first step after the fit, from 1
    int count = 0;     ///< steps
    double actual = 0;
    demand::Band band;
    [[nodiscard]] bool inside() const { return band.holds(actual); }
};

/// One metric, fitted on the earlier part.
struct SeriesBacktest {
    std::string name;  ///< "requests", "Compute"
    demand::SeriesFit fit;
    demand::ForecastError error;
    demand::ForecastError naive;  ///< the last week, or the last month, repeated
    int inside = 0;               ///< steps within their own 80 % band
    int steps = 0;
    std::vector<HeldPeriod> periods;
    demand::Drift earlier;  ///< of the level, in the part that was fitted
    demand::Drift drift;    ///< in what was held out
    double actual = 0;      ///< of all that was held out
    demand::Band total;
};

struct DemandBacktest {
    int training = 0;  ///< days
    int held = 0;      ///< days
    std::vector<SeriesBacktest> metrics;
    /// Of the requests by day, as a scenario's own generator had them; where one was given.
    std::optional<demand::ForecastError> planned;
};

/// Nothing below 14 days of training or a day held out, or without requests in either.
std::optional<DemandBacktest> backtest_demand(const DemandHistory& history, int held_days);

/// A series and its held-out end; periods as given, `naive_period` steps of the baseline.
std::optional<SeriesBacktest> backtest_series(const std::string& name,
                                              const std::vector<double>& values, int held,
                                              const demand::SeriesShape& shape, int naive_period,
                                              std::vector<HeldPeriod> periods);

/// What the workload's own generator expected of each held-out day, beside what came.
demand::ForecastError planned_error(const SyntheticSpec& plan, std::int64_t start_unix_s,
                                    const DemandHistory& history, int held_days);

/// What a generator expects over whole days from the scenario's start on.
double planned_requests(const SyntheticSpec& plan, std::int64_t start_unix_s, int days);

/// A generator fitted to all of the record.
struct FittedDemand {
    demand::SeriesFit fit;  ///< of the requests
    SyntheticSpec spec;
    bool growth_counts = false;  ///< beyond two standard errors: it is in the spec
    std::string as_of;           ///< day that `spec.rate` holds for
};
/// `recent`: the last days of the record, for lengths and burstiness. The rate is that of
/// `start_unix_s`, no earlier than the day after the record's end where it has a calendar; without
/// one, that day.
std::optional<FittedDemand> fit_demand(const DemandHistory& history, RequestSource& recent,
                                       std::int64_t start_unix_s);
/// The same with lengths and burstiness at hand. Holidays that lie ahead and a year's course become
/// `flash_crowds` of the two years after the start, where that is known (above 0).
std::optional<FittedDemand> fit_demand(const DemandHistory& history, SyntheticSpec shape,
                                       std::int64_t start_unix_s);
/// What the history's days are fitted with.
demand::SeriesShape demand_shape(const DemandHistory& history);

/// In 80 columns, the line "Backtest …" last.
std::string render_backtest(const DemandHistory& history, const DemandBacktest& backtest);
std::string render_fitted(const FittedDemand& fitted, const DemandHistory& history);
/// "Backtest Jul–Sep: requests 2.84 M, predicted 2.91 M (+2.5 %), 3 of 3 months inside the 80 %
/// band".
std::string backtest_line(const SeriesBacktest& metric, const std::string& what,
                          const std::string& unit);

}  // namespace orrery
