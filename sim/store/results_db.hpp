// results.db: everything that later verbs read of a run, in SQLite.
#pragma once
#include <string>
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"

namespace orrery {

/// Writes beside the final name and renames. Tables (version in `pragma user_version` = 1):
///   run(key, value) · metric(path, value, unit, lo, hi, n, formula, basis, is_count)
///   posting(from_s, until_s, month, account, counter, category, vendor, site, pool, quantity,
///           unit, unit_price, list, contracted, billed, effective, formula, price_source); money
///           in micros
///   carbon(month, site, pool, source, reporter, scope, category, basis, share, kwh, gco2e)
///   series(name, place, unit, i, value)
///   event(at_s, until_s, kind, place, text)
void write_results_db(const std::string& path, const Findings& findings, const Ledger& ledger);

/// What `explain` needs. Throws EnvironmentError if the file is not such a database.
struct StoredResults {
    Metrics metrics;
    std::vector<Posting> postings;
};
StoredResults read_results_db(const std::string& path);

}  // namespace orrery
