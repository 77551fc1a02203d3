// The vocabulary of spend, volume, storage, support, licences, taxes, credits, prices, currencies.
#include "sim/scenario/reader/tables_charges.hpp"

#include "sim/scenario/reader/contract_fields.hpp"

namespace orrery {

using namespace fields;

namespace {

/// A list of amounts of one measure.
template <class T>
Field<T> amounts(const char* key, Member<T, std::vector<double>> m, Measure measure,
                 const char* doc) {
    Field<T> f = numbers(key, m, doc);
    f.info.measure = measure;
    f.value = [m, measure](const T& o) {
        std::string list;
        for (const double v : o.*m) {
            list += (list.empty() ? "" : ", ") + print_quantity(v, measure);
        }
        return list.empty() ? std::string() : "[" + list + "]";
    };
    return f;
}

const Table<TierSpec>& volume_tier_table() {
    using T = TierSpec;
    static const Table<T> t{
        "A tier of the month's accelerator-hours.",
        {quantity("up_to", &T::up_to, Measure::number, "Accelerator-hours; default: the rest", 0)
             .min(0),
         quantity("factor", &T::factor, Measure::share, "Of the on-demand price")
             .min(0)
             .max(10)
             .required()}};
    return t;
}

const Table<TierSpec>& support_tier_table() {
    using T = TierSpec;
    static const Table<T> t{
        "A tier of the month's spend with the vendor.",
        {quantity("up_to", &T::up_to, Measure::money, "Spend; default: the rest", 0).min(0),
         quantity("share", &T::factor, Measure::share, "Of the spend in it")
             .min(0)
             .max(1)
             .required()}};
    return t;
}

const Table<SlaStep>& sla_step_table() {
    using S = SlaStep;
    static const Table<S> t{
        "A step of the credits.",
        {quantity("below", &S::below, Measure::share, "Availability of the month")
             .above(0)
             .max(1)
             .required(),
         quantity("credit", &S::credit, Measure::share, "Of the month's charges for the pool")
             .above(0)
             .max(1)
             .required()}};
    return t;
}

}  // namespace

const Table<SpendSpec>& spend_table() {
    using S = SpendSpec;
    static const Table<S> t{
        "A commitment to spend so much a year; what is missing falls due at the year's end.",
        {name_field<S>(), text("vendor", &S::vendor, "With whom").required(),
         amounts("years", &S::usd_year, Measure::money, "Committed in each year of the term")
             .min(0)
             .required(),
         moment("start", &S::start, "When the first year begins; it may run already")
             .min(kBeforeStartS),
         quantity("spent", &S::spent_usd, Measure::money,
                  "Before the run, in the year that runs at its start; default: in proportion to "
                  "time",
                  -1)
             .min(0),
         quantity("discount", &S::discount, Measure::share, "Off all usage that counts")
             .min(0)
             .max(1),
         texts("categories", &S::categories,
               "That count (compute, egress, tokens …); default: all"),
         boolean("carry_over", &S::carry_over, "What exceeds a year counts in the next"),
         currency_field<S>()}};
    return t;
}

const Table<VolumeSpec>& volume_table() {
    using V = VolumeSpec;
    static const Choices<TierLaw> laws{{"graduated", TierLaw::graduated},
                                       {"all_units", TierLaw::all_units}};
    static const Table<V> t{
        "Prices that fall with a calendar month's accelerator-hours on demand.",
        {name_field<V>(), text("vendor", &V::vendor, "Whose servers").required(),
         texts("pools", &V::pools, "That count together; default: all on-demand pools of it"),
         choice("law", &V::law, laws,
                "graduated: each part at its tier; all_units: all at the tier that is reached"),
         objects("tiers", &V::tiers, volume_tier_table, "Ascending").required()}};
    return t;
}

const Table<StorageSpec>& storage_table() {
    using S = StorageSpec;
    static const Table<S> t{
        "Data at rest at a site.",
        {name_field<S>(), text("site", &S::site, "Where").required(),
         text("class", &S::price, "Catalog storage class (aws/s3-standard)"),
         quantity("price", &S::usd_gb_month, Measure::money_gb_month, "Instead", -1).min(0),
         quantity("size", &S::size_bytes, Measure::bytes, "Kept from the start").min(0),
         texts("datasets", &S::datasets, "Data sets that lie in it"),
         quantity("checkpoints", &S::checkpoints, Measure::number,
                  "Kept of each job whose pool is at the site")
             .min(0),
         quantity("replication", &S::replication, Measure::number, "Copies that are paid").min(1),
         span("minimum", &S::minimum,
              "Shortest time that is paid, of data that are deleted (growth below 0)"),
         quantity("requests", &S::requests_month, Measure::number, "A month").min(0),
         quantity("per_1000_requests", &S::usd_1000_requests, Measure::money, "Price of them")
             .min(0),
         quantity("retrieval", &S::retrieval_bytes_month, Measure::bytes, "Read back a month")
             .min(0),
         quantity("retrieval_price", &S::usd_gb_retrieval, Measure::money_gb, "Of that").min(0),
         quantity("growth", &S::growth_bytes_month, Measure::bytes,
                  "More each month; below 0: that much is deleted"),
         currency_field<S>()}};
    return t;
}

const Table<SupportSpec>& support_table() {
    using S = SupportSpec;
    static const Table<S> t{
        "The greater of a minimum and graduated shares of what the vendor bills in a month.",
        {name_field<S>(), text("vendor", &S::vendor, "Whose").required(),
         quantity("minimum", &S::minimum_usd_month, Measure::money_month, "At least").min(0),
         objects("tiers", &S::tiers, support_tier_table, "Ascending"), currency_field<S>()}};
    return t;
}

const Table<LicenceSpec>& licence_table() {
    using L = LicenceSpec;
    static const Table<L> t{
        "Software, paid by the year for what the pools have.",
        {name_field<L>(), text("vendor", &L::vendor, "Who is paid").required(),
         texts("pools", &L::pools, "Whose accelerators and servers count"),
         quantity("per_accelerator", &L::usd_accelerator_year, Measure::money_year, "Each").min(0),
         quantity("per_server", &L::usd_server_year, Measure::money_year, "Each").min(0),
         quantity("price", &L::usd_year, Measure::money_year, "Of the whole").min(0),
         text("tenant", &L::tenant, "Whose alone it is; default: shared"), currency_field<L>()}};
    return t;
}

const Table<TaxSpec>& tax_table() {
    using T = TaxSpec;
    static const Table<T> t{
        "A tax on what vendors bill.",
        {name_field<T>(), texts("vendors", &T::vendors, "On whose bills; default: all"),
         quantity("rate", &T::rate, Measure::share, "Of the amount", -1).min(0).max(1),
         text("country", &T::country, "Its standard rate of the catalog instead (DE)"),
         boolean("recoverable", &T::recoverable, "It is cash that comes back: billed, not cost")}};
    return t;
}

const Table<SlaSpec>& sla_table() {
    using S = SlaSpec;
    static const Table<S> t{
        "Credits for months in which servers were down too long.",
        {name_field<S>(), text("vendor", &S::vendor, "Who grants them").required(),
         texts("pools", &S::pools, "Each by itself; default: all pools of the vendor"),
         objects("steps", &S::steps, sla_step_table, "The largest that applies counts")
             .required()}};
    return t;
}

const Table<PriceChangeSpec>& price_change_table() {
    using P = PriceChangeSpec;
    static const Table<P> t{
        "From a date on prices are others: of a pool, or of all servers and tokens of a vendor.",
        {text("vendor", &P::vendor, "All of it …"), text("pool", &P::pool, "… or one pool"),
         moment("at", &P::at, "When").required(),
         quantity("price", &P::usd_server_h, Measure::money_hour, "New on-demand price", -1).min(0),
         quantity("change", &P::change, Measure::share, "Relative: -20 % is cheaper").min(-1),
         quantity("cap", &P::cap, Measure::share, "Most that all changes may raise it", -1).min(0),
         quantity("floor", &P::floor, Measure::share, "Most that they may lower it", -1)
             .min(0)
             .max(1)}};
    return t;
}

const Table<StandbySpec>& standby_table() {
    using S = StandbySpec;
    static const Table<S> t{
        "Servers that stand ready for a premium; used ones cost their own price.",
        {name_field<S>(), text("pool", &S::pool, "Pool").required(),
         quantity("servers", &S::servers, Measure::number, "Ready").above(0).required(),
         quantity("premium", &S::premium_usd_server_h, Measure::money_hour,
                  "Of each from start to end, called or not")
             .min(0),
         quantity("price", &S::usd_server_h, Measure::money_hour, "Of one that runs").min(0),
         moment("start", &S::start, "From when; it may run already").min(kBeforeStartS),
         span("term", &S::term, "How long").above(0),
         span("notice", &S::notice, "From the call until they serve"), currency_field<S>()}};
    return t;
}

const Table<FxSpec>& fx_table() {
    using F = FxSpec;
    static const Table<F> t{
        "What a unit of a currency is worth from a date on. Amounts in the text become USD at the "
        "earliest rate; contracts with that `currency:` follow later ones.",
        {text("currency", &F::currency, "ISO 4217").required(),
         quantity("rate", &F::usd, Measure::number, "USD for one unit").above(0).required(),
         moment("from", &F::at, "Since when")}};
    return t;
}

}  // namespace orrery
