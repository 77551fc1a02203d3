// The study `match`: which model goes on which accelerator, as a matrix of costs.
#pragma once
#include <limits>
#include <string>
#include <vector>

#include "models/matching/assignment.hpp"
#include "sim/analysis/findings_basis.hpp"
#include "sim/study/size.hpp"

namespace orrery {

struct MatchQuestion {
    Scenario scenario;                  ///< its deployments are the rows
    std::vector<std::string> hardware;  ///< servers or accelerators: the columns
    int at_most = 0;                    ///< deployments on one kind; 0: any number
    std::uint64_t seed = 1;
};

/// A deployment on a kind of hardware: the cheapest layout whose closed form meets the targets.
struct MatchCell {
    double usd_h = std::numeric_limits<double>::infinity();
    std::string layout;  ///< "hgx-h100, tp 4, fp8"
    int replicas = 0;
    std::string why;  ///< where it cannot be
    std::vector<FigureBasis> bases = {};
};

struct MatchResult {
    std::vector<std::string> rows;
    std::vector<std::string> columns;
    std::vector<std::vector<MatchCell>> cells;
    matching::Assignment best;
    std::vector<std::string> unmatched;  ///< deployments that no kind is left for
    int uniform = -1;                    ///< the cheapest one kind for all; −1: none can have all
    double uniform_usd_h = 0;
    std::string rests_on;  ///< what the cost of the chosen rests on, in a sentence
};

/// Costs by the closed form of `study size` with each deployment's own workloads and SLOs; the
/// assignment of least total cost.
MatchResult study_match(const MatchQuestion& question, const Catalog& catalog,
                        const CompileOptions& compile, Diagnostics& diagnostics);

}  // namespace orrery
