// The scenario of a live page, and what follows from turned inputs: compile, price again, simulate.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/catalog.hpp"
#include "sim/scenario/what_if.hpp"
#include "sim/scenario/world.hpp"

namespace orrery::serve {

/// Turned inputs: path and value as --set takes them, at most one a path, in order of paths.
using Sets = std::vector<std::pair<std::string, std::string>>;

/// What a session begins with: a merged document and everything that it is compiled against.
struct SessionBase {
    Node document;
    std::string file;
    Catalog catalog;
    CompileOptions compile;
    std::vector<WhatIf> marks;  ///< of the command line; those of the scenario where there are none
    bool sampled = false;
};

/// An input that the page shows as a slider.
struct Slider {
    NumericInput input;
    double from = 0;
    double to = 1;
    std::string label;
    bool marked = false;  ///< by the author, else chosen
};

/// Between whoever runs and whoever waits; both may look at any time.
struct RunControl {
    std::atomic<bool> cancelled{false};
    std::atomic<double> share{0};  ///< of the horizon that is simulated
};

/// Thrown out of a run whose control says so.
struct Cancelled {};

enum class Basis {
    simulated,  ///< all of it, as `run` would
    repriced,   ///< an earlier course of events at new prices: the same figures as simulated
    estimated,  ///< the beginning alone, set against the beginning of a run that is known in full
};
const char* to_string(Basis basis);

struct Answer {
    Findings findings;
    Basis basis = Basis::simulated;
    double cpu_s = 0;      ///< of the thread that computed it
    double horizon_s = 0;  ///< that was simulated; of an estimate less than the scenario's
};

/// A point, compiled.
struct Compiled {
    Sets sets;
    Scenario scenario;
    std::shared_ptr<const World> world;
    double cpu_s = 0;  ///< of reading and compiling
};

/// Safe to use from several threads.
class Session {
public:
    /// Throws what compiling throws; `diagnostics` has the errors of marks that fit no input.
    Session(SessionBase base, const Scenario& scenario, Diagnostics& diagnostics);

    [[nodiscard]] const std::vector<NumericInput>& inputs() const { return inputs_; }
    [[nodiscard]] const std::vector<Slider>& sliders() const { return sliders_; }
    [[nodiscard]] const Node& document() const { return base_.document; }
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }

    /// Inputs by name and plain values alone: nothing that a page sends reaches a path on disk,
    /// adds a key or lifts a limit. Errors: E0218 and E0205, with suggestions.
    [[nodiscard]] bool admits(const Sets& sets, Diagnostics& diagnostics) const;

    /// Empty after errors; admitted sets alone.
    [[nodiscard]] std::optional<Compiled> compile(const Sets& sets, Diagnostics& diagnostics) const;

    /// The same figures as a simulation, from the course of events of an earlier one that the
    /// turned inputs do not touch; empty where there is none.
    [[nodiscard]] std::optional<Answer> reprice(const Compiled& point) const;
    /// A guess within a fraction of a second; empty where a full run takes no longer. `whole_s`:
    /// CPU seconds that the run would take where that is known; 0: as the one that is known.
    [[nodiscard]] std::optional<Answer> estimate(const Compiled& point, RunControl& control,
                                                 double whole_s = 0) const;
    /// As simulate, but given up where a guess should come first: empty, with what all of it would
    /// take in `whole_s`.
    [[nodiscard]] std::optional<Answer> attempt(const Compiled& point, RunControl& control,
                                                double& whole_s) const;
    /// What `run` would say. Throws Cancelled.
    [[nodiscard]] Answer simulate(const Compiled& point, RunControl& control) const;
    /// The beginning that first guesses are held against, before anybody waits for it.
    void prepare() const;

private:
    struct Full;  ///< a full run that later points can be held against

    [[nodiscard]] std::vector<std::shared_ptr<const Full>> known() const;
    void keep(std::shared_ptr<const Full> full) const;
    [[nodiscard]] Answer simulate_within(const Compiled& point, RunControl& control,
                                         double patience_s) const;
    /// Of a run's beginning, which is simulated once; null where it cannot be cut there.
    const Findings* head_at(const Full& full, Nanos horizon, RunControl& control) const;

    SessionBase base_;
    Scenario scenario_;
    std::vector<NumericInput> inputs_;
    std::vector<Slider> sliders_;
    mutable std::mutex lock_;
    mutable std::vector<std::shared_ptr<const Full>> full_;  ///< latest last; few
};

/// The overlay that says the same as the sets: `run SCENARIO -f` it.
std::string overlay_of(const Node& document, const Sets& sets);

}  // namespace orrery::serve
