// Racks, power and cooling of each site against what stands in it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/conflict.hpp"

namespace orrery::compile {
namespace {

/// What stands at a site from the start.
struct Standing {
    const PoolSpec* spec;
    const Pool* pool;
};

/// What the floor has at the start; modules that are ready then are in it.
struct Floor {
    double racks = 0;
    double power_w = 0;    ///< infinity: not limited
    double cooling_w = 0;  ///< likewise
};

double or_infinite(double limit) {
    return limit > 0 ? limit : std::numeric_limits<double>::infinity();
}

Floor floor_of(const Site& site) {
    Floor f;
    f.racks = site.racks ? site.racks->count : 0;
    f.power_w = site.contracted_power_w;
    f.cooling_w = site.cooling_limit_w;
    for (const ModuleSpec& m : site.modules) {
        if (m.at > Nanos{0}) continue;
        f.racks += m.racks;
        f.power_w += f.power_w > 0 ? m.power_w : 0;
        f.cooling_w += f.cooling_w > 0 ? (m.cooling_w > 0 ? m.cooling_w : m.power_w) : 0;
    }
    f.power_w = or_infinite(f.power_w);
    f.cooling_w = or_infinite(f.cooling_w);
    return f;
}

double rack_power(const RackSpec& rack) {
    return or_infinite(rack.power_w);
}
double rack_cooling(const RackSpec& rack) {
    return rack.cooling_w > 0 ? rack.cooling_w : rack_power(rack);
}

/// Servers of a kind that one rack holds, by units, power and cooling.
int per_rack(const RackSpec& rack, const Server& server) {
    double fit = 1e6;
    if (server.rack_units > 0) fit = std::floor(double(rack.units) / server.rack_units);
    const double watts = server.max_power.value;
    if (watts > 0) {
        fit = std::min(fit, std::floor(rack_power(rack) / watts + 1e-9));
        fit = std::min(fit, std::floor(rack_cooling(rack) / watts + 1e-9));
    }
    return static_cast<int>(fit);
}

/// Racks that no arrangement can do without: whole racks where all servers are of one kind, else
/// the sum of units, watts or heat over what a rack has.
double racks_needed(const RackSpec& rack, const std::vector<Standing>& all,
                    const std::vector<bool>& kept) {
    double units = 0;
    double watts = 0;
    double whole = 0;
    std::string kind;
    bool same = true;
    int servers = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!kept[i]) continue;
        const Server& server = all[i].pool->server;
        same = same && (kind.empty() || kind == server.name);
        kind = server.name;
        servers += all[i].pool->servers;
        units += double(all[i].pool->servers) * server.rack_units;
        watts += all[i].pool->servers * server.max_power.value;
        whole = per_rack(rack, server);
    }
    if (same && whole > 0) return std::ceil(servers / whole);
    return std::max({std::ceil(units / rack.units - 1e-9),
                     std::ceil(watts / rack_power(rack) - 1e-9),
                     std::ceil(watts / rack_cooling(rack) - 1e-9)});
}

/// Watts that its servers draw whatever happens: powered, without work.
double least_w(const Pool& pool) {
    return pool.servers *
           (pool.server.host_idle.value + pool.server.accelerators * pool.accelerator.idle.value);
}
double most_w(const Pool& pool) {
    return pool.servers * pool.server.max_power.value;
}

class FloorCheck {
public:
    FloorCheck(Context& context, const SiteSpec& spec, const Site& site,
               std::vector<Standing> standing)
        : c_(context), spec_(spec), site_(site), all_(std::move(standing)), floor_(floor_of(site)) {
        path_ = fmt::format("sites[{}]", spec.name);
    }

    void run() {
        check_modules();
        if (all_.empty()) return;
        if (site_.racks) check_racks();
        check_limit("contracted_power", "contracted power", floor_.power_w, site_.pue);
        check_limit("cooling_limit", "cooling limit", floor_.cooling_w, 1);
    }

private:
    /// A module of more power than its racks may draw cannot be used: the entry contradicts itself.
    void check_modules() {
        if (!site_.racks) return;
        for (std::size_t i = 0; i < spec_.modules.size(); ++i) {
            const ModuleSpec& m = spec_.modules[i];
            const double most = m.racks * rack_power(*site_.racks);
            if (m.racks == 0 || m.power_w <= most * (1 + 1e-9)) continue;
            c_.error(m.where, "E0381", fmt::format("{}.modules[{}].power", path_, i),
                     fmt::format("{:.0f} kW in {} racks are {:.1f} kW a rack, above the {:.1f} kW "
                                 "that racks.power allows",
                                 m.power_w / 1e3, m.racks, m.power_w / m.racks / 1e3,
                                 rack_power(*site_.racks) / 1e3),
                     "add racks to the module, or raise racks.power");
        }
    }

    void check_racks() {
        const RackSpec& rack = *site_.racks;
        bool each_fits = true;
        for (const Standing& s : all_) {
            if (per_rack(rack, s.pool->server) >= 1) continue;
            each_fits = false;
            const Server& server = s.pool->server;
            c_.infeasible(
                s.spec->where, "E0508", fmt::format("pools[{}].server", s.spec->name),
                fmt::format("a {} of {:.2f} kW and {} units does not fit a rack of {}", server.name,
                            server.max_power.value / 1e3, server.rack_units, rack_text(rack)),
                fmt::format("conflicting entries: pools[{}].server = {}; {}.racks", s.spec->name,
                            server.name, path_));
        }
        if (!each_fits || floor_.racks <= 0) return;
        const auto fits = [&](const std::vector<bool>& kept) {
            return racks_needed(rack, all_, kept) <= floor_.racks;
        };
        if (fits(std::vector<bool>(all_.size(), true))) return;
        c_.infeasible(spec_.where, "E0507", path_ + ".racks",
                      fmt::format("the servers need {:.0f} racks of {}, and there are {:.0f}",
                                  racks_needed(rack, all_, std::vector<bool>(all_.size(), true)),
                                  rack_text(rack), floor_.racks),
                      conflict(fits, fmt::format("{}.racks = {:.0f}", path_, floor_.racks)));
    }

    static std::string rack_text(const RackSpec& rack) {
        std::string text = fmt::format("{} units", rack.units);
        if (rack.power_w > 0) text += fmt::format(" and {:.1f} kW", rack.power_w / 1e3);
        if (rack.cooling_w > 0) text += fmt::format(", {:.1f} kW of heat", rack.cooling_w / 1e3);
        return text;
    }

    template <class Fits>
    std::string conflict(const Fits& fits, const std::string& limit) const {
        std::string set = "conflicting entries: " + limit;
        for (const std::size_t i : irreducible_conflict(all_.size(), fits)) {
            set += fmt::format("; pools[{}] = {} servers {}", all_[i].spec->name,
                               all_[i].pool->servers, all_[i].pool->server.name);
        }
        return set;
    }

    /// Idle servers alone above the limit cannot be; nameplates above it are a risk that a cap at
    /// run time has to bear.
    void check_limit(const char* key, const char* what, double limit, double factor) {
        const auto draw = [&](const std::vector<bool>& kept, double (*watts)(const Pool&)) {
            double sum = 0;
            for (std::size_t i = 0; i < all_.size(); ++i) {
                if (kept[i]) sum += watts(*all_[i].pool) * factor;
            }
            return sum;
        };
        const std::vector<bool> everything(all_.size(), true);
        const double least = draw(everything, least_w);
        const double most = draw(everything, most_w);
        if (most <= limit) return;
        const std::string path = path_ + "." + key;
        const std::string with = factor > 1 ? fmt::format(" (PUE {:g} included)", factor) : "";
        if (least <= limit) {
            c_.warn(spec_.where, "E0382", path,
                    fmt::format("nameplates of {:.1f} kW{} exceed the {} of {:.1f} kW", most / 1e3,
                                with, what, limit / 1e3),
                    "work is throttled whenever the load comes near it");
            return;
        }
        const auto fits = [&](const std::vector<bool>& kept) {
            return draw(kept, least_w) <= limit;
        };
        c_.infeasible(spec_.where, "E0509", path,
                      fmt::format("idle servers draw {:.1f} kW{}, above the {} of {:.1f} kW",
                                  least / 1e3, with, what, limit / 1e3),
                      conflict(fits, fmt::format("{} = {:.1f} kW", path, limit / 1e3)));
    }

    Context& c_;
    const SiteSpec& spec_;
    const Site& site_;
    std::vector<Standing> all_;
    Floor floor_;
    std::string path_;
};

}  // namespace

void check_floors(Context& context) {
    const Scenario& scenario = context.scenario;
    for (const SiteSpec& spec : scenario.sites) {
        const auto found = context.sites.find(spec.name);
        if (found == context.sites.end()) continue;
        std::vector<Standing> standing;
        for (const PoolSpec& pool : scenario.pools) {
            const auto it = context.pools.find(pool.name);
            if (pool.tokens || pool.site != spec.name || it == context.pools.end()) continue;
            standing.push_back({&pool, &context.world.pools[it->second.index()]});
        }
        FloorCheck(context, spec, context.world.sites[found->second.index()], std::move(standing))
            .run();
    }
}

}  // namespace orrery::compile
