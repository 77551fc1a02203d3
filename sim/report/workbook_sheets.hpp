// The sheets of a plan; each writes one and says where its totals stand.
#pragma once
#include <optional>
#include <string>

#include "sim/report/workbook.hpp"
#include "sim/report/workbook_file.hpp"

namespace orrery::xlsx {

struct PlanInput {
    const Workbook& book;
    const Ledger& ledger;
    const Findings& findings;
    const FinanceFindings& finance;
};

/// What the sheets refer to of each other.
struct Links {
    Figure revenue;
    Figure cash_opex;  ///< ≤ 0
    Figure cash_capex;
    Figure tax;
    Figure net;
    std::optional<Figure> present_value;  ///< of the cash flow, where there is a discount rate
    std::optional<Figure> cost_worth;     ///< of what is paid, before tax; positive
    std::optional<Figure> irr;
    std::optional<Figure> xirr;
    Figure profit;
    Figure cost;  ///< effective, of the whole run
    std::optional<Figure> energy_kwh;
    std::optional<Figure> location_kg;
    std::optional<Figure> per_million_tokens;
};

void write_inputs(File& file, const PlanInput& in);
void write_assumptions(File& file, const PlanInput& in);
void write_cash_flow(File& file, const PlanInput& in, Links& links);
void write_returns(File& file, const PlanInput& in, Links& links);
void write_profit(File& file, const PlanInput& in, Links& links);
void write_costs(File& file, const PlanInput& in, Links& links);
void write_ledger(File& file, const PlanInput& in);
void write_commitments(File& file, const PlanInput& in);
void write_energy(File& file, const PlanInput& in, Links& links);
void write_carbon(File& file, const PlanInput& in, Links& links);
void write_units(File& file, const PlanInput& in, Links& links);
void write_summary(File& file, const PlanInput& in, const Links& links);

}  // namespace orrery::xlsx
