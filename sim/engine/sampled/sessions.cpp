// Server sessions of a pool whose days are made of other days.
#include "sim/engine/sampled/sessions.hpp"

#include <algorithm>

namespace orrery {
namespace {

using Spans = std::vector<std::pair<Nanos, Nanos>>;

Nanos midnight(std::size_t day) {
    return kDay * static_cast<std::int64_t>(day);
}

/// Parts of the pool's sessions by the day in which they lie, relative to its beginning.
std::vector<Spans> cut(const std::vector<ServerSession>& sessions, PoolId pool, std::size_t days) {
    std::vector<Spans> parts(days);
    for (const ServerSession& s : sessions) {
        if (s.pool != pool) continue;
        for (Nanos from = s.from; from < s.until;) {
            const auto day = static_cast<std::size_t>(from.ns / kDay.ns);
            const Nanos until = min(s.until, midnight(day + 1));
            if (day < days) parts[day].emplace_back(from - midnight(day), until - midnight(day));
            from = until;
        }
    }
    return parts;
}

}  // namespace

std::vector<ServerSession> sessions_by_days(std::vector<ServerSession> sessions, PoolId pool,
                                            const std::vector<std::size_t>& stands) {
    const auto parts = cut(sessions, pool, stands.size());
    std::erase_if(sessions, [&](const ServerSession& s) { return s.pool == pool; });
    std::vector<ServerSession> open;  // up to the midnight before
    for (std::size_t day = 0; day < stands.size(); ++day) {
        std::vector<ServerSession> next;
        std::size_t joined = 0;
        for (const auto& [from, until] : parts[stands[day]]) {
            ServerSession s{pool, midnight(day) + from, midnight(day) + until};
            if (from == Nanos{0} && joined < open.size()) s.from = open[joined++].from;
            (until == kDay ? next : sessions).push_back(s);
        }
        sessions.insert(sessions.end(), open.begin() + static_cast<std::ptrdiff_t>(joined),
                        open.end());
        open = std::move(next);
    }
    sessions.insert(sessions.end(), open.begin(), open.end());
    std::stable_sort(sessions.begin(), sessions.end(), [](const auto& a, const auto& b) {
        return a.pool != b.pool ? a.pool < b.pool : a.from < b.from;
    });
    return sessions;
}

}  // namespace orrery
