// From the words on the command line to a World, and from a World to findings.
#pragma once
#include <optional>
#include <string>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/document/document.hpp"
#include "sim/scenario/world.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

/// The installed catalog folder, then those of --catalog.
std::vector<std::string> catalog_folders(const std::vector<std::string>& folders);
Catalog load_catalog(const std::vector<std::string>& folders, Diagnostics& diagnostics);

/// Where `data:` paths resolve: ORRERY_DATA; may be empty.
std::string data_folder();

/// Today as an ISO date (UTC), for warnings about old facts.
std::string today();

/// Prints everything collected to stderr, with source lines where the files can be read.
void print(const Diagnostics& diagnostics);

/// With --strict, warnings turn a fine outcome into an invalid one.
void apply_strict(const ScenarioOptions& options, const Diagnostics& diagnostics, Outcome& outcome);

/// Ends the verb where the folder holds no result that can be read (E0904 to E0906).
void want_result(const std::string& folder);

/// Reads, validates and compiles. Prints diagnostics; on errors sets `outcome` and returns nothing.
/// `merged`, where it is wanted, becomes the document that was validated: files that can be read
/// once only, pipes, need no second reading.
struct Loaded {
    Scenario scenario;
    Catalog catalog;
    World world;
};
std::optional<Loaded> load(const ScenarioOptions& options, Outcome& outcome,
                           std::optional<Node>* merged = nullptr);
/// Without printing: what is wrong is added to `diagnostics`.
std::optional<Loaded> load(const ScenarioOptions& options, Diagnostics& diagnostics,
                           std::optional<Node>* merged = nullptr);

}  // namespace orrery::cli
