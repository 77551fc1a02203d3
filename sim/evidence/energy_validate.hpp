// Joules a token and watts while serving: predicted beside measured, whole models held out.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/evidence/energy_case.hpp"

namespace orrery {

/// What a prediction has not seen: nothing is refitted and the catalog answers; every run of the
/// case's model, on any accelerators; or its half of all configurations.
enum class EnergyHoldOut { none, model, random };

struct EnergyValidation {
    ValidationReport report;          ///< metrics "J/token H100", "W/GPU H100", "tok/s H100" …
    std::vector<NamedErrors> naive;  ///< by metric, with the same rows held out
    std::vector<NamedErrors> ecologits;  ///< by metric
    std::string hold_out;                 ///< a sentence
};

/// `seed` of the random halves.
EnergyValidation validate_energy(const EnergyCases& cases, const Catalog& catalog,
                                 EnergyHoldOut hold_out, std::uint64_t seed);

/// Boundary, errors by metric beside the baselines, by accelerator, model and task; what was
/// skipped.
std::string energy_text(const EnergyValidation& validation);
/// rows[], summary, by_metric[], by_accelerator[] …, skipped[], boundary, baselines[].
std::string energy_json(const EnergyValidation& validation);

}  // namespace orrery
