// The error codes E091x and E092x: study files and their results.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes910[]{
    {"E0910", "A formula or a sentence of a study does not read.",
     "formula: cost.total / (requests.completed",
     "Formulas have + - * / ^, comparisons, functions like p90(x) and quantities like 40 MUSD; a "
     "minus between names needs spaces, and '…' quotes a path with other characters.",
     "formula: cost.total / (requests.completed + 1)"},
    {"E0911", "The law of an uncertain input is no law, or correlations contradict each other.",
     "law: {uniform: {low: 2, high: 1}}",
     "Widths are positive, probabilities sum to 1, one unit in a law; correlations of three "
     "inputs must be possible together.",
     "law: {uniform: {low: 1, high: 2}}"},
    {"E0912", "A study lacks what a step or its goal needs.",
     "steps:\n"
     "  - compare: {metric: cost}",
     "Add what the message names; docs/studies.md shows each kind of step.",
     "alternatives:\n"
     "  - {name: as it is}\n"
     "  - {name: half, set: [\"pools[own].servers=4\"]}\n"
     "steps:\n"
     "  - compare: {metric: cost}"},
    {"E0913", "A name of a study is used twice or does not exist.",
     "metrics: [{name: cost, formula: cost.total}]\n"
     "goal: {metric: costs, at_most: 1 MUSD}",
     "Use the names under metrics:, inputs: and flags:, each once.",
     "metrics: [{name: cost, formula: cost.total}]\n"
     "goal: {metric: cost, at_most: 1 MUSD}"},
    {"E0914", "A path of a study does not exist: in the base, or among a run's results.",
     "path: \"pools[own].severs\"",
     "`orrery check --print document` lists the base's paths, result.json those of results.",
     "path: \"pools[own].servers\""},
    {"E0915", "None of a study's points could be run.",
     "vary: [{name: n, path: \"deployments[chat].model\",\n"
     "        values: [llama-3.1-405b]}]  # on one card",
     "Run the base by `orrery check`, then look at what the study sets.",
     "vary: [{name: n, path: \"deployments[chat].model\",\n"
     "        values: [llama-3.1-8b, qwen3-8b]}]"},
    {"E0916", "A sentence, table or definition of a study asks for something that no step left.",
     "metrics: [{name: cost, formula: cost.total}]\n"
     "answer: \"{p90(costs) | money}\"",
     "Steps leave their metrics under the metric's name, alternative.metric and step.metric.",
     "metrics: [{name: cost, formula: cost.total}]\n"
     "answer: \"{p90(cost) | money}\""},
    {"E0917", "A search has no combination that meets all constraints.",
     "subject_to: [\"ttft < 1 ms\", \"cost < 0.01 USD\"]",
     "The message names the fewest constraints that exclude each other, the hint how far each "
     "must give way; relax one, or widen what may vary.",
     "subject_to: [\"ttft < 800 ms\", \"cost < 400 USD\"]"},
    {"E0918", "The objective of a search or of a sensitivity never varies.",
     "metric: cost\n"
     "vary: [{name: slots, path: \"deployments[chat].engine.max_num_seqs\",\n"
     "        values: [64, 128]}]",
     "Vary what the metric depends on, or look at another metric.",
     "metric: cost\n"
     "vary: [{name: servers, path: \"pools[own].servers\", values: [1, 2]}]"},
    {"E0919", "A stage is decided or comes into force outside of the run, or out of order.",
     "horizon: 28 d  # of the base\n"
     "stages: [{name: more, at: 40 d, …}]",
     "Stages stand in the order of their dates, after the warm-up, and are in force before the "
     "end.",
     "stages: [{name: more, at: 14 d, …}]"},
    {"E0920", "A stage changes something before it is decided, or its gate has no value.",
     "- {name: more, at: 14 d, set: [\"pools[own].servers=12\"]}",
     "A stage changes what has a date in the scenario language, written {at} (a span since the "
     "start) or {date}: starts of contracts, orders, disruptions. Its gate needs figures that are "
     "there at its date.",
     "- {name: more, at: 14 d,\n"
     "   set: [\"contracts.reserved[+]={name: more, pools: [own], servers: 4,\n"
     "          start: '{at}', term: 365 d, discount: 35 %}\"]}"},
    {"E0921", "Alternatives differ in their span or their currency: their figures do not compare.",
     "orrery compare a-month.yaml a-year.yaml",
     "Give all one horizon and one currency, by --set horizon=28 d, or compare a figure per "
     "request, token or hour.",
     "orrery compare a-month.yaml a-year.yaml --set 'horizon=28 d'"},
    {"E0922", "The metric adds up options of which only one is taken.",
     "metrics: [{name: cost, formula: cost.total}]  # own and rent together",
     "Compare cost.alternatives.NAME.total in a study file, or keep the sites of one option in "
     "each scenario; `study vendors` and `study placement` take one option at a time.",
     "metrics: [{name: cost, formula: cost.alternatives.own.total}]"},
    {"E0923", "A plan of stages cannot be run in some of the futures.",
     "# adds servers for which the site has no room when demand is high\n"
     "stages: [{name: more, at: 14 d, …}]",
     "Plans are compared over the same futures: make room in the base, or change the stage.",
     "# in the base: room for them\n"
     "sites: … racks: {count: 20}"},
    {"E0930", "Values of different kinds are compared, added or subtracted in a study.",
     "goal: {metric: cost, at_most: 9 kW}",
     "Give both in units of the same kind; a number without a unit is taken in the other's. "
     "Amounts in another currency need its rate in the base (fx:).",
     "goal: {metric: cost, at_most: 9 kUSD}"},
    {"E0931", "A number without a unit was taken in the unit of what it is compared with.",
     "orrery study forecast --budget 400000",
     "Write the unit: --budget '400 kUSD'.",
     "orrery study forecast --budget '400 kUSD'"},
    {"E0932", "Two inputs of a study, or an input and an axis, change the same path.",
     "inputs:\n"
     "  - {name: demand, path: \"workloads[*].demand.synthetic.rate\", …}\n"
     "  - {name: growth, path: \"workloads[talk].demand.synthetic.rate\", …}",
     "Inputs change what those above them leave. Remove one, or point it elsewhere.",
     "inputs:\n"
     "  - {name: demand, path: \"workloads[*].demand.synthetic.rate\", …}"},
    {"E0933", "A run that a study needs whole was ended by a limit.",
     "orrery study size --set 'limits.max_events=1000'",
     "What half a run costs and emits is less than what a whole one does, so nothing is compared "
     "with it. Raise the limit, or let requests that wait be refused or given up.",
     "workloads: [{name: chat, max_queue: 10000, timeout: 60 s, …}]"},
    {"E0940", "A file was read and is not what it should be.",
     "orrery import jobs inventory.csv",
     "The message says what is wrong, and in which line. docs/import.md shows a file of each kind.",
     "orrery import jobs scenarios/examples/world/sacct.txt"},
    {"E0941", "Nothing in a file could be imported.",
     "orrery import inventory scenarios/examples/world/nodes.json",
     "What was not understood is listed line by line. --as names the format where its content "
     "does not tell, and docs/import.md shows a file of each.",
     "orrery import inventory scenarios/examples/world/nodes.json --country DE"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_910() {
    return {std::begin(kCodes910), std::end(kCodes910)};
}

}  // namespace orrery
