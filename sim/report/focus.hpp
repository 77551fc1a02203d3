// The ledger as a FOCUS cost and usage dataset, with its metadata.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// To whom a part of a posting is allocated (split-cost allocation), and by which rule.
struct FocusSplit {
    std::string method;    ///< "proportional"
    std::string part;      ///< "direct", "shared", "idle"
    std::string resource;  ///< tenant, workload or tag value
    std::string tags;      ///< JSON
};

/// A posting, or a part of one, before it becomes text.
struct FocusLine {
    Posting posting;
    bool idle = false;
    double kwh = 0;  ///< at the meter of the site, of the whole pool …
    double kg = 0;   ///< … and its location-based emissions
    const FocusSplit* split = nullptr;
};

using FocusSink = std::function<void(std::string_view)>;

/// Rows of a run in the order of its postings: server time and energy of a pool in a used and an
/// idle row where both are there (see IdleShares); sums of each posting are exact. The
/// conventions are those of docs/focus.md.
void write_focus_csv(const World& world, const Observations& observations, const Ledger& ledger,
                     const FocusSink& sink);

/// Lines of other origin with the same columns and those of the split behind them.
void write_focus_lines(const World& world, const Ledger& ledger,
                       const std::vector<FocusLine>& lines, const FocusSink& sink);

/// Schema of either: version, generator, column definitions. No clock: `created` is in it.
std::string render_focus_metadata(const World& world, std::int64_t created_unix_s, bool split);

}  // namespace orrery
