// What a run left: results.db with damaged bytes and with cells that nobody wrote, observations.
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/run.hpp"
#include "sim/report/explain.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/store/observation_bytes.hpp"
#include "sim/store/results_db.hpp"
#include "sim/store/sqlite.hpp"
#include "sim/store/stored_run.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/catalog.hpp"

namespace orrery::fuzz {
namespace {

constexpr const char* kScenario = R"(orrery: 1
name: small
start: 2026-11-02
horizon: 1 h
sites: [{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}]
pools: [{name: own, site: hall, server: l40s-8x, servers: 1, contract: owned}]
deployments: [{name: chat, model: llama-3.1-8b, pool: own, replicas: 1}]
workloads:
  - name: talk
    deployments: [chat]
    slo: {ttft: 1 s}
    demand:
      synthetic: {rate: 0.05 /s, prompt: {constant: {mean: 50}}, output: {constant: {mean: 20}}}
)";

struct SmallRun {
    std::string packed;    ///< observations
    std::string database;  ///< bytes of results.db
};

const SmallRun& small_run() {
    static const SmallRun run = [] {
        Diagnostics diagnostics;
        const auto scenario = read_scenario_text(kScenario, "small.yaml", diagnostics);
        const auto world = compile_world(*scenario, test::project_catalog(), {}, diagnostics);
        const Observations o = simulate(*world, RunOptions{});
        const Ledger ledger = account(*world, o);
        StoredRun stored;
        stored.layers = {{false, "small.yaml", kScenario}, {true, "--set", "horizon=1 h"}};
        stored.folder = "/";
        stored.catalog = {{{{"facts.yaml", "grids: {}\n"}}}};
        stored.data = {{"a.csv", "", "a.csv", std::string(64, '0')}};
        stored.packed = {pack_observations(o)};
        const std::string file = file_of("", ".db");
        write_results_db(file, analyse(*world, o, ledger), ledger, &stored, result_rows(*world, o));
        std::stringstream bytes;
        bytes << std::ifstream(file, std::ios::binary).rdbuf();
        return SmallRun{stored.packed.front(), bytes.str()};
    }();
    return run;
}

void read_database(const std::string& file) {
    without_world([&] {
        const StoredResults results = read_results_db(file);
        list_figures(results);
        std::size_t shown = 0;
        for (const auto& [path, metric] : results.metrics.all()) {
            if (shown++ < 40) explain_figure(results, path, 60);
        }
        list_family(results, "cost");
    });
    without_world([&] { read_stored_pricing(file); });
    without_world([&] { read_stored_run(file); });
}

/// Three bytes of place and one of value each, over a database that was whole.
void read_damaged_database(std::string_view edits) {
    std::string bytes = small_run().database;
    for (std::size_t i = 0; i + 4 <= std::min<std::size_t>(edits.size(), 400); i += 4) {
        std::size_t place = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            place = place * 256 + static_cast<unsigned char>(edits[i + k]);
        }
        bytes[place % bytes.size()] = edits[i + 3];
    }
    read_database(file_of(bytes, ".db"));
}

/// "table.column" of all tables.
std::vector<std::pair<std::string, std::string>> columns_of(sqlite3* db) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto take = [](void* to, int, char** values, char**) {
        auto& list = *static_cast<std::vector<std::pair<std::string, std::string>>*>(to);
        list.emplace_back(values[0], values[1]);
        return 0;
    };
    sqlite3_exec(db,
                 "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c "
                 "where m.type = 'table' order by 1, c.cid",
                 take, &out, nullptr);
    return out;
}

/// An edit: which column, which row, which kind of value, how long, the value.
void write_cells(const std::string& file, std::string_view edits) {
    store::Database db(file, SQLITE_OPEN_READWRITE);
    const auto columns = columns_of(db.get());
    for (int k = 0; k < 20 && edits.size() >= 4 && !columns.empty(); ++k) {
        const auto at = [&](std::size_t i) { return static_cast<unsigned char>(edits[i]); };
        const auto& [table, column] = columns[at(0) % columns.size()];
        const std::string value(edits.substr(4, at(3)));
        const std::array<std::string, 5> kinds{"null", "?", "cast(? as integer)", "cast(? as real)",
                                               "cast(? as blob)"};
        const std::string sql = "update \"" + table + "\" set \"" + column +
                                "\" = " + kinds[at(2) % kinds.size()] +
                                " where rowid % 7 = " + std::to_string(at(1) % 7);
        without_world([&] {
            store::Statement s(db, sql.c_str());
            if (at(2) % kinds.size() > 0) s.bind(value);
            s.step();
        });
        edits.remove_prefix(std::min<std::size_t>(edits.size(), 4 + at(3)));
    }
}

void read_foreign_cells(std::string_view edits) {
    const std::string file = file_of(small_run().database, ".db");
    write_cells(file, edits);
    read_database(file);
}

/// Packed bytes as they are, and as content behind a whole packing.
void read_observations(std::string_view bytes) {
    without_world([&] { unpack_observations(bytes); });
    without_world([&] { unpack_sketch(bytes); });
    without_world([&] { unpack_text(bytes); });
    without_world([&] { unpack_observations(pack_text(bytes)); });
    without_world([&] { unpack_sketch(pack_text(bytes)); });
    std::string damaged = unpack_text(small_run().packed);
    for (std::size_t i = 0; i + 3 <= std::min<std::size_t>(bytes.size(), 300); i += 3) {
        const std::size_t place = static_cast<unsigned char>(bytes[i]) * std::size_t{256} +
                                  static_cast<unsigned char>(bytes[i + 1]);
        damaged[place % damaged.size()] = bytes[i + 2];
    }
    without_world([&] { unpack_observations(pack_text(damaged)); });
}

}  // namespace

std::vector<FuzzTarget> result_targets() {
    return {{"results", read_damaged_database},
            {"cells", read_foreign_cells},
            {"observations", read_observations}};
}

}  // namespace orrery::fuzz
