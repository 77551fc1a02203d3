// Field tables of climates, cooling plants, batteries, wind turbines and solar modules.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

namespace {

/// A number inside the struct that an entry holds; `factor`: from the unit of the text's SI value.
template <class T, class P>
Field<T> part(const char* key, P T::*outer, double P::*inner, Measure measure, const char* doc,
              double factor = 1) {
    Field<T> f = make<T>(key, FieldKind::quantity, doc);
    f.info.measure = measure;
    f.read = [outer, inner, factor](const Reader& r, const Node& n, const std::string& path,
                                    const FieldInfo& i, T& o) {
        if (auto v = r.quantity(n, path, i)) (o.*outer).*inner = *v / factor;
    };
    f.value = [outer, inner, measure, factor](const T& o) {
        return print_quantity((o.*outer).*inner * factor, measure);
    };
    return f;
}

Field<CoolingFact> type_field() {
    using facility::Cooling;
    static const Choices<Cooling> types{{"chiller", Cooling::chiller},
                                        {"air_economiser", Cooling::air_economiser},
                                        {"evaporative", Cooling::evaporative},
                                        {"water_economiser", Cooling::water_economiser},
                                        {"direct_liquid", Cooling::direct_liquid},
                                        {"immersion", Cooling::immersion}};
    Field<CoolingFact> f = make<CoolingFact>("type", FieldKind::choice, "How heat leaves the hall");
    for (const auto& [name, v] : types) f.info.choices.emplace_back(name);
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                CoolingFact& o) {
        if (auto v = r.choice(n, path, i)) o.plant.type = types[*v].second;
    };
    f.value = [](const CoolingFact& o) { return choice_name(types, o.plant.type); };
    return f;
}

constexpr double kHour_s = 3600;
constexpr double kYear_s = 365.25 * 86400;

}  // namespace

const Table<ClimateFact>& climate_table() {
    using C = ClimateFact;
    static const Table<C> t = sourced<C>(
        "A typical year of weather.",
        {quantity("latitude", &C::latitude, Measure::degrees, "North positive").required(),
         quantity("longitude", &C::longitude, Measure::degrees, "East positive").required(),
         numbers("temperature_c", &C::temperature_c, "12 monthly means").required(),
         numbers("humidity", &C::humidity, "12 monthly means of relative humidity, 0 to 1")
             .required(),
         numbers("wind_m_s", &C::wind_m_s, "12 monthly means at 10 m").required(),
         numbers("clearness", &C::clearness, "12 shares of a clear sky's radiation").required(),
         quantity("day_amplitude", &C::day_amplitude_k, Measure::kelvin,
                  "Half of the mean difference between a day's extremes")
             .required(),
         numbers("spell_k", &C::spell_k, "12 standard deviations of daily means around the month's")
             .required()});
    return t;
}

const Table<CoolingFact>& cooling_table() {
    using F = CoolingFact;
    using P = facility::CoolingPlant;
    const auto share = [](const char* key, double P::*m, const char* doc) {
        return part<F>(key, &F::plant, m, Measure::share, doc).min(0).max(1);
    };
    const auto number = [](const char* key, double P::*m, const char* doc) {
        return part<F>(key, &F::plant, m, Measure::number, doc);
    };
    static const Table<F> t = sourced<F>(
        "A cooling plant; see docs for what each coefficient does.",
        {text("title", &F::title, "What it is").required(),
         type_field().required(),
         share("fixed", &P::fixed, "Of rated IT power, at any load").required(),
         share("distribution", &P::distribution, "UPS and cables, of IT energy").required(),
         share("fans", &P::fans, "Fans and pumps, of the heat").required(),
         number("cop", &P::cop, "Of the compressors; 0: none").min(0),
         number("cop_at_c", &P::cop_at_c, "Driving temperature of that COP"),
         number("cop_per_k", &P::cop_per_k, "Relative fall a kelvin").min(0),
         number("free_below_c", &P::free_below_c, "No compressor runs up to this"),
         number("free_until_c", &P::free_until_c, "All heat through compressors from this on"),
         share("liquid", &P::liquid, "Of the heat, into warm liquid"),
         share("liquid_pumps", &P::liquid_pumps, "Of that heat"),
         number("liquid_free_below_c", &P::liquid_free_below_c, "Its loop needs no compressor"),
         number("liquid_free_until_c", &P::liquid_free_until_c, "All of it through compressors"),
         part<F>("water", &F::plant, &P::water_l_kwh, Measure::volume_kwh,
                 "Of heat that leaves wholly by evaporation, blow-down included")
             .min(0),
         share("wet_least", &P::wet_least, "Evaporated in the cold"),
         number("wet_from_c", &P::wet_from_c, "Dry bulb at which that share begins to rise"),
         number("wet_full_c", &P::wet_full_c, "Dry bulb from which all of it evaporates"),
         number("design_c", &P::design_c, "Driving temperature of full capacity").required(),
         share("derate_per_k", &P::derate_per_k, "Capacity lost a kelvin beyond"),
         quantity("published_from", &F::published_from, Measure::number,
                  "Lowest annual PUE reported for its kind"),
         quantity("published_until", &F::published_until, Measure::number, "Highest")});
    return t;
}

const Table<BatteryFact>& battery_table() {
    using F = BatteryFact;
    using S = facility::BatterySpec;
    static const Table<F> t = sourced<F>(
        "A kind of battery.",
        {part<F>("charge_rate", &F::spec, &S::charge_kw, Measure::number, "kW a kWh").required(),
         part<F>("discharge_rate", &F::spec, &S::discharge_kw, Measure::number, "kW a kWh")
             .required(),
         part<F>("charge_efficiency", &F::spec, &S::charge_efficiency, Measure::share,
                 "Stored over taken")
             .required(),
         part<F>("discharge_efficiency", &F::spec, &S::discharge_efficiency, Measure::share,
                 "Given over taken from the cells")
             .required(),
         part<F>("self_discharge", &F::spec, &S::self_discharge, Measure::share, "Lost an hour"),
         part<F>("min_charge", &F::spec, &S::min_soc, Measure::share, "Never emptied below"),
         part<F>("max_charge", &F::spec, &S::max_soc, Measure::share, "Never filled beyond"),
         part<F>("charge_taper", &F::spec, &S::charge_taper_h, Measure::duration,
                 "Room left free per power of charging", kHour_s),
         part<F>("discharge_taper", &F::spec, &S::discharge_taper_h, Measure::duration,
                 "Content held back per power of discharging", kHour_s),
         part<F>("cycles", &F::spec, &S::cycle_life, Measure::number,
                 "Equivalent full, in its life")
             .required(),
         part<F>("calendar_life", &F::spec, &S::calendar_years, Measure::duration,
                 "Without cycling", kYear_s)
             .required(),
         quantity("price", &F::usd_kwh, Measure::money_kwh, "Installed, of capacity"),
         quantity("embodied", &F::embodied_kg_kwh, Measure::number, "kgCO2e a kWh of capacity")});
    return t;
}

const Table<TurbineFact>& turbine_table() {
    using F = TurbineFact;
    using W = facility::WindTurbine;
    const auto number = [](const char* key, double W::*m, const char* doc) {
        return part<F>(key, &F::turbine, m, Measure::number, doc).above(0).required();
    };
    static const Table<F> t = sourced<F>(
        "A kind of wind turbine, scaled to any rated power.",
        {number("cut_in_m_s", &W::cut_in_m_s, "Wind at the hub from which it turns"),
         number("rated_m_s", &W::rated_m_s, "Wind of full power"),
         number("cut_out_m_s", &W::cut_out_m_s, "Wind at which it stops"),
         number("hub_m", &W::hub_m, "Height of the hub"),
         number("shear", &W::shear, "Exponent of the wind's profile over 10 m"),
         part<F>("availability", &F::turbine, &W::availability, Measure::share,
                 "With wake and other losses")
             .required(),
         quantity("life_cycle", &F::life_cycle_g_kwh, Measure::intensity, "Of what it gives")
             .required()});
    return t;
}

const Table<ModuleFact>& module_table() {
    using F = ModuleFact;
    using A = facility::PvArray;
    static const Table<F> t = sourced<F>(
        "A kind of solar array.",
        {part<F>("tilt", &F::array, &A::tilt, Measure::degrees, "From the horizontal").required(),
         part<F>("efficiency", &F::array, &A::efficiency, Measure::share, "AC over DC, all losses")
             .required(),
         part<F>("temperature_per_k", &F::array, &A::temperature_per_k, Measure::number,
                 "Relative change of power a kelvin of the cells")
             .required(),
         part<F>("heating_k_m2_w", &F::array, &A::heating_k_m2_w, Measure::number,
                 "Of the cells over the air by radiation")
             .required(),
         part<F>("albedo", &F::array, &A::albedo, Measure::share, "Of the ground").required(),
         quantity("life_cycle", &F::life_cycle_g_kwh, Measure::intensity, "Of what it gives")
             .required()});
    return t;
}

}  // namespace orrery::catalog
