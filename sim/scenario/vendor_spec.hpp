// Who supplies what and what may go wrong there: vendors, outages, orders, services, runbooks.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

/// Data plane: what runs stops. Control plane: what runs goes on, nothing new starts. Edge network:
/// clients do not get through. Stock: no new servers are to be had.
enum class Plane : std::uint8_t { data, control, edge, stock };
inline constexpr std::size_t kPlanes = 4;
inline constexpr const char* kPlaneNames[kPlanes]{"data", "control", "edge", "stock"};

/// A figure that nobody measured for this case: where it comes from, or that it is assumed.
struct PriorSpec {
    std::string source;  ///< empty: "assumed"
    double n = 0;        ///< observations behind it
    double lo = 0;       ///< 90 % interval of the rate or mean; 0: not known
    double hi = 0;
};

/// Outages of one plane of a vendor: a rate and a law of durations, or a date.
struct OutageProcessSpec {
    SourcePosition where;
    std::string name;
    Plane plane = Plane::data;
    std::vector<std::string> regions;  ///< or sites; empty: all of the vendor at once
    std::vector<std::string> servers;  ///< catalog keys that are out of stock; empty: all
    double per_year = 0;
    std::string catalog;  ///< outage prior of the catalog instead
    Nanos p50{4 * kHour.ns};
    Nanos p90{15 * kHour.ns};   ///< lognormal through both
    Nanos at = Nanos::never();  ///< once at this instant, beside the rate
    Nanos duration{0};          ///< of that
    std::string reason;
    std::string group;       ///< processes of one group share causes …
    double correlation = 0;  ///< … which this share of their outages has
    PriorSpec prior;
};

struct DiscountPointSpec {  ///< of a curve that the user was offered
    SourcePosition where;
    double usd_year = 0;  ///< volume
    Nanos term{365 * kDay.ns};
    double discount = 0;
};

struct VendorQuotaSpec {
    SourcePosition where;
    std::string region;  ///< empty: of the vendor
    std::string server;  ///< empty: all
    double servers = 0;
    Nanos from{0};
    double growth_month = 0;  ///< servers more each month
};

/// A vendor as this scenario deals with it; the catalog has the rest.
struct VendorSpec {
    SourcePosition where;
    std::string name;
    std::string parent;      ///< ultimate parent; empty: the catalog's, else itself
    std::string host;        ///< whose halls it is in; empty: the catalog's, else itself
    std::string fab;         ///< who makes its chips; empty: the catalog's of its pools
    std::string grid;        ///< empty: those of its sites
    Nanos decided{0};        ///< when it was decided to take it
    Nanos qualification{0};  ///< from the decision until the first server may be used
    double qualification_usd = 0;
    double porting_usd = 0;
    double performance_penalty = 0;  ///< share of throughput lost on its hardware
    double tooling_usd_year = 0;
    std::vector<VendorQuotaSpec> quotas;
    double fill_rate = 1;            ///< probability that a request is filled at once
    Nanos fill_wait{24 * kHour.ns};  ///< mean that the others wait; exponential
    std::string fill_catalog;        ///< catalog fill rate instead
    PriorSpec fill_prior;
    std::vector<OutageProcessSpec> outages;
    std::vector<DiscountPointSpec> discounts;
    double exit_fee_usd = 0;
};

/// What may befall the supply: delays, partial deliveries, bans, duties, price shocks.
enum class DisruptionKind : std::uint8_t { delay, partial, export_ban, duty, price, fab_loss };
struct DisruptionSpec {
    SourcePosition where;
    std::string name;
    DisruptionKind kind = DisruptionKind::delay;
    std::vector<std::string> vendors;  ///< of sites, or fabs; empty: all
    std::vector<std::string> pools;
    Nanos at{0};
    Nanos duration = Nanos::never();
    Nanos delay{0};
    double factor = 1;  ///< of the quantity or price
    double probability = 1;
    PriorSpec prior;
};

/// Identity, registry, gateway, storage: what others need to start or to go on.
struct ServiceSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;  ///< whose control plane it lives on
    std::string site;
    std::vector<std::string> needs;     ///< other services
    std::vector<std::string> used_by;   ///< deployments; empty: all
    Nanos cached_for = Nanos::never();  ///< how long users go on without it
    bool to_start = true;               ///< new replicas need it
    std::vector<std::string> replicas;  ///< sites or vendors where it stands as well
};

struct RunbookStepSpec {
    SourcePosition where;
    std::string name;  ///< detect, decide, approve, fail_over, fail_back
    std::string role;
    Nanos takes{0};
    std::string action;  ///< in words, for the document
};
struct RunbookSpec {
    SourcePosition where;
    std::string name;
    std::string on;  ///< vendor, site or service whose outage it answers
    std::vector<RunbookStepSpec> steps;
    std::string deployment_from;
    std::string deployment_to;  ///< gets replicas there
    int replicas = 0;
    std::string standby;  ///< contract that is called
    Nanos rto{0};
    Nanos rpo{0};
    std::string owner;
    std::string reviewed;  ///< date
    Nanos review_every{0};
};

/// An assumption of the plan that has an owner and wears out.
struct AssumptionSpec {
    SourcePosition where;
    std::string name;
    std::string value;
    std::string owner;
    std::string source;
    std::string as_of;
    std::string valid_until;
};

}  // namespace orrery
