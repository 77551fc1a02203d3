// The error codes E04xx: what a scenario takes from the catalog, files and traces.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0401", "The catalog has no such entry.",
     "server: dgx-h1000",
     "Correct the name; catalog list prints what is known."},
    {"E0402", "Not an IANA time zone.",
     "time_zone: CET+1",
     "Write Europe/Berlin."},
    {"E0403", "The PUE of a site is not known.",
     "no pue",
     "Add pue, or the site's region."},
    {"E0404", "The grid of a site is not known.",
     "no grid",
     "Add grid or region."},
    {"E0405", "No egress price of the vendor is known.",
     "a vendor without entry",
     "Add network.egress."},
    {"E0406", "No price of the server in that region is known.",
     "on_demand without offer",
     "Add price or offer."},
    {"E0407", "The catalog has no price of the server.",
     "owned without capex",
     "Add capex."},
    {"E0408", "tp does not divide the attention heads.",
     "tp: 3",
     "Choose a divisor."},
    {"E0409", "pp exceeds the layers.",
     "pp: 200",
     "Choose fewer stages."},
    {"E0410", "A data: path needs the data folder.",
     "file: data:x.csv",
     "Set ORRERY_DATA."},
    {"E0411", "A path leaves its folder.",
     "file: ../x.csv",
     "Move the file, or --allow-path."},
    {"E0412", "There is no such file.",
     "file: missing.csv",
     "Correct the path."},
    {"E0413", "The token budget is below max_num_seqs.",
     "token_budget: 64, max_num_seqs: 256",
     "Raise the budget."},
    {"E0414", "An iteration would be faster than the hardware allows.",
     "an engine efficiency above 1",
     "Correct the catalog."},
    {"E0415", "A coefficient is missing in the catalog.",
     "no embodied.server_life",
     "Restore it."},
    {"E0416", "Requests are longer than the model's context.",
     "prompt: {constant: {mean: 200000}} for a context of 131,072",
     "Shorten them, or serve a model of longer context."},
    {"E0417", "Measured layer or operator times cannot be used.",
     "an attention grid with a hole, a row faster than the data sheet allows",
     "Correct the file that the message names, or leave the key out."},
    {"E0418", "Prompts cannot be computed by that deployment.",
     "prefill: {deployment: itself}",
     "Name a deployment of the same model that computes its own prompts."},
    {"E0419", "ep divides neither the accelerators of a stage nor the experts.",
     "ep: 8 with tp: 4, or of a dense model",
     "Choose a divisor of tp times dp and of the experts."},
    {"E0430", "Rows of a job trace were refused.",
     "a negative duration, an unknown state, a clock jump",
     "Correct or remove them; trace describe lists them."},
    {"E0431", "Recorded jobs are larger than their pool.",
     "512 accelerators on 256",
     "Enlarge the pool, or accept that they are left out."},
    {"E0432", "Recorded jobs have no durations.",
     "a Gavel trace, which has steps",
     "Add steps_per_second."},
    {"E0433", "Nothing of a job trace is played.",
     "clip: {start: 10 years}",
     "Correct clip, horizon or format."},
    {"E0450", "Accelerators cannot keep so low a power cap.",
     "power_cap: 60 W on an H100, which draws 80 W at its lowest clock",
     "Raise the cap, or use sleep_after for accelerators without work."},
    {"E0451", "A power cap is above the accelerators' own limit.",
     "power_cap: 900 W on an H100 of 700 W",
     "Leave it out: it changes nothing."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_400() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
