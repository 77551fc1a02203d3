// Outages of vendors' planes, drawn for a whole run; adding a vendor never shifts another's.
#include "sim/engine/outage_spans.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "models/reliability/lognormal.hpp"
#include "orrery/base/math.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;

struct Law {
    double mu = 0;
    double sigma = 0;
    [[nodiscard]] Nanos at(double z) const {
        return max(Nanos::from_seconds(math::exp(mu + sigma * z)), Nanos{1});
    }
};

Law law_of(Nanos p50, Nanos p90) {
    return {math::log(p50.seconds()), reliability::lognormal_sigma(p50.seconds(), p90.seconds())};
}

double own_rate(const OutageProcess& p) {
    return p.group.empty() ? p.per_year : (1 - p.correlation) * p.per_year;
}

double shared_rate(const OutageProcess& p) {
    return p.group.empty() ? 0 : p.correlation * p.per_year;
}

void draw_own(const OutageProcess& p, std::uint32_t index, std::uint64_t seed,
              std::uint64_t replication, Nanos horizon, std::vector<OutageSpan>& spans) {
    if (p.at < horizon) spans.push_back({index, p.at, p.at + p.duration});
    const double rate = own_rate(p);
    if (rate <= 0) return;
    const Law law = law_of(p.p50, p.p90);
    Stream gaps(seed, "vendor outage", key_of(p), replication);
    Stream lengths(seed, "vendor outage length", key_of(p), replication);
    Nanos t{0};
    while (true) {
        t += Nanos::from_seconds(exponential(gaps, kYearSeconds / rate));
        if (t >= horizon) return;
        spans.push_back({index, t, t + law.at(normal(lengths))});
    }
}

/// Shocks that strike members of a group at once: the longer laws stay longer, by one normal draw.
void draw_shared(const std::vector<OutageProcess>& all, const std::vector<std::uint32_t>& members,
                 std::uint64_t seed, std::uint64_t replication, Nanos horizon,
                 std::vector<OutageSpan>& spans) {
    double rate = 0;
    for (const std::uint32_t m : members) rate = std::max(rate, shared_rate(all[m]));
    if (rate <= 0) return;
    const std::string& group = all[members.front()].group;
    Stream gaps(seed, "outage group", group, replication);
    Stream lengths(seed, "outage group length", group, replication);
    std::vector<Stream> parts;
    for (const std::uint32_t m : members) {
        parts.emplace_back(seed, "outage group member", key_of(all[m]), replication);
    }
    Nanos t{0};
    while (true) {
        t += Nanos::from_seconds(exponential(gaps, kYearSeconds / rate));
        if (t >= horizon) return;
        const double z = normal(lengths);
        for (std::size_t i = 0; i < members.size(); ++i) {
            const OutageProcess& p = all[members[i]];
            const bool takes_part = parts[i].uniform() < shared_rate(p) / rate;
            if (takes_part) spans.push_back({members[i], t, t + law_of(p.p50, p.p90).at(z)});
        }
    }
}

}  // namespace

std::vector<OutageSpan> draw_outages(const std::vector<OutageProcess>& processes,
                                     std::uint64_t seed, std::uint64_t replication, Nanos horizon) {
    std::vector<OutageSpan> spans;
    std::map<std::string, std::vector<std::uint32_t>> groups;
    for (std::uint32_t i = 0; i < processes.size(); ++i) {
        draw_own(processes[i], i, seed, replication, horizon, spans);
        if (!processes[i].group.empty()) groups[processes[i].group].push_back(i);
    }
    for (const auto& [name, members] : groups) {
        draw_shared(processes, members, seed, replication, horizon, spans);
    }
    std::sort(spans.begin(), spans.end(), [](const OutageSpan& a, const OutageSpan& b) {
        return std::tie(a.from, a.process, a.until) < std::tie(b.from, b.process, b.until);
    });
    return spans;
}

double mean_outage_s(Nanos p50, Nanos p90) {
    const Law law = law_of(p50, p90);
    return math::exp(law.mu + law.sigma * law.sigma / 2);
}

}  // namespace orrery
