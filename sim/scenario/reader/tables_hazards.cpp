// The vocabulary of what befalls servers: failures, maintenance, spot markets.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<FailureSpec>& failure_table() {
    using F = FailureSpec;
    static const Table<F> t{
        "How servers fail, independently of each other.",
        {span("mtbf", &F::mtbf,
              "Mean time between failures of one server; exponential; default: the mix's")
             .above(0),
         span("mttr", &F::mttr, "Mean time to repair; lognormal"),
         quantity("cv", &F::mttr_cv, Measure::number, "Coefficient of variation of repair times")
             .min(0)
             .max(10),
         whole("repairs", &F::repairs, "Servers repaired at the same time; 0: no limit").min(0),
         text("mix", &F::mix, "Catalog failure mix: causes, and the rate without mtbf")}};
    return t;
}

const Table<MaintenanceSpec>& maintenance_table() {
    using M = MaintenanceSpec;
    static const Table<M> t{
        "Servers are taken down on purpose; jobs stop at a checkpoint before.",
        {moment("at", &M::at, "First time: span since the start, or a date").required(),
         span("every", &M::every, "Again after this time; default: once").above(0),
         span("duration", &M::duration, "How long they are down").above(0).required(),
         span("notice", &M::notice, "How long before it jobs are told"),
         whole("servers", &M::servers, "So many at once, in turn; 0: all of the pool").min(0),
         text("reason", &M::reason, "What happens; shown in charts")}};
    return t;
}

namespace {

const Table<SpotPriceSpec>& spot_price_table() {
    using P = SpotPriceSpec;
    static const Table<P> t{"From a date on a spot server costs so much.",
                            {moment("from", &P::from, "Since when"),
                             quantity("price", &P::usd_server_h, Measure::money_hour, "Of a server")
                                 .min(0)
                                 .required()}};
    return t;
}

}  // namespace

const Table<SpotSpec>& spot_table() {
    using S = SpotSpec;
    static const Table<S> t{
        "Servers that the vendor may take back: at a rate, or as a recorded market did.",
        {span("every", &S::every, "Mean time between preemptions of the pool; exponential").min(1),
         whole("servers", &S::servers, "Servers that each of them takes; 0: all").min(0),
         span("back", &S::back, "Mean time until they may be had again; exponential"),
         span("notice", &S::notice, "How long before it the vendor tells"),
         text("availability", &S::availability,
              "JSON of ticks (metadata.gap_seconds, data): servers that could be had; 1 of 1: all"),
         text("prices", &S::prices, "CSV of price changes: timestamp, price of a server an hour"),
         text("zone", &S::zone, "Rows of this zone alone"),
         text("instance", &S::instance, "Rows of this instance type alone"),
         quantity("bid", &S::bid_usd_server_h, Measure::money_hour,
                  "Above this recorded price there are no servers; default: any", -1)
             .min(0),
         span("offset", &S::offset, "Where in the recording the run begins"),
         quantity("discount", &S::discount, Measure::share,
                  "Off the on-demand price, without recorded prices")
             .min(0)
             .max(1),
         objects("steps", &S::steps, spot_price_table, "Prices by date instead of a recording")}};
    return t;
}

}  // namespace orrery
