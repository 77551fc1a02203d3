// The catalog: dated, sourced facts on hardware, models, prices, regions and grids, by name.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/contracts/transfer.hpp"
#include "models/llm/iteration.hpp"
#include "models/network/collective.hpp"
#include "models/training/profile.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/catalog_assets.hpp"
#include "sim/scenario/catalog_contracts.hpp"
#include "sim/scenario/catalog_places.hpp"
#include "sim/scenario/catalog_vendors.hpp"

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
    // −1: not known.
    double direct_g_kwh = -1;    ///< combustion only: scope 2; the rest is scope 3, category 3
    double marginal_g_kwh = -1;  ///< of one kWh more: the plants that follow the load, life cycle
    double residual_g_kwh = -1;  ///< what is left when tracked claims are taken out, combustion
    double carbon_free = -1;     ///< share of nuclear and renewables, 0..1
    double water_l_kwh = -1;     ///< drunk by the plants that feed the grid
    double losses = -1;          ///< share of what is fed in that does not arrive
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

/// What providers ask for a GB between sites.
struct TransferList : contracts::TransferTerms {
    std::string name;  ///< "aws", or the name of a rule
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

/// What a communication library reaches on a family's links, of one operation and perhaps one group
/// size, or, where the operation is "scale_out", between servers. Rates are shares of the link.
struct CollectiveProfile {
    std::string name;       ///< "nccl/hopper/all_reduce/8"
    std::string library;    ///< the parts of the name
    std::string family;     ///< "*": any
    std::string operation;  ///< "*": any; "scale_out"
    int ranks = 0;          ///< 0: any
    double launch = 0;      ///< s, of the operation
    double hop = 0;         ///< s, of one hop
    double efficiency = 1;
    double half = 0;   ///< B, message of a hop that reaches half of the rate
    double local = 0;  ///< rate of the pass through a rank's own memory; 0: free
    /// The protocol for short messages, where `quick_efficiency` is not 0.
    double quick_launch = 0;
    double quick_hop = 0;
    double quick_efficiency = 0;
    double quick_local = 0;
    /// A switch that adds up, where `switch_efficiency` is not 0, in groups of `switch_from`.
    double switch_launch = 0;
    double switch_efficiency = 0;
    int switch_from = 8;
    double error_pct = 0;  ///< held-out mean absolute error
    Provenance provenance;
};

/// As the collective model takes it, on a link of `bandwidth` bytes a second.
network::Way way_of(const CollectiveProfile& profile, double bandwidth);

/// Ordered maps: iteration is by name, so everything derived from a catalog is reproducible.
struct Catalog {
    std::map<std::string, Accelerator> accelerators;
    std::map<std::string, Server> servers;
    std::map<std::string, llm::ModelShape> models;
    std::map<std::string, llm::EngineProfile> engines;  ///< "vllm-2026/hopper", "vllm/*"
    std::map<std::string, training::Profile> training;    ///< "nemo/hopper/dense"
    std::map<std::string, Offer> offers;
    std::map<std::string, Region> regions;
    std::map<std::string, Grid> grids;
    std::map<std::string, ClimateFact> climates;  ///< by grid zone
    std::map<std::string, CoolingFact> cooling;
    std::map<std::string, BatteryFact> batteries;
    std::map<std::string, TurbineFact> turbines;
    std::map<std::string, ModuleFact> modules;
    std::map<std::string, EgressPrice> egress;  ///< by vendor
    std::map<std::string, TransferList> transfers;
    std::map<std::string, Coefficient> coefficients;
    std::map<std::string, FailureMix> failure_mixes;
    std::map<std::string, CollectiveProfile> collectives;  ///< by name
    std::map<std::string, CountryGroup> country_groups;
    std::map<std::string, VendorFact> vendors;
    std::map<std::string, ApiPrice> api_prices;
    std::map<std::string, TaxSchedule> tax_schedules;
    std::map<std::string, TariffFact> tariffs;
    std::map<std::string, LeadTimeFact> lead_times;
    std::map<std::string, SalaryFact> salaries;
    std::map<std::string, ColocationFact> colocation;
    std::map<std::string, ResidualFact> residuals;
    std::map<std::string, CapexFact> capex_items;
    std::map<std::string, OutageFact> outages;
    std::map<std::string, FillRateFact> fill_rates;
    std::map<std::string, FabFact> fabs;  ///< by accelerator family
    std::map<std::string, CommitmentFact> commitments;
    std::map<std::string, StorageFact> storage;
    std::map<std::string, TaxFact> taxes;  ///< by country
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
/// The two tiers of a server's accelerators under a library ("nccl"): the data sheets' bandwidths
/// with the library's measured coefficients for that family, else for any. Trays of a rack and
/// slices of one accelerator keep the accelerator's domain. What the catalog does not
/// have costs no latency and reaches the data sheet.
network::Fabric fabric_of(const Server& server, const Accelerator& accelerator,
                          const Catalog& catalog, const std::string& library = "nccl");
/// Whether a training profile is of that software or generation; empty: any.
bool knows_software(const Catalog& catalog, const std::string& software);

/// The newest software on an accelerator's family for a model: its narrowest training profile; with
/// `software` ("nemo", "megatron-2023") that one. Null where nothing stands for the family.
const training::Profile* find_training(const Catalog& catalog, const std::string& software,
                                       const Accelerator& accelerator,
                                       const llm::ModelShape& model);

/// "catalog, as of 2026-09-29, published: AWS price list": how a fact of the catalog is named as a
/// source.
std::string cite(const Provenance& provenance);

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
