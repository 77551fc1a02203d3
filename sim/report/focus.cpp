// The ledger as a FOCUS cost and usage dataset, with its metadata.
#include "sim/report/focus.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "orrery/base/sha256.hpp"
#include "orrery/base/version.hpp"
#include "sim/accounts/idle.hpp"
#include "sim/report/focus_columns.hpp"
#include "sim/report/report.hpp"

namespace orrery {
namespace {

using focus::ChargeFacts;
using focus::Column;
using focus::Row;

constexpr std::size_t kFlushAt = 1 << 18;

std::vector<Column> columns_of(bool split) {
    std::vector<Column> all = focus::columns_12();
    const auto& more = focus::split_columns();
    if (split) all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// FOCUS knows no formulas, whoever opens its file in a spreadsheet does: as in any other CSV.
void append_cell(std::string& out, const std::string& text) {
    out += csv_cell(text);
}

class Writer {
public:
    Writer(const World& world, const Ledger& ledger, bool split, const FocusSink& sink)
        : world_(world),
          ledger_(ledger),
          sink_(sink),
          columns_(columns_of(split)),
          facts_(focus::facts_of(world, ledger)) {
        for (const Column& column : columns_) {
            if (&column != columns_.data()) out_ += ',';
            out_ += column.name;
        }
        out_ += '\n';
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    /// What is left: not in the destructor, which must not throw.
    void finish() { sink_(out_); }

    void line(const FocusLine& line) {
        const Row row = focus::row_of(world_, ledger_, facts_, line);
        const std::vector<std::string>& fixed = fixed_of(row);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) out_ += ',';
            if (columns_[i].fixed) out_ += fixed[i];
            if (!columns_[i].fixed) append_cell(out_, columns_[i].text(row));
        }
        out_ += '\n';
        if (out_.size() < kFlushAt) return;
        sink_(out_);
        out_.clear();
    }

private:
    /// Cells that all rows of a charge share, as long as they are of one kind.
    const std::vector<std::string>& fixed_of(const Row& row) {
        auto& cells = fixed_[{row.line.posting.charge, row.kind}];
        if (!cells.empty()) return cells;
        for (const Column& column : columns_) {
            cells.emplace_back();
            if (column.fixed) append_cell(cells.back(), column.text(row));
        }
        return cells;
    }

    const World& world_;
    const Ledger& ledger_;
    const FocusSink& sink_;
    std::vector<Column> columns_;
    std::vector<ChargeFacts> facts_;
    std::map<std::pair<std::uint32_t, ChargeKind>, std::vector<std::string>> fixed_;
    std::string out_;
};

/// Energy and emissions of pools: each interval's go to the first posting for usage of the pool
/// that covers it, so that Σ rows = Σ pools.
class EnergyOfRows {
public:
    EnergyOfRows(const World& world, const Ledger& ledger) : step_(world.meter_interval) {
        std::map<std::string, std::size_t> index;
        for (const SiteEnergyFlows& site : ledger.energy) {
            for (const PoolEnergyFlows& pool : site.pools) {
                index[world.pools[pool.pool.index()].name] = pools_.size();
                pools_.push_back({&site, &pool, std::vector<bool>(pool.facility.size())});
            }
        }
        for (const Charge& charge : ledger.charges) {
            const auto pool = index.find(charge.pool);
            const bool carries = pool != index.end() && charge.kind == ChargeKind::usage;
            of_charge_.push_back(carries ? pool->second : kNone);
        }
    }

    void fill(FocusLine& line) {
        const std::size_t of = of_charge_[line.posting.charge];
        if (of == kNone) return;
        auto& [site, pool, taken] = pools_[of];
        const auto from = static_cast<std::size_t>(line.posting.from.ns / step_.ns);
        const auto until =
            static_cast<std::size_t>((line.posting.until.ns + step_.ns - 1) / step_.ns);
        for (std::size_t i = from; i < std::min(until, taken.size()); ++i) {
            if (taken[i]) continue;
            taken[i] = true;
            line.kwh += pool->facility[i];
            line.kg += site->location_g[i] * pool->share[i] * 1e-3;
        }
    }

private:
    static constexpr auto kNone = static_cast<std::size_t>(-1);
    struct PoolEnergy {
        const SiteEnergyFlows* site;
        const PoolEnergyFlows* pool;
        std::vector<bool> taken;  ///< by meter interval
    };
    Nanos step_;
    std::vector<PoolEnergy> pools_;
    std::vector<std::size_t> of_charge_;
};

nlohmann::ordered_json definition(const Column& column) {
    const int known = find_focus_column(column.name);
    const bool own = known < 0;
    const FocusColumnInfo info =
        own ? FocusColumnInfo{column.name, column.custom_type, FocusLevel::custom}
            : focus_column(static_cast<FocusField>(known));
    nlohmann::ordered_json json{{"ColumnName", column.name},
                                {"DataType", focus_type_name(info.type)},
                                {"FeatureLevel", focus_level_name(info.level)},
                                {"AllowsNulls", info.nullable}};
    if (info.type == FocusType::number) {
        json["NumericPrecision"] = 19;
        json["NumberScale"] = 6;
    } else if (info.type != FocusType::date) {
        json["StringEncoding"] = "UTF-8";
    }
    return json;
}

}  // namespace

void write_focus_csv(const World& world, const Observations& o, const Ledger& ledger,
                     const FocusSink& sink) {
    Writer writer(world, ledger, false, sink);
    const IdleShares idle(world, o, ledger);
    EnergyOfRows energy(world, ledger);
    for (const Posting& posting : ledger.postings) {
        FocusLine line{posting};
        energy.fill(line);
        const double share = idle.of(posting);
        if (share <= 0 || share >= 1) {
            line.idle = share >= 1;
            writer.line(line);
            continue;
        }
        CutPosting halves = cut(posting, share);
        FocusLine rest = line;
        line.posting = halves.rest;
        rest.posting = halves.part;
        rest.idle = true;
        rest.kwh = line.kwh * share;
        rest.kg = line.kg * share;
        line.kwh -= rest.kwh;
        line.kg -= rest.kg;
        writer.line(line);
        writer.line(rest);
    }
    writer.finish();
}

void write_focus_lines(const World& world, const Ledger& ledger,
                       const std::vector<FocusLine>& lines, const FocusSink& sink) {
    Writer writer(world, ledger, true, sink);
    for (const FocusLine& line : lines) writer.line(line);
    writer.finish();
}

std::string render_focus_metadata(const World& world, std::int64_t created_unix_s, bool split) {
    nlohmann::ordered_json columns = nlohmann::ordered_json::array();
    Sha256 hash;
    for (const Column& column : columns_of(split)) {
        columns.push_back(definition(column));
        hash.update(columns.back().dump());
    }
    const nlohmann::ordered_json all{
        {"DataGenerator", {{"DataGenerator", std::string("Orrery ") + kVersion}}},
        {"Schema",
         {{"SchemaId", "orrery-" + hash.hex().substr(0, 12)},
          {"FocusVersion", "1.2"},
          {"CreationDate", focus::date_time(created_unix_s)},
          {"DataGeneratorVersion", kVersion},
          {"ColumnDefinition", columns}}},
        {"x_Scenario", world.name}};
    return all.dump(2) + "\n";
}

}  // namespace orrery
