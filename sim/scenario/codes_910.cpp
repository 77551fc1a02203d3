// The error codes E091x and E092x: study files and their results.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0910", "A formula or a sentence of a study does not read.",
     "formula: cost.total / (requests.completed",
     "Formulas have + - * / ^, comparisons, functions like p90(x) and quantities like 40 MUSD; a "
     "minus between names needs spaces, and '…' quotes a path with other characters."},
    {"E0911", "The law of an uncertain input is no law, or correlations contradict each other.",
     "law: {uniform: {low: 2, high: 1}}",
     "Widths are positive, probabilities sum to 1, one unit in a law; correlations of three inputs "
     "must be possible together."},
    {"E0912", "A study lacks what a step or its goal needs.",
     "steps: [- compare: {}] without alternatives",
     "Add what the message names; docs/studies.md shows each kind of step."},
    {"E0913", "A name of a study is used twice or does not exist.",
     "goal: {metric: costs, at_most: 1 MUSD} where the metric is called cost",
     "Use the names under metrics:, inputs: and flags:, each once."},
    {"E0914", "A path of a study does not exist: in the base, or among a run's results.",
     "path: pools[own].severs",
     "`orrery check --print document` lists the base's paths, result.json those of results."},
    {"E0915", "None of a study's points could be run.",
     "every alternative names a pool that the base lacks",
     "Run the base by `orrery check`, then look at what the study sets."},
    {"E0916", "A sentence, table or definition of a study asks for something that no step left.",
     "answer: \"{p90(costs) | money}\"",
     "Steps leave their metrics under the metric's name, alternative.metric and step.metric."},
    {"E0917", "A search has no combination that meets all constraints.",
     "subject_to: [ttft < 200 ms, cost < 1 USD]",
     "The message names the fewest constraints that exclude each other, the hint how far each must "
     "give way; relax one, or widen what may vary."},
    {"E0918", "The objective of a search or of a sensitivity never varies.",
     "metric: cost, where only a router varies",
     "Vary what the metric depends on, or look at another metric."},
    {"E0919", "A stage is decided or comes into force outside of the run, or out of order.",
     "at: 40 d in a run of 28 d",
     "Stages stand in the order of their dates, after the warm-up, and are in force before the "
     "end."},
    {"E0920", "A stage changes something before it is decided, or its gate has no value.",
     "set: [\"pools[own].servers=12\"] in a stage",
     "A stage changes what has a date in the scenario language, written {at} (a span since the "
     "start) or {date}: starts of contracts, orders, disruptions. Its gate needs figures that are "
     "there at its date."},
    {"E0921", "Alternatives differ in their span or their currency: their figures do not compare.",
     "orrery compare a-month.yaml a-year.yaml",
     "Give all one horizon and one currency, by --set horizon=28 d, or compare a figure per "
     "request, token or hour."},
    {"E0922", "The metric adds up options of which only one is taken.",
     "orrery compare with a scenario that has finance.alternatives",
     "Compare cost.alternatives.NAME.total in a study file, or keep the sites of one option in "
     "each scenario; `study vendors` and `study placement` take one option at a time."},
    {"E0923", "A plan of stages cannot be run in some of the futures.",
     "a stage that adds servers for which a site has no room when demand is high",
     "Plans are compared over the same futures: make room in the base, or change the stage."},
    {"E0930", "Values of different kinds are compared, added or subtracted in a study.",
     "goal: {metric: cost, at_most: 9 kW}, or --budget abc",
     "Give both in units of the same kind; a number without a unit is taken in the other's. "
     "Amounts in another currency need its rate in the base (fx:)."},
    {"E0931", "A number without a unit was taken in the unit of what it is compared with.",
     "--budget 400000 beside a cost in USD",
     "Write the unit: --budget '400 kUSD'."},
    {"E0932", "Two inputs of a study, or an input and an axis, change the same path.",
     "inputs demand and growth, both with path: workloads[*].demand.synthetic.rate",
     "Inputs change what those above them leave. Remove one, or point it elsewhere."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_910() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
