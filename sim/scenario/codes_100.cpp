// The error codes E01xx: text and its YAML.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes100[]{
    {"E0100", "The file cannot be read: it is absent, a folder, or closed to you.",
     "orrery run quickstart",
     "Check the path and its permissions.",
     "orrery run quickstart.yaml"},
    {"E0101", "The text is not UTF-8, or holds control characters.",
     "name: M\\xfcnchen (saved as Latin-1)",
     "Save it as UTF-8.",
     "name: München (saved as UTF-8)"},
    {"E0102", "A tab indents a line.",
     "sites:\n"
     "<tab>- {name: hall, kind: on_prem}",
     "Indent by spaces.",
     "sites:\n"
     "  - {name: hall, kind: on_prem}"},
    {"E0103", "Anchors and aliases are not supported.",
     "sites:\n"
     "  - &hall {name: hall, kind: on_prem}\n"
     "  - *hall",
     "Write the value out, or use an overlay with -f.",
     "sites:\n"
     "  - {name: hall, kind: on_prem}\n"
     "  - {name: annex, kind: on_prem}"},
    {"E0104", "YAML tags are not supported.",
     "servers: !!int 4",
     "Remove the tag.",
     "servers: 4"},
    {"E0105", "Merge keys are not supported.",
     "pools:\n"
     "  - <<: *standard\n"
     "    servers: 4",
     "Use an overlay with -f.",
     "pools:\n"
     "  - {name: own, site: hall, server: dgx-h100, servers: 4}"},
    {"E0106", "A key must be plain text, at most 200 bytes.",
     "? [a, b]\n"
     ": 1",
     "Use a name as the key.",
     "a: 1\n"
     "b: 1"},
    {"E0107", "The same key appears twice in one place.",
     "pue: 1.2\n"
     "pue: 1.3",
     "Keep one.",
     "pue: 1.3"},
    {"E0108", "The text is too large, too deep or has too many values.",
     "a: [[[[[[[[[[[[ … 65 levels … ]]]]]]]]]]]]",
     "Put recorded data into a CSV file.",
     "demand: {trace: {file: requests.csv}}"},
    {"E0109", "The file is empty.",
     "# only comments",
     "Begin with orrery: 1.",
     "orrery: 1\n"
     "name: first\n"
     "horizon: 1 d"},
    {"E0110", "The file holds a second YAML document.",
     "orrery: 1\n"
     "---\n"
     "orrery: 1",
     "Remove --- and what follows.",
     "orrery: 1"},
    {"E0111", "The text is not YAML.",
     "sites: [hall",
     "Check indentation, colons and brackets at that place.",
     "sites: [hall]"},
    {"E0112", "An assignment of --set cannot be applied.",
     "--set 'pools[x].servers=1'",
     "Name an existing item, or append with [+].",
     "--set 'pools[own].servers=1'"},
    {"E0113", "The value of an option cannot be used.",
     "orrery study shift --base plan.yaml --within 5",
     "Write it as the hint shows; the verb's --help says what each option takes.",
     "orrery study shift --base plan.yaml --within '5 h'"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_100() {
    return {std::begin(kCodes100), std::end(kCodes100)};
}

}  // namespace orrery
