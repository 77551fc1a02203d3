// Predicted beside measured: rows, what was skipped and why, errors by metric; text and JSON.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

struct ValidationRow {
    std::string id;
    std::string metric;
    double measured = 0;
    double predicted = 0;
    std::vector<std::string> groups;  ///< values of the report's group names, in their order
    std::string part = {};  ///< of the report, where it has parts whose errors mean other things
    /// 100 · (predicted − measured) / measured, signed.
    [[nodiscard]] double error_pct() const {
        return measured == 0 ? 0 : 100 * (predicted - measured) / measured;
    }
};

struct SkippedRow {
    std::string id;
    std::string reason;
};

/// Of a group of rows.
struct NamedErrors {
    std::string name;
    std::int64_t rows = 0;
    double mape_pct = 0;    ///< mean of |error|
    double median_pct = 0;  ///< of |error|
    double p90_pct = 0;     ///< of |error|
    double bias_pct = 0;    ///< mean of the signed error
};

struct ValidationReport {
    std::string kind;                      ///< "serving"
    std::string against;                   ///< as the user wrote it
    std::vector<std::string> group_names;  ///< "accelerator", "model", …
    std::vector<ValidationRow> rows;
    std::vector<SkippedRow> skipped;
};

/// Of ascending values, linear between them; 0 of none.
double quantile_of(const std::vector<double>& ascending, double q);

NamedErrors summarise(const std::string& name, const std::vector<const ValidationRow*>& rows);
/// One summary for each value of a metric or group, by name; `group` −1 is the metric.
std::vector<NamedErrors> summarise_by(const ValidationReport& report, int group);
/// One summary for each part, in the order in which they come; none where there are no parts.
std::vector<NamedErrors> summarise_parts(const ValidationReport& report);

/// Groups are those of the first part's rows, where there are parts.
std::string validation_text(const ValidationReport& report);
/// rows[], summary, by_part[] where there are parts, by_metric[], by_<group>[], skipped[]; of all
/// rows.
std::string validation_json(const ValidationReport& report);

}  // namespace orrery
