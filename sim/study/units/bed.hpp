// What all units of a study share, and how a point and a replication become the figures of a run.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/catalog.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/plan/inputs.hpp"
#include "sim/study/units/unit.hpp"

namespace orrery {

/// What is kept of each run. Names are result paths ("cost.total"); a family is a path's beginning
/// ("cost.by_category."), of which all members are kept; a sketch is that of a family of latencies
/// ("latency.e2e"), of which quantiles over all runs are taken.
struct UnitQuestion {
    std::vector<std::string> leaves;
    std::vector<std::string> families;
    std::vector<std::string> sketches;
    std::vector<std::string> asked;  ///< figures of those sketches that formulas name
};
/// A family of its own: requests served in each part of the run, by all deployments.
inline constexpr const char* kCourse = "course.";
/// A figure that is kept as a family is: whether alternatives had the same demand.
inline constexpr const char* kArrived = "requests.arrived";

/// Everything that does not differ between units. Read only while units run, but for the cache.
class Bed {
public:
    Bed(Node base, std::string file, Catalog catalog, CompileOptions compile);

    std::uint64_t seed = 1;
    UnitQuestion question;
    Inputs inputs;
    bool sampled = false;  ///< requests of representative days alone (docs/sampled.md)

    [[nodiscard]] const Node& base() const { return base_; }
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] const Catalog& catalog() const { return catalog_; }
    [[nodiscard]] const CompileOptions& compile() const { return compile_; }

    /// The document of a point, with its inputs at these quantiles; null: as they stand there.
    [[nodiscard]] std::optional<Node> document(const Point& point,
                                               const std::vector<double>* quantiles,
                                               Diagnostics& diagnostics) const;
    /// The World of a point in one replication, from the cache where it was compiled before.
    [[nodiscard]] std::shared_ptr<const World> world(const Point& point, std::uint64_t replication,
                                                     Diagnostics& diagnostics) const;

    /// What the unit's result depends on, as a SHA-256: texts, facts, data, seed, what is kept.
    [[nodiscard]] std::string key(const Point& point, std::uint64_t replication) const;

private:
    [[nodiscard]] const std::string& file_of(const Point& point) const {
        return point.base ? point.file : file_;
    }
    [[nodiscard]] std::string text_of(const Point& point,
                                      const std::vector<double>& quantiles) const;
    [[nodiscard]] std::string data_of(const Point& point) const;

    Node base_;
    std::string file_;
    Catalog catalog_;
    CompileOptions compile_;
    std::string base_hash_;
    mutable std::mutex cache_lock_;
    /// Latest last; few, since points come in order.
    mutable std::vector<std::pair<std::string, std::shared_ptr<const World>>> cache_;
};

/// Simulates, accounts, analyses; never throws for what the point itself gets wrong.
UnitResult run_unit(const Bed& bed, const Point& point, std::uint64_t replication);

/// All result paths of one unit, for suggestions.
std::vector<std::string> result_paths(const Bed& bed, const Point& point);

}  // namespace orrery
