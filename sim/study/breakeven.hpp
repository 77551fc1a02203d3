// The study `breakeven`: from which utilisation does owning pay, from which volume self-hosting?
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// Owned capacity, by the accelerator-hour.
struct OwnCost {
    double fixed_usd_h = 0;     ///< whether it works or not
    double variable_usd_h = 0;  ///< more while it works
    std::string source;
    std::string pool;                   ///< of the base; empty: by flags
    std::vector<std::string> left_out;  ///< stated by the base, not in the figures
};

struct RentPrice {
    std::string name;
    double usd_h = 0;  ///< of one accelerator
    std::string source;
};

/// A replica that serves a model, and what limits it.
struct SelfHost {
    double accelerators = 0;
    double usd_h = 0;       ///< of what is bought together, whether it works or not …
    double replicas = 1;    ///< … and the replicas that it carries: servers are bought whole
    double usd_busy_h = 0;  ///< more of a replica while it works
    double tokens_s = 0;    ///< prompt and output together, at full load
    double target = 1;      ///< share of full load that is planned with
    double error = 0;       ///< relative error of tokens_s, for the band
    std::string source;
};

struct ApiOffer {
    std::string name;
    double usd_mtok = 0;  ///< of the mix of prompt and output tokens
    std::string source;
};

struct BreakevenQuestion {
    std::optional<OwnCost> own;
    std::vector<RentPrice> rents;
    std::optional<SelfHost> host;
    std::vector<ApiOffer> apis;
    double prompt_share = 0;      ///< of the tokens
    std::vector<double> volumes;  ///< million tokens a month; empty: around the break-even
};

struct UtilisationRow {
    RentPrice rent;
    std::optional<double> utilisation;  ///< u*; none: renting never costs more
};

/// Cost of a month's volume, self-hosted.
struct VolumeRow {
    double mtok = 0;
    int replicas = 0;
    double usd_mtok = 0;
    double usd_mtok_low = 0;   ///< with throughput as much higher as its error …
    double usd_mtok_high = 0;  ///< … or lower
};

struct ApiRow {
    ApiOffer api;
    double first = 0;        ///< Mtok a month at which self-hosting first costs no more; 0: never
    double always = 0;       ///< from which it never costs more again; 0: never
    double first_low = 0;    ///< `first` with throughput higher by its error …
    double first_high = 0;   ///< … or lower; 0: never
    double utilisation = 0;  ///< at `first`, of the replicas that are bought first
};

struct BreakevenResult {
    std::vector<UtilisationRow> utilisation;
    std::vector<VolumeRow> volumes;
    std::vector<ApiRow> apis;
};

BreakevenResult study_breakeven(const BreakevenQuestion& question);

/// Replicas for a month's volume, at least one; what a million tokens then cost, in whole servers.
VolumeRow self_hosted(const SelfHost& host, double mtok_month);

/// A million tokens where all replicas are full as planned.
double usd_mtok_full(const SelfHost& host);

/// Own cost of an owned pool of a base: wear with all that was bought, care, insurance, room, staff
/// and idle power fixed, the rest variable.
OwnCost own_cost(const World& world, std::size_t pool);
/// A deployment of a base by its closed-form bound and its pool's terms.
std::optional<SelfHost> self_host(const World& world, std::size_t deployment, std::string& problem,
                                  double& prompt_share);

}  // namespace orrery
