// What feeds a site beside the grid: PV, wind, contracts, certificates; and who reports it.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

/// What generates: on site or under contract.
struct Plant {
    Technology technology = Technology::pv;
    double capacity_kw = 0;
    const std::string& series;
    const std::string& column;
    const std::string& zone;
    std::string turbine;
    std::optional<double> tilt;
    double azimuth = 0;
    SourcePosition where;
    std::string path;
};

/// Output by interval, and the life cycle of what it gives.
struct Output {
    Profile profile;
    double g_kwh = 0;
};

class PlantCompiler {
public:
    PlantCompiler(Context& context, const SiteSpec& spec, const std::string& path, const Site& site)
        : context_(context), spec_(spec), path_(path), site_(site) {}

    Output output(const Plant& plant) {
        Output out;
        if (!plant.series.empty()) {
            out.profile = recorded(plant);
        } else if (plant.technology == Technology::baseload) {
            out.profile.values.assign(context_.world.intervals(), plant.capacity_kw);
            out.profile.source = "constant";
        }
        if (plant.technology == Technology::pv) solar(plant, out);
        if (plant.technology == Technology::wind) wind(plant, out);
        if (!out.profile.source.empty()) {
            context_.assume(plant.path, fmt::format("{:.6g} kW", plant.capacity_kw),
                            out.profile.source);
        }
        return out;
    }

private:
    /// A column of kW is taken as it is, one of factors times the capacity.
    Profile recorded(const Plant& plant) {
        const std::string& column = plant.column;
        const bool power = column.size() > 3 && (column.rfind("_kw") == column.size() - 3 ||
                                                 column.rfind("_mw") == column.size() - 3);
        const Profile* series =
            read_profile(context_, {plant.series, plant.where, plant.path + ".series",
                                    power ? SeriesKind::power : SeriesKind::factor,
                                    plant.zone.empty() ? site_.grid : plant.zone, column,
                                    spec_.allow_gaps, "zone"});
        Profile out;
        if (!series) return out;
        out = *series;
        if (power) return out;
        for (double& value : out.values) value *= plant.capacity_kw;
        return out;
    }

    template <class Map>
    const typename Map::mapped_type* kind(const Map& facts, const std::string& name,
                                          const Plant& plant, const char* what) {
        return find_fact(context_, facts, name, plant.where, plant.path, what);
    }

    void solar(const Plant& plant, Output& out) {
        const ModuleFact* fact = kind(context_.catalog.modules, "ground", plant, "solar module");
        if (!fact) return;
        out.g_kwh = fact->life_cycle_g_kwh;
        if (!out.profile.values.empty() || !plant.series.empty()) return;
        const ClimateFact* climate = climate_at(context_, spec_, path_, site_);
        if (!climate) return;
        facility::PvArray array =
            array_of(*fact, plant.capacity_kw, climate->latitude, climate->longitude);
        if (plant.tilt) array.tilt = *plant.tilt;
        // From "off the equator's direction, west positive" to clockwise from north.
        array.azimuth = climate->latitude >= 0 ? 180 + plant.azimuth : 360 - plant.azimuth;
        out.profile.values =
            facility::pv_profile(array, climate_of(*climate), context_.world.start_unix_s, step_s(),
                                 context_.world.intervals());
        out.profile.source = "typical sky of " + climate->name + ", " + cite(climate->provenance);
    }

    void wind(const Plant& plant, Output& out) {
        const std::string name = plant.turbine.empty() ? "onshore" : plant.turbine;
        const TurbineFact* fact = kind(context_.catalog.turbines, name, plant, "wind turbine");
        if (!fact) return;
        out.g_kwh = fact->life_cycle_g_kwh;
        if (!out.profile.values.empty() || !plant.series.empty()) return;
        const ClimateFact* climate = climate_at(context_, spec_, path_, site_);
        if (!climate) return;
        out.profile.values = facility::wind_profile(
            turbine_of(*fact, plant.capacity_kw), climate_of(*climate), context_.world.start_unix_s,
            step_s(), context_.world.intervals());
        out.profile.source = "typical wind of " + climate->name + ", " + cite(climate->provenance);
    }

    [[nodiscard]] std::int64_t step_s() const {
        return context_.world.meter_interval.ns / kSecond.ns;
    }

    Context& context_;
    const SiteSpec& spec_;
    const std::string& path_;
    const Site& site_;
};

OwnGeneration own(PlantCompiler& compiler, const GenerationSpec& spec, Technology technology,
                  const std::string& path) {
    Plant plant{
        technology, spec.capacity_w / 1e3, spec.series, spec.column, spec.zone, spec.turbine,
        spec.tilt,  spec.azimuth,          spec.where,  path};
    Output out = compiler.output(plant);
    return {std::move(out.profile.values), spec.usd_kwh, out.g_kwh, std::move(out.profile.source),
            spec.capex_usd};
}

/// Nothing before the first delivery and after the last, in parts of intervals.
void clip(const World& world, const PpaSpec& spec, std::vector<double>& kw) {
    const double step = world.meter_interval.seconds();
    for (std::size_t i = 0; i < kw.size(); ++i) {
        const double from = static_cast<double>(i) * step;
        const double begin = std::max(from, spec.from.seconds());
        const double end = std::min(from + step, spec.until.seconds());
        kw[i] *= std::max(0.0, end - begin) / step;
    }
}

void contracts(Context& context, const SiteSpec& spec, const std::string& path,
               PlantCompiler& compiler, Site& site) {
    for (const PpaSpec& ppa : spec.energy.ppas) {
        Plant plant{ppa.technology, ppa.capacity_w / 1e3,
                    ppa.series,     ppa.column,
                    ppa.zone,       "",
                    std::nullopt,   0,
                    ppa.where,      path + ".energy.ppa[" + ppa.name + "]"};
        Output out = compiler.output(plant);
        clip(context.world, ppa, out.profile.values);
        site.energy.ppas.push_back({ppa.name, std::move(out.profile.values), ppa.usd_kwh,
                                    ppa.deliverable, std::move(out.profile.source)});
    }
    for (const CertificateSpec& c : spec.energy.certificates) {
        if ((c.share > 0) == (c.energy_kwh > 0)) {
            context.error(c.where, "E0447", path + ".energy.certificates[" + c.name + "]",
                          c.share > 0 ? "share and energy contradict each other"
                                      : "neither share nor energy is given",
                          "for example share: 50 %");
        }
        site.energy.certificates.push_back(c);
    }
}

carbon::Reporter reporter_of(const SiteSpec& spec, Relation relation) {
    carbon::Reporter r;
    switch (relation) {
        case Relation::automatic:
        case Relation::owner:
            r.relation = carbon::Relation::owner_operator;
            break;
        case Relation::colocation_tenant:
            r.relation = carbon::Relation::colocation_tenant;
            break;
        case Relation::leased_asset:
            r.relation = carbon::Relation::lessee;
            break;
        case Relation::cloud_tenant:
            r.relation = carbon::Relation::cloud_tenant;
            break;
    }
    r.boundary = static_cast<carbon::Boundary>(spec.boundary);
    r.equity = spec.equity;
    r.controls_energy = spec.controls_energy;
    r.as_leased_assets = spec.as_leased_assets;
    r.finance_lease = spec.finance_lease;
    return r;
}

}  // namespace

void compile_supply(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    site.energy.reporter = reporter_of(spec, site.relation);
    PlantCompiler compiler(context, spec, path, site);
    const EnergySpec& energy = spec.energy;
    if (energy.pv) {
        site.energy.pv = own(compiler, *energy.pv, Technology::pv, path + ".energy.pv");
    }
    if (energy.wind) {
        site.energy.wind = own(compiler, *energy.wind, Technology::wind, path + ".energy.wind");
    }
    contracts(context, spec, path, compiler, site);
    site.energy.may_export = energy.may_export;
    site.energy.export_usd_kwh = energy.export_usd_kwh;
    compile_battery(context, spec, path, site);
}

}  // namespace orrery::compile
