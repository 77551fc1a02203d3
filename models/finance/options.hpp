// What it is worth to be able to decide later: lattices, plans that grow, wait or stop at gates.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace orrery::finance {

/// Binomial lattice of a value that moves by u or d a step: u = e^(σ√Δt), d = 1/u, and rises with
/// p = (e^(rΔt) − d)/(u − d). Source: J. C. Cox, S. A. Ross, M. Rubinstein, Journal of Financial
/// Economics 7 (1979).
struct Lattice {
    double start = 0;  ///< value now
    int steps = 1;
    double up = 1;
    double down = 1;
    double p = 0;         ///< risk-neutral probability of up; outside 0 … 1: no such lattice
    double discount = 1;  ///< of a step
    /// Value after `step` steps, `ups` of them up.
    [[nodiscard]] double at(int step, int ups) const;
};
/// `sigma` a year, `rate` continuous a year.
Lattice crr_lattice(double start, double sigma, double rate, double years, int steps);

/// Worth at (step, ups) of stopping there; the option is worth max(continue, stop).
using Exercise = std::function<double(int step, int ups)>;
/// Worth by step and ups.
using Worths = std::vector<std::vector<double>>;
/// By backward induction; `final` holds at the last step. The option's worth is that of (0, 0).
Worths option_values(const Lattice& lattice, const Exercise& exercise, const Exercise& final);

/// Rights that come with a staged project; each may be used once, at any step.
struct StageRights {
    double invest = 0;   ///< to start it; 0: it runs already
    bool defer = false;  ///< it may start at any step, or never; else now or never
    double expand_factor = 1;
    double expand_cost = 0;
    std::optional<double> salvage;  ///< what giving it up brings
};
/// Worth of a project with these rights, its value following the lattice.
double staged_value(const Lattice& lattice, const StageRights& rights);
/// Of the rights alone: staged_value − max(start − invest, 0) (now or never, no rights); ≥ 0.
double rights_value(const Lattice& lattice, const StageRights& rights);

/// A plan over the futures of a study: what it is worth in each of them, and which plans begin
/// alike: those with one `first` stage may be told apart at the gate only.
struct StagedPlan {
    int first = 0;
    std::vector<double> npv;  ///< by future
};
struct StagedValue {
    double fixed = 0;   ///< ENPV of the best plan that is kept whatever the gate shows
    double gated = 0;   ///< ENPV of the best first stage with the best plan after each signal
    double option = 0;  ///< gated − fixed, ≥ 0: a policy may keep the same plan after any signal
    int best_fixed = -1;     ///< index of a plan
    std::vector<int> after;  ///< plan by signal under the best policy
};
/// `probability` and `signal` (0, 1, 2 …: what the gate shows) by future; plans not empty.
StagedValue staged_plans(std::span<const StagedPlan> plans, std::span<const double> probability,
                         std::span<const int> signal);

}  // namespace orrery::finance
