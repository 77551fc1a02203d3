// The study `shift`: what it brings to let work wait for better hours, by attribution and margin.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/carbon/marginal.hpp"
#include "sim/study/variant.hpp"

namespace orrery {

struct ShiftQuestion {
    Signal signal = Signal::average;       ///< whose benefit the answer is about
    std::optional<Nanos> within;           ///< of all jobs that wait; none: each its own
    double flexible = 1;                   ///< share of the jobs' accelerator time that may wait
    std::optional<double> forecast_error;  ///< likewise
    VariantOptions options;
};

/// How long a job may wait that does not say and nobody is asked: half a day.
inline constexpr Nanos kUsualShift{12 * kHour.ns};

struct ShiftRow {
    std::string name;  ///< "not shifted", "by average", "by marginal", "by price"
    RunOutcome outcome;
    carbon::ShiftEffect effect;  ///< against the first row
};

/// A setting and what the asked signal then saves: g, or money where it is the price.
struct ShiftTrial {
    double setting = 0;
    double saved = 0;
};

struct ShiftResult {
    Signal signal = Signal::average;
    std::vector<ShiftRow> rows;  ///< four, not shifted first, in the order of Signal
    std::size_t jobs = 0;        ///< that may wait
    std::size_t all_jobs = 0;
    std::size_t routed = 0;              ///< workloads that go where the signal is best
    double flexible = 0;                 ///< share of accelerator time that they are
    Nanos within{0};                     ///< the longest of them
    double forecast_error = 0;           ///< the largest of them
    std::vector<std::string> no_margin;  ///< sites whose margin is not known: judged by the average
    std::vector<ShiftTrial> by_error;    ///< forecast errors tried
    std::vector<ShiftTrial> by_within;   ///< shares of the flexibility tried
    [[nodiscard]] const ShiftRow& answer() const {
        return rows[1 + static_cast<std::size_t>(signal)];
    }
    [[nodiscard]] double saved(const ShiftRow& row) const;
    /// Mean later end of the jobs, s, where that is more than any of them may wait: a queue was put
    /// in another order, and what that brings is no shifting. 0: they wait as long as they may.
    [[nodiscard]] double beyond_wait_s(const ShiftRow& row) const;
};

/// The World in which nobody waits (no signal), or the chosen jobs wait by a signal and workloads
/// that look for the greenest or cheapest site look at it. Not shifted they go to the nearest.
/// Jobs are those with `shift`; if none has it batch jobs, if there are none of these all; of them
/// as many, in name order, as make up the flexible share.
World with_shift(const World& world, const std::optional<Signal>& signal,
                 const ShiftQuestion& question);

ShiftResult study_shift(const World& world, const ShiftQuestion& question);

}  // namespace orrery
