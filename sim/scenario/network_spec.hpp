// Links, partitions, data sets and exits: as the user means them, and compiled.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/contracts/transfer.hpp"
#include "models/network/path.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

/// What traffic is for; what it costs may depend on it.
enum class Purpose : std::uint8_t {
    response,     ///< answers to clients
    dataset,      ///< input of a job, weights of a model
    checkpoint,   ///< copies of checkpoints at another site
    kv,           ///< KV caches from where prompts are computed to where answers are
    replication,  ///< data sets copied ahead of need
    exit,         ///< leaving a provider
};
inline constexpr std::size_t kPurposes = 6;
inline constexpr std::array<const char*, kPurposes> kPurposeNames{
    "response", "dataset", "checkpoint", "kv", "replication", "exit"};
constexpr std::uint32_t bit(Purpose p) {
    return 1u << static_cast<unsigned>(p);
}
inline constexpr std::uint32_t kAllPurposes = (1u << kPurposes) - 1;

struct LinkSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> between;  ///< two: sites, or origins of requests
    double bandwidth = 0;              ///< B/s, in each direction
    Nanos latency{0};                  ///< one way
    Nanos jitter{0};                   ///< mean of what it adds to a round trip; exponential
    double usd_gb = -1;                ///< −1: the sending site's vendor charges
    std::uint32_t purposes = kAllPurposes;
    bool directed = false;  ///< carries from the first to the second only
};

struct PartitionSpec {
    SourcePosition where;
    std::string site;  ///< one of the two
    std::string link;
    Nanos at;
    Nanos duration;
    std::string reason;
};

struct DatasetSpec {
    SourcePosition where;
    std::string name;
    double size_bytes = 0;
    std::string data_class;
    std::vector<std::string> at;            ///< sites that hold it from the start
    std::vector<std::string> replicate_to;  ///< sites that get a copy in the background
};

/// What is taken along when a provider is left.
struct ExitSpec {
    SourcePosition where;
    std::string from;
    std::string to;
    double size_bytes = 0;
    Nanos at{0};
};

struct NetworkSpec {
    std::vector<LinkSpec> links;
    std::vector<PartitionSpec> partitions;
    std::vector<ExitSpec> exits;
};

inline constexpr std::uint32_t kNoPlace = 0xFFFFFFFFu;

struct Link {
    std::string name;
    double bandwidth = 0;
    Nanos jitter{0};
    double usd_gb = -1;
    std::uint32_t purposes = kAllPurposes;
    bool directed = false;
};

/// A span in which a place is cut off, or a link is down.
struct Partition {
    Nanos at;
    Nanos until;
    std::uint32_t place = kNoPlace;  ///< one of the two
    std::uint32_t link = kNoPlace;
    std::string name;  ///< of the site or the link
    std::string reason;
};

struct Dataset {
    std::string name;
    std::int64_t bytes = 0;
    std::vector<SiteId> at;
    std::vector<SiteId> replicate_to;
};

struct ExitMove {
    SiteId from;
    SiteId to;
    std::int64_t bytes = 0;
    Nanos at;
};

/// Places are the sites, by their ids, and then the origins of requests that are no site.
struct Network {
    std::vector<std::string> places;
    std::vector<Link> links;
    std::vector<network::Edge> edges;  ///< 2·link: as written; 2·link + 1: back (unless directed)
    std::vector<Partition> partitions;  ///< sorted by start
    std::vector<Dataset> datasets;
    std::vector<contracts::TransferTerms> transfers;  ///< of the catalog
    std::vector<ExitMove> exits;                      ///< in the order in which they were written

    [[nodiscard]] bool empty() const { return links.empty() && partitions.empty(); }
    /// kNoPlace where nothing has that name.
    [[nodiscard]] std::uint32_t place(const std::string& name) const {
        for (std::uint32_t p = 0; p < places.size(); ++p) {
            if (places[p] == name) return p;
        }
        return kNoPlace;
    }
};

}  // namespace orrery
