// Who pays for what: a ledger's cost by tenant, workload or tag; shared and idle cost by a rule.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/accounts/ledger.hpp"

namespace orrery {

enum class ShowbackKey { tenant, workload, tag };
/// Who pays for shared and idle cost. proportional: idle of a pool by the use of it, all else by
/// direct cost; even: everybody the same; fixed: by given shares; direct: nobody (it stays with
/// who runs it).
enum class ShowbackRule { proportional, even, fixed, direct };

struct ShowbackQuestion {
    ShowbackKey key = ShowbackKey::tenant;
    std::string tag;  ///< with ShowbackKey::tag
    ShowbackRule rule = ShowbackRule::proportional;
    std::map<std::string, double> shares;  ///< with ShowbackRule::fixed; they sum to 1
};

/// Effective cost of one payer.
struct ShowbackRow {
    std::string who;
    Money direct;  ///< of what it used itself
    Money shared;  ///< of what nobody alone uses
    Money idle;    ///< see IdleShares
    [[nodiscard]] Money total() const { return direct + shared + idle; }
};

enum class CostPart { direct, shared, idle };
inline constexpr const char* kCostPartNames[]{"direct", "shared", "idle"};

/// A charge's month, or a part of it, on one payer: the same four costs as a posting has.
struct ShowbackPart {
    std::size_t row = 0;  ///< index into Showback::rows
    CostPart part = CostPart::direct;
    Posting posting;
};

struct Showback {
    std::vector<ShowbackRow> rows;  ///< by name; those that pay nothing too
    std::vector<ShowbackPart> parts;
    Money total;  ///< of the ledger; Σ rows equals it exactly
};

/// "(unallocated)": what no rule hands out; "(no tag)": workloads and jobs without the tag.
inline constexpr const char* kUnallocated = "(unallocated)";
inline constexpr const char* kNoTag = "(no tag)";

/// Names that the key gives to the world's workloads, jobs and recorded jobs; sorted.
std::vector<std::string> payers_of(const World& world, const ShowbackQuestion& question);

/// A pool's used cost goes to those who used it, by the rule of users_of (jobs by accelerator
/// time held, workloads by busy time or tokens); what belongs to one tenant alone to it.
Showback showback(const World& world, const Observations& observations, const Ledger& ledger,
                  const ShowbackQuestion& question);

/// Parts of an amount in proportion to weights ≥ 0 that sum to it exactly: largest remainders get
/// what rounding down leaves, the first of equal ones first. No weight: all parts are equal.
std::vector<Money> split_exactly(Money amount, const std::vector<double>& weights);

}  // namespace orrery
