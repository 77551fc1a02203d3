// Whether the minimum replicas have room: pools too small are infeasible, with what conflicts.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {
namespace {

/// Free accelerators of each server, filled as the engine does: fullest server that fits first.
class Shelf {
public:
    explicit Shelf(const Pool& pool)
        : each_(pool.server.accelerators),
          free_(static_cast<std::size_t>(pool.servers), pool.server.accelerators) {}

    bool take(int accelerators) {
        if (accelerators > each_) return take_servers((accelerators + each_ - 1) / each_);
        auto best = free_.end();
        for (auto it = free_.begin(); it != free_.end(); ++it) {
            if (*it >= accelerators && (best == free_.end() || *it < *best)) best = it;
        }
        if (best == free_.end()) return false;
        *best -= accelerators;
        return true;
    }

private:
    bool take_servers(int count) {
        if (std::count(free_.begin(), free_.end(), each_) < count) return false;
        for (int& free : free_) {
            if (count > 0 && free == each_) {
                free = 0;
                --count;
            }
        }
        return true;
    }

    int each_;
    std::vector<int> free_;
};

SourcePosition where_is(const Scenario& scenario, const std::string& pool) {
    for (const PoolSpec& spec : scenario.pools) {
        if (spec.name == pool) return spec.where;
    }
    return {};
}

void check_pool(Context& context, std::size_t p) {
    const World& world = context.world;
    const Pool& pool = world.pools[p];
    Shelf shelf(pool);
    std::string set;
    bool fits = true;
    int wanted = 0;
    for (const Deployment& deployment : world.deployments) {
        if (deployment.pool != PoolId(p) || deployment.replicas_min == 0) continue;
        set += fmt::format("deployments[{}] = {} replicas of {}; ", deployment.name,
                           deployment.replicas_min, deployment.accelerators);
        wanted += deployment.replicas_min * deployment.accelerators;
        for (int i = 0; i < deployment.replicas_min && fits; ++i) {
            fits = shelf.take(deployment.accelerators);
        }
        if (!fits) break;  // the entries so far conflict; without the last of them they fit
    }
    if (fits) return;
    context.infeasible(where_is(context.scenario, pool.name), "E0504",
                       fmt::format("pools[{}].servers", pool.name),
                       fmt::format("{} accelerators are wanted from the start, and {} servers of "
                                   "{} have no room for them",
                                   wanted, pool.servers, pool.server.accelerators),
                       fmt::format("conflicting entries: {}pools[{}] = {} servers of {}", set,
                                   pool.name, pool.servers, pool.server.accelerators));
}

}  // namespace

void check_placement(Context& context) {
    for (std::size_t p = 0; p < context.world.pools.size(); ++p) check_pool(context, p);
}

}  // namespace orrery::compile
