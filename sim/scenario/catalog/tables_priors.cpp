// Field tables of supply priors: outages, fill rates, fabs.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

const Table<OutageFact>& outage_fact_table() {
    using O = OutageFact;
    static const Table<O> t = sourced<O>(
        "How often a plane of a vendor fails, and for how long.",
        {text("vendor", &O::vendor, "Whom it is about; *: any").required(),
         text("plane", &O::plane, "data, control, edge or stock").required(),
         quantity("per_year", &O::per_year, Measure::number, "Outages a year").above(0).required(),
         quantity("p50", &O::p50_s, Measure::duration, "Median duration").above(0).required(),
         quantity("p90", &O::p90_s, Measure::duration, "Duration that one in ten exceeds")
             .above(0)
             .required(),
         quantity("n", &O::n, Measure::number, "Observations behind the rate; 0: not known", 0)
             .min(0),
         quantity("lo", &O::lo, Measure::number, "90 % interval of the rate: lower end", 0),
         quantity("hi", &O::hi, Measure::number, "Its upper end", 0)});
    return t;
}

const Table<FillRateFact>& fill_rate_table() {
    using F = FillRateFact;
    static const Table<F> t = sourced<F>(
        "How often a request for servers is filled at once, and how long the others wait.",
        {text("vendor", &F::vendor, "Whom it is about; *: any").required(),
         quantity("rate", &F::rate, Measure::share, "Filled at once").min(0).max(1).required(),
         quantity("wait", &F::wait_s, Measure::duration, "Mean of the others").above(0).required(),
         quantity("n", &F::n, Measure::number, "Observations behind it; 0: not known", 0).min(0),
         quantity("lo", &F::lo, Measure::number, "90 % interval of the rate: lower end", 0),
         quantity("hi", &F::hi, Measure::number, "Its upper end", 0)});
    return t;
}

const Table<FabFact>& fab_table() {
    using F = FabFact;
    static const Table<F> t =
        sourced<F>("Who makes the chips of an accelerator family.",
                   {text("fab", &F::fab, "Maker of the compute dies").required()});
    return t;
}

}  // namespace orrery::catalog
