// The operator tables that another simulator used, read into our lookup of iteration times.
#pragma once
#include <string>

#include "models/operators/lookup_step.hpp"

namespace orrery {

/// Reads per_token_ops_ms, attn_decode and attn_prefill (CSV, gzip) of a folder. `grouped`: query
/// heads share KV heads. Throws EnvironmentError, also for a hole in a table.
operators::LookupTables read_lookup_tables(const std::string& folder, int layers, bool grouped);

}  // namespace orrery
