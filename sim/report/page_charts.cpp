// Lists that the page's charts alone need, as JSON.
#include "sim/report/page_charts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

namespace orrery::page {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostContractMonths = 1200;  ///< twenty commitments of five years

}  // namespace

double shown(double value) {
    const std::string text = fmt::format("{:.5g}", value);
    double out = value;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

Json as_table(const Json& list) {
    Json keys = Json::array();
    Json rows = Json::array();
    for (const Json& object : list) {
        Json row = Json::array();
        for (const auto& [key, value] : object.items()) {
            if (rows.empty()) keys.push_back(key);
            row.push_back(value);
        }
        rows.push_back(std::move(row));
    }
    return {{"keys", std::move(keys)}, {"rows", std::move(rows)}};
}

void add_chart_lists(const ChartFindings& f, Json& data) {
    data["events_omitted"] = f.events_omitted;
    data["paid"] = Json::array();
    for (const PaidCell& c : f.paid) {
        data["paid"].push_back({{"site", c.site}, {"month", c.month}, {"amount", c.amount}});
    }
    Json carbon_free = Json::array();
    for (const CarbonFreeCell& c : f.carbon_free) {
        carbon_free.push_back({{"period", c.period},
                               {"hour", c.hour},
                               {"load_kwh", shown(c.load_kwh)},
                               {"free_kwh", shown(c.free_kwh)}});
    }
    data["carbon_free"] = as_table(carbon_free);
    if (!f.cost_fan.empty()) {
        data["replications"] = f.replications;
        data["cost_fan"] = Json::array();
        for (const FanPoint& p : f.cost_fan) {
            data["cost_fan"].push_back({{"part", p.part},
                                        {"p10", shown(p.p10)},
                                        {"p50", shown(p.p50)},
                                        {"p90", shown(p.p90)}});
        }
    }
    data["contracts"] = Json::array();
    for (const ContractMonth& m : f.contracts) {
        if (data["contracts"].size() == kMostContractMonths) break;
        Json row{{"contract", m.contract},
                 {"month", m.month},
                 {"fell_due", m.fell_due},
                 {"used", m.used},
                 {"unused", m.unused}};
        if (m.committed > 0) {
            row["year"] = m.year;
            row["committed"] = m.committed;
        }
        data["contracts"].push_back(std::move(row));
    }
}

}  // namespace orrery::page
