// results.db: everything that later verbs read of a run, in SQLite.
#pragma once
#include <string>
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/store/result_rows.hpp"

namespace orrery {

struct StoredRun;

/// Writes beside the final name and renames. Tables (version in `pragma user_version` = 3):
///   run(key, value) · metric(path, value, unit, lo, hi, n, formula, basis, is_count)
///   basis(family, path, basis, error_pct) and basis_input(family, what, basis, error_pct, source),
///           weaker inputs first: what figures below a path rest on
///   charge(id, account, counter, category, vendor, site, pool, …): a column a field of Charge
///   posting(charge, month, from_s, until_s, quantity, list, contracted, billed, effective); money
///           in micros
///   posting_line: a view of both, money in the reporting currency
///   carbon(month, site, pool, source, reporter, scope, category, basis, share, kwh, gco2e)
///   series(name, place, unit, i, value)
///   event(at_s, until_s, kind, place, text)
///   input(path, value, origin) · request_count · served · slow_request: see ResultRows
///   v_…: views of the above for people and their tools (results_views.cpp, docs/results.md)
/// and with a run, from which it can be priced again:
///   source(kind, name, bytes): scenario, overlays, settings, catalog, packed with zstd
///   data(written, ending, path, sha256) · observation(replication, version, bytes)
void write_results_db(const std::string& path, const Findings& findings, const Ledger& ledger,
                      const StoredRun* run = nullptr, const ResultRows& rows = {});

/// What `explain` needs. These throw EnvironmentError if the file is not such a database.
struct StoredResults {
    Metrics metrics;
    std::vector<FigureBasis> bases;  ///< none of results that were written before they were kept
    Ledger ledger;  ///< currency, charges, postings and carbon alone
    std::vector<Series> series;
    std::vector<RunEvent> events;
    ResultRows rows;
};
StoredResults read_results_db(const std::string& path);

}  // namespace orrery
