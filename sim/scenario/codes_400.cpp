// The error codes E04xx: what a scenario takes from the catalog, files and traces.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes400[]{
    {"E0401", "The catalog has no such entry.",
     "server: dgx-h1000",
     "Correct the name; catalog list prints what is known.",
     "server: dgx-h100"},
    {"E0402", "Not an IANA time zone.",
     "time_zone: CET+1",
     "Write a place of the IANA list, such as Europe/Berlin.",
     "time_zone: Europe/Berlin"},
    {"E0403", "The PUE of a site is not known.",
     "- {name: hall, kind: on_prem, country: DE, grid: DE}\n"
     "# and a catalog without pue.on_prem",
     "Add pue: 1.3, or the region of a provider; restore the coefficient in the catalog.",
     "- {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}"},
    {"E0404", "The grid that feeds a site is not known.",
     "- {name: hall, kind: on_prem, country: DE}",
     "Add grid: DE, or the region of a provider.",
     "- {name: hall, kind: on_prem, country: DE, grid: DE}"},
    {"E0405", "No egress price of the vendor is known.",
     "sites: [{name: rack, kind: neocloud, vendor: newcomer, …}]",
     "Add network.egress to the scenario.",
     "sites: [{name: rack, kind: neocloud, vendor: newcomer, …}]\n"
     "network: {egress: {newcomer: 0.08 USD/GB}}"},
    {"E0406", "No price of the server in that region is known.",
     "- {name: rented, site: rack, server: dgx-h100, contract: on_demand}",
     "Add price or offer.",
     "- {name: rented, site: rack, server: dgx-h100, contract: on_demand,\n"
     "   price: 24 USD/h}"},
    {"E0407", "The catalog has no price of the server.",
     "- {name: own, site: hall, server: aws-g5-xlarge, contract: owned}",
     "Add capex.",
     "- {name: own, site: hall, server: aws-g5-xlarge, contract: owned,\n"
     "   capex: 12000 USD}"},
    {"E0408", "tp does not divide the attention heads.",
     "model: llama-3.1-8b\n"
     "tp: 3",
     "Choose a divisor.",
     "model: llama-3.1-8b\n"
     "tp: 4"},
    {"E0409", "pp exceeds the layers.",
     "model: llama-3.1-8b\n"
     "pp: 200",
     "Choose fewer stages.",
     "model: llama-3.1-8b\n"
     "pp: 2"},
    {"E0410", "A data: path needs the data folder.",
     "trace: {file: \"data:azure.csv\"}",
     "Set ORRERY_DATA.",
     "ORRERY_DATA=~/orrery-data orrery run plan.yaml"},
    {"E0411", "A path leaves its folder.",
     "trace: {file: ../requests.csv}",
     "Move the file, or --allow-path.",
     "trace: {file: requests.csv}"},
    {"E0412", "There is no such file.",
     "trace: {file: requets.csv}",
     "Correct the path.",
     "trace: {file: requests.csv}"},
    {"E0413", "The token budget is below max_num_seqs.",
     "engine: {token_budget: 64, max_num_seqs: 256}",
     "Raise the budget.",
     "engine: {token_budget: 2048, max_num_seqs: 256}"},
    {"E0414", "An iteration would be faster than the hardware allows.",
     "engines:\n"
     "  vllm/ada: {compute_gemm: 3, layer_overhead: 0 us, …}",
     "Correct the catalog.",
     "engines:\n"
     "  vllm/ada: {compute_gemm: 0.6, layer_overhead: 20 us, …}"},
    {"E0415", "A coefficient is missing in the catalog.",
     "# a catalog without embodied.server_life",
     "Restore it, or add it with its source in a folder given with --catalog.",
     "coefficients:\n"
     "  embodied.server_life: {value: 5 years, source: …, as_of: 2026-11-22,\n"
     "                         confidence: published}"},
    {"E0416", "Requests are longer than the model's context.",
     "prompt: {constant: {mean: 200000}}  # for a context of 131,072",
     "Shorten them, or serve a model of longer context.",
     "prompt: {constant: {mean: 20000}}"},
    {"E0417", "Measured layer or operator times cannot be used.",
     "# profile__dense.csv: a row faster than the data sheet allows\n"
     "engine: {layer_profile: profile}",
     "Correct the file that the message names, or leave the key out.",
     "# without measured times the model of the engine is taken\n"
     "engine: {profile: vllm}"},
    {"E0418", "Prompts cannot be computed by that deployment.",
     "- {name: chat, prefill: {deployment: chat}}",
     "Name a deployment of the same model that computes its own prompts.",
     "- {name: prompts, model: llama-3.1-8b, pool: own}\n"
     "- {name: chat, model: llama-3.1-8b, pool: own,\n"
     "   prefill: {deployment: prompts}}"},
    {"E0419", "ep divides neither the accelerators of a stage nor the experts.",
     "model: mixtral-8x7b\n"
     "tp: 4\n"
     "ep: 3",
     "Choose a divisor of tp times dp and of the experts.",
     "model: mixtral-8x7b\n"
     "tp: 4\n"
     "ep: 4"},
    {"E0420", "A replica spans servers: it exchanges over their network (warning).",
     "pools: [{name: own, server: aws-g6e-xlarge, servers: 8}]\n"
     "deployments: [{name: chat, pool: own, tp: 8, …}]",
     "Take servers with as many accelerators, or a smaller replica.",
     "pools: [{name: own, server: aws-g6e-48xlarge, servers: 1}]\n"
     "deployments: [{name: chat, pool: own, tp: 8, …}]"},
    {"E0430", "Rows of a job trace were refused.",
     "job_id,vc,gpu_num,submit_time,duration\n"
     "b,team,8,10,-5",
     "Correct or remove them; trace describe lists them.",
     "job_id,vc,gpu_num,submit_time,duration\n"
     "b,team,8,10,3600"},
    {"E0431", "Recorded jobs are larger than their pool.",
     "job_traces: [{name: recorded, file: jobs.csv, pool: small}]\n"
     "# with a job of 512 accelerators",
     "Enlarge the pool, or accept that they are left out.",
     "job_traces: [{name: recorded, file: jobs.csv, pool: large}]"},
    {"E0432", "Recorded jobs have no durations.",
     "job_traces: [{name: gavel, file: jobs.csv, pool: own}]",
     "Add steps_per_second.",
     "job_traces: [{name: gavel, file: jobs.csv, pool: own,\n"
     "              steps_per_second: 2}]"},
    {"E0433", "Nothing of a job trace is played.",
     "job_traces: [{name: recorded, file: jobs.csv, pool: own,\n"
     "              clip: {start: 300 d, length: 1 d}}]",
     "Correct clip, horizon or format.",
     "job_traces: [{name: recorded, file: jobs.csv, pool: own,\n"
     "              clip: {start: 2 d, length: 1 d}}]"},
    {"E0440", "A site has both a constant PUE or WUE and a cooling plant.",
     "pue: 1.3\n"
     "cooling: chiller",
     "Keep one: a plant's PUE follows load and weather.",
     "cooling: chiller"},
    {"E0441", "No climate is known for a place whose weather is needed.",
     "# a catalog grid for which there is no climate\n"
     "grid: XX\n"
     "cooling: chiller",
     "Add weather: {climate: DE} or weather: {series: …}.",
     "grid: XX\n"
     "cooling: chiller\n"
     "weather: {climate: DE}"},
    {"E0442", "A battery cannot be.",
     "battery: {capacity: 50 kWh, minimum: 80 %, maximum: 40 %}",
     "Correct efficiencies, limits or shares.",
     "battery: {capacity: 50 kWh, minimum: 10 %, maximum: 90 %}"},
    {"E0443", "A cooling plant is built for less than its servers may draw.",
     "cooling: chiller\n"
     "it_power: 5 kW  # under servers of 10 kW",
     "Raise it_power, or accept a load above 100 %.",
     "cooling: chiller\n"
     "it_power: 11 kW"},
    {"E0444", "A battery's policy needs a signal that is not known.",
     "battery: {capacity: 50 kWh, policy: peak_shaving}",
     "Add the series, or choose another policy.",
     "battery: {capacity: 50 kWh, policy: peak_shaving, peak: 500 kW}"},
    {"E0446", "A date of purchase cannot be read.",
     "bought: last year",
     "Write it as 2026-03-01.",
     "bought: 2026-03-01"},
    {"E0447", "Certificates state their amount twice or not at all.",
     "certificates: [{name: hydro, share: 50 %, energy: 100 kWh}]",
     "Give either share or energy.",
     "certificates: [{name: hydro, share: 50 %}]"},
    {"E0448", "Heat waves change nothing here.",
     "pue: 1.3\n"
     "weather: {heat_waves: [{at: 10 d, duration: 4 d, warmer: 9 K}]}",
     "Add cooling: and a catalog plant.",
     "cooling: chiller\n"
     "weather: {heat_waves: [{at: 10 d, duration: 4 d, warmer: 9 K}]}"},
    {"E0450", "Accelerators cannot keep so low a power cap.",
     "server: dgx-h100\n"
     "power_cap: 60 W",
     "Raise the cap, or use sleep_after for accelerators without work.",
     "server: dgx-h100\n"
     "power_cap: 490 W"},
    {"E0451", "A power cap is above the accelerators' own limit.",
     "server: dgx-h100\n"
     "power_cap: 900 W",
     "Leave it out: it changes nothing.",
     "server: dgx-h100\n"
     "power_cap: 560 W"},
    {"E0461", "Tokens are bought at a site that is not an API.",
     "- {name: bought, site: hall, api: {price: openai/gpt-5.4-mini}}",
     "Add a site of kind api.",
     "sites: [{name: seller, kind: api, vendor: openai, country: US,\n"
     "         grid: US-MIDA-PJM}]\n"
     "deployments: [{name: bought, site: seller,\n"
     "               api: {price: openai/gpt-5.4-mini}}]"},
    {"E0462", "The catalog does not know the operator of a site.",
     "- {name: room, kind: neocloud, operator: newcomer, country: DE}",
     "Say whose law binds it: jurisdiction: DE.",
     "- {name: room, kind: neocloud, operator: newcomer, country: DE,\n"
     "   jurisdiction: DE}"},
    {"E0463", "A certification that looks misspelt.",
     "certifications: [ISO2701]",
     "Write it as the data class does: ISO27001.",
     "certifications: [ISO27001]"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_400() {
    return {std::begin(kCodes400), std::end(kCodes400)};
}

}  // namespace orrery
