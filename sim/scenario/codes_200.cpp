// The error codes E02xx: the shape and the units of values.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0201", "A required key is missing.",
     "a pool without site",
     "Add the key."},
    {"E0202", "The value has the wrong shape.",
     "sites: hall",
     "Check the indentation: a list has lines that begin with -."},
    {"E0203", "The text is empty or too long.",
     "name: \"\"",
     "Names have 1 to 128 characters."},
    {"E0204", "Neither true nor false.",
     "strict: yes",
     "Write true or false."},
    {"E0205", "A number or its unit cannot be read.",
     "horizon: 24",
     "Write the unit: 24 h."},
    {"E0206", "The value lies outside what is possible.",
     "pue: 0.9",
     "Stay within the bounds that the message names."},
    {"E0207", "Not a whole number.",
     "servers: eight",
     "Digits only."},
    {"E0208", "A date lies before the scenario's start.",
     "at: 2020-01-01",
     "Use a later date, or a span since the start."},
    {"E0209", "Not a date.",
     "start: tomorrow",
     "Write 2026-11-02 or 2026-11-02T06:00:00Z."},
    {"E0210", "Not one of the choices.",
     "kind: onprem",
     "Use one of the words that the message lists."},
    {"E0211", "The key is not known here.",
     "pue_value: 1.2",
     "Correct its spelling; schema scenario lists all keys."},
    {"E0212", "Exactly one law of lengths is wanted.",
     "prompt: {}",
     "Write prompt: {lognormal: {mean: 500}}."},
    {"E0213", "Exactly one of trace and synthetic is wanted.",
     "demand: {}",
     "Give a recorded workload or a generator."},
    {"E0214", "The version of the scenario language is not known.",
     "orrery: 2",
     "Write orrery: 1."},
    {"E0215", "An assertion cannot be read.",
     "assert: [fast]",
     "Write latency.ttft.p99 < 1 s."},
    {"E0216", "The reporting currency needs an exchange rate.",
     "currency: EUR",
     "Add exchange_rate: USD for one EUR."},
    {"E0217", "A name has characters that names may not have.",
     "name: a.b",
     "Use letters, digits, - and _."},
    {"E0218", "A mark for the live page is no number of the scenario.",
     "what_if: [{path: sites[hall].pu, from: 1, to: 2}]",
     "Write the path of a number as --set takes it."},
    {"E0219", "The range of a mark for the live page is none.",
     "what_if: [{path: sites[hall].pue, from: 2, to: 1}]",
     "from is below to, both in the unit of the input and within its bounds."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_200() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
