// Coefficients of collectives fitted to measured times: by library, family, operation, group size.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/evidence/collective_rows.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// A measured row with what the catalog knows of its accelerator.
struct CollectiveCase {
    const MeasuredCollective* row = nullptr;
    const Accelerator* accelerator = nullptr;
    double network = 0;  ///< B/s of a network card, one direction
    int cards = 0;       ///< of a server
    int size_index = 0;  ///< of its bytes among the sizes of its curve

    [[nodiscard]] bool crosses() const { return row->ranks > row->per_server; }
    /// "nccl/hopper/all_reduce"
    [[nodiscard]] std::string level() const;
};

struct CollectiveCases {
    std::vector<CollectiveCase> cases;
    std::vector<SkippedRow> skipped;  ///< those of the reader, too
};

/// What joins the servers of a table: their network cards.
struct MeasuredNetwork {
    int cards = 0;         ///< of a server
    double bandwidth = 0;  ///< B/s of one, one direction
};

/// `networks` by catalog key of the accelerator, for rows whose group spans servers; tables do not
/// state it, so that a row without is skipped.
CollectiveCases resolve_collectives(const MeasuredCollectives& measured, const Catalog& catalog,
                                    const std::map<std::string, MeasuredNetwork>& networks);

using CollectiveProfiles = std::map<std::string, CollectiveProfile>;

/// One level for all group sizes of a library, family and operation; from it, if `group_sizes`, one
/// for each group size with points enough, drawn to it; for each library with several families one
/// for any family ("nccl/*/all_reduce"); "nccl/hopper/scale_out" from groups over servers. Least
/// squares on the logarithm of predicted over measured, soft-L1, each octave of sizes weighing as
/// the root of its points.
CollectiveProfiles fit_collectives(const std::vector<const CollectiveCase*>& cases,
                                   bool group_sizes = true);

/// Times with given profiles, as `fabric_of` finds them.
class CollectivePredictor {
public:
    /// `any_size`: without the profiles of single group sizes.
    explicit CollectivePredictor(const CollectiveProfiles& profiles, bool any_size = false);
    /// Seconds; 0 where there are no profiles of the operation.
    double seconds(const CollectiveCase& c);

private:
    Catalog catalog_;
    std::map<std::string, network::Fabric> fabrics_;
};

/// One coefficient of the fit, and between what it stays.
struct CollectiveCoefficient {
    const char* name;
    double CollectiveProfile::*member;
    double low;
    double high;
    double start;
    enum class Kind { seconds, bytes, share } kind;
};
const std::vector<CollectiveCoefficient>& collective_coefficients();

}  // namespace orrery
