// The search itself: bounds first, then runs of few combinations, more of them for the best alone.
#pragma once
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/study/kinds/axes.hpp"
#include "sim/study/kinds/optimise_constraints.hpp"

namespace orrery::study {

/// A combination of values and what is known of it.
struct Candidate {
    std::vector<std::size_t> at;  ///< index of the value by axis
    Point point;
    std::vector<UnitResult> runs;  ///< replications 0, 1, 2 …
    MetricColumns metrics;         ///< of these runs
    /// Least that the objective may be, without a run; in the sense of "less is better".
    double bound = -std::numeric_limits<double>::infinity();
    double load = 0;      ///< offered work over what all replicas serve at best; 0: not known
    std::string problem;  ///< why there is no run: it does not compile
    bool infeasible = false;
    int screened = -1;  ///< constraint that the closed form rules out; −1: none
};

/// What runs without demand come to, by replication.
struct IdleFigures {
    Numbers values;    ///< of the objective
    Numbers capacity;  ///< what all replicas serve at best over the offered work; 0: not known
    double span_s = 0;
};

/// A search over all combinations, for the least of a metric (or the greatest) under constraints.
///
/// Bounds: what a run without any demand comes to (a sum over axes where it adds up, so that few of
/// them are run), and what the user declares monotone; both are held against all that is simulated,
/// and given up where they are wrong. Combinations are run in the order of their bounds, or where
/// most others are settled by the outcome; those that are not surely out (sure_error) get twice the
/// replications, on the same seeds, until all have all.
class Search {
public:
    Search(State& state, const StepSpec& step);

    /// Runs until nothing is open, or as many combinations as the step allows are simulated.
    void run();

    [[nodiscard]] const std::vector<Candidate>& all() const { return all_; }
    [[nodiscard]] const std::vector<Constraint>& constraints() const { return constraints_; }
    [[nodiscard]] const MetricSpec& metric() const { return metric_; }
    [[nodiscard]] int replications() const { return most_; }
    [[nodiscard]] std::size_t evaluations() const { return evaluations_; }  ///< runs with demand
    [[nodiscard]] std::size_t screenings() const { return screenings_; }    ///< without
    [[nodiscard]] bool idle_bounds() const { return idle_bounds_; }         ///< and they have held
    [[nodiscard]] bool done() const { return state_.rounds.complete(); }

    /// Index of the best combination that meets every constraint but `without`, its limit moved by
    /// `relaxed`; −1: none. Of those simulated.
    [[nodiscard]] int best(int without = -1, double relaxed = 0) const;
    /// Mean of the objective over the runs; less is better.
    [[nodiscard]] double value(const Candidate& c) const;
    [[nodiscard]] double mean(const Candidate& c, const MetricSpec& metric) const;
    [[nodiscard]] bool feasible(const Candidate& c) const;
    /// Constraints that a combination is known to miss: by its runs, by a bound.
    [[nodiscard]] std::set<int> missed(std::size_t index) const;
    /// Least bound of what is neither simulated nor ruled out; infinite where nothing is left.
    [[nodiscard]] double least_open() const;
    /// Least and greatest of the objective over all runs.
    [[nodiscard]] std::pair<double, double> range() const;

private:
    void screen();
    bool probe(const std::vector<std::vector<std::size_t>>& where);
    [[nodiscard]] std::optional<std::vector<std::size_t>> separable();
    [[nodiscard]] std::size_t index_of(const std::vector<std::size_t>& at) const;
    [[nodiscard]] IdleFigures idle_figures(const std::vector<UnitResult>& row) const;
    [[nodiscard]] double idle_value(UnitResult unit) const;
    [[nodiscard]] IdleFigures summed(const std::vector<std::size_t>& at,
                                     const std::vector<std::size_t>& group) const;
    [[nodiscard]] bool adds_up(const std::vector<std::size_t>& at,
                               const std::vector<std::size_t>& group) const;
    [[nodiscard]] bool rises_with_demand() const;
    void take_screening(Candidate& c, const IdleFigures& f, double error);
    [[nodiscard]] int overloaded(double load, double span) const;

    void settle();  ///< what is known of those not simulated, from those that are
    void check_bounds();
    bool check_slopes(std::size_t known);
    void give_up_slopes(const Candidate& from, const Candidate& to, const std::string& metric);
    void infer(std::size_t known);
    void set_towards();
    [[nodiscard]] int slope_of(std::size_t axis, int constraint) const;
    /// Whether, as the user declares, `to` misses the constraint where `from` does; −1: whether its
    /// objective is not less.
    [[nodiscard]] bool follows(const Candidate& from, const Candidate& to, int constraint) const;
    [[nodiscard]] double bound_of(std::size_t index) const;
    [[nodiscard]] bool ruled_out(std::size_t index) const;

    [[nodiscard]] std::vector<std::size_t> open() const;
    [[nodiscard]] std::vector<std::size_t> next_of(const std::vector<std::size_t>& open) const;
    [[nodiscard]] std::size_t settled_by(std::size_t pick, const std::vector<std::size_t>& open,
                                         bool feasible) const;
    bool halve();
    bool try_ruled_out();  ///< what was not simulated since a bound said so, where it tells most
    bool tell_apart();
    void simulate(const std::vector<std::size_t>& which, int upto);
    [[nodiscard]] Numbers differences(const Candidate& c, const Candidate& best) const;
    [[nodiscard]] bool surely_missed(const Candidate& c, int constraint) const;
    [[nodiscard]] bool surely_worse(const Candidate& c, const Candidate& best) const;
    void pool();

    State& state_;
    const StepSpec& step_;
    const MetricSpec& metric_;
    std::vector<Constraint> constraints_;
    std::vector<Candidate> all_;
    double sign_ = 1;  ///< −1 where larger is better
    int least_ = 1;    ///< replications of a first look
    int most_ = 1;     ///< of the finalists
    bool idle_bounds_ = false;
    std::size_t evaluations_ = 0;
    std::size_t screenings_ = 0;
    std::map<std::size_t, IdleFigures> idle_;  ///< of combinations that were run without demand
    std::size_t simulated_ = 0;                ///< combinations
    std::vector<std::map<std::string, int>> slopes_;  ///< by axis: of metrics, as AxisSpec has them
    std::vector<std::vector<int>> towards_;           ///< slope_of by axis and constraint + 1
    std::vector<double> inferred_;                    ///< bounds from others that are simulated
    std::vector<std::set<int>> inferred_missed_;      ///< constraints missed, as others show
    std::vector<bool> tried_;     ///< by constraint: a bound was held against a run
    std::vector<double> pooled_;  ///< typical deviation of each constraint's room
    double pooled_value_ = 0;     ///< and of the objective
};

}  // namespace orrery::study
