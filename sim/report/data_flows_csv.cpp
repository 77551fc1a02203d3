// data_flows.csv: where data may go and by which rule, and which ways were taken away.
#include <fmt/format.h>

#include "sim/report/report.hpp"

namespace orrery {

std::string render_data_flows_csv(const World& world) {
    std::string out =
        "subject,data_class,what,from,to,site,country,operator,jurisdiction,encrypted,confidential,"
        "allowed,rule\n";
    const auto yes = [](bool is) { return is ? "yes" : "no"; };
    for (const DataFlow& f : world.data_flows) {
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},yes,{}\n", csv_cell(f.subject),
                           csv_cell(f.data_class), csv_cell(f.what), csv_cell(f.from),
                           csv_cell(f.to), csv_cell(f.site), csv_cell(f.country),
                           csv_cell(f.operated_by), csv_cell(f.jurisdiction), yes(f.encrypted),
                           yes(f.confidential), csv_cell(f.rule));
    }
    for (const ExcludedRoute& e : world.excluded_routes) {
        out += fmt::format("{},,,,{},{},,,,,,no,{}\n", csv_cell(e.subject), csv_cell(e.deployment),
                           csv_cell(e.site), csv_cell(e.rule + ": " + e.reason));
    }
    return out;
}

}  // namespace orrery
