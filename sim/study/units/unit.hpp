// The unit of all studies: one point, one replication, and what of its result is kept.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/meters/sketch.hpp"
#include "sim/scenario/document/document.hpp"

namespace orrery {

/// A base scenario with something changed.
struct Point {
    std::string name;
    const Node* base = nullptr;         ///< a document of its own instead of the study's; not owned
    std::string file;                   ///< of that document
    std::vector<const Node*> overlays;  ///< merged over the base in this order; not owned
    std::vector<std::string> sets;      ///< path=value, after them
    /// Quantiles (0 … 1) at which the study's inputs stand in every replication, by input; NaN:
    /// drawn. Empty: all drawn.
    std::vector<double> at;
    std::int64_t horizon_ns = 0;  ///< a shorter run than the base's; 0: its own
    /// Without any request: what is paid and used anyway. Its members are "idle.load", what is
    /// asked of all replicas over what they serve at best, and "idle.span_s", for how long its
    /// queues could grow without anybody being sent away.
    bool idle = false;
    /// Series whose steady state is wanted; members of its unit (units/steady_run.hpp).
    std::vector<std::string> steady;
};

/// Figures of one run. NaN: the run has none.
struct UnitResult {
    std::vector<double> values;      ///< by leaf, as UnitQuestion lists them
    std::vector<std::string> units;  ///< of the same; empty where there is no run
    /// Families of results ("cost.by_category.*"), in the order of the run.
    std::vector<std::pair<std::string, double>> members;
    std::vector<Sketch> sketches;  ///< by UnitQuestion::sketches; empty where there is no run
    std::string problem;           ///< why there are no figures: it does not compile, or was cut
    bool infeasible = false;       ///< of that problem: valid entries, jointly unsatisfiable
    bool partial = false;          ///< a limit cut it: what a shorter run costs is no figure
    /// Of that limit: another machine may come further (wall time, memory, an interrupt).
    bool by_machine = false;
};

/// Problem of a unit that nobody has run yet: another shard's, or after an interrupt.
inline constexpr const char* kNotRun = "not run";

std::string pack(const UnitResult& result);
/// Throws EnvironmentError if the bytes are not of such a result.
UnitResult unpack(const std::string& bytes);

}  // namespace orrery
