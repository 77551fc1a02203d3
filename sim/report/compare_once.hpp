// What plans pay once, apart from what recurs: a project is no cost of every month.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/report/compare_diff.hpp"
#include "sim/study/answer.hpp"

namespace orrery {

/// One plan's figures, taken apart.
struct PlanCosts {
    ComparedPlan rest;                   ///< as it was, without what is paid once
    std::map<std::string, double> once;  ///< by category
    [[nodiscard]] double paid_once() const;
};
PlanCosts costs_of(const ComparedPlan& plan);

/// A row a plan: by a month what recurs, and what is paid once. Nothing where no plan pays so.
std::optional<StudyTable> once_table(const std::vector<ComparedPlan>& plans,
                                     const CompareFrame& frame);
/// Which part of the answer's costs is paid once, and who is cheapest without it; or nothing.
std::string once_sentence(const std::vector<ComparedPlan>& plans, const CompareFrame& frame);

}  // namespace orrery
