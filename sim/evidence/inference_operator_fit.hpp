// Accelerator families whose kernels were measured alone: coefficients where no engine was.
#pragma once
#include <map>
#include <string>

#include "sim/evidence/inference_fit.hpp"

namespace orrery {

/// Operator tables of one accelerator: STEM__gemm and its like.
struct OperatorStem {
    std::string path;
    std::string since;  ///< ISO month of the engine's generation that was measured
};

/// By accelerator and engine: "h100_sxm__vllm_0.24.0__gemm.csv.gz" is "h100-sxm-80/vllm". Of
/// several versions the last. Throws EnvironmentError for a folder that cannot be read.
std::map<std::string, OperatorStem> operator_stems(const std::string& folder,
                                                   const Catalog& catalog);

/// What the kernels of an accelerator family say: in all formats, or in one of them.
struct OperatorLevel {
    llm::EngineCoefficients coefficients;
    std::string accelerators;  ///< that were measured
    int points = 0;
};

/// Levels "family" and "family/format" that no row has, of the makers whose operators were
/// measured: iterations of the catalog's dense models, composed of the tables and the widest
/// level's host costs, fitted as rows are and drawn to the widest level. A family without tables
/// takes what its maker's accelerators reach together.
std::map<std::string, OperatorLevel> fit_operator_levels(const InferenceFit& fit,
                                                         const InferenceCases& cases,
                                                         const Catalog& catalog,
                                                         const std::string& folder);

}  // namespace orrery
