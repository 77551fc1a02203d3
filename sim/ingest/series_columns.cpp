// Which columns of a CSV hold the time, the zone and the value of a series, and the value's unit.
#include "sim/ingest/series_columns.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "orrery/base/words.hpp"

namespace orrery {
namespace {

using Names = std::vector<std::string>;

const Names& time_names() {
    static const Names names{"datetime_utc", "datetime (utc)", "utc_time",  "timestamp_utc",
                             "time_utc",     "datetime",       "timestamp", "point_time",
                             "date_time",    "time",           "period",    "hour"};
    return names;
}

const Names& zone_names() {
    static const Names names{"zone",         "zone id", "zone_id",    "balancing_authority",
                             "bidding_zone", "grid",    "respondent", "ba",
                             "zone name",    "region",  "site"};
    return names;
}

const Names& direct_names() {
    static const Names names{"ci_direct_g_per_kwh", "carbon intensity gCO₂eq/kWh (direct)",
                             "carbon_intensity_direct_avg", "direct_g_per_kwh"};
    return names;
}

const Names& intensity_names() {
    static const Names names = [] {
        Names all{"ci_lca_g_per_kwh",
                  "carbon intensity gCO₂eq/kWh (life cycle)",
                  "carbon intensity gCO₂eq/kWh (lca)",
                  "carbon_intensity_lca_avg",
                  "life_cycle_g_per_kwh",
                  "g_per_kwh",
                  "gco2_per_kwh",
                  "gco2e_per_kwh",
                  "avg_ci",
                  "carbonintensity",
                  "carbon_intensity",
                  "grid_ci_g_per_kwh",
                  "intensity"};
        all.insert(all.end(), direct_names().begin(), direct_names().end());
        return all;
    }();
    return names;
}

const Names& value_names(SeriesKind kind) {
    static const Names marginal{
        "marginal_g_per_kwh", "ci_marginal_g_per_kwh", "moer_lb_per_mwh", "moer",
        "g_per_kwh",          "gco2_per_kwh",          "intensity"};
    static const Names price{"price_usd_per_mwh", "price_usd_per_kwh", "usd_per_mwh",
                             "usd_per_kwh",       "price_per_mwh",     "price"};
    static const Names temperature{"temp_c",     "temperature_c",  "temperature_2m (°c)",
                                   "dry_bulb_c", "temperature_2m", "temperature"};
    static const Names humidity{"rh_pct", "relative_humidity_2m (%)", "relative_humidity_pct", "rh",
                                "humidity"};
    static const Names wind{"wind_m_s",  "wind_speed_m_s",        "wind_ms", "wind_kmh",
                            "wind_kmph", "wind_speed_10m (km/h)", "wind"};
    static const Names free{"low_carbon_pct", "carbon_free_pct",
                            "carbon-free energy percentage (cfe%)", "carbon_free", "cfe"};
    static const Names power{"power_kw", "power_mw", "power_w", "kw"};
    static const Names factor{"capacity_factor", "capacity_factor_pct", "factor", "output"};
    switch (kind) {
        case SeriesKind::intensity:
            return intensity_names();
        case SeriesKind::intensity_direct:
            return direct_names();
        case SeriesKind::intensity_marginal:
            return marginal;
        case SeriesKind::price:
            return price;
        case SeriesKind::temperature:
            return temperature;
        case SeriesKind::humidity:
            return humidity;
        case SeriesKind::wind:
            return wind;
        case SeriesKind::carbon_free:
            return free;
        case SeriesKind::power:
            return power;
        case SeriesKind::factor:
            return factor;
    }
    return price;
}

struct Unit {
    const char* part;  ///< of the column's name
    double scale;
};

double scale_of(const std::string& name, std::initializer_list<Unit> units) {
    for (const Unit& unit : units) {
        if (name.find(unit.part) != std::string::npos) return unit.scale;
    }
    return 1;
}

/// From the unit that the column's name states to that of the kind.
double unit_scale(SeriesKind kind, const std::string& column) {
    const std::string name = lower_case(column);
    switch (kind) {
        case SeriesKind::intensity:
        case SeriesKind::intensity_direct:
        case SeriesKind::intensity_marginal:
            // A pound is 453.59237 g.
            return scale_of(name, {{"lb_per_mwh", 0.45359237},
                                   {"lbs_per_mwh", 0.45359237},
                                   {"moer", 0.45359237},
                                   {"kg_per_kwh", 1000}});
        case SeriesKind::price:
            return scale_of(name, {{"mwh", 1e-3}});
        case SeriesKind::temperature:
            return 1;
        case SeriesKind::wind:
            return scale_of(name, {{"kmh", 1 / 3.6}, {"kmph", 1 / 3.6}, {"km/h", 1 / 3.6}});
        case SeriesKind::humidity:
        case SeriesKind::carbon_free:
        case SeriesKind::factor:
            return scale_of(name, {{"pct", 1e-2}, {"percent", 1e-2}, {"%", 1e-2}});
        case SeriesKind::power:
            return scale_of(name, {{"_mw", 1e3}, {"_kw", 1}, {"_w", 1e-3}});
    }
    return 1;
}

/// The unit that is taken of a column that might as well be in another; empty where its name or its
/// publisher says it, and of shares.
const char* assumed_unit(SeriesKind kind, const std::string& column) {
    const std::string name = lower_case(column);
    switch (kind) {
        case SeriesKind::intensity:
        case SeriesKind::intensity_direct:
        case SeriesKind::intensity_marginal:
            return name == "intensity" || name == "carbon_intensity" ? "gCO2e/kWh" : "";
        case SeriesKind::price:
            return name == "price" ? "USD/kWh" : "";
        case SeriesKind::temperature:
            return name == "temperature" ? "°C" : "";
        case SeriesKind::wind:
            return name == "wind" ? "m/s" : "";
        case SeriesKind::humidity:
        case SeriesKind::carbon_free:
        case SeriesKind::power:
        case SeriesKind::factor:
            return "";
    }
    return "";
}

int find(const CsvReader& csv, const std::string& own, const Names& usual) {
    return own.empty() ? csv.column(usual) : csv.column({own});
}

std::string wanted(const char* what, const std::string& own, const Names& usual) {
    if (!own.empty()) return fmt::format("there is no column \"{}\"", own);
    return fmt::format("no column holds the {}: {} or another usual name is wanted", what,
                       usual.front());
}

}  // namespace

const char* series_noun(SeriesKind kind) {
    static constexpr std::array<const char*, 10> kNouns{
        "grid intensity", "direct grid intensity", "marginal grid intensity",
        "price",          "temperature",           "humidity",
        "wind speed",     "carbon-free share",     "power",
        "capacity factor"};
    return kNouns[static_cast<std::size_t>(kind)];
}

SeriesColumns find_series_columns(const CsvReader& csv, const SeriesWish& wish) {
    SeriesColumns c;
    c.time = find(csv, wish.time_column, time_names());
    c.value = find(csv, wish.value_column, value_names(wish.kind));
    c.zone = find(csv, wish.zone_column, zone_names());
    if (c.time < 0) {
        c.problem = wanted("time", wish.time_column, time_names());
    } else if (c.value < 0) {
        c.problem = wanted(series_noun(wish.kind), wish.value_column, value_names(wish.kind));
    } else if (c.zone < 0 && !wish.zone_column.empty()) {
        c.problem = wanted("zone", wish.zone_column, zone_names());
    } else {
        const auto name = [&](int i) { return csv.header()[static_cast<std::size_t>(i)]; };
        c.scale = unit_scale(wish.kind, name(c.value));
        c.unit_assumed = assumed_unit(wish.kind, name(c.value));
        c.utc = lower_case(name(c.time)).find("utc") != std::string::npos;
    }
    return c;
}

}  // namespace orrery
