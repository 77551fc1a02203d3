// Field tables of what owning costs: schedules, tariffs, lead times, salaries, rooms, resale,
// capex.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

const Table<TaxSchedule>& tax_schedule_table() {
    using S = TaxSchedule;
    static const Table<S> t = sourced<S>(
        "What a tax law lets be written off, by year in service.",
        {text("country", &S::country, "Whose law, ISO 3166").required(),
         numbers("shares", &S::shares, "Of the cost, by year; they sum to 1").required()});
    return t;
}

const Table<TariffFact>& tariff_fact_table() {
    using F = TariffFact;
    static const Table<F> t = sourced<F>(
        "What electricity costs beside its energy price.",
        {text("country", &F::country, "Where, ISO 3166").required(),
         quantity("demand_charge", &F::demand_usd_kw_month, Measure::money,
                  "A kW of the month's highest mean")
             .min(0),
         quantity("demand_interval", &F::demand_interval_s, Measure::duration, "Of that mean")
             .above(0),
         quantity("ratchet", &F::ratchet, Measure::share, "Of the last 11 months' highest")
             .min(0)
             .max(1),
         quantity("minimum_take", &F::minimum_take, Measure::share,
                  "Of the contracted power, paid anyway")
             .min(0)
             .max(1),
         quantity("levies", &F::levies_usd_kwh, Measure::money_kwh, "On each kWh").min(0),
         quantity("standing", &F::standing_usd_year, Measure::money_year, "Fixed charge").min(0)});
    return t;
}

const Table<LeadTimeFact>& lead_time_fact_table() {
    using F = LeadTimeFact;
    static const Table<F> t =
        sourced<F>("From order to delivery.",
                   {quantity("p50", &F::p50_s, Measure::duration, "Median").above(0).required(),
                    quantity("p90", &F::p90_s, Measure::duration, "Nine of ten are faster")
                        .above(0)
                        .required()});
    return t;
}

const Table<SalaryFact>& salary_table() {
    using F = SalaryFact;
    static const Table<F> t = sourced<F>(
        "A year of one person, with overhead.",
        {text("country", &F::country, "Where, ISO 3166").required(),
         quantity("cost", &F::usd_year, Measure::money_year, "With overhead").above(0).required()});
    return t;
}

const Table<ColocationFact>& colocation_fact_table() {
    using F = ColocationFact;
    static const Table<F> t = sourced<F>(
        "Price of contracted power in somebody's hall.",
        {quantity("price", &F::usd_kw_month, Measure::money, "A kW and month").above(0).required(),
         quantity("escalation", &F::escalation_year, Measure::share, "Increase a year").min(0)});
    return t;
}

const Table<ResidualFact>& residual_fact_table() {
    using F = ResidualFact;
    static const Table<F> t = sourced<F>(
        "What used hardware brings.",
        {quantity("initial", &F::initial, Measure::share, "Of the price, on the day of purchase")
             .above(0)
             .max(1)
             .required(),
         quantity("decay", &F::decay_year, Measure::number,
                  "Rate δ of loss: a year leaves e^−δ of the value")
             .min(0)
             .required(),
         quantity("haircut", &F::haircut, Measure::share, "Of the value: cost of selling")
             .min(0)
             .max(1)});
    return t;
}

const Table<CapexFact>& capex_fact_table() {
    using F = CapexFact;
    static const Table<F> t = sourced<F>(
        "What comes beside servers.",
        {quantity("share", &F::share, Measure::share, "Of the servers' price").min(0).max(10),
         quantity("server", &F::usd_server, Measure::money, "Or so much a server").min(0),
         quantity("life", &F::life_years, Measure::number, "Years; 0: as the servers").min(0)});
    return t;
}

}  // namespace orrery::catalog
