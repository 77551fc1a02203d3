// What of long lists the page carries: the largest, and the others as one row with exact sums.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"

namespace orrery::page {

/// Rows of a table, and lines of a chart, that are told apart; CSV files have all.
inline constexpr std::size_t kMostListed = 40;
inline constexpr std::size_t kMostLines = 12;
/// Members of a group of equal entries above which the group stands for them.
inline constexpr std::size_t kMostMembers = 12;

/// Names as the page shows them: members of a large group as "store (400)", the largest of the
/// rest as they are, and what is beyond `most` of those as "others (7)".
class Labels {
public:
    /// Names with their sizes: what is left out is the smallest.
    Labels(const Findings& findings, const std::map<std::string, double>& sizes, std::size_t most);
    [[nodiscard]] const std::string& of(const std::string& name) const;

private:
    std::map<std::string, std::string> labels_;
};

std::vector<CostCell> cost_cells(const Findings& findings);
std::vector<CarbonCell> carbon_cells(const Findings& findings);
std::vector<EnergyFlow> energy_flows(const Findings& findings);
std::vector<AssetRow> assets(const Findings& findings);
/// Those that the page draws; of what is taken together shares are the mean, queues the
/// longest, all else the sum.
std::vector<Series> series(const Findings& findings);
/// Cuts result.json to what the page shows: figures of equal or further entries go, and long lists
/// end. How many figures and rows were left out.
std::size_t cut_result(const Findings& findings, nlohmann::ordered_json& result);

}  // namespace orrery::page
