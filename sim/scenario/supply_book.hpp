// Supply, compiled: outage processes, quotas, terms of pools, services and runbooks, by ids.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "orrery/base/ids.hpp"
#include "sim/scenario/vendor_spec.hpp"

namespace orrery {

/// One plane of a vendor at the sites of the scenario that it strikes together.
struct OutageProcess {
    std::string vendor;
    std::string name;
    Plane plane = Plane::data;
    std::vector<SiteId> sites;  ///< ascending; may be empty: services alone live there
    std::vector<PoolId> pools;  ///< Plane::stock: what is not to be had
    bool whole = false;         ///< all of the vendor
    double per_year = 0;
    Nanos p50{0};
    Nanos p90{0};
    Nanos at = Nanos::never();
    Nanos duration{0};
    std::string reason;
    std::string group;
    double correlation = 0;
};

/// "aws/regional control plane": keys its random stream, and names it in reports.
inline std::string key_of(const OutageProcess& p) {
    return p.vendor + "/" + p.name;
}

/// So many servers of these pools together, and more with the months.
struct SupplyQuota {
    std::string vendor;
    std::vector<PoolId> pools;
    double servers = 0;
    Nanos from{0};
    double growth_month = 0;
    [[nodiscard]] double limit(Nanos t) const {
        constexpr double kMonthSeconds = 365 * 86400.0 / 12;
        const double months = t > from ? (t - from).seconds() / kMonthSeconds : 0;
        return servers + growth_month * months;
    }
};

/// How the vendor of a pool's site answers requests for servers.
struct SupplyTerms {
    double fill_rate = 1;
    Nanos fill_wait{0};
    Nanos usable_from{0};                         ///< its vendor is qualified
    std::vector<std::uint32_t> quotas = {};       ///< indices into SupplyBook::quotas
    std::vector<std::uint32_t> disruptions = {};  ///< into World::disruptions, in their order
};

/// Where a service stands: at a site, or with a vendor as a whole.
struct ServicePlace {
    SiteId site;  ///< invalid: of the vendor
    std::string vendor;
    std::vector<SiteId> sites;  ///< of the vendor in this scenario
};

struct ServiceNode {
    std::uint32_t spec = 0;            ///< index into World::services
    std::vector<ServicePlace> places;  ///< any of them carries it
    std::vector<std::uint32_t> needs;  ///< indices into SupplyBook::services, all earlier
    std::vector<DeploymentId> users;
};

struct RunbookPlan {
    std::uint32_t spec = 0;  ///< index into World::runbooks
    DeploymentId to;         ///< invalid: it only calls people
    int replicas = 0;
    PoolId standby;  ///< invalid: none
    int servers = 0;
    Nanos notice{0};
    Nanos response{0};  ///< Σ steps up to fail_over
    Nanos back{0};      ///< Σ steps of fail_back
};

struct SupplyBook {
    std::vector<OutageProcess> outages;  ///< by vendor, then as written
    std::vector<SupplyQuota> quotas;
    std::vector<SupplyTerms> pools;     ///< by PoolId
    std::vector<ServiceNode> services;  ///< what is needed comes first
    std::vector<RunbookPlan> runbooks;  ///< as World::runbooks
    [[nodiscard]] bool edge() const {
        for (const OutageProcess& p : outages) {
            if (p.plane == Plane::edge) return true;
        }
        return false;
    }
};

}  // namespace orrery
