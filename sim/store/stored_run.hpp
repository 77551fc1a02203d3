// What a result can be priced from again: observations, and the texts its World was compiled from.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/engine/observations.hpp"
#include "sim/scenario/catalog_text.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/store/slow_requests.hpp"

namespace orrery {

/// A file beside the scenario that it was compiled from; its content is told by its hash alone.
struct StoredData {
    std::string written;  ///< as in the scenario
    std::string ending;   ///< beyond that: of tables that are named by their stem
    std::string path;
    std::string sha256;
};

struct StoredRun {
    std::vector<ScenarioLayer> layers;  ///< the scenario first
    std::string folder;                 ///< that its paths are relative to, absolute
    bool allow_any_path = false;
    std::vector<CatalogFolder> catalog;
    std::vector<StoredData> data;
    int replications = 1;
    /// Packed observations of all replications, or of the first alone (PackedRuns).
    std::vector<std::string> packed;
    std::optional<NextBottleneck> next;
};

/// Of packed observations in one results.db.
inline constexpr std::size_t kMaxStoredBytes = std::size_t{256} << 20;

/// Packs observations as runs end, from several threads at once: of all replications, or of the
/// first alone where they would not fit together (kMaxStoredBytes).
class PackedRuns {
public:
    explicit PackedRuns(std::size_t replications) : packed_(replications) {}
    void add(std::size_t replication, const Observations& observations);
    /// By replication.
    [[nodiscard]] std::vector<std::string> take() { return std::move(packed_); }

private:
    std::mutex lock_;
    std::vector<std::string> packed_;
    std::size_t bytes_ = 0;
    bool first_alone_ = false;
};

/// Throws EnvironmentError if the file holds no such run.
StoredRun read_stored_run(const std::string& path);

/// A run that is to be priced again, with what the new result shows beside or keeps of the old one.
struct StoredPricing {
    StoredRun run;
    Metrics metrics;
    std::vector<SlowRequest> slow;
};
StoredPricing read_stored_pricing(const std::string& path);

namespace store {
class Database;
void write_run(Database& db, const StoredRun& run);
StoredRun read_run(Database& db);
}  // namespace store

}  // namespace orrery
