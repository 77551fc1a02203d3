// The error codes E07xx: traces and series.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0701", "A column of a trace is missing.",
     "no prompt_tokens",
     "An Orrery CSV has arrival_s, prompt_tokens, output_tokens."},
    {"E0702", "A row of a trace cannot be read.",
     "tokens: -1",
     "Correct or remove the row."},
    {"E0703", "A row of a trace is earlier than the window allows.",
     "unsorted rows",
     "Sort the file or widen sort_window."},
    {"E0704", "A trace holds no request.",
     "only a header",
     "Give it rows."},
    {"E0705", "Columns of a grid series are missing.",
     "no datetime_utc",
     "Rename the columns."},
    {"E0706", "A grid series has no hour of the zone.",
     "grid: XX",
     "Name the zone as the file does."},
    {"E0715", "A recorded spot market cannot be used.",
     "no metadata.gap_seconds; rows of several zones",
     "Correct the file, or choose rows with zone and instance."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_700() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
