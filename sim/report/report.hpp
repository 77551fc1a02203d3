// Structs to every output format; calls nothing, decides nothing.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// The answer first, then tables; no line longer than `width` columns (at least 40).
std::string render_text(const Findings& findings, int width = 80);

/// result.json: nested by metric path, counts as plain integers, names never ids; no wall time,
/// host or machine in it.
std::string render_json(const Findings& findings);
/// Its JSON Schema (draft-07).
std::string schema_result();

/// World::data_flows, a row a flow, and the routes that residency took away; `allowed` tells them
/// apart.
std::string render_data_flows_csv(const World& world);
/// Postings, one a row; `start_unix_s` is the run's start.
std::string render_ledger_csv(const Ledger& ledger, std::int64_t start_unix_s);
/// Emissions by month, pool, scope and basis, one a row; rows of different bases are never added
/// up.
std::string render_carbon_csv(const Ledger& ledger);
/// Series by meter interval, long form: start (UTC, and seconds of the run), name, where, unit,
/// value.
std::string render_timeline_csv(const Findings& findings);
std::string render_jobs_csv(const World& world, const Observations& observations);
/// Findings::assets, a row a pool: age, use, books and ends.
std::string render_assets_csv(const Findings& findings);

/// What ran: version, hashes, seed, machine, and the register of assumptions.
struct Manifest {
    std::string scenario_file;
    std::string scenario_sha256;
    std::string catalog_sha256;
    std::string catalog_as_of;
    bool catalog_of_release = false;  ///< byte for byte what this release was built with
    std::vector<std::pair<std::string, std::string>> data_sha256;  ///< path, hash
    std::uint64_t seed = 0;
    int replications = 1;
    std::string fidelity = "event";
    double wall_s = 0;
    double cpu_s = 0;
    std::int64_t events = 0;
    std::string host;
    std::string compiler;
    std::string written_at;  ///< RFC 3339
    std::vector<Origin> assumptions;
};
std::string render_manifest(const Manifest& manifest);

/// One offline page: template with `bundle` (script) and the findings as escaped JSON inside.
std::string render_html(const Findings& findings, const std::vector<Origin>& assumptions,
                        std::string_view page_template, std::string_view bundle);

/// A CSV cell: quoted if needed, and text that a spreadsheet would run as a formula is defused.
std::string csv_cell(const std::string& text);

}  // namespace orrery
