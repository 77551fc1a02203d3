// The study `own-rent-mix`: own, rent or mix over years, projected month by month in closed form.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"
#include "sim/study/commitments/problem.hpp"

namespace orrery {

/// What owning a server takes. Published break-evens differ by which of these they leave out.
struct OwnTerms {
    double capex_usd = 0;         ///< of a server
    double network_share = 0;     ///< of it: network, racks, integration
    double life_years = 5;        ///< book life and replacement, straight line
    double residual_initial = 0;  ///< r(t) = r0·e^(−δt) of the server's price
    double residual_decay = 0;
    double residual_haircut = 0;
    double maintenance_year = 0;  ///< share of capex
    double insurance_year = 0;    ///< share of capex with network and integration
    double staff_usd_year = 0;    ///< of the whole, whatever is owned
    double staff_usd_server_year = 0;
    double facility_usd_kw_month = 0;  ///< of contracted power: the busy draw
    double kw_idle = 0;
    double kw_busy = 0;
    double pue = 1;
    double usd_kwh = 0;
};

struct OwnRentQuestion {
    std::vector<double> hours;  ///< servers wanted, as observed
    commitments::Market market;
    std::vector<commitments::Level> levels;
    OwnTerms own;
    int years = 3;
    double growth = 0;        ///< of demand, a year
    double growth_sd = 0;     ///< of its log
    double price_change = 0;  ///< of rents, a year
    double price_sd = 0;
    double rate = 0;  ///< discount rate, a year, effective
    double tax = 0;
    int draws = 200;
    std::uint64_t seed = 1;
    std::string baseline;  ///< name of an alternative; empty: the first
    std::vector<std::pair<std::string, std::pair<std::string, std::string>>> sources;
};

/// Path of one future: yearly growth and change of rents.
struct OwnRentPath {
    double growth = 0;
    double price_change = 0;
};

/// One way to have the servers.
struct OwnRentPlan {
    std::string name;
    double own_level = 0;  ///< servers owned at today's demand; grows with it each year
    int committed = -1;    ///< index of the level that a rented base is committed to; −1: none
    double committed_level = 0;  ///< servers committed at today's demand
};

/// Server-hours of demand, by who serves them.
struct OwnRentHours {
    double own = 0;
    double committed = 0;
    double on_demand = 0;
    double spot = 0;
    [[nodiscard]] double all() const { return own + committed + on_demand + spot; }
};

/// Month by month, from the first: USD paid, positive; the last holds what is sold at the end.
struct OwnRentCash {
    std::vector<double> purchases;  ///< at the month's begin
    std::vector<double> running;    ///< at its end, before tax
    std::vector<double> depreciation;
    std::vector<int> owned;
    std::vector<double> committed;  ///< servers signed for, used or not
    OwnRentHours hours;             ///< of work, in all
    double salvage = 0;
    double book = 0;  ///< of what is sold
};

struct OwnRentRow {
    OwnRentPlan plan;
    int servers_first = 0;  ///< owned in the first and the last month
    int servers_last = 0;
    double signed_first = 0;  ///< likewise signed for
    double signed_last = 0;
    double hourly_peak = 0;  ///< most servers by the hour, in the last year's demand
    OwnRentHours hours;
    double capex_usd = 0;
    double cash_usd = 0;  ///< all payments less what is sold, before tax
    double pv_usd = 0;    ///< after tax
    double p10 = 0;       ///< of the present value over the futures; P10 is low cost
    double p50 = 0;
    double p90 = 0;
    double cheaper = 0;         ///< share of futures in which it costs less than the baseline
    double npv_usd = 0;         ///< against the baseline
    std::optional<double> irr;  ///< a year
    std::string irr_refused;
    std::optional<double> payback_months;
    /// Month from which on the money paid stays below the baseline's, what is sold left out.
    std::optional<int> crossing_month;
};

/// What break-evens look like when costs are left out.
struct OwnRentExclusion {
    std::string without;
    std::optional<double> utilisation;  ///< u* against on-demand
    std::optional<int> crossing_month;  ///< owning for the peak against all on demand
    std::optional<int> crossing_full;   ///< the same if every server always works
};

struct OwnRentResult {
    std::vector<OwnRentRow> rows;
    std::size_t best = 0;
    std::size_t baseline = 0;
    bool uncertain = false;  ///< something varies over the futures
    std::vector<OwnRentExclusion> exclusions;
    std::vector<std::vector<double>> cumulative;  ///< [row][year], paid by its end
    std::vector<std::vector<double>> by_month;    ///< [row][month], likewise
    /// Factor on rents at which the cheapest changes; 0: not between a fifth and five.
    double flip_price = 0;
    std::string flip_price_to;
    double flip_demand = 0;  ///< likewise on demand
    std::string flip_demand_to;
};

OwnRentResult study_own_rent(const OwnRentQuestion& question);

/// Payments of a plan on a path.
OwnRentCash cash_of(const OwnRentQuestion& question, const OwnRentPlan& plan,
                    const OwnRentPath& path);
/// After tax, discounted to the first day.
double present_value(const OwnRentQuestion& question, const OwnRentCash& cash);
/// Use from which a server counts as always at work: what a mix of all three owns.
inline constexpr double kAlwaysAtWork = .95;

/// The plans that are weighed: by the hour, each term, owning for the peak, an owned base; and,
/// where something is left to sign for, what always works owned, the middle signed for at the
/// cheapest term, the rest by the hour.
std::vector<OwnRentPlan> plans_of(const OwnRentQuestion& question);
/// Fixed cost of an owned server hour: the hourly price, before tax, that is worth as much over the
/// horizon as what a plan pays for an idle server; and what an hour of work adds.
double own_fixed_usd_h(const OwnRentQuestion& question);
double own_variable_usd_h(const OwnTerms& own);
/// Level price over the horizon for rents that change, as a multiple of today's.
double rents_over_horizon(const OwnRentQuestion& question);

/// Terms of an owned pool of a base: with items, insurance, room and the roles at its site.
OwnTerms own_terms(const World& world, std::size_t pool);
/// What a server of the pool loses a year, items, engineering and sale included; leased: pays.
double wear_usd_server_year(const Pool& pool);
/// What the base states of owning that neither knows; `projected`: in a plan over years.
std::vector<std::string> left_out_of_owning(const World& world, std::size_t pool, bool projected);

}  // namespace orrery
