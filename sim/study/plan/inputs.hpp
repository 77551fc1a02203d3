// Uncertain inputs of a study: their draws, and the settings of the base that these become.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/statistics/copula.hpp"
#include "models/statistics/laws.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// An input on a given base.
struct Input {
    std::string name;
    InputChange change = InputChange::multiply;
    statistics::Law law;
    std::string unit;  ///< of the law's values, where they replace what stands there
    std::vector<std::string> patterns;  ///< of paths, [*] for all items of a list
    double typical = 0;                 ///< the median
};

struct Inputs {
    std::vector<Input> all;
    /// Lower triangle of the Cholesky factor of their normal scores' correlations; empty: none.
    statistics::Cholesky factor;

    /// Quantiles of a replication, by input: its own stream each, so that adding an input leaves
    /// the others' draws as they are.
    [[nodiscard]] std::vector<double> draw(std::uint64_t seed, std::uint64_t replication) const;
    /// Settings at these quantiles, `path=value`, on a document that a point has changed already:
    /// what scales or shifts does so to what stands there now. What is set to a value yields to a
    /// point that states it otherwise than `base` does.
    [[nodiscard]] std::vector<std::string> sets(const std::vector<double>& quantiles,
                                                const Node& document, const Node& base) const;
    /// What the settings depend on beside the document, as text.
    [[nodiscard]] std::vector<std::string> words(const std::vector<double>& quantiles) const;
    [[nodiscard]] double value(std::size_t input, double quantile) const;
};

/// Finds the targets in the base and turns laws into functions; what does not fit is complained of
/// where the study's file says it.
/// `foreign`: the base is not the study's own, and what it lacks is a warning: that input does
/// nothing then.
Inputs inputs_on(const StudySpec& spec, const Node& base, Diagnostics& diagnostics,
                 bool foreign = false);

}  // namespace orrery
