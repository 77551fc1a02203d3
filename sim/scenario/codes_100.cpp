// The error codes E01xx: text and its YAML.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0100", "The file cannot be read.",
     "orrery run missing.yaml",
     "Check the path and its permissions."},
    {"E0101", "The text is not UTF-8, or holds control characters.",
     "a file saved as UTF-16",
     "Save it as UTF-8."},
    {"E0102", "A tab indents a line.",
     "<tab>name: hall",
     "Indent by spaces."},
    {"E0103", "Anchors and aliases are not supported.",
     "sites: &s [...]",
     "Write the value out, or use an overlay."},
    {"E0104", "YAML tags are not supported.",
     "servers: !!int 4",
     "Remove the tag."},
    {"E0105", "Merge keys are not supported.",
     "<<: *base",
     "Use an overlay with -f."},
    {"E0106", "A key must be plain text.",
     "? [a, b] : 1",
     "Use a name as the key."},
    {"E0107", "The same key appears twice in one place.",
     "pue: 1.2 … pue: 1.3",
     "Keep one."},
    {"E0108", "The text is too large, too deep or has too many values.",
     "65 levels of brackets",
     "Put recorded data into a CSV file."},
    {"E0109", "The file is empty.",
     "an empty file",
     "Begin with orrery: 1."},
    {"E0110", "The file holds a second YAML document.",
     "---",
     "Remove --- and what follows."},
    {"E0111", "The text is not YAML.",
     "sites: [hall",
     "Check indentation, colons and brackets at that place."},
    {"E0112", "An assignment of --set cannot be applied.",
     "--set pools[x].servers=1",
     "Name an existing item, or append with [+]."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_100() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
