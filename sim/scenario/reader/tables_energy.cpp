// The vocabulary of energy: generation, contracts, certificates, batteries, reporting, shifting.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

namespace {

const Table<GenerationSpec>& generation_table() {
    using G = GenerationSpec;
    static const Table<G> t{
        "Generation on site, behind the meter.",
        {quantity("capacity", &G::capacity_w, Measure::power, "Peak output; 0: none")
             .min(0)
             .required(),
         text("series", &G::series, "CSV of output per unit of capacity; default: from climate"),
         text("column", &G::column, "Its column"), text("zone", &G::zone, "Its rows of this zone"),
         quantity("tilt", &G::tilt, Measure::degrees, "PV: from the horizontal").min(0).max(90),
         quantity("azimuth", &G::azimuth, Measure::degrees,
                  "PV: from the equator's direction, west positive")
             .min(-180)
             .max(180),
         text("turbine", &G::turbine, "Wind: catalog turbine"),
         quantity("cost", &G::usd_kwh, Measure::money_kwh,
                  "Levelised cost of what it gives: paid as it is generated, unless capex is given",
                  0)
             .min(0),
         quantity("capex", &G::capex_usd, Measure::money,
                  "What the plant costs, paid at the start; cost is then not paid beside it", 0)
             .min(0)}};
    return t;
}

const Table<PpaSpec>& ppa_table() {
    using P = PpaSpec;
    static const Choices<Technology> technologies{
        {"pv", Technology::pv}, {"wind", Technology::wind}, {"baseload", Technology::baseload}};
    static const Table<P> t{
        "A contract for somebody's generation, settled by the interval.",
        {text("name", &P::name, "Name").required(),
         choice("technology", &P::technology, technologies, "What generates"),
         quantity("capacity", &P::capacity_w, Measure::power, "Contracted").above(0).required(),
         text("series", &P::series, "CSV of output per unit of capacity; default: from climate"),
         text("column", &P::column, "Its column"), text("zone", &P::zone, "Its rows of this zone"),
         quantity("price", &P::usd_kwh, Measure::money_kwh, "Of what it gives", 0),
         boolean("deliverable", &P::deliverable, "In the site's market: may be matched hourly"),
         moment("from", &P::from, "First delivery"), moment("until", &P::until, "Last delivery")}};
    return t;
}

const Table<CertificateSpec>& certificate_table() {
    using C = CertificateSpec;
    static const Table<C> t{
        "Certificates without energy: they change the market-based figure alone.",
        {text("name", &C::name, "Name").required(),
         quantity("share", &C::share, Measure::share, "Of the site's consumption").min(0).max(1),
         quantity("energy", &C::energy_kwh, Measure::energy, "Or so much over the run", 0).min(0),
         quantity("price", &C::usd_kwh, Measure::money_kwh, "Of one", 0).min(0),
         quantity("intensity", &C::g_kwh, Measure::intensity, "Of what they stand for").min(0)}};
    return t;
}

const Table<BatterySpec>& battery_table() {
    using B = BatterySpec;
    static const Choices<BatteryPolicy> policies{
        {"self_consumption", BatteryPolicy::self_consumption},
        {"price", BatteryPolicy::price},
        {"carbon", BatteryPolicy::carbon},
        {"marginal_carbon", BatteryPolicy::marginal_carbon},
        {"peak_shaving", BatteryPolicy::peak_shaving}};
    static const Table<B> t{
        "A battery behind the meter.",
        {text("kind", &B::kind, "Catalog battery: losses, limits, cycle life"),
         quantity("capacity", &B::capacity_kwh, Measure::energy, "Usable when new")
             .above(0)
             .required(),
         quantity("charge", &B::charge_w, Measure::power, "At most; default: as discharge", 0)
             .min(0),
         quantity("discharge", &B::discharge_w, Measure::power,
                  "At most; default: the capacity in four hours", 0)
             .min(0),
         quantity("charge_efficiency", &B::charge_efficiency, Measure::share,
                  "Stored of what is charged; default: the catalog's", -1)
             .above(0)
             .max(1),
         quantity("discharge_efficiency", &B::discharge_efficiency, Measure::share,
                  "Given of what was stored; default: the catalog's", -1)
             .above(0)
             .max(1),
         quantity("initial", &B::initial, Measure::share, "State of charge at the start")
             .min(0)
             .max(1),
         quantity("minimum", &B::minimum, Measure::share, "State of charge; default: the catalog's",
                  -1)
             .min(0)
             .max(1),
         quantity("maximum", &B::maximum, Measure::share, "State of charge; default: the catalog's",
                  -1)
             .above(0)
             .max(1),
         choice("policy", &B::policy, policies, "When it charges and gives"),
         quantity("peak", &B::peak_w, Measure::power, "peak_shaving: the grid shall see no more", 0)
             .min(0),
         quantity("low_share", &B::low_share, Measure::share,
                  "price, carbon: charges in this share of a day's best hours")
             .above(0)
             .max(1),
         quantity("high_share", &B::high_share, Measure::share,
                  "price, carbon: gives in this share of its worst")
             .above(0)
             .max(1)}};
    return t;
}

}  // namespace

const Table<EnergySpec>& energy_table() {
    using E = EnergySpec;
    static const Table<E> t{
        "What feeds the site beside the grid.",
        {optional_object("pv", &E::pv, generation_table, "Photovoltaics on site"),
         optional_object("wind", &E::wind, generation_table, "Wind on site"),
         objects("ppa", &E::ppas, ppa_table, "Power purchase agreements"),
         objects("certificates", &E::certificates, certificate_table, "Certificates"),
         optional_object("battery", &E::battery, battery_table, "Storage"),
         boolean("export", &E::may_export, "Surplus goes to the grid; else it is curtailed"),
         quantity("export_price", &E::export_usd_kwh, Measure::money_kwh, "Paid for it", 0)}};
    return t;
}

const Table<ReportingSpec>& reporting_table() {
    using R = ReportingSpec;
    static const Choices<MarketMatching> matchings{{"annual", MarketMatching::annual},
                                                   {"hourly", MarketMatching::hourly}};
    static const Choices<IntensityKind> intensities{{"life_cycle", IntensityKind::life_cycle},
                                                    {"direct", IntensityKind::direct}};
    static const Choices<EmbodiedRule> embodied{{"amortised", EmbodiedRule::amortised},
                                                {"purchase_year", EmbodiedRule::purchase_year}};
    static const Choices<AllocationRule> rules{{"busy_time", AllocationRule::busy_time},
                                               {"tokens", AllocationRule::tokens}};
    static const Table<R> t{
        "How the organisation reports: which of the figures leads.",
        {choice("market", &R::market, matchings,
                "Matching of contracts in the market-based figure"),
         choice("intensity", &R::intensity, intensities, "What grid series of the scenario state"),
         choice("embodied", &R::embodied, embodied,
                "Hardware over its life, or in the year of purchase as the GHG Protocol has it"),
         choice("allocation", &R::allocation, rules, "How idle energy is shared by workloads"),
         text("reporter", &R::reporter, "Who reports")}};
    return t;
}

const Table<ShiftSpec>& shift_table() {
    using S = ShiftSpec;
    static const Table<S> t{
        "Waits for cleaner or cheaper hours.",
        {choice("signal", &S::signal, kSignals, "What makes an hour good"),
         span("within", &S::within, "May start so much later").above(0).required(),
         boolean("interruptible", &S::interruptible,
                 "May stop at a checkpoint and go on in another good hour"),
         quantity("forecast_error", &S::forecast_error, Measure::share,
                  "Relative standard deviation of the signal's forecast")
             .min(0)
             .max(2)}};
    return t;
}

}  // namespace orrery
