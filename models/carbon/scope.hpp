// Who reports an emission, in which scope and category, after the GHG Protocol.
#pragma once
#include <vector>

namespace orrery::carbon {

/// How the reporter consolidates (GHG Protocol Corporate Standard, chapter 3).
enum class Boundary { operational_control, financial_control, equity_share };

/// What the reporter is to the site where the energy is used.
enum class Relation {
    owner_operator,     ///< owns hall and hardware, buys the electricity
    colocation_tenant,  ///< own hardware in a rented hall
    cloud_tenant,       ///< buys computing as a service; also an API customer
    lessee,             ///< rents hall or hardware and operates it
    landlord,           ///< rents out; the tenant uses the energy
};

enum class Activity {
    electricity,           ///< combustion at the plants of the grid (direct intensity)
    electricity_upstream,  ///< the rest of the life cycle of what is drawn
    grid_losses,           ///< life cycle of what is lost on the way to the meter
    fuel,                  ///< burnt on site: generators, turbines
    fuel_upstream,
    hardware,  ///< cradle to gate
    end_of_life,
};

struct Reporter {
    Boundary boundary = Boundary::operational_control;
    Relation relation = Relation::owner_operator;
    double equity = 1;  ///< share under equity_share, 0..1
    /// A colocation tenant's stated choice: whether it has operational control of its racks' energy
    /// (scope 2) or not (scope 3, category 8). Of a landlord: whether the tenant has it.
    bool controls_energy = true;
    /// A cloud tenant's choice: category 8 (leased assets) instead of 1 (purchased services).
    bool as_leased_assets = false;
    /// A lessee under financial control or equity share: capital leases are its own, operating
    /// leases are category 8 (Corporate Value Chain Standard, appendix A).
    bool finance_lease = true;
};

/// Scope 1, 2 or 3; the category of scope 3, else 0; the share that this reporter consolidates.
struct Place {
    int scope = 0;
    int category = 0;
    double share = 1;
    friend bool operator==(const Place&, const Place&) = default;
};

Place place_of(const Reporter& reporter, Activity activity);

/// A mass of an activity, as one reporter books it.
struct Entry {
    Activity activity = Activity::electricity;
    Place place;
    double g = 0;  ///< gCO2e, after the share
};

/// Intensities of consumed electricity, gCO2e/kWh, and the share of energy fed into the grid that
/// does not arrive.
struct ElectricityFactors {
    double direct = 0;      ///< combustion only
    double life_cycle = 0;  ///< ≥ direct
    double losses = 0;      ///< 0..1
};

/// Direct part and upstream part: life cycle − direct, and for the losses l/(1−l) more kWh of the
/// life cycle. The sum is kwh · life_cycle / (1 − losses) · share.
std::vector<Entry> electricity_entries(const Reporter& reporter, const ElectricityFactors& factors,
                                       double kwh);

/// When embodied carbon is booked: GHG Protocol in the year of purchase, SCI over the life.
enum class EmbodiedRule { year_of_purchase, amortised };

/// Grams of a thing bought at `bought_s` with a life of `life_s` that fall into [from_s, until_s);
/// all of it where the purchase lies inside (year of purchase), else pro rata of the overlap.
double embodied_in(double total_g, double bought_s, double life_s, double from_s, double until_s,
                   EmbodiedRule rule);

}  // namespace orrery::carbon
