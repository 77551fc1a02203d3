// A generator fitted to a described workload, and what it generates beside what was recorded.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/evidence/trace_describe.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Two requests at different times are the least that has a rate.
bool can_be_fitted(const TraceDescription& description);

/// A generator with the described rate, daily shape (from a day on), lengths (empirical, finer in
/// the tail, mean kept) and burstiness. Poisson, gamma and a two-state MMPP compete: whichever
/// comes closest to the gaps' coefficient of variation and the indices of dispersion in a generated
/// sample, the simpler law on a near tie.
SyntheticSpec fit_generator(const TraceDescription& description);

struct FitRow {
    std::string name;
    double recorded = 0;
    double generated = 0;
    double tolerance = 0;  ///< relative, as stated in the table
    [[nodiscard]] bool holds() const;
};

struct FitCheck {
    TraceDescription generated;  ///< of a longer sample, so that chance plays little part
    std::vector<FitRow> rows;
};

/// Generates for the recorded span, or until 300,000 to 3,000,000 requests, whichever is longer. A
/// spec without a positive rate is a bug.
FitCheck check_fit(const TraceDescription& recorded, const SyntheticSpec& spec, std::uint64_t seed);

/// `demand:` of a workload as YAML.
std::string generator_yaml(const SyntheticSpec& spec);
/// Recorded beside generated, with tolerance and verdict; at most 80 columns.
std::string render_fit(const FitCheck& check);
/// All of it as JSON; `check` may be null.
std::string description_json(const TraceDescription& description, const FitCheck* check);

}  // namespace orrery
