// The study `placement`: the cheapest feasible placement, and what each constraint costs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/study/placement/build.hpp"

namespace orrery::placement {

/// An entry dropped: cost(with) − cost(without).
struct Shadow {
    Constraint constraint;
    bool feasible = true;  ///< without it
    double usd_h = 0;      ///< saved
    double dual = 0;       ///< of the relaxation: USD/h for one more unit of its limit
    std::string unit;      ///< of its limit: "server", "rack", "kW", "request/s"; empty: none
    double one_more = 0;   ///< saved by one unit more, solved again in whole servers; ≤ usd_h
};

/// What would change the answer.
struct Flip {
    std::string what;      ///< "the price of pools[own]", "demand"
    double change = 0;     ///< relative: +0.31
    std::string instead;   ///< what is chosen then
    bool possible = true;  ///< false: nothing can stand in for it
};

/// What the simulation of the chosen placement says.
struct Verification {
    double usd_h = 0;
    struct Row {
        std::string workload;
        double attainment = 1;  ///< of its service levels; 1 where it has none
        double target = 0;
        double ttft_p99_s = 0;
        std::int64_t completed = 0;
    };
    std::vector<Row> rows;
    std::int64_t violations = 0;  ///< requests where their data may not be
};

struct Result {
    std::string name;
    Problem problem;
    Solution best;
    std::vector<Shadow> shadows;        ///< largest first; those that save nothing last
    std::vector<Flip> flips;            ///< nearest first
    std::vector<std::string> conflict;  ///< irreducible, where nothing is feasible
    std::vector<Impossible> impossible;
    std::vector<ExcludedRoute> excluded;  ///< by residency
    std::optional<Verification> verified;
    double utilisation = 0;
    std::string currency = "USD";  ///< of the scenario, in which texts answer …
    double usd_per_currency = 1;   ///< … figures here are USD
};

/// Entries of the problem that cannot all hold: dropping any one of them makes the rest feasible.
/// For problems that are infeasible.
std::vector<std::string> conflict_of(const Problem& problem);

/// USD/h of each constraint by solving without it.
std::vector<Shadow> shadow_prices(const Problem& problem, const Solution& best);

/// Price of each place that is used, and the demand, that would change the choice.
std::vector<Flip> flips_of(const Problem& problem, const Solution& best);

/// The scenario with the chosen servers, replicas and routes; equal sites all have what the mean of
/// them has, rounded up.
Scenario placed(const Built& built, const Solution& best);

struct StudyOptions : Options {
    bool verify = false;
};
Result study(const Scenario& scenario, const Catalog& catalog, const CompileOptions& compile,
             const StudyOptions& options, Diagnostics& diagnostics);

}  // namespace orrery::placement
