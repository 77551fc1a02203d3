// The error codes E02xx: the shape and the units of values.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes200[]{
    {"E0201", "A required key is missing.",
     "pools:\n"
     "  - {name: own, server: dgx-h100, servers: 1}",
     "Add the key.",
     "pools:\n"
     "  - {name: own, site: hall, server: dgx-h100, servers: 1}"},
    {"E0202", "The value has the wrong shape.",
     "sites: hall",
     "Check the indentation: a list has lines that begin with -.",
     "sites:\n"
     "  - {name: hall, kind: on_prem}"},
    {"E0203", "The text is empty or too long.",
     "name: \"\"",
     "Texts have 1 to 256 bytes, names 1 to 128; leave the key out where nothing is to be said.",
     "name: plan-2027"},
    {"E0204", "Neither true nor false.",
     "confidential: yes",
     "Write true or false.",
     "confidential: true"},
    {"E0205", "A number or its unit cannot be read.",
     "horizon: 24",
     "Write number and unit: 24 h; the message lists the units that fit.",
     "horizon: 24 h"},
    {"E0206", "The value lies outside what is possible.",
     "pue: 0.9",
     "Stay within the bounds that the message names.",
     "pue: 1.25"},
    {"E0207", "Not a whole number.",
     "servers: eight",
     "Write digits only: no unit, no fraction.",
     "servers: 8"},
    {"E0208", "A date lies before the scenario's start.",
     "start: 2026-01-01\n"
     "sites: … outages: [{at: 2020-01-01, duration: 1 h}]",
     "Use a later date, or a span since the start.",
     "start: 2026-01-01\n"
     "sites: … outages: [{at: 2026-02-01, duration: 1 h}]"},
    {"E0209", "Not a date.",
     "start: tomorrow",
     "Write 2026-11-02 or 2026-11-02T06:00:00Z.",
     "start: 2026-11-02"},
    {"E0210", "Not one of the choices.",
     "kind: onprem",
     "Use one of the words that the message lists.",
     "kind: on_prem"},
    {"E0211", "The key is not known here.",
     "horizont: 1 d",
     "Correct its spelling; schema scenario lists all keys.",
     "horizon: 1 d"},
    {"E0212", "Exactly one law of lengths is wanted.",
     "prompt: {}",
     "Write prompt: {lognormal: {mean: 500}}.",
     "prompt: {lognormal: {mean: 500, cv: 1}}"},
    {"E0213", "Exactly one of trace and synthetic is wanted.",
     "demand: {}",
     "Give a recorded workload or a generator.",
     "demand: {synthetic: {rate: 2 /s}}"},
    {"E0214", "The version of the scenario language is not known.",
     "orrery: 2",
     "Write orrery: 1.",
     "orrery: 1"},
    {"E0215", "An assertion cannot be read, or is about a figure that no run has.",
     "assert: [fast please]",
     "Write latency.ttft.p99 < 1 s; `orrery explain DIR` lists a result's figures.",
     "assert: [latency.ttft.p99 < 1 s]"},
    {"E0216", "The reporting currency needs an exchange rate.",
     "currency: EUR",
     "Add exchange_rate: USD for one EUR.",
     "currency: EUR\n"
     "exchange_rate: 1.08"},
    {"E0217", "A name has characters that names may not have.",
     "name: own.pool",
     "Use letters, digits, - and _.",
     "name: own-pool"},
    {"E0218", "A mark for the live page is no number of the scenario.",
     "what_if: [{path: \"sites[hall].pu\", from: 1, to: 2}]",
     "Write the path of a number as --set takes it.",
     "what_if: [{path: \"sites[hall].pue\", from: 1, to: 2}]"},
    {"E0219", "The range of a mark for the live page is none.",
     "what_if: [{path: \"sites[hall].pue\", from: 2, to: 1}]",
     "From is below to, both in the unit of the input and within its bounds.",
     "what_if: [{path: \"sites[hall].pue\", from: 1, to: 2}]"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_200() {
    return {std::begin(kCodes200), std::end(kCodes200)};
}

}  // namespace orrery
