// What others would say of joules a token: a regression without physics, and EcoLogits' formula.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/evidence/energy_case.hpp"

namespace orrery {

/// Per accelerator, on the cases given: log(J a token) linear in the logs of active parameters,
/// batch and accelerators, and the mean share of TDP. Accelerators without cases predict 0.
class NaiveEnergy {
public:
    explicit NaiveEnergy(const std::vector<const InferenceCase*>& seen);
    /// J a token, or W of one accelerator; 0 for other quantities.
    [[nodiscard]] double predict(const InferenceCase& c) const;

private:
    struct Law {
        std::vector<double> token;  ///< constant, then one exponent each
        double share = 0;           ///< of TDP
    };
    std::map<std::string, Law> laws_;  ///< by accelerator
};

/// EcoLogits: Wh a token and accelerator = alpha·e^(beta·B)·P + gamma, P active parameters in 1e9,
/// B the batch; J of all accelerators. Its coefficients are the catalog's `ecologits.*`; 0 without
/// them.
double ecologits_joules(const InferenceCase& c, const Catalog& catalog);

}  // namespace orrery
