// Measured energy as questions to the serving model: joules a token, watts, tokens a second.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/energy_rows.hpp"
#include "sim/evidence/inference_case.hpp"
#include "sim/evidence/validation.hpp"

namespace orrery {

/// What is compared, beside the boundary that holds for all of it.
inline constexpr const char* kEnergyBoundary = "GPU only, steady state, prefill included";

struct EnergyCases {
    std::vector<InferenceCase> cases;  ///< `row` is that of `rows`; several a run, one a quantity
    std::vector<MeasuredEnergy> rows;
    std::vector<SkippedRow> skipped;  ///< id: line of the file
};

/// Runs of which joules an output token are measured on the accelerators alone in steady state.
/// The rest is skipped with its reason; `host_bound` keeps runs that wait for their host, which
/// their power tells, and the others of a series most of whose runs do.
EnergyCases resolve_energy(const std::vector<MeasuredEnergy>& rows, const Catalog& catalog,
                           bool host_bound);

/// The model that a case is held out with: all names of one shape, sizes of one family apart.
std::string energy_model(const InferenceCase& c);

}  // namespace orrery
