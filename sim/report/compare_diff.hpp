// What changes from one plan to another, a line a change: ~ what differs, + what is new, - what is
// gone; the total with its causes, then service and emissions.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace orrery {

/// An alternative by its mean figures; paths as in results ("cost.by_site.hall").
struct ComparedPlan {
    std::string name;
    std::map<std::string, double> figures;
};

struct CompareFrame {
    std::string currency;
    double horizon_s = 0;  ///< of every plan; money is told by a month of 730 hours
    [[nodiscard]] double to_month() const;  ///< factor from the run's money to a month's
};

/// Which figures are wanted: beginnings of paths.
const std::vector<std::string>& compared_families();

/// Of each plan against the first; no line longer than `width`. What is equal is counted.
std::string render_diff_text(const std::vector<ComparedPlan>& plans, const CompareFrame& frame,
                             int width = 80);
/// The same as tables.
std::string render_diff_markdown(const std::vector<ComparedPlan>& plans, const CompareFrame& frame);

}  // namespace orrery
