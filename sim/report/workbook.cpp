// plan.xlsx: the plan as finance reads it, with live formulas.
#include "sim/report/workbook.hpp"

#include <fmt/format.h>

#include "sim/report/workbook_sheets.hpp"

namespace orrery {
namespace {

/// Cents where they are seen beside the total.
int decimals_of(const Ledger& ledger) {
    const double total = ledger.total(CostColumn::effective).units();
    return total < 1e5 && total > -1e5 ? 2 : 0;
}

std::string origin_of(const Workbook& book, const Findings& findings) {
    return fmt::format("Simulated figures are of {} (SHA-256 {}), seed {}, replication {} of {}.",
                       book.scenario_file, book.scenario_sha256.substr(0, 16), findings.seed,
                       book.replication + 1, book.replications);
}

}  // namespace

void write_workbook(const std::string& path, const Workbook& book, const Ledger& ledger,
                    const Findings& findings) {
    const FinanceFindings none;
    const xlsx::PlanInput in{book, ledger, findings, findings.finance ? *findings.finance : none};
    xlsx::File file(path, findings.name, book.world.start_unix_s, decimals_of(ledger),
                    origin_of(book, findings));
    for (const char* name : {"Summary", "Inputs", "Assumptions", "Cash flow", "Returns",
                             "Profit and loss", "Cost by month", "Ledger", "Commitments", "Energy",
                             "Carbon", "Unit economics", "Defaults"}) {
        file.sheet(name);
    }
    xlsx::Links links;
    xlsx::write_inputs(file, in);
    xlsx::write_assumptions(file, in);
    xlsx::write_cash_flow(file, in, links);
    xlsx::write_returns(file, in, links);
    xlsx::write_profit(file, in, links);
    xlsx::write_costs(file, in, links);
    xlsx::write_ledger(file, in);
    xlsx::write_commitments(file, in);
    xlsx::write_energy(file, in, links);
    xlsx::write_carbon(file, in, links);
    xlsx::write_units(file, in, links);
    xlsx::write_summary(file, in, links);
    file.close();
}

}  // namespace orrery
