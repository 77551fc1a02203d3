// What a training framework reaches on an accelerator family: a catalog entry, and its
// coefficients.
#pragma once
#include <string>
#include <vector>

#include "models/training/plan.hpp"

namespace orrery::training {

/// Fitted coefficients of a software generation on an accelerator or a family, for dense layers or
/// the experts of a model family; "*", "hopper", "nemo/hopper/dense",
/// "nemo-25.11/h100-sxm-80/experts/qwen3".
struct Profile : Coefficients {
    std::string name;      ///< catalog key
    std::string software;  ///< what it is a generation of; empty for the widest
    std::string since;     ///< ISO month of the generation
    double error_pct = 0;  ///< held-out mean error of step time, percent
    Provenance provenance;
};

/// One coefficient: its key, the range in which it means something, and how far a fit trusts what
/// stands for it before anything is measured, relative to the others.
struct CoefficientField {
    const char* name;
    double Coefficients::*member;
    double low;
    double high;
    double trust;
    bool seconds;  ///< a time, else a plain number
    const char* doc;
};
const std::vector<CoefficientField>& coefficient_fields();

}  // namespace orrery::training
