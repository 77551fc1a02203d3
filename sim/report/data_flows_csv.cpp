// data_flows.csv: where data may go and by which rule, and which ways were taken away.
#include <fmt/format.h>

#include "sim/report/report.hpp"
#include "sim/scenario/excluded_flows.hpp"

namespace orrery {
namespace {

const char* yes(bool is) {
    return is ? "yes" : "no";
}

std::string row(const DataFlow& f, bool allowed) {
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(f.subject),
                       csv_cell(f.data_class), csv_cell(f.what), csv_cell(f.from), csv_cell(f.to),
                       csv_cell(f.site), csv_cell(f.country), csv_cell(f.operated_by),
                       csv_cell(f.jurisdiction), yes(f.encrypted), yes(f.confidential),
                       yes(allowed), csv_cell(f.rule));
}

}  // namespace

std::string render_data_flows_csv(const World& world) {
    std::string out =
        "subject,data_class,what,from,to,site,country,operator,jurisdiction,encrypted,confidential,"
        "allowed,rule\n";
    for (const DataFlow& f : world.data_flows) out += row(f, true);
    for (const DataFlow& f : excluded_flows(world)) out += row(f, false);
    return out;
}

}  // namespace orrery
