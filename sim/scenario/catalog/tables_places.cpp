// Field tables of offers, regions, grids, egress prices and coefficients.
#include <limits>

#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

const Table<Offer>& offer_table() {
    using O = Offer;
    static const Table<O> t = sourced<O>(
        "What a provider asks for a server, on demand.",
        {text("vendor", &O::vendor, "Provider, as in the region's key").required(),
         text("region", &O::region, "Catalog key of the region").required(),
         text("server", &O::server, "Catalog key of the server").required(),
         text("sku", &O::sku, "The provider's own name").required(),
         quantity("price", &O::usd_server_h, Measure::money_hour, "Of one server").required()});
    return t;
}

const Table<Region>& region_table() {
    using R = Region;
    static const Table<R> t = sourced<R>(
        "A place where a provider computes.",
        {text("vendor", &R::vendor, "Provider").required(),
         text("city", &R::city, "City or landscape").required(),
         text("country", &R::country, "ISO 3166 code of two letters").required(),
         text("grid", &R::grid, "Catalog key of the electricity zone").required(),
         text("time_zone", &R::time_zone, "IANA name").required(),
         quantity("pue", &R::pue, Measure::number, "Facility over IT energy").required()});
    return t;
}

const Table<Grid>& grid_table() {
    using G = Grid;
    static const Table<G> t = sourced<G>(
        "An electricity zone.",
        {text("country", &G::country, "ISO 3166 code of two letters").required(),
         text("time_zone", &G::time_zone, "IANA name; the hours are of this clock").required(),
         quantity("intensity", &G::g_kwh, Measure::intensity, "Life cycle, annual mean").required(),
         quantity("price", &G::usd_kwh, Measure::money_kwh, "What industry pays").required(),
         quantity("direct", &G::direct_g_kwh, Measure::intensity, "Combustion only (scope 2)", -1)
             .min(0),
         quantity("marginal", &G::marginal_g_kwh, Measure::intensity,
                  "Of one kWh more: its operating margin, life cycle", -1)
             .min(0),
         quantity("residual", &G::residual_g_kwh, Measure::intensity,
                  "Residual mix of market-based accounting, combustion only", -1)
             .min(0),
         quantity("carbon_free", &G::carbon_free, Measure::share, "Nuclear and renewables", -1)
             .min(0)
             .max(1),
         quantity("water", &G::water_l_kwh, Measure::volume_kwh, "Drunk at the plants", -1).min(0),
         quantity("losses", &G::losses, Measure::share, "Of what is fed in, lost on the way", -1)
             .min(0)
             .max(.9),
         numbers("hourly", &G::hourly, "24 factors from midnight, mean 1").required(),
         numbers("monthly", &G::monthly, "12 factors from January, mean 1").required()});
    return t;
}

namespace {

constexpr double kGigabyte = 1e9;

/// `up_to` in bytes of the text, in GB of the struct; absent: the rest of the month.
Field<EgressTier> limit_field() {
    using T = EgressTier;
    Field<T> f = make<T>("up_to", FieldKind::quantity, "Holds below this total of the month");
    f.info.measure = Measure::bytes;
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i, T& o) {
        if (auto v = r.quantity(n, path, i)) o.up_to_gb = *v / kGigabyte;
    };
    return std::move(f).above(0);
}

const Table<EgressTier>& tier_table() {
    static const Table<EgressTier> t{
        "A step of the price list.",
        {limit_field(),
         quantity("price", &EgressTier::usd_gb, Measure::money_gb, "Of a GB in it").required()}};
    return t;
}

/// "184.06 USD/kW-month": the unit is whatever follows the number.
Field<Coefficient> value_field() {
    using C = Coefficient;
    Field<C> f = make<C>("value", FieldKind::custom, "A number, a blank and its unit");
    f.info.schema = R"({"type": "string"})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, C& o) {
        const auto text = r.text(n, path);
        if (!text) return;
        const std::size_t blank = text->find(' ');
        const Parsed number = parse_quantity(text->substr(0, blank), Measure::number);
        if (blank == std::string::npos || !number.problem.empty()) {
            r.error(n.at, "E0205", path, "expected a number and its unit, found \"" + *text + "\"",
                    "for example 184.06 USD/kW-month, or 1.12 ratio");
            return;
        }
        o.value = number.value;
        o.unit = text->substr(blank + 1);
    };
    return f;
}

}  // namespace

const Table<EgressPrice>& egress_table() {
    static const Table<EgressPrice> t = sourced<EgressPrice>(
        "What a provider asks for traffic to the internet.",
        {objects("tiers", &EgressPrice::tiers, tier_table, "Prices by the month's total, ascending")
             .required()});
    return t;
}

const Table<Coefficient>& coefficient_table() {
    static const Table<Coefficient> t =
        sourced<Coefficient>("A fact of no single entry.", {value_field().required()});
    return t;
}

}  // namespace orrery::catalog
