// The vocabulary of agreements with vendors: commitments, reservations, support, taxes, currencies.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

namespace {

const Table<ReservedSpec>& reserved_table() {
    using R = ReservedSpec;
    static const Choices<Upfront> upfronts{
        {"none", Upfront::none}, {"partial", Upfront::partial}, {"all", Upfront::all}};
    static const Table<R> t{
        "Servers for a term, paid whether they are used or not.",
        {text("name", &R::name, "Name, unique").required(),
         texts("pools", &R::pools, "Pools that it covers, in this order"),
         quantity("servers", &R::servers, Measure::number, "Committed at any time").above(0),
         moment("start", &R::start, "When the term begins"),
         span("term", &R::term, "How long").above(0),
         choice("upfront", &R::upfront, upfronts, "What is paid ahead"),
         quantity("upfront_share", &R::upfront_share, Measure::share, "Of the whole, with partial")
             .min(0)
             .max(1),
         quantity("price", &R::usd_server_h, Measure::money_hour, "Of a committed server", -1)
             .min(0),
         quantity("discount", &R::discount, Measure::share, "Off the on-demand price", -1)
             .min(0)
             .max(1)}};
    return t;
}

const Table<StandbySpec>& standby_table() {
    using S = StandbySpec;
    static const Table<S> t{
        "Servers that stand ready for a premium.",
        {text("name", &S::name, "Name, unique").required(),
         text("pool", &S::pool, "Pool").required(),
         quantity("servers", &S::servers, Measure::number, "Ready").above(0).required(),
         quantity("premium", &S::premium_usd_server_h, Measure::money_hour, "Called or not").min(0),
         quantity("price", &S::usd_server_h, Measure::money_hour, "Of one that runs").min(0),
         moment("start", &S::start, "From when"), span("term", &S::term, "How long").above(0),
         span("notice", &S::notice, "From the call until they serve")}};
    return t;
}

}  // namespace

const Table<ContractsSpec>& contracts_table() {
    using C = ContractsSpec;
    static const Table<C> t{
        "Agreements with vendors beside the prices of pools.",
        {objects("reserved", &C::reserved, reserved_table, "Servers for a term, used or not"),
         objects("standby", &C::standby, standby_table, "Ready for a premium")}};
    return t;
}

const Table<FxSpec>& fx_table() {
    using F = FxSpec;
    static const Table<F> t{
        "What a unit of a currency is worth from a date on.",
        {text("currency", &F::currency, "ISO 4217").required(),
         quantity("rate", &F::usd, Measure::number, "USD for one unit").above(0).required(),
         moment("from", &F::at, "Since when")}};
    return t;
}

}  // namespace orrery
