// What befalls a pool: its failure mix, its maintenance windows.
#include <fmt/format.h>

#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/table.hpp"

namespace orrery::compile {
namespace {

constexpr std::size_t kMaxWindows = 100'000;

void take_mix(Context& context, const PoolSpec& spec, const std::string& path, Pool& pool) {
    if (spec.failures.mix.empty()) return;
    const FailureMix* mix = find_fact(context, context.catalog.failure_mixes, spec.failures.mix,
                                      spec.where, path + ".failures.mix", "failure mix");
    if (!mix) return;
    const double count = take_causes(mix->hardware, pool.causes);
    if (pool.failures.mtbf != Nanos::never() || count <= 0) return;
    pool.failures.mtbf = Nanos::from_seconds(mix->node_days * 86400 / count);
    context.assume(path + ".failures.mtbf", print_span(pool.failures.mtbf), cite(mix->provenance));
}

void take_windows(Context& context, const PoolSpec& spec, const std::string& path, Pool& pool) {
    for (const MaintenanceSpec& m : spec.maintenance) {
        const int count = m.servers == 0 ? spec.servers : m.servers;
        int first = 0;
        for (Nanos at = m.at; at < context.world.horizon; at += m.every) {
            const std::string reason = m.reason.empty() ? "maintenance" : m.reason;
            pool.maintenance.push_back(
                {max(Nanos{0}, at - m.notice), at, at + m.duration, first, count, reason});
            first = spec.servers > 0 ? (first + count) % spec.servers : 0;
            if (pool.maintenance.size() > kMaxWindows) break;
        }
        if (pool.maintenance.size() <= kMaxWindows) continue;
        context.error(m.where, "E0346", path + ".maintenance_windows",
                      fmt::format("more than {} windows until the horizon", kMaxWindows),
                      "lengthen every");
        return;
    }
}

}  // namespace

double take_causes(const std::map<std::string, double>& counts, std::vector<CauseShare>& causes) {
    double total = 0;
    for (const auto& [name, count] : counts) {
        causes.push_back({name, count});
        total += count;
    }
    return total;
}

void compile_hazards(Context& context, const PoolSpec& spec, const std::string& path, Pool& pool) {
    take_mix(context, spec, path, pool);
    take_windows(context, spec, path, pool);
    if (spec.spot) read_spot_market(context, *spec.spot, path + ".spot", pool);
}

}  // namespace orrery::compile
