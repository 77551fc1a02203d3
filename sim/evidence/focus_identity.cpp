// Sums over a whole FOCUS file: what a commitment or an asset cost is what its usage consumed.
#include "sim/evidence/focus_identity.hpp"

#include <algorithm>
#include <cmath>

#include "sim/evidence/focus_format.hpp"

namespace orrery::focus {
namespace {

using F = FocusField;

bool same(double a, double b) {
    return std::fabs(a - b) <= 1e-6 + 1e-9 * std::max(std::fabs(a), std::fabs(b));
}

template <class Map>
auto& entry(Map& map, std::string_view id) {
    const auto found = map.find(id);
    return found != map.end() ? found->second : map[std::string(id)];
}

}  // namespace

void Identities::add(const CheckedRow& row) {
    if (!row.null(F::commitment_id)) add_commitment(row);
    if (!row.asset.empty()) add_asset(row);
}

void Identities::add_commitment(const CheckedRow& row) {
    Sums& s = entry(commitments_, row.text(F::commitment_id));
    const std::string_view unit = row.text(F::commitment_unit);
    if (s.unit.empty()) s.unit = unit;
    s.mixed_units = s.mixed_units || s.unit != unit;
    if (row.is(F::charge_category, "Purchase")) {
        s.bought = true;
        s.paid.add(row.number(F::billed_cost));
        s.held.add(row.number(F::commitment_quantity));
    } else if (row.is(F::charge_category, "Usage")) {
        s.consumed.add(row.number(F::effective_cost));
        s.taken.add(row.number(F::commitment_quantity));
    }
}

void Identities::add_asset(const CheckedRow& row) {
    Sums& s = entry(assets_, row.asset);
    const bool brought = !row.brought.empty();
    s.bought = s.bought || brought || row.is(F::charge_category, "Purchase");
    s.ended = s.ended || (!brought && row.is(F::charge_category, "Adjustment"));
    s.all_consumed.add(row.number(F::effective_cost));
    s.all_consumed.add(read_number(row.carried).value_or(0));
    s.all_paid.add(read_number(row.brought).value_or(0));
    s.all_paid.add(row.number(F::billed_cost));
}

std::string Identities::not_whole(const Sums& s) {
    if (!s.bought) return "its purchase is not in the file";
    if (s.mixed_units || s.unit.empty()) {
        return "purchase and usage are not counted in one CommitmentDiscountUnit";
    }
    if (!same(s.taken.value(), s.held.value())) {
        return "usage in the file takes another quantity than its purchases hold: the term is not "
               "whole in it";
    }
    return {};
}

std::size_t Identities::compared() const {
    const auto whole = std::count_if(commitments_.begin(), commitments_.end(),
                                     [](const auto& c) { return not_whole(c.second).empty(); });
    const auto ended = std::count_if(assets_.begin(), assets_.end(), [](const auto& a) {
        return a.second.bought && a.second.ended;
    });
    return static_cast<std::size_t>(whole + ended);
}

std::vector<IdentityResult> Identities::results() const {
    std::vector<IdentityResult> out;
    for (const auto& [id, s] : commitments_) {
        IdentityResult r{"Commitment.identity", id, s.consumed.value(), s.paid.value(),
                         not_whole(s)};
        if (!r.skipped.empty() || !same(r.consumed, r.paid)) out.push_back(r);
    }
    for (const auto& [id, s] : assets_) {
        IdentityResult r{"Asset.identity", id, s.all_consumed.value(), s.all_paid.value(), ""};
        if (!s.bought) r.skipped = "its purchase is not in the file";
        if (s.bought && !s.ended) r.skipped = "the end of its life is not in the file";
        if (!r.skipped.empty() || !same(r.consumed, r.paid)) out.push_back(r);
    }
    return out;
}

}  // namespace orrery::focus
