// The catalog: dated, sourced facts on hardware, models, prices, regions and grids, by name.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/llm/iteration.hpp"
#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// What a provider charges for one server of a kind in a region, an hour.
struct Offer {
    std::string name;    ///< "aws/us-east-1/p5.48xlarge"
    std::string vendor;  ///< "aws"
    std::string region;  ///< catalog region key
    std::string server;  ///< catalog server key
    std::string sku;
    double usd_server_h = 0;
    Provenance provenance;
};

struct Region {
    std::string name;  ///< "aws/eu-central-1"
    std::string vendor;
    std::string city;
    std::string country;    ///< ISO 3166 alpha-2
    std::string grid;       ///< grid zone key
    std::string time_zone;  ///< IANA
    double pue = 0;
    Provenance provenance;
};

struct Grid {
    std::string name;  ///< "DE"
    std::string country;
    std::string time_zone;
    double g_kwh = 0;             ///< annual mean, life-cycle, location-based
    std::vector<double> hourly;   ///< 24 factors by local hour, mean 1
    std::vector<double> monthly;  ///< 12 factors, mean 1
    double usd_kwh = 0;           ///< industrial electricity price
    Provenance provenance;
};

/// One tier of egress to the internet: price of a GB while the month's total is below `up_to_gb`.
struct EgressTier {
    double up_to_gb = 0;  ///< infinity for the last tier
    double usd_gb = 0;
};

struct EgressPrice {
    std::string vendor;
    std::vector<EgressTier> tiers;
    Provenance provenance;
};

/// Coefficients that are facts but belong to no entry above ("embodied.lifetime_years" …).
struct Coefficient {
    std::string name;
    double value = 0;
    std::string unit;
    Provenance provenance;
};

/// Interruptions of a fleet by cause, counted over a time: a rate and a law of causes.
struct FailureMix {
    std::string name;                        ///< "llama-3-405b"
    double node_days = 0;                    ///< servers × days that were watched
    std::map<std::string, double> hardware;  ///< of single servers, by cause
    std::map<std::string, double> job;       ///< of the whole job: software, fabric, hosts
    Provenance provenance;
};

/// Ordered maps: iteration is by name, so everything derived from a catalog is reproducible.
struct Catalog {
    std::map<std::string, Accelerator> accelerators;
    std::map<std::string, Server> servers;
    std::map<std::string, llm::ModelShape> models;
    std::map<std::string, llm::EngineProfile> engines;  ///< "vllm-2026/hopper", "vllm/*"
    std::map<std::string, Offer> offers;
    std::map<std::string, Region> regions;
    std::map<std::string, Grid> grids;
    std::map<std::string, EgressPrice> egress;  ///< by vendor
    std::map<std::string, Coefficient> coefficients;
    std::map<std::string, FailureMix> failure_mixes;
    std::map<std::string, SourcePosition> where;  ///< "models.llama-3.1-8b": its key's place
    std::string as_of;                            ///< newest as_of of all entries
    std::string hash;                             ///< SHA-256 of the files read, hex
};

/// "fp8/llama-3-80l": what an engine profile may be narrowed to. Kernels are written for a format
/// and for the layers of a model family.
std::string engine_scope(Precision weights, const llm::ModelShape& model);

/// The profile of an engine ("vllm") or of one generation ("vllm-2025") on an accelerator family:
/// the exact generation, else the newest one of the engine on that family, else engine/family,
/// else engine/*; of it the narrowest entry that the scope allows. Null where the name is neither
/// an engine nor a generation. An empty scope gives the widest entry.
const llm::EngineProfile* find_engine(const Catalog& catalog, const std::string& name,
                                      const std::string& family, const std::string& scope = {});
/// Reads every *.yaml of the folders in name order; an entry of a later folder replaces the one of
/// the same name whole, so give them from installed to user (DESIGN 5). A file maps kinds
/// (`accelerators:` …) to entries. Problems are added to `diagnostics`, all at once; an entry with
/// an error is left out. Throws EnvironmentError when a folder cannot be read.
Catalog read_catalog(const std::vector<std::string>& folders, Diagnostics& diagnostics);

/// Recomputes what can be recomputed (parameters from shape within 2 %, server = accelerators ×
/// count, references resolve, units plausible) and warns of entries past `valid_until` at `today`
/// (ISO date; empty: no warnings of age). Without `valid_until` a price lives 6 months, hardware
/// and models 18, places and coefficients 36.
void check_catalog(const Catalog& catalog, const std::string& today, Diagnostics& diagnostics);

}  // namespace orrery
