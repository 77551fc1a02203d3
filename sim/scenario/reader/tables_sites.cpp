// The vocabulary of sites: who runs them, power, racks and cooling, weather, agreements to yield.
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

using namespace fields;

const Choices<Signal> kSignals{
    {"average", Signal::average}, {"marginal", Signal::marginal}, {"price", Signal::price}};

const Table<OutageSpec>& outage_table() {
    static const Table<OutageSpec> t{
        "A span in which the site is down.",
        {moment("at", &OutageSpec::at, "When it begins: time since the start, or a date")
             .required(),
         span("duration", &OutageSpec::duration, "How long it lasts").above(0).required(),
         text("reason", &OutageSpec::reason, "What happens; shown in charts")}};
    return t;
}

namespace {

const Table<HeatWaveSpec>& heat_wave_table() {
    using H = HeatWaveSpec;
    static const Table<H> t{
        "A span that is warmer than the climate or the series says.",
        {moment("at", &H::at, "When it begins").required(),
         span("duration", &H::duration, "How long it lasts").above(0).required(),
         quantity("warmer", &H::degrees, Measure::kelvin, "By how much").max(40).required()}};
    return t;
}

}  // namespace

const Table<WeatherSpec>& weather_table() {
    using W = WeatherSpec;
    static const Table<W> t{
        "Outdoor air: cooling, PV and wind follow it.",
        {text("climate", &W::climate, "Catalog climate; default: the grid zone's"),
         text("series", &W::series, "CSV of hourly temperature and humidity instead"),
         text("zone", &W::zone, "Rows of this zone; default: the grid's"),
         objects("heat_waves", &W::heat_waves, heat_wave_table, "Warmer spans")}};
    return t;
}

const Table<RackSpec>& rack_table() {
    using R = RackSpec;
    static const Table<R> t{
        "Racks of the floor from the start.",
        {whole("count", &R::count, "How many; 0: not limited").min(0).max(1e6),
         quantity("power", &R::power_w, Measure::power, "Each may draw; 0: not limited", 0).min(0),
         quantity("cooling", &R::cooling_w, Measure::power,
                  "Each may shed; default: what it may draw", 0)
             .min(0),
         whole("units", &R::units, "Rack units of each").min(1).max(100)}};
    return t;
}

const Table<ModuleSpec>& module_table() {
    using M = ModuleSpec;
    static const Table<M> t{
        "A step by which the floor grows.",
        {text("name", &M::name, "Name"), moment("at", &M::at, "Ready then"),
         whole("racks", &M::racks, "Racks that it adds").min(0),
         quantity("power", &M::power_w, Measure::power, "Power that it adds", 0).min(0),
         quantity("cooling", &M::cooling_w, Measure::power, "Cooling; default: its power", 0)
             .min(0),
         quantity("capex", &M::capex_usd, Measure::money, "What it costs", 0).min(0),
         quantity("life", &M::life_years, Measure::number, "Years of depreciation").above(0)}};
    return t;
}

const Table<FlexibleSpec>& flexible_table() {
    using F = FlexibleSpec;
    static const Table<F> t{
        "An agreement to draw less for a payment; no deadline is missed for it.",
        {text("name", &F::name, "Name"), moment("at", &F::at, "First call").required(),
         span("duration", &F::duration, "How long a call lasts").above(0).required(),
         span("every", &F::every, "Again after this time; default: once").min(3600),
         quantity("reduce_to", &F::reduce_to_w, Measure::power, "The site draws no more")
             .min(0)
             .required(),
         quantity("payment", &F::payment_usd_kwh, Measure::money_kwh,
                  "For energy below what would have been drawn", 0)
             .min(0),
         quantity("payment_per_call", &F::payment_usd, Measure::money, "For each call kept", 0)
             .min(0)}};
    return t;
}

namespace {

/// Which place it is, and who runs it under whose law.
std::vector<Field<SiteSpec>> place_fields() {
    static const Choices<SiteKind> kinds{
        {"on_prem", SiteKind::on_prem}, {"colocation", SiteKind::colocation},
        {"cloud", SiteKind::cloud},     {"neocloud", SiteKind::neocloud},
        {"edge", SiteKind::edge},       {"api", SiteKind::api}};
    using S = SiteSpec;
    return {text("name", &S::name, "Name, unique among sites").required(),
            choice("kind", &S::kind, kinds,
                   "What it is; energy of cloud, neocloud and api is in their price")
                .required(),
            whole("count", &S::count, "Equal sites from this entry, with its pools and deployments")
                .min(1)
                .max(10000),
            text("region", &S::region,
                 "Catalog region (aws/eu-central-1): brings vendor, country, grid, zone and PUE"),
            text("country", &S::country, "ISO 3166 code of two letters; for residency"),
            text("vendor", &S::vendor, "Who is paid; default: the region's vendor, else own"),
            text("operator", &S::operated_by, "Who runs it; default: the vendor"),
            text("jurisdiction", &S::jurisdiction,
                 "Country whose law binds the operator; default: the vendor's, else the site's"),
            texts("certifications", &S::certifications, "For example ISO27001, C5, SecNumCloud")};
}

/// Cooling, and what the grid delivers at which price.
std::vector<Field<SiteSpec>> grid_fields() {
    using S = SiteSpec;
    return {text("grid", &S::grid, "Catalog grid zone that feeds it"),
            text("time_zone", &S::time_zone, "IANA zone of the site"),
            quantity("pue", &S::pue, Measure::number,
                     "Power usage effectiveness: facility over IT energy; default: of `cooling`", 0)
                .min(1)
                .max(5),
            quantity(
                "wue", &S::wue_l_kwh, Measure::volume_kwh,
                "Water drunk on site for a kWh of IT; default: of `cooling`, else the vendor's", -1)
                .min(0)
                .max(20),
            text("cooling", &S::cooling, "Catalog plant: PUE and water follow load and weather"),
            quantity("it_power", &S::it_power_w, Measure::power,
                     "IT load that the plant is built for; default: nameplates of its servers", 0)
                .min(0),
            object("weather", &S::weather, weather_table, "Outdoor air"),
            text("grid_series", &S::grid_series,
                 "CSV of hourly grid intensity instead of the catalog's typical year"),
            text("grid_zone", &S::grid_zone, "Its rows of this zone; default: the grid's"),
            text("marginal_series", &S::marginal_series, "CSV of hourly marginal intensity"),
            text("price_series", &S::price_series, "CSV of hourly prices of electricity"),
            text("price_zone", &S::price_zone, "Its rows of this zone; default: the grid's"),
            boolean("allow_gaps", &S::allow_gaps, "Gaps of series beyond 3 h are bridged"),
            boolean("annual_average", &S::annual_average,
                    "Where a series lacks the zone, the catalog's annual mean stands in"),
            quantity("electricity", &S::electricity_usd_kwh, Measure::money_kwh,
                     "Price of electricity; default: the grid zone's", -1)};
}

/// What the reporting organisation is to the site.
std::vector<Field<SiteSpec>> reporting_fields() {
    static const Choices<Relation> relations{{"automatic", Relation::automatic},
                                             {"owner", Relation::owner},
                                             {"colocation_tenant", Relation::colocation_tenant},
                                             {"leased_asset", Relation::leased_asset},
                                             {"cloud_tenant", Relation::cloud_tenant}};
    static const Choices<Consolidation> boundaries{
        {"operational_control", Consolidation::operational_control},
        {"financial_control", Consolidation::financial_control},
        {"equity_share", Consolidation::equity_share}};
    using S = SiteSpec;
    return {
        choice("relation", &S::relation, relations,
               "What the reporter is to the site; automatic: owner of on_prem and edge, "
               "colocation_tenant, else cloud_tenant"),
        choice("boundary", &S::boundary, boundaries,
               "How the reporter consolidates (GHG Protocol)"),
        quantity("equity", &S::equity, Measure::share, "equity_share: of the site").above(0).max(1),
        boolean("controls_energy", &S::controls_energy,
                "colocation_tenant: its energy is scope 2; else scope 3, category 8"),
        boolean("as_leased_assets", &S::as_leased_assets,
                "cloud_tenant: category 8 (leased assets) instead of 1 (services)"),
        boolean("finance_lease", &S::finance_lease,
                "leased_asset: a finance lease, on the reporter's own books")};
}

/// What it may draw and shed, what feeds it.
std::vector<Field<SiteSpec>> limit_fields() {
    using S = SiteSpec;
    return {quantity("contracted_power", &S::contracted_power_w, Measure::power,
                     "Grid connection, cooling included; 0: not limited", 0)
                .min(0),
            quantity("cooling_limit", &S::cooling_limit_w, Measure::power,
                     "IT heat that the plant can shed; 0: not limited", 0)
                .min(0),
            optional_object("racks", &S::racks, rack_table, "Floor space"),
            objects("modules", &S::modules, module_table, "Steps by which the floor grows"),
            objects("flexible_power", &S::flexible, flexible_table, "Agreements to draw less"),
            object("energy", &S::energy, energy_table, "Own generation, contracts, battery"),
            optional_object("tariff", &S::tariff, tariff_table,
                            "What electricity costs beside its energy price"),
            optional_object("colocation", &S::colocation, colocation_table,
                            "A room in somebody's hall"),
            objects("outages", &S::outages, outage_table, "Planned or assumed outages")};
}

}  // namespace

const Table<SiteSpec>& site_table() {
    static const Table<SiteSpec> t = [] {
        Table<SiteSpec> all{
            "A place with one grid connection: an own hall, a cloud region, an edge location.", {}};
        for (const auto& fields :
             {place_fields(), grid_fields(), limit_fields(), reporting_fields()}) {
            all.fields.insert(all.fields.end(), fields.begin(), fields.end());
        }
        return all;
    }();
    return t;
}

const Table<DataClassSpec>& data_class_table() {
    using D = DataClassSpec;
    static const Table<D> t{
        "What a kind of data allows; an absent list allows anything.",
        {text("name", &D::name, "Name, unique").required(),
         texts("countries", &D::countries,
               "Countries that it may be in; EU and EEA stand for theirs"),
         texts("jurisdictions", &D::jurisdictions, "Whose law may bind the operator"),
         texts("operators", &D::operators, "Who may run the place"),
         texts("certifications", &D::certifications, "All of them are wanted"),
         boolean("encrypted", &D::encrypted, "In transit and at rest: costs time"),
         boolean("confidential", &D::confidential, "Only on confidential-computing servers")}};
    return t;
}

}  // namespace orrery
