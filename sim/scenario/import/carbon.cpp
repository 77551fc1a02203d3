// Carbon intensity as Electricity Maps publishes it, as a series that sites read.
#include "sim/scenario/import/carbon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/listing.hpp"
#include "sim/ingest/timestamp.hpp"
#include "sim/scenario/import/rows.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {
namespace {

struct Columns {
    explicit Columns(const CsvReader& csv)
        : time(csv.column({"Datetime (UTC)", "datetime_utc", "datetime"})),
          zone(csv.column({"Zone id", "zone_id", "zone", "Zone name"})),
          life(csv.column(
              {"Carbon intensity gCO₂eq/kWh (Life cycle)", "Carbon intensity gCO₂eq/kWh (LCA)",
               "Carbon intensity gCO2eq/kWh (Life cycle)", "Carbon intensity gCO2eq/kWh (LCA)",
               "carbon_intensity_lca_avg", "ci_lca_g_per_kwh"})),
          direct(csv.column({"Carbon intensity gCO₂eq/kWh (direct)",
                             "Carbon intensity gCO2eq/kWh (direct)", "carbon_intensity_direct_avg",
                             "ci_direct_g_per_kwh"})),
          free(csv.column({"Carbon-free energy percentage (CFE%)", "Low Carbon Percentage",
                           "carbon_free_pct", "low_carbon_pct"})),
          estimated(csv.column({"Data estimated", "data_estimated", "estimated"})) {}
    int time, zone, life, direct, free, estimated;
};

struct Row {
    std::int64_t unix_s = 0;
    double life = NAN;
    double direct = NAN;
    double free = NAN;
    bool estimated = false;
    std::int64_t line = 0;
    [[nodiscard]] bool same(const Row& o) const {
        const auto equal = [](double a, double b) {
            return a == b || (std::isnan(a) && std::isnan(b));
        };
        return equal(life, o.life) && equal(direct, o.direct) && equal(free, o.free);
    }
};

class CarbonReader {
public:
    CarbonReader(const std::string& file, const std::string& zone)
        : csv_(file), columns_(csv_), wanted_(zone) {}

    CarbonImport run() {
        note_unused();
        if (columns_.time < 0 || (columns_.life < 0 && columns_.direct < 0)) {
            list_.note(
                "columns Datetime (UTC) and Carbon intensity gCO₂eq/kWh (Life cycle) or (direct) "
                "are wanted");
            return finish();
        }
        while (csv_.next(cells_)) take();
        list_.note_letters(csv_.other_letters());
        if (zones_.empty() && !others_.empty()) {
            list_.note(fmt::format("the file has no zone \"{}\": {}it has {}", wanted_, similar(),
                                   fmt::join(others_, ", ")));
        }
        out_.csv = "datetime_utc,zone,ci_lca_g_per_kwh,ci_direct_g_per_kwh,carbon_free_pct\n";
        for (auto& [zone, rows] : zones_) write(zone, rows);
        if (out_.zones.empty()) out_.csv.clear();
        return finish();
    }

private:
    /// The zone that begins as the wish does, or is near to it.
    [[nodiscard]] std::string similar() const {
        for (const std::string& zone : others_) {
            if (zone.rfind(wanted_, 0) == 0) return "did you mean " + zone + "? ";
        }
        const std::string near = closest(wanted_, {others_.begin(), others_.end()});
        return near.empty() ? "" : "did you mean " + near + "? ";
    }

    CarbonImport finish() {
        out_.not_understood = list_.lines();
        return std::move(out_);
    }

    void note_unused() {
        const std::set<int> used{columns_.time,   columns_.zone, columns_.life,
                                 columns_.direct, columns_.free, columns_.estimated};
        list_.note_unused(csv_.header(), used);
    }

    void refuse(const std::string& kind, const std::string& why) {
        list_.add(fmt::format("line {}", csv_.line()), kind, why);
    }

    void take() {
        if (cells_.size() != csv_.header().size()) {
            return refuse(kOtherCells, other_cells(cells_.size(), csv_.header().size()));
        }
        const std::string zone = cell(cells_, columns_.zone);
        if (!zone.empty() && std::string("=+-@").find(zone.front()) != std::string::npos) {
            // A spreadsheet would take it for a formula.
            return refuse("not a zone", fmt::format("\"{}\" is not a zone", zone));
        }
        if (!wanted_.empty() && zone != wanted_) {
            if (others_.size() < 20) others_.insert(zone);
            return;
        }
        std::string text = cell(cells_, columns_.time);
        if (text.size() == 10) text += " 00:00:00";
        if (text.size() == 16) text += ":00";
        const auto at = parse_timestamp(text);
        if (!at) return refuse("not a time", fmt::format("\"{}\" is not a time", text));
        Row row;
        row.unix_s = at->ns / kSecond.ns;
        row.line = csv_.line();
        constexpr double kMostIntensity = 2500;  // lignite in old plants emits some 1,200 g/kWh
        const bool fine = read(columns_.life, kMostIntensity, row.life) &&
                          read(columns_.direct, kMostIntensity, row.direct) &&
                          read(columns_.free, 100, row.free);
        if (!fine) return;
        if (std::isnan(row.life) && std::isnan(row.direct)) {
            return refuse("rows without a value", "there is no intensity");
        }
        const std::string word = cell(cells_, columns_.estimated);
        row.estimated = word == "true" || word == "True" || word == "TRUE" || word == "1";
        zones_[zone].push_back(row);
    }

    /// NaN for an empty cell; false, and listed, for what is no value.
    bool read(int column, double most, double& out) {
        const std::string text = cell(cells_, column);
        if (text.empty() || text == "null" || text == "NaN") return true;
        const auto value = parse_number(text);
        if (value && *value >= 0 && *value <= most) {
            out = *value;
            return true;
        }
        refuse("not a value", fmt::format("column {}: \"{}\" is not a value of it",
                                          csv_.header()[static_cast<std::size_t>(column)], text));
        return false;
    }

    void write(const std::string& zone, std::vector<Row>& rows) {
        std::stable_sort(rows.begin(), rows.end(),
                         [](const Row& a, const Row& b) { return a.unix_s < b.unix_s; });
        drop_doubles(rows);
        const std::string name = csv_cell(zone);
        for (const Row& row : rows) {
            out_.csv += fmt::format("{},{},{},{},{}\n", print_date(row.unix_s), name,
                                    number(row.life), number(row.direct), number(row.free));
        }
        out_.zones.push_back(zone);
        report(zone, rows);
    }

    void drop_doubles(std::vector<Row>& rows) {
        std::size_t kept = 0;
        for (const Row& row : rows) {
            if (kept == 0 || rows[kept - 1].unix_s != row.unix_s) {
                rows[kept++] = row;
                continue;
            }
            const bool same = rows[kept - 1].same(row);
            list_.add(
                fmt::format("line {}", row.line),
                same ? "rows that stand twice" : "times with two values",
                fmt::format("{} has {} value in line {}, which is kept", print_date(row.unix_s),
                            same ? "the same" : "another", rows[kept - 1].line));
        }
        rows.resize(kept);
    }

    static std::string number(double value) {
        return std::isnan(value) ? std::string() : print_number(value);
    }
    /// A cell of CSV, quoted where it must be.
    static std::string csv_cell(const std::string& text) {
        std::string out;
        for (const char c : text) {
            if (static_cast<unsigned char>(c) < 0x20) continue;
            out += c;
            if (c == '"') out += c;
        }
        return out.find_first_of(",;\"|") == std::string::npos ? out : "\"" + out + "\"";
    }

    static std::int64_t step_of(const std::vector<Row>& rows) {
        std::map<std::int64_t, std::int64_t> counts;
        for (std::size_t i = 1; i < rows.size(); ++i) {
            ++counts[rows[i].unix_s - rows[i - 1].unix_s];
        }
        std::int64_t best = 3600;
        std::int64_t most = 0;
        for (const auto& [step, count] : counts) {
            if (count <= most) continue;
            most = count;
            best = step;
        }
        return best;
    }

    void report(const std::string& zone, const std::vector<Row>& rows) {
        const std::int64_t step = step_of(rows);
        std::int64_t missing = 0;
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const std::int64_t gap = rows[i].unix_s - rows[i - 1].unix_s - step;
            if (gap <= 0) continue;
            missing += gap / step;
            list_.add(fmt::format("zone {}", zone), "gaps",
                      fmt::format("nothing from {} to {} ({:.4g} h)",
                                  print_date(rows[i - 1].unix_s + step), print_date(rows[i].unix_s),
                                  static_cast<double>(gap) / 3600));
        }
        double life = 0;
        double direct = 0;
        std::int64_t with_life = 0;
        std::int64_t with_direct = 0;
        std::int64_t estimated = 0;
        for (const Row& row : rows) {
            if (!std::isnan(row.life)) life += row.life, ++with_life;
            if (!std::isnan(row.direct)) direct += row.direct, ++with_direct;
            estimated += row.estimated ? 1 : 0;
        }
        out_.life_cycle = out_.life_cycle || with_life > 0;
        const auto mean = [](double sum, std::int64_t n) {
            return n > 0 ? fmt::format("{:.0f}", sum / static_cast<double>(n)) : "-";
        };
        const auto n = static_cast<std::int64_t>(rows.size());
        out_.report += fmt::format(
            "{}: {} values of {:.4g} h, {} to {}\n  mean {} g/kWh life cycle ({}), {} direct; {} "
            "estimated ({:.0f} %), {} missing\n",
            zone.empty() ? "the file" : zone.substr(0, 40), n, static_cast<double>(step) / 3600,
            print_date(rows.front().unix_s).substr(0, 10),
            print_date(rows.back().unix_s).substr(0, 10), mean(life, with_life),
            with_life > 0 ? "taken" : "none", mean(direct, with_direct), estimated,
            100.0 * static_cast<double>(estimated) / static_cast<double>(n), missing);
    }

    CsvReader csv_;
    Columns columns_;
    std::string wanted_;
    std::vector<std::string> cells_;
    std::map<std::string, std::vector<Row>> zones_;
    std::set<std::string> others_;
    Listing list_;
    CarbonImport out_;
};

/// The zone that a site draws from.
std::string zone_of(const SiteSpec& site, const Catalog& catalog) {
    if (!site.grid_zone.empty()) return site.grid_zone;
    if (!site.grid.empty()) return site.grid;
    const auto region = catalog.regions.find(site.region);
    return region != catalog.regions.end() ? region->second.grid : site.country;
}

}  // namespace

CarbonImport import_carbon(const std::string& file, const std::string& zone) {
    return CarbonReader(file, zone).run();
}

CarbonSites carbon_into(const CarbonImport& import, const std::string& series,
                        const Catalog& catalog, const Scenario& scenario, const std::string& text,
                        const std::string& only) {
    CarbonSites out;
    out.text = text;
    const bool one = !only.empty() && import.zones.size() == 1;
    for (const SiteSpec& site : scenario.sites) {
        if (!only.empty() && site.name != only) continue;
        const std::string zone = zone_of(site, catalog);
        const bool there =
            std::find(import.zones.begin(), import.zones.end(), zone) != import.zones.end();
        if (!there && !one) {
            out.not_understood.push_back(
                fmt::format("site {}: it draws from {}, which the file does not have (--site {} "
                            "--zone gives it another)",
                            site.name, zone.empty() ? "no known zone" : zone, site.name));
            continue;
        }
        auto changed = with_key_of_entry(out.text, "sites", site.name, "grid_series",
                                         "grid_series: " + yaml_text(series) + "\n");
        if (changed && !there) {
            changed = with_key_of_entry(*changed, "sites", site.name, "grid_zone",
                                        "grid_zone: " + yaml_text(import.zones[0]) + "\n");
        }
        if (!changed) {
            out.not_understood.push_back(fmt::format(
                "site {}: it is written so that grid_series cannot be added", site.name));
            continue;
        }
        out.text = *changed;
        out.sites.push_back(site.name);
    }
    if (!only.empty() && out.sites.empty() && out.not_understood.empty()) {
        out.not_understood.push_back(fmt::format("there is no site \"{}\"", only));
    }
    return out;
}

}  // namespace orrery
