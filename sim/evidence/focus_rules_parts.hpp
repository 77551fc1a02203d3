// The parts of the list of row rules, and the conditions that they share.
#pragma once
#include <vector>

#include "sim/evidence/focus_rules.hpp"

namespace orrery::focus {

std::vector<RowRule> id_rules();          ///< names beside ids, SKUs, consumption
std::vector<RowRule> commitment_rules();  ///< commitment discounts, capacity reservations

inline bool always(const CheckedRow&) {
    return true;
}
inline bool correction(const CheckedRow& r) {
    return r.is(FocusField::charge_class, "Correction");
}
inline bool usage(const CheckedRow& r) {
    return r.is(FocusField::charge_category, "Usage");
}
inline bool purchase(const CheckedRow& r) {
    return r.is(FocusField::charge_category, "Purchase");
}
inline bool tax(const CheckedRow& r) {
    return r.is(FocusField::charge_category, "Tax");
}
/// Usage and purchases, corrections aside.
inline bool sold(const CheckedRow& r) {
    return (usage(r) || purchase(r)) && !correction(r);
}
template <FocusField column>
bool is_null(const CheckedRow& r) {
    return r.null(column);
}
template <FocusField column>
bool not_null(const CheckedRow& r) {
    return !r.null(column);
}
/// Both are null, or neither is.
template <FocusField a, FocusField b>
bool alike(const CheckedRow& r) {
    return r.null(a) == r.null(b);
}

}  // namespace orrery::focus
