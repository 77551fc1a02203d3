// What figures rest on: measured, calibrated or modelled, by the weakest of what they are made of.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery::analysis {

/// What the register of assumptions says of the values that figures rest on.
class BasisRegister {
public:
    explicit BasisRegister(const std::vector<Origin>& origins);
    /// Of ("pools", "own", "price"), stated or filled in; null where nobody says anything.
    [[nodiscard]] const Origin* find(const std::string& list, const std::string& name,
                                     const std::string& key) const;
    /// The first value below `demand` that a calibration wrote; null without one.
    [[nodiscard]] const Origin* calibrated_demand(const std::string& workload) const;

private:
    std::map<std::string, const Origin*> by_key_;  ///< "pools[own].price"
    std::map<std::string, const Origin*> demand_;
};

/// An input as its origin has it: "calibrated from a.csv, …, error 4 % (o.yaml):3" is calibrated
/// with that error, "catalog, as of …, measured: …" and "recorded" are measured, all else is
/// modelled. Paths of files that the user wrote are left out.
BasisInput input_of(std::string what, const std::string& origin);
/// The input, its source or error replaced where `origin` is of an engine's or a training's fit.
BasisInput fitted_input(std::string what, const std::string& source, const std::string& cited,
                        double error_pct);

/// Sorted from the weakest; the family's basis is that of the first, at most `most`. Equal inputs
/// stand once.
FigureBasis weakest_of(std::string family, std::vector<std::string> paths,
                       std::vector<BasisInput> inputs, RestsOn most = RestsOn::calibrated);

/// Of all families that have inputs in this world. Pure.
std::vector<FigureBasis> bases_of(const World& world);

/// The family of a figure; null: of none.
const FigureBasis* basis_of(const std::vector<FigureBasis>& bases, const std::string& path);
/// Writes basis and known error into each metric.
void apply_bases(const std::vector<FigureBasis>& bases, Metrics& metrics);

/// "calibrated ±4.1 %", "modelled".
std::string basis_text(const FigureBasis& basis);
/// "engine of chat: catalog, as of …"; empty without inputs.
std::string weakest_text(const FigureBasis& basis);

/// "latency and throughput modelled ±4.9 % (engine of chat), cost …": by families, each with its
/// weakest input.
std::string bases_text(const std::vector<FigureBasis>& bases);
/// "Figures rest on, by the weakest input: …."; `whose`: " of A".
std::string bases_sentence(const std::vector<FigureBasis>& bases, const std::string& whose = "");
std::string bases_sentence(const World& world, const std::string& whose = "");

/// Of several worlds together, by family.
std::vector<FigureBasis> merged(const std::vector<std::vector<FigureBasis>>& worlds);
/// Of an answer that is computed from values one by one: "Inputs of the answer: 1 measured
/// (demand), 4 modelled; the weakest is growth (assumed)." What is stated is not called weak:
/// nobody knows which of it is. Empty without inputs.
std::string inputs_sentence(const std::vector<BasisInput>& inputs);

}  // namespace orrery::analysis
