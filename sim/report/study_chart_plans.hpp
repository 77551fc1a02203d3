// The charts of built-in procedures as data: which columns of which table, drawn how.
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

#include "sim/study/answer.hpp"

namespace orrery {

/// Names of columns; the first empty one ends them.
struct ColumnKeys {
    std::array<std::string_view, 6> names{};

    [[nodiscard]] auto begin() const { return names.begin(); }
    [[nodiscard]] auto end() const { return std::find(names.begin(), names.end(), ""); }
    [[nodiscard]] bool empty() const { return names[0].empty(); }
};

/// A chart of one table, its columns by their keys.
struct ChartPlan {
    std::string_view study;
    std::string_view table;
    StudyChart::Kind kind;
    const char* title;
    const char* y_title;
    ColumnKeys values;        ///< a line each
    ColumnKeys labels = {};   ///< of bars: their words, joined
    std::string_view x = {};  ///< of lines and scatters
    const char* x_title = "";
    bool stacked = false;
    std::string_view only = {};  ///< rows whose cell here is "yes"
    ColumnKeys groups = {};      ///< of scatters: the first that is "yes" names the point's group
    std::string_view mark = {};  ///< the greatest of this column of `mark_table`, or this figure
    std::string_view mark_table = {};
    std::string_view mark_if = {};  ///< rows that have a number here
    double scale = 1;               ///< on all values
};

/// Of all procedures, in the order in which a page shows them.
const std::vector<ChartPlan>& chart_plans();

}  // namespace orrery
