// What people ask of money and supply: an hour by pool, alternatives, outages, deliveries.
#pragma once
#include <string>
#include <vector>

namespace orrery {

/// What a pool costs, with its part of what its site costs.
struct PoolCostRow {
    std::string site;
    std::string pool;
    std::string terms;             ///< "owned", "operating lease", "finance lease", "rented"
    double accelerator_hours = 0;  ///< that were there, used or not
    double useful = 0;             ///< share of them
    double cost = 0;               ///< effective, reporting currency
    double per_hour = 0;           ///< cost / accelerator hours
    double per_useful_hour = 0;    ///< cost / useful ones; 0: none were
};

/// Sites of `finance.alternatives`; the first row is what the others are held against.
struct AlternativeRow {
    std::string name;
    std::string sites;  ///< "own-hall, cabinet"
    double cost = 0;    ///< effective, of its sites
    double accelerator_hours = 0;
    double per_hour = 0;
    double difference = 0;  ///< of what is compared (cost or hour) to the first
    bool cheapest = false;  ///< by what is compared
};

/// A span in which a vendor's plane, a site or its grid was out.
struct OutageRow {
    std::string vendor;
    std::string name;   ///< of the process, or of the site
    std::string plane;  ///< "data", "control", "edge", "stock"
    std::string from;   ///< "2026-11-02 06:00"
    std::string until;
    double hours = 0;
    double lost = 0;         ///< requests refused, lost or given up while it was open
    double late = 0;         ///< completed against their SLO meanwhile
    double recovered_h = 0;  ///< from its start until it was served as before; −1: never in the run
};

/// Servers of a purchase that come together.
struct DeliveryRow {
    std::string pool;
    int servers = 0;
    std::string ordered;     ///< dates
    std::string planned;     ///< at the median lead time
    std::string delivered;   ///< what is left of the price is due
    std::string in_service;  ///< burnt in
    double late_days = 0;    ///< delivered − planned; negative: early
    bool in_run = true;      ///< delivered before the run's end
};

}  // namespace orrery
