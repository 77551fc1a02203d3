// People: how many a plan needs, how missing ones are hired, what their absence does.
#include "models/contracts/crew.hpp"

#include <algorithm>

#include "orrery/base/math.hpp"

namespace orrery::contracts {
namespace {

double missing_at_start(const CrewTerms& t, double servers) {
    return t.managed ? 0 : std::max(0.0, crew_needed(t, servers) - t.held);
}

/// Share of those that were to be hired who have not come by `t`.
double not_yet(const CrewTerms& terms, double t_s) {
    if (t_s <= 0) return 1;
    return terms.hiring_s > 0 ? math::exp(-t_s / terms.hiring_s) : 0;
}

}  // namespace

double crew_needed(const CrewTerms& t, double servers) {
    const double ratio = t.servers_per_person > 0 ? servers / t.servers_per_person : 0;
    return std::max({t.minimum, ratio, t.seats_24x7 * t.crew_per_seat});
}

double missing_share(const CrewTerms& t, double servers, double t_s) {
    const double missing = missing_at_start(t, servers);
    if (missing <= 0) return 0;
    return missing / crew_needed(t, servers) * not_yet(t, t_s - t.training_s);
}

double mean_heads(const CrewTerms& t, double servers, double from_s, double until_s) {
    const double missing = missing_at_start(t, servers);
    if (missing <= 0) return t.held;
    if (t.hiring_s <= 0 || until_s <= from_s) return t.held + missing * (1 - not_yet(t, until_s));
    // ∫ e^(−s/h) ds = h·(e^(−from/h) − e^(−until/h))
    const double absent = t.hiring_s * (not_yet(t, from_s) - not_yet(t, until_s));
    return t.held + missing * (1 - absent / (until_s - from_s));
}

double hired(const CrewTerms& t, double servers, double t_s) {
    return missing_at_start(t, servers) * (1 - not_yet(t, t_s));
}

double slow_down(double factor, double missing) {
    return 1 + (factor - 1) * missing;
}

}  // namespace orrery::contracts
