// What the grid delivers to a site: intensities by interval, price, residual mix, losses, water.
#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/math.hpp"
#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

const std::string& zone_of(const std::string& own, const Site& site) {
    return own.empty() ? site.grid : own;
}

/// Factor of the local hour × factor of the local month, at the interval's middle; mean 1.
const std::vector<double>& typical_shape(Context& context, const Grid& grid,
                                         const std::string& path) {
    Profile& shape = context.profiles["typical year of " + grid.name];
    if (!shape.values.empty()) return shape.values;
    const double step_s = context.world.meter_interval.seconds();
    for (std::size_t i = 0; i < context.world.intervals(); ++i) {
        const auto middle = static_cast<std::int64_t>((static_cast<double>(i) + 0.5) * step_s);
        const std::int64_t utc = context.world.start_unix_s + middle;
        const std::int64_t local = utc + utc_offset_s(context, grid.time_zone, utc, {}, path);
        const date::sys_seconds instant{std::chrono::seconds{local}};
        const auto day = date::floor<date::days>(instant);
        const auto hour = static_cast<std::size_t>((instant - day).count() / 3600);
        const auto month = static_cast<unsigned>(date::year_month_day{day}.month());
        const double hourly = grid.hourly.size() == 24 ? grid.hourly[hour] : 1.0;
        const double monthly = grid.monthly.size() == 12 ? grid.monthly[month - 1] : 1.0;
        shape.values.push_back(hourly * monthly);
    }
    return shape.values;
}

std::vector<double> scaled(const std::vector<double>& values, double factor) {
    std::vector<double> out(values);
    for (double& value : out) value *= factor;
    return out;
}

class GridCompiler {
public:
    GridCompiler(Context& context, const SiteSpec& spec, const std::string& path, Site& site)
        : context_(context), spec_(spec), path_(path), site_(site) {}

    void run() {
        if (!find_grid()) return;
        if (spec_.grid_series.empty() || !recorded()) typical();
        if (!spec_.marginal_series.empty()) marginal();
        price();
        factors();
    }

private:
    /// The catalog's entry; a recorded series of a zone that the catalog lacks does without.
    bool find_grid() {
        if (site_.grid.empty() && unknown_region(context_, site_.region)) return false;
        if (site_.grid.empty()) {
            context_.error(spec_.where, "E0404", path_ + ".grid",
                           "the grid that feeds the site is not known",
                           "add grid: DE, or region: aws/eu-central-1");
            return false;
        }
        const auto it = context_.catalog.grids.find(site_.grid);
        if (it != context_.catalog.grids.end()) grid_ = &it->second;
        const bool priced =
            spec_.electricity_usd_kwh >= 0 || !spec_.price_series.empty() || is_rented(site_.kind);
        if (grid_ || (!spec_.grid_series.empty() && priced)) return true;
        find_fact(context_, context_.catalog.grids, site_.grid, spec_.where, path_ + ".grid",
                  "grid zone");
        return false;
    }

    [[nodiscard]] SeriesUse use(const std::string& file, const char* key, SeriesKind kind,
                                const std::string& zone) const {
        const char* zone_key = kind == SeriesKind::price ? "price_zone" : "grid_zone";
        return {file, spec_.where, path_ + "." + key, kind, zone, "", spec_.allow_gaps, zone_key};
    }

    /// False where the catalog's annual mean stands in, or after errors.
    bool recorded() {
        const bool direct = context_.scenario.reporting.intensity == IntensityKind::direct;
        const std::string& zone = zone_of(spec_.grid_zone, site_);
        Diagnostics found;
        const Profile* main =
            read_profile(context_,
                         use(spec_.grid_series, "grid_series",
                             direct ? SeriesKind::intensity_direct : SeriesKind::intensity, zone),
                         &found);
        if (!main) return stand_in(found, zone);
        context_.diagnostics.append(found);
        site_.grid_source = main->source;
        Diagnostics ignored;  // a file without that column is no error
        const Profile* part = direct ? main
                                     : read_profile(context_,
                                                    use(spec_.grid_series, "grid_series",
                                                        SeriesKind::intensity_direct, zone),
                                                    &ignored);
        const bool combustion = part && part->column == main->column;
        context_.assume(path_ + ".grid_intensity", main->note + (combustion ? ", combustion" : ""),
                        main->source);
        if (combustion) {
            add_upstream(*main);
        } else {
            site_.grid_g_kwh = main->values;
            if (part) {
                take_direct(*part);
            } else {
                share_direct();
            }
        }
        return true;
    }

    bool stand_in(const Diagnostics& found, const std::string& zone) {
        const bool no_zone = std::any_of(found.items().begin(), found.items().end(),
                                         [](const Diagnostic& d) { return d.code == "E0706"; });
        if (!no_zone || !spec_.annual_average || !grid_) {
            context_.diagnostics.append(found);
            site_.grid_g_kwh.assign(context_.world.intervals(), 0.0);
            return true;
        }
        context_.warn(spec_.where, "E0706", path_ + ".grid_series",
                      "the series has no hour of zone \"" + zone +
                          "\": the annual mean of the catalog is taken in all hours",
                      "hourly matching and shifting see no hours then");
        context_.assume(path_ + ".grid_intensity",
                        fmt::format("{} gCO2e/kWh, annual mean", grid_->g_kwh),
                        cite(grid_->provenance));
        site_.grid_source = cite(grid_->provenance) + "; annual mean";
        site_.grid_g_kwh.assign(context_.world.intervals(), grid_->g_kwh);
        share_direct();
        return true;
    }

    void take_direct(const Profile& part) {
        site_.grid_direct_g_kwh = part.values;
        for (std::size_t i = 0; i < site_.grid_g_kwh.size(); ++i) {
            double& direct = site_.grid_direct_g_kwh[i];
            direct = std::min(direct, site_.grid_g_kwh[i]);
        }
    }

    /// The zone's share of combustion.
    void share_direct() {
        if (!grid_ || grid_->direct_g_kwh < 0 || grid_->g_kwh <= 0) return;
        const double share = std::min(1.0, grid_->direct_g_kwh / grid_->g_kwh);
        site_.grid_direct_g_kwh = scaled(site_.grid_g_kwh, share);
        context_.assume(path_ + ".grid_direct",
                        fmt::format("{:.1f} % of the life cycle is combustion", 100 * share),
                        cite(grid_->provenance));
    }

    /// The series states combustion; the rest of the life cycle is the zone's annual mean.
    void add_upstream(const Profile& direct) {
        const bool known = grid_ && grid_->direct_g_kwh >= 0;
        const double upstream = known ? std::max(0.0, grid_->g_kwh - grid_->direct_g_kwh) : 0;
        site_.grid_direct_g_kwh = direct.values;
        for (const double g : direct.values) site_.grid_g_kwh.push_back(g + upstream);
        context_.assume(path_ + ".grid_upstream", fmt::format("{:.4g} gCO2e/kWh", upstream),
                        known ? cite(grid_->provenance) : "not known: taken as 0");
    }

    void typical() {
        if (!grid_) return;
        site_.grid_g_kwh = scaled(typical_shape(context_, *grid_, path_), grid_->g_kwh);
        site_.grid_source = cite(grid_->provenance);
        context_.assume(path_ + ".grid_intensity",
                        fmt::format("{} gCO2e/kWh a year, typical hours and months", grid_->g_kwh),
                        site_.grid_source);
        share_direct();
    }

    void marginal() {
        const Profile* series = read_profile(
            context_, use(spec_.marginal_series, "marginal_series", SeriesKind::intensity_marginal,
                          zone_of(spec_.grid_zone, site_)));
        if (!series) return;
        site_.grid_marginal_g_kwh = series->values;
        site_.marginal_source = series->source;
        context_.assume(path_ + ".marginal_intensity", series->note, series->source);
    }

    void price() {
        if (!spec_.price_series.empty()) {
            const Profile* series =
                read_profile(context_, use(spec_.price_series, "price_series", SeriesKind::price,
                                           zone_of(spec_.price_zone, site_)));
            if (series) {
                site_.usd_kwh = series->values;
                math::NeumaierSum sum;
                for (const double usd : series->values) sum.add(usd);
                site_.electricity_usd_kwh =
                    sum.value() / static_cast<double>(series->values.size());
                context_.assume(path_ + ".electricity", series->note, series->source);
                return;
            }
        }
        if (site_.electricity_usd_kwh < 0) {
            site_.electricity_usd_kwh = 0;
            if (grid_ && !is_rented(site_.kind)) {
                site_.electricity_usd_kwh = grid_->usd_kwh;
                context_.assume(path_ + ".electricity", fmt::format("{} USD/kWh", grid_->usd_kwh),
                                cite(grid_->provenance));
            }
        }
        site_.usd_kwh.assign(context_.world.intervals(), site_.electricity_usd_kwh);
    }

    /// A typical margin where none is recorded; residual mix, losses, water where they are known.
    void factors() {
        if (!grid_) return;
        GridFactors& f = site_.energy.grid;
        if (spec_.marginal_series.empty() && grid_->marginal_g_kwh >= 0) {
            site_.grid_marginal_g_kwh.assign(context_.world.intervals(), grid_->marginal_g_kwh);
            site_.marginal_source = cite(grid_->provenance) + "; annual mean";
        }
        if (grid_->residual_g_kwh >= 0) f.residual_g_kwh = {grid_->residual_g_kwh};
        if (grid_->residual_g_kwh >= 0) f.residual_source = cite(grid_->provenance);
        if (grid_->carbon_free >= 0) f.carbon_free = {grid_->carbon_free};
        f.losses = std::max(0.0, grid_->losses);
        f.water_l_kwh = std::max(0.0, grid_->water_l_kwh);
        context_.assume(path_ + ".grid_factors",
                        fmt::format("losses {:.1f} %, water {:.3g} L/kWh, residual mix {}",
                                    100 * f.losses, f.water_l_kwh,
                                    f.residual_g_kwh.empty()
                                        ? std::string("not published: location's intensity")
                                        : fmt::format("{} gCO2e/kWh", grid_->residual_g_kwh)),
                        cite(grid_->provenance));
    }

    Context& context_;
    const SiteSpec& spec_;
    const std::string& path_;
    Site& site_;
    const Grid* grid_ = nullptr;
};

}  // namespace

void compile_grid(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    GridCompiler(context, spec, path, site).run();
    if (site.electricity_usd_kwh < 0) site.electricity_usd_kwh = 0;
    if (site.usd_kwh.empty()) {
        site.usd_kwh.assign(context.world.intervals(), site.electricity_usd_kwh);
    }
}

}  // namespace orrery::compile
