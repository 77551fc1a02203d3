// A question as data: goal, base, alternatives, uncertain inputs, steps, and how the answer reads.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/scenario/document/document.hpp"
#include "sim/study/formula/template.hpp"

namespace orrery {

/// A number of the user's file with its unit as it stands there: "2.35 USD/GPU-h".
struct UnitNumber {
    double value = 0;
    std::string unit;
};

/// How an input changes the base: its value replaces what stands there, or scales or shifts it.
enum class InputChange { multiply, add, set };

/// The law of an uncertain input: its name is the key of its parameters, as in
/// `lognormal: {p10: 0.8, p90: 1.5}`. Parameters are numbers or quantities of one unit.
struct LawSpec {
    SourcePosition where;
    std::vector<std::string> keys;  ///< all that are given, `values` and `probabilities` too
    std::string kind;
    std::map<std::string, double> parameters;
    std::vector<double> values;         ///< of `discrete` and `empirical`
    std::vector<double> probabilities;  ///< of `discrete`
    std::string unit;
};

struct UncertainSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> paths;  ///< in the base, all changed together
    SourcePosition paths_at;
    InputChange change = InputChange::multiply;
    LawSpec law;
    std::string source;  ///< "assumed" where nobody says
    std::string owner;
};

struct CorrelationSpec {
    SourcePosition where;
    std::string first;
    std::string second;
    double rank = 0;  ///< Spearman's
};

struct MetricSpec {
    SourcePosition where;
    std::string name;
    Formula formula;  ///< over result paths, of one run
    FigureFormat format = FigureFormat::plain;
    std::string unit;  ///< in words; empty: the result's own
    bool larger_is_better = false;
    /// Left out where no run has it, instead of complained of; of the verb `compare`.
    bool optional = false;
};

/// What must come true: the metric stays within its threshold, or between both.
struct GoalSpec {
    SourcePosition where;
    std::string metric;
    std::string statement;           ///< in the user's words
    std::optional<Formula> at_most;  ///< a literal, or a name among the flags
    std::optional<Formula> at_least;
    std::string owner;
    std::string due;  ///< date
};

/// Something that differs from the base, by a name.
struct StudyAlternative {
    SourcePosition where;
    std::string name;
    std::string description;
    std::vector<std::string> sets;  ///< path=value
    std::optional<Node> overlay;    ///< merged over the base, before `sets`
    std::optional<Node> document;   ///< instead of the base; of `compare`, not of files
    std::string file;               ///< of that document
    double probability = -1;        ///< of scenario trees; −1: not stated
};

struct FlagSpec {
    SourcePosition where;
    std::string name;
    std::string help;
    std::string path;   ///< what it sets in the base; empty: a number for formulas alone
    std::string value;  ///< unless given; empty: the base's
    /// Of which list of the base it names an entry: "pools", or "pools.spot" of those with that
    /// key.
    std::string part;
    std::string from;  ///< where the base says it, unless given: "pools[$(spot)].servers"
};

/// A metric that does not depend on an axis.
inline constexpr int kSame = 2;

/// One axis of a grid or of a search.
struct AxisSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> paths;
    SourcePosition paths_at;
    std::vector<std::string> values;
    /// By metric: +1 where it does not fall as the values go on, −1 where it does not rise, kSame.
    std::map<std::string, int> monotone;
};

enum class StepKind { replicate, compare, grid, sensitivity, inject, stage, optimise };

/// A decision point of a plan: it is taken when its gate holds on what was measured until then.
struct StageSpec {
    SourcePosition where;
    std::string name;
    std::string at;        ///< when it is decided: a span since the start, or a date
    Formula gate;          ///< over metrics of the run until then
    std::string approval;  ///< span from the decision to the change
    std::vector<std::string> sets;
    std::optional<Node> overlay;
    std::string owner;
};

struct InjectionSpec {
    SourcePosition where;
    std::string name;
    std::string description;
    std::vector<std::string> sets;
    std::optional<Node> overlay;
};

/// Two-stage selection of the best: with which confidence, and which difference still matters.
struct SelectSpec {
    double confidence = 0.95;
    Formula indifference;  ///< a quantity of the metric's unit, or a flag's name
};

/// One long run instead of many: what its series settle at.
struct SteadySpec {
    std::vector<std::string> series;  ///< latency.e2e, longest_queue.chat (units/steady_run.hpp)
    Nanos span;                       ///< of the run; 0: the base's
};

/// A step; which members count is told by its kind (tables_study.cpp).
struct StepSpec {
    SourcePosition where;
    StepKind kind = StepKind::replicate;
    std::string name;      ///< of its results in formulas; default the kind's
    int replications = 0;  ///< of each point; 0: the kind's default
    std::string metric;    ///< what is watched, compared, explained, minimised
    /// replicate: more rounds until the 95 % half-width of the mean is within this share of it.
    double within = 0;
    int most = 0;  ///< replications at most; compare: of an alternative by `select`
    std::optional<SelectSpec> select;  ///< compare
    std::optional<SteadySpec> steady;  ///< replicate: instead of replications
    /// replicate: latencies whose quantiles over the requests of all runs are shown.
    std::vector<std::string> pooled;
    std::vector<AxisSpec> vary;  ///< grid, optimise
    std::string explain;         ///< compare: a family of results that sum to the metric
    double confidence = 0.95;
    double low = 0.1;  ///< sensitivity: quantiles of the swings
    double high = 0.9;
    int samples = 0;                         ///< sensitivity: futures of the rank correlations
    int sobol = 0;                           ///< base sample of Saltelli's scheme; 0: none
    std::vector<InjectionSpec> disruptions;  ///< inject: of the file itself
    std::vector<std::string> named;          ///< inject: of the library
    std::vector<StageSpec> stages;           ///< stage
    std::vector<Formula> subject_to;         ///< optimise: constraints over metrics
    std::vector<std::string> objectives;     ///< optimise: a front instead of one best
    int evaluations = 0;                     ///< optimise: at most; 0: no limit
    bool screen = true;                      ///< optimise: bounds from runs without demand first
};

struct ColumnSpec {
    SourcePosition where;
    std::string title;
    std::string key;
    Formula formula;
    FigureFormat format = FigureFormat::plain;
};

struct TableSpec {
    SourcePosition where;
    std::string name;
    std::string title;
    std::vector<ColumnSpec> columns;
    std::string note;
};

struct FlipSpec {  ///< "flips if": a sentence where its condition holds or is not stated
    SourcePosition where;
    SentenceTemplate says;
    std::optional<Formula> when;
};

/// What amounts of a study are converted by: USD for one unit of each currency, as the base says.
struct Currencies {
    std::string reporting = "USD";
    std::map<std::string, double> usd{{"USD", 1.0}};
};

struct StudySpec {
    SourcePosition where;
    std::string file;
    /// As it was read, before flags of parts were put into its texts; null: nothing was.
    std::shared_ptr<const Node> document = nullptr;
    Currencies currencies;  ///< of the base, once the study is bound to it
    int version = 0;        ///< of the language: `study: 1`
    std::string name;
    std::string question;
    std::string owner;
    std::string base;  ///< beside this file, unless --base says another
    /// One of the built-in procedures (`commitments`, `placement` …), with default flags.
    std::string procedure;
    std::vector<std::string> arguments;
    /// Flags that name what its own base has: not given with another base.
    std::vector<std::string> base_arguments;
    /// Flags of the procedure that state a question of its own: with one of them given, neither
    /// base nor arguments of this file apply.
    std::vector<std::string> own_question;
    std::optional<GoalSpec> goal;
    std::vector<std::string> sets;
    std::optional<Node> overlay;
    std::vector<FlagSpec> flags;
    std::vector<MetricSpec> metrics;
    std::vector<UncertainSpec> inputs;
    std::vector<CorrelationSpec> correlations;
    std::vector<StudyAlternative> alternatives;
    std::vector<StepSpec> steps;
    std::vector<std::pair<std::string, Formula>> define;  ///< by name, computed after the steps
    std::vector<TableSpec> tables;
    SentenceTemplate answer;
    std::vector<FlipSpec> flips_if;
    std::vector<std::string> notes;
};

}  // namespace orrery
