// The vocabulary of what is owned: purchases, deliveries, depreciation, leases, loans, resale.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

namespace {

const Table<DepreciationSpec>& depreciation_table() {
    using D = DepreciationSpec;
    static const Choices<DepreciationLaw> laws{{"straight", DepreciationLaw::straight},
                                               {"declining", DepreciationLaw::declining},
                                               {"sum_of_years", DepreciationLaw::sum_of_years},
                                               {"schedule", DepreciationLaw::schedule}};
    static const Table<D> t{
        "How what was paid is written off.",
        {choice("law", &D::law, laws,
                "straight; declining (with a switch to straight); sum_of_years; schedule"),
         quantity("life", &D::life_years, Measure::number, "Years; default: the pool's life", 0)
             .above(0)
             .max(50),
         quantity("factor", &D::factor, Measure::number, "declining: 2 is double").above(0).max(5),
         text("schedule", &D::schedule, "Catalog tax schedule, us-macrs-5"),
         numbers("shares", &D::shares, "Or shares of the cost by year; they sum to 1"),
         quantity("bonus", &D::bonus, Measure::share, "Written off in the first year, beforehand")
             .min(0)
             .max(1)}};
    return t;
}

const Table<ResidualShockSpec>& shock_table() {
    using S = ResidualShockSpec;
    static const Table<S> t{
        "A new generation makes the old one cheaper.",
        {moment("at", &S::at, "When it can be had").required(),
         quantity("factor", &S::factor, Measure::share, "Of the value from then on")
             .above(0)
             .max(1)
             .required()}};
    return t;
}

const Table<ResidualSpec>& residual_table() {
    using R = ResidualSpec;
    static const Table<R> t{
        "What the hardware brings when it is sold.",
        {text("catalog", &R::catalog, "Catalog residual instead of the next three"),
         quantity("initial", &R::initial, Measure::share, "Of the price, on the day of purchase")
             .min(0),
         quantity("decay", &R::decay_year, Measure::number,
                  "Rate δ of loss: a year leaves e^−δ of the value")
             .min(0),
         quantity("haircut", &R::haircut, Measure::share, "Of the value: cost of selling")
             .min(0)
             .max(1),
         objects("shocks", &R::shocks, shock_table, "New generations"),
         span("sale_lag", &R::sale_lag, "From the end of use to the money").min(0)}};
    return t;
}

const Table<CapexItemSpec>& capex_item_table() {
    using C = CapexItemSpec;
    static const Table<C> t{
        "What is bought beside the servers.",
        {text("name", &C::name, "Name, unique in the purchase"),
         text("catalog", &C::catalog, "Catalog capex item, for its share or amount"),
         quantity("cost", &C::usd, Measure::money, "In all", 0).min(0),
         quantity("share", &C::share, Measure::share, "Or a share of the servers' price")
             .min(0)
             .max(10),
         quantity("server", &C::usd_server, Measure::money, "Or so much a server", 0).min(0),
         quantity("life", &C::life_years, Measure::number, "Years; default: as the servers", 0)
             .above(0)
             .max(50),
         quantity("residual", &C::residual_share, Measure::share,
                  "Of its price, that it brings when the servers go; default: what the books say",
                  -1)
             .min(0)
             .max(1),
         optional_object("resale", &C::residual, residual_table, "Or a curve of what it brings")}};
    return t;
}

const Table<DeliverySpec>& delivery_table() {
    using D = DeliverySpec;
    static const Table<D> t{
        "A part of the order.",
        {quantity("share", &D::share, Measure::share, "Of the servers").above(0).max(1).required(),
         span("after", &D::after, "Later than the lead time says").min(0)}};
    return t;
}

const Table<LeadTimeSpec>& lead_time_table() {
    using L = LeadTimeSpec;
    static const Table<L> t{
        "From order to service: lognormal through two quantiles.",
        {span("p50", &L::p50, "Median from order to delivery").min(0),
         span("p90", &L::p90, "Nine of ten are faster; default: as p50, certain").min(0),
         text("catalog", &L::catalog, "Catalog lead time instead"),
         objects("deliveries", &L::deliveries, delivery_table, "Parts; default: all at once"),
         span("burn_in", &L::burn_in, "From delivery to service").min(0)}};
    return t;
}

const Table<LeaseSpec>& lease_table() {
    using L = LeaseSpec;
    static const Choices<LeaseKind> kinds{{"automatic", LeaseKind::automatic},
                                          {"operating", LeaseKind::operating},
                                          {"finance", LeaseKind::finance}};
    static const Choices<LeaseStandard> standards{{"asc842", LeaseStandard::asc842},
                                                  {"ifrs16", LeaseStandard::ifrs16}};
    static const Table<L> t{
        "The servers are leased, not bought.",
        {quantity("payment", &L::usd_year, Measure::money_year, "At the beginning of each month")
             .above(0)
             .required(),
         span("term", &L::term, "Of the lease").above(0),
         quantity("rate", &L::rate, Measure::share, "Implicit or borrowing rate, a year")
             .min(0)
             .max(1),
         quantity("purchase_option", &L::purchase_option_usd, Measure::money,
                  "Price at the end; a bargain is taken", -1)
             .min(0),
         boolean("transfers_ownership", &L::transfers_ownership, "At the end"),
         boolean("specialised", &L::specialised, "Of no other use to the lessor"),
         choice("kind", &L::kind, kinds, "automatic: by the tests of the standard"),
         choice("standard", &L::standard, standards, "ifrs16: always on the balance sheet")}};
    return t;
}

const Table<LoanSpec>& loan_table() {
    using L = LoanSpec;
    static const Table<L> t{
        "A loan that is paid back in equal months.",
        {quantity("share", &L::share, Measure::share, "Of the capex").above(0).max(1),
         quantity("rate", &L::rate, Measure::share, "A year, effective").min(0).max(1),
         span("term", &L::term, "Until it is paid back").above(0)}};
    return t;
}

}  // namespace

const Table<PurchaseSpec>& purchase_table() {
    using P = PurchaseSpec;
    static const Table<P> t{
        "How and when the servers of a pool are bought.",
        {text("date", &P::date, "Of the order; default: paid and in service at the run's start"),
         quantity("deposit", &P::deposit, Measure::share, "Due with the order; rest on delivery")
             .min(0)
             .max(1),
         object("lead_time", &P::lead_time, lead_time_table, "From order to service"),
         objects("items", &P::items, capex_item_table, "Network, racks, spares, integration …"),
         object("book", &P::book, depreciation_table, "Depreciation in the books"),
         object("tax", &P::tax, depreciation_table, "Depreciation for taxes; default: the books'"),
         quantity("economic_life", &P::economic_life_years, Measure::number,
                  "Years until they are sold; default: the book life", 0)
             .above(0)
             .max(50),
         optional_object("resale", &P::residual, residual_table,
                         "What they bring; default: the pool's residual at the end of life"),
         optional_object("lease", &P::lease, lease_table, "Leased instead of bought"),
         optional_object("loan", &P::loan, loan_table, "Borrowed money"),
         quantity("insurance", &P::insurance, Measure::share, "Share of capex a year")
             .min(0)
             .max(1),
         quantity("nre", &P::nre_usd, Measure::money, "Chips of one's own: engineering, once", 0)
             .min(0),
         span("nre_life", &P::nre_life, "Over which it is written off").above(0),
         quantity("yield", &P::yield_share, Measure::share, "Good ones of those made and paid")
             .above(0)
             .max(1),
         span("ramp", &P::ramp, "Output grows linearly until the order is done").min(0)}};
    return t;
}

}  // namespace orrery
