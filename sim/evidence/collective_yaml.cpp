// The fitted collective coefficients as entries of the catalog.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/evidence/collective_validate.hpp"
#include "sim/evidence/yaml_lines.hpp"

namespace orrery {
namespace {

using Kind = CollectiveCoefficient::Kind;

constexpr const char* kHeader =
    "# Collectives: what a communication library reaches on an accelerator family's links.\n"
    "#\n"
    "# Written by `orrery calibrate collectives`; do not edit by hand. A key is\n"
    "# library/family/operation, narrowed to a group size where that was measured; library/* is\n"
    "# for families that were not. Rates are shares of the link of the data sheet, one way. A\n"
    "# ring of n ranks takes launch + hops * hop + bytes on the link / rate, times\n"
    "# 1 + sqrt(half / message of a hop), and bytes / local through its own memory. The protocol\n"
    "# for short messages (quick_) and a switch that adds up (switch_) stand beside it; the\n"
    "# fastest counts. Values trade off: entries are used as a set. `error_pct` is the mean\n"
    "# absolute error on sizes that the fit did not see.\n"
    "# Libraries: nccl 2.27 to 2.29 in CUDA graphs (aiconfigurator); trtllm and vllm, the "
    "engines'\n"
    "# own all-reduces (aiconfigurator), vllm-eager without graphs; nccl-2023 as nccl-tests "
    "prints\n"
    "# it (vTrain); nccl-2024 with its launches (Vidur).\n"
    "\ncollectives:\n";

const char* collection_of(const std::string& library) {
    if (library == "nccl-2023") return "nccl-tests tables of vTrain";
    if (library == "nccl-2024") return "profiles of Vidur";
    return "operator tables of aiconfigurator";
}

std::string value_of(const CollectiveCoefficient& c, double value) {
    if (c.kind == Kind::seconds) return fmt::format("{:.4g} us", value * 1e6);
    if (c.kind == Kind::bytes) return fmt::format("{:.0f} B", value);
    return fmt::format("{:.4g}", value);
}

/// What bounds hold at nothing is not written.
bool written(const CollectiveCoefficient& c, const CollectiveProfile& p) {
    const std::string name = c.name;
    if (name.starts_with("quick") && p.quick_efficiency == 0) return false;
    if (name.starts_with("switch") && p.switch_efficiency == 0) return false;
    return p.*(c.member) > 0;
}

/// Whether a case speaks for a profile.
bool speaks(const CollectiveCase& c, const CollectiveProfile& p) {
    if (c.row->library != p.library) return false;
    if (p.operation == "scale_out") return c.crosses() && p.family == c.accelerator->family;
    if (c.crosses()) return false;
    return p.operation == collective_name(c.row->operation) &&
           (p.family == "*" || p.family == c.accelerator->family) &&
           (p.ranks == 0 || p.ranks == c.row->ranks);
}

std::string entry(const CollectiveProfile& p, const CollectiveCases& cases,
                  const std::map<std::string, double>& errors, const std::string& as_of) {
    int points = 0;
    double sum = 0;
    for (const CollectiveCase& c : cases.cases) {
        const auto it = speaks(c, p) ? errors.find(c.row->id) : errors.end();
        if (it == errors.end()) continue;
        ++points;
        sum += std::fabs(it->second);
    }
    std::vector<std::string> fields;
    for (const auto& c : collective_coefficients()) {
        if (!written(c, p)) continue;
        fields.push_back(fmt::format("{}: {}", c.name, value_of(c, p.*(c.member))));
    }
    const bool other = p.family == "*";
    if (points > 0 && !other) fields.push_back(fmt::format("error_pct: {:.1f}", sum / points));
    return fmt::format(
        "  \"{}\": {{\n{},\n    source: \"Fit on {} points of the {} (orrery calibrate "
        "collectives)\",\n    as_of: {}, confidence: {}}}\n",
        p.name, wrapped(fields), points, collection_of(p.library), as_of,
        other ? "estimated" : "measured");
}

}  // namespace

std::string collectives_yaml(const CollectiveCases& cases, const CollectiveProfiles& profiles,
                             const ValidationReport& held_out, const std::string& as_of) {
    std::map<std::string, double> errors;
    for (const ValidationRow& row : held_out.rows) errors.emplace(row.id, row.error_pct());
    std::string out = kHeader;
    for (const auto& [name, profile] : profiles) out += entry(profile, cases, errors, as_of);
    return out;
}

}  // namespace orrery
