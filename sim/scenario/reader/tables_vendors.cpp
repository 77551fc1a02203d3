// The vocabulary of vendors: outages, quotas, how requests are filled, discounts that were offered.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Table<PriorSpec>& prior_table() {
    using P = PriorSpec;
    static const Table<P> t{
        "What a figure rests on that nobody measured for this case.",
        {text("source", &P::source, "Who states it; default: assumed"),
         quantity("n", &P::n, Measure::number, "Observations behind it", 0).min(0),
         quantity("lo", &P::lo, Measure::number, "90 % interval of the figure: lower end", 0),
         quantity("hi", &P::hi, Measure::number, "Its upper end", 0)}};
    return t;
}

namespace {

const Table<OutageProcessSpec>& outage_process_table() {
    using O = OutageProcessSpec;
    static const Choices<Plane> planes{{"data", Plane::data},
                                       {"control", Plane::control},
                                       {"edge", Plane::edge},
                                       {"stock", Plane::stock}};
    static const Table<O> t{
        "Outages of one plane of a vendor: a rate with a law of durations, or a date.",
        {text("name", &O::name, "Name, unique within the vendor").required(),
         choice("plane", &O::plane, planes,
                "data: what runs stops; control: nothing new starts; edge: clients do not get "
                "through; stock: no new servers"),
         texts("regions", &O::regions, "Regions or sites; default: all of the vendor at once"),
         texts("servers", &O::servers, "Catalog servers that are out of stock; default: all"),
         quantity("per_year", &O::per_year, Measure::number, "Rate; Poisson", 0).min(0).max(8766),
         text("prior", &O::catalog, "Outage prior of the catalog: rate and durations"),
         span("p50", &O::p50, "Median duration").above(0),
         span("p90", &O::p90, "Duration that one in ten exceeds; lognormal").above(0),
         moment("at", &O::at, "Once at this instant, beside the rate"),
         span("duration", &O::duration, "Of that one").min(0),
         text("reason", &O::reason, "Shown in reports"),
         text("group", &O::group, "Processes of one group share causes"),
         quantity("correlation", &O::correlation, Measure::share,
                  "Share of its outages whose cause the group shares"),
         object("rests_on", &O::prior, prior_table, "Source, n and interval of the rate")}};
    return t;
}

const Table<VendorQuotaSpec>& quota_table() {
    using Q = VendorQuotaSpec;
    static const Table<Q> t{
        "Most servers that a vendor lets one have.",
        {text("region", &Q::region, "Region or site; default: all of the vendor"),
         text("server", &Q::server, "Catalog server; default: all"),
         quantity("servers", &Q::servers, Measure::number, "Servers in use at most").required(),
         moment("from", &Q::from, "Since when it grows"),
         quantity("growth", &Q::growth_month, Measure::number, "Servers more each month", 0)
             .min(0)}};
    return t;
}

const Table<DiscountPointSpec>& discount_table() {
    using D = DiscountPointSpec;
    static const Table<D> t{
        "A point of the discount curve that the vendor offered.",
        {quantity("spend", &D::usd_year, Measure::money, "A year").required(),
         span("term", &D::term, "Of the commitment").above(0),
         quantity("discount", &D::discount, Measure::share, "Off list prices").min(0).max(1)}};
    return t;
}

}  // namespace

const Table<VendorSpec>& vendor_table() {
    using V = VendorSpec;
    static const Table<V> t{
        "A vendor as this scenario deals with it.",
        {text("name", &V::name, "Name, as in the catalog and at sites").required(),
         text("parent", &V::parent, "Ultimate parent; default: the catalog's, else itself"),
         text("host", &V::host, "Whose halls it is in; default: the catalog's, else itself"),
         text("fab", &V::fab, "Who makes its chips; default: of its pools' accelerators"),
         text("grid", &V::grid, "Default: those of its sites"),
         moment("decided", &V::decided, "When it was decided to take it"),
         span("qualification", &V::qualification, "From then until its servers may be used"),
         quantity("qualification_cost", &V::qualification_usd, Measure::money, "Once").min(0),
         quantity("porting_cost", &V::porting_usd, Measure::money, "Once").min(0),
         quantity("performance_penalty", &V::performance_penalty, Measure::share,
                  "Share of throughput that is lost on its hardware")
             .min(0),
         quantity("tooling", &V::tooling_usd_year, Measure::money, "A year").min(0),
         objects("quotas", &V::quotas, quota_table, "Most servers at a time"),
         quantity("fill_rate", &V::fill_rate, Measure::share,
                  "Probability that a request for servers is filled at once")
             .min(0)
             .max(1),
         span("fill_wait", &V::fill_wait, "Mean that the others wait; exponential").above(0),
         text("fill_prior", &V::fill_catalog, "Fill rate of the catalog instead"),
         object("fill_rests_on", &V::fill_prior, prior_table, "Source, n and interval of it"),
         objects("outages", &V::outages, outage_process_table, "Of its planes"),
         objects("discounts", &V::discounts, discount_table, "The curve that it offered"),
         quantity("exit_fee", &V::exit_fee_usd, Measure::money, "For leaving it").min(0)}};
    return t;
}

const Table<DisruptionSpec>& disruption_table() {
    using D = DisruptionSpec;
    static const Choices<DisruptionKind> kinds{
        {"delay", DisruptionKind::delay},           {"partial", DisruptionKind::partial},
        {"export_ban", DisruptionKind::export_ban}, {"duty", DisruptionKind::duty},
        {"price", DisruptionKind::price},           {"fab_loss", DisruptionKind::fab_loss}};
    static const Table<D> t{
        "What may befall the supply.",
        {text("name", &D::name, "Name, unique").required(),
         choice("kind", &D::kind, kinds,
                "delay: orders come later; partial: in part; export_ban: none; duty, price: cost "
                "more; fab_loss: less of what a fab makes"),
         texts("vendors", &D::vendors, "Of sites, or fabs; default: all"),
         texts("pools", &D::pools, "Pools; default: all of the vendors"),
         moment("at", &D::at, "When it begins"),
         span("duration", &D::duration, "How long; default: to the end").above(0),
         span("delay", &D::delay, "Of orders placed meanwhile"),
         quantity("factor", &D::factor, Measure::number, "Of the quantity, or of the price").min(0),
         quantity("probability", &D::probability, Measure::share, "That it happens in a run")
             .min(0)
             .max(1),
         object("rests_on", &D::prior, prior_table, "Source, n and interval of the probability")}};
    return t;
}

}  // namespace orrery
