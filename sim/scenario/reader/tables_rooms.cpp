// The vocabulary of tariffs, of rooms in somebody's hall, and of people.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<TariffSpec>& tariff_table() {
    using T = TariffSpec;
    static const Table<T> t{
        "What electricity costs beside its energy price.",
        {text("name", &T::name, "Catalog tariff; the next ones override it"),
         quantity("demand_charge", &T::demand_usd_kw_month, Measure::money,
                  "A kW of the month's highest mean", -1)
             .min(0),
         span("demand_interval", &T::demand_interval, "Of that mean; default: 15 min").min(0),
         quantity("ratchet", &T::ratchet, Measure::share,
                  "Of the last 11 months' highest, paid at least", -1)
             .min(0)
             .max(1),
         quantity("minimum_take", &T::minimum_take, Measure::share,
                  "Of the contracted power, paid at least", -1)
             .min(0)
             .max(1),
         quantity("contract", &T::contract_w, Measure::power, "Contracted power", 0).min(0),
         quantity("levies", &T::levies_usd_kwh, Measure::money_kwh, "On each kWh from the grid", -1)
             .min(0),
         quantity("standing", &T::standing_usd_year, Measure::money_year, "Fixed charge", -1)
             .min(0)}};
    return t;
}

const Table<ColocationSpec>& colocation_table() {
    using C = ColocationSpec;
    static const Table<C> t{
        "A room in somebody's hall: contracted power is paid, used or not.",
        {text("name", &C::name, "Catalog colocation; the next ones override it"),
         quantity("contracted", &C::contracted_w, Measure::power, "Power of the contract")
             .above(0)
             .required(),
         quantity("price", &C::usd_kw_month, Measure::money, "A kW and month", -1).min(0),
         quantity("escalation", &C::escalation_year, Measure::share, "Increase a year", -1).min(0),
         quantity("energy_share", &C::energy_share, Measure::share,
                  "Of the electricity bill that is passed on")
             .min(0)
             .max(1),
         quantity("remote_hands", &C::remote_hands_usd_year, Measure::money_year, "Retainer", 0)
             .min(0),
         quantity("cross_connects", &C::cross_connects_usd_year, Measure::money_year, "All", 0)
             .min(0),
         quantity("setup", &C::setup_usd, Measure::money, "Once, at the beginning", 0).min(0),
         moment("from", &C::from, "Of the contract; default: the run's start").min(kBeforeStartS),
         span("term", &C::term, "Of the contract").above(0)}};
    return t;
}

const Table<RoleSpec>& role_table() {
    using R = RoleSpec;
    static const Table<R> t{
        "A role that the plan needs.",
        {text("name", &R::name, "Name, unique").required(),
         text("skill", &R::skill, "What they can do"),
         texts("sites", &R::sites, "Where; default: everywhere"),
         quantity("held", &R::held, Measure::number, "Full-time equivalents at the start").min(0),
         quantity("needed", &R::needed, Measure::number, "At least").min(0),
         quantity("servers_per_person", &R::servers_per_person, Measure::number,
                  "Or by servers of the sites", 0)
             .min(0)
             .max(1e9),
         quantity("seats_24x7", &R::seats_24x7, Measure::number, "Or seats around the clock")
             .min(0),
         quantity("crew_per_seat", &R::crew_per_seat, Measure::number, "People for such a seat")
             .above(0),
         text("salary", &R::salary, "Catalog salary"),
         quantity("cost", &R::usd_year, Measure::money_year, "Of one, with overhead", 0).min(0),
         span("hiring", &R::hiring, "Mean until a missing one has come").min(0),
         span("training", &R::training, "Until one who came counts").min(0),
         quantity("training_cost", &R::training_usd, Measure::money, "Of each", 0).min(0),
         quantity("mttr_factor", &R::mttr_factor, Measure::number,
                  "Repairs take so many times as long with nobody")
             .min(1),
         quantity("rollout_factor", &R::rollout_factor, Measure::number,
                  "Burn-in and loading of replicas likewise")
             .min(1),
         boolean("managed", &R::managed, "Bought as a service: nobody is missing"),
         quantity("managed_cost", &R::managed_usd_year, Measure::money_year, "Of the service", 0)
             .min(0)}};
    return t;
}

}  // namespace orrery
