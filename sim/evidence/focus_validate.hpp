// `validate focus`: does a file keep the rules of FOCUS 1.2?
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

/// A rule that rows, columns or sums of the file break.
struct FocusViolation {
    std::string rule;                 ///< "BilledCost.not_null", "Column.order", …
    std::string column;               ///< or id of a commitment, an asset
    std::int64_t count = 0;           ///< of rows; 1 of a column or a sum
    std::vector<std::int64_t> lines;  ///< of the file, the first few
    std::string example;              ///< the first cell, or what is compared
    std::string remedy;
};

struct FocusSkip {
    std::string what;
    std::string why;
};

struct FocusReport {
    std::string file;
    std::int64_t rows = 0;
    std::size_t columns = 0;
    std::size_t rules = 0;       ///< that the file's columns called for
    std::size_t identities = 0;  ///< sums that were compared
    std::vector<FocusViolation> violations;
    std::vector<FocusSkip> skipped;
    [[nodiscard]] bool valid() const { return violations.empty(); }
};

/// Streams the file; memory does not grow with its rows. Throws EnvironmentError where it cannot be
/// read.
FocusReport validate_focus(const std::string& file);

std::string focus_report_text(const FocusReport& report);
std::string focus_report_json(const FocusReport& report);

}  // namespace orrery
