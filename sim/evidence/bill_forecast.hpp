// A bill by month and category, forecast from its earlier months and held against the later ones.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/demand_backtest.hpp"

namespace orrery {

struct BillHistory {
    std::string currency;
    std::vector<std::string> months;                         ///< "2026-01" …, none left out
    std::vector<int> days;                                   ///< of each month
    std::map<std::string, std::vector<double>> by_category;  ///< cost of each month
    std::vector<double> total;
    std::string cut;  ///< the last month where the bill ends within it: left out; else empty
};

/// BilledCost by month of ChargePeriodStart and ServiceCategory (else ServiceName; rows without
/// either by ChargeCategory). Bad rows are errors E0875, other currencies E0876, a missing column
/// E0874, no row E0879.
BillHistory read_bill_history(const std::string& file, Diagnostics& diagnostics);

struct BillBacktest {
    int training = 0;  ///< months
    int held = 0;      ///< months
    SeriesBacktest total;
    std::vector<SeriesBacktest> categories;  ///< those that the months before have, largest first
    std::vector<std::string> left_out;       ///< categories with too few months
    demand::Band next;                       ///< of the month after the record, fitted on all of it
};

/// Level and growth a month of the cost a day, so that short months are none of the error. Nothing
/// below three months of training or one held out.
std::optional<BillBacktest> backtest_bill(const BillHistory& history, int held_months);

/// What a bill's months are fitted with.
demand::SeriesShape bill_shape();

/// In 80 columns, the line "Backtest …" last.
std::string render_bill(const BillHistory& history, const BillBacktest& backtest);
/// An overlay: a budget a month that nine of ten next months keep to.
std::string budget_yaml(const BillHistory& history, const BillBacktest& backtest);

}  // namespace orrery
