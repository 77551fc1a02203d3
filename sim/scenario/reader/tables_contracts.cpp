// The vocabulary of commitments: reservations, plans, capacity, spend, take-or-pay, volume.
#include "sim/scenario/reader/contract_fields.hpp"
#include "sim/scenario/reader/tables_charges.hpp"

namespace orrery {

using namespace fields;

namespace {

const Choices<Upfront> kUpfronts{
    {"none", Upfront::none}, {"partial", Upfront::partial}, {"all", Upfront::all}};

const Table<ReservedSpec>& reserved_table() {
    using R = ReservedSpec;
    static const Table<R> t{
        "Servers for a term, paid whether they are used or not.",
        {name_field<R>(), texts("pools", &R::pools, "Pools that it covers, in this order"),
         quantity("servers", &R::servers, Measure::number, "Committed at any time")
             .above(0)
             .required(),
         moment("start", &R::start, "When the term begins; it may run already").min(kBeforeStartS),
         span("term", &R::term, "How long").above(0),
         choice("upfront", &R::upfront, kUpfronts, "What is paid ahead"),
         quantity("upfront_share", &R::upfront_share, Measure::share, "Of the whole, with partial")
             .min(0)
             .max(1),
         quantity("price", &R::usd_server_h, Measure::money_hour,
                  "Of a committed server, upfront included", -1)
             .min(0),
         quantity("discount", &R::discount, Measure::share, "Off the on-demand price", -1)
             .min(0)
             .max(1),
         text("program", &R::program,
              "Catalog commitment (aws/reserved/p4d/1y) that says discount and upfront"),
         boolean("resource", &R::resource, "A commitment to resources of a region"),
         text("renewal", &R::renewal, "none, or market: on demand afterwards, with a warning"),
         currency_field<R>()}};
    return t;
}

const Table<PlanRateSpec>& plan_rate_table() {
    using R = PlanRateSpec;
    static const Table<R> t{
        "What a plan takes off the price of one pool.",
        {text("pool", &R::pool, "Pool").required(),
         quantity("discount", &R::discount, Measure::share, "Off its on-demand price", -1)
             .min(0)
             .max(1),
         text("program", &R::program, "Catalog commitment that says the discount instead")}};
    return t;
}

const Table<SavingsPlanSpec>& plan_table() {
    using P = SavingsPlanSpec;
    static const Choices<PlanScope> scopes{{"family", PlanScope::family},
                                           {"vendor", PlanScope::vendor}};
    static const Table<P> t{
        "So much money an hour; each hour it goes to the eligible usage with the highest discount, "
        "after reservations; what is not used in the hour is lost.",
        {name_field<P>(), text("vendor", &P::vendor, "Whose servers").required(),
         choice("scope", &P::scope, scopes,
                "family: servers of one kind in one region, applied first; vendor: any"),
         texts("pools", &P::pools, "Eligible; default: all on-demand pools of the vendor"),
         quantity("commitment", &P::usd_hour, Measure::money_hour, "At the plan's prices")
             .above(0)
             .required(),
         moment("start", &P::start, "When the term begins; it may run already").min(kBeforeStartS),
         span("term", &P::term, "How long").above(0),
         choice("upfront", &P::upfront, kUpfronts, "What is paid ahead"),
         quantity("upfront_share", &P::upfront_share, Measure::share, "Of the whole, with partial")
             .min(0)
             .max(1),
         quantity("discount", &P::discount, Measure::share, "Off the on-demand price", -1)
             .min(0)
             .max(1),
         objects("rates", &P::rates, plan_rate_table, "Discounts of single pools"),
         text("program", &P::program, "Catalog commitment that says the discount"),
         currency_field<P>()}};
    return t;
}

const Table<SustainedUseSpec>& sustained_table() {
    using S = SustainedUseSpec;
    static const Table<S> t{
        "Usage gets cheaper the larger the part of a calendar month is that servers run.",
        {name_field<S>(), text("vendor", &S::vendor, "Whose servers").required(),
         texts("pools", &S::pools, "Eligible: some accelerators are not").required(),
         numbers("steps", &S::steps, "Factors of the price in equal parts of the month")
             .required()}};
    return t;
}

const Table<CapacitySpec>& capacity_table() {
    using C = CapacitySpec;
    static const Table<C> t{
        "Servers held for a span: with a price and prepaid a capacity block, without a price an "
        "on-demand reservation, which is paid at the on-demand price, used or not.",
        {name_field<C>(), text("pool", &C::pool, "Pool").required(),
         quantity("servers", &C::servers, Measure::number, "Held").above(0).required(),
         moment("start", &C::start, "From when; it may run already").min(kBeforeStartS),
         span("duration", &C::duration, "How long").above(0).required(),
         quantity("price", &C::usd_server_h, Measure::money_hour, "Of a server", -1).min(0),
         boolean("prepaid", &C::prepaid, "All of it is due at the start; else by the month"),
         currency_field<C>()}};
    return t;
}

const Table<TakeOrPaySpec>& take_or_pay_table() {
    using T = TakeOrPaySpec;
    static const Table<T> t{
        "Capacity of a GPU cloud for a term, taken or not; a part is prepaid and the rest falls "
        "due "
        "in equal monthly invoices.",
        {name_field<T>(), text("pool", &T::pool, "Pool").required(),
         quantity("servers", &T::servers, Measure::number, "Contracted").above(0).required(),
         moment("start", &T::start, "When the term begins; it may run already").min(kBeforeStartS),
         span("term", &T::term, "How long").above(0),
         quantity("prepay", &T::prepay, Measure::share, "Of the whole, due at the start")
             .min(0)
             .max(1),
         quantity("price", &T::usd_server_h, Measure::money_hour, "Of a server", -1).min(0),
         quantity("ceiling", &T::ceiling_usd_server_h, Measure::money_hour,
                  "Price without term and prepayment", -1)
             .min(0),
         quantity("floor", &T::floor_usd_server_h, Measure::money_hour,
                  "Price of the longest term, all prepaid", -1)
             .min(0),
         quantity("term_weight", &T::term_weight, Measure::share, "Of the term in that")
             .min(0)
             .max(1),
         quantity("prepay_weight", &T::prepay_weight, Measure::share, "Of the prepayment in that")
             .min(0)
             .max(1),
         span("longest", &T::longest, "Longest term on offer").above(0),
         quantity("sublease", &T::sublease, Measure::share,
                  "Of the price, that unused capacity brings back")
             .min(0)
             .max(1),
         currency_field<T>()}};
    return t;
}

}  // namespace

const Table<ContractsSpec>& contracts_table() {
    using C = ContractsSpec;
    static const Table<C> t{
        "Agreements with vendors beside the prices of pools.",
        {objects("reserved", &C::reserved, reserved_table, "Servers for a term, used or not"),
         objects("savings_plans", &C::savings_plans, plan_table, "Money by the hour"),
         objects("sustained_use", &C::sustained_use, sustained_table, "Cheaper the longer it runs"),
         objects("capacity", &C::capacity, capacity_table, "Blocks and on-demand reservations"),
         objects("spend", &C::spend, spend_table, "So much a year, with true-up"),
         objects("take_or_pay", &C::take_or_pay, take_or_pay_table, "Taken or paid"),
         objects("volume", &C::volume, volume_table, "Prices by the volume of a month"),
         objects("storage", &C::storage, storage_table, "Data at rest"),
         objects("support", &C::support, support_table, "By the month's spend"),
         objects("licences", &C::licences, licence_table, "Software"),
         objects("taxes", &C::taxes, tax_table, "On what vendors bill"),
         objects("sla", &C::sla, sla_table, "Credits for outages"),
         objects("price_changes", &C::price_changes, price_change_table, "From a date on"),
         objects("standby", &C::standby, standby_table, "Ready for a premium")}};
    return t;
}

}  // namespace orrery
