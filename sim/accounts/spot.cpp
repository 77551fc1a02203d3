// Spot capacity: sessions, rounded up to the billing granularity, at the market's prices.
#include "models/contracts/owed.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/accounts/posting.hpp"

namespace orrery {
namespace {

/// Recorded price of a server hour at an instant; 0 without a recording.
double spot_price(const Pool& pool, Nanos t) {
    double usd = 0;
    if (!pool.spot) return usd;
    for (const PriceChange& change : pool.spot->prices) {
        if (change.at > t) break;
        usd = change.usd_server_h;
    }
    return usd;
}

}  // namespace

double spot_usd(const Pool& pool, Nanos from, Nanos until) {
    if (!pool.spot) return 0;
    const auto& prices = pool.spot->prices;
    double usd = 0;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const Nanos next = i + 1 < prices.size() ? prices[i + 1].at : Nanos::never();
        const Nanos begin = max(from, prices[i].at);
        const Nanos end = min(until, next);
        if (begin < end) usd += (end - begin).seconds() / 3600 * prices[i].usd_server_h;
    }
    return usd;
}

namespace {

struct Rented {
    double hours = 0;
    double spot_usd = 0;  ///< at recorded prices
    bool any = false;
};

/// Hours fall into the period they begin in, cut at its end; what rounding up adds falls into the
/// last.
std::vector<Rented> rented_of(const World& world, const Observations& o, PoolId id,
                              const std::vector<Period>& periods) {
    const Pool& pool = world.pools[id.index()];
    std::vector<Rented> out(periods.size());
    for (const ServerSession& session : o.sessions) {
        if (session.pool != id || periods.empty() || session.until <= session.from) continue;
        const double exact = (session.until - session.from).seconds() / 3600;
        const double billed =
            contracts::billed_hours((session.until - session.from).seconds(),
                                    pool.terms.granularity_s, pool.terms.minimum_s);
        std::size_t k = period_at(periods, session.from);
        for (Nanos from = session.from; from < session.until; ++k) {
            const bool last = k + 1 == periods.size() || session.until <= periods[k].until;
            const Nanos edge = last ? session.until : periods[k].until;
            out[k].hours += (edge - from).seconds() / 3600;
            out[k].spot_usd += spot_usd(pool, from, edge);
            out[k].any = true;
            from = edge;
        }
        Rented& end = out[k - 1];
        end.hours += billed - exact;
        end.spot_usd += (billed - exact) * spot_price(pool, session.until - Nanos{1});
    }
    return out;
}

}  // namespace

void account_spot(const World& world, const Observations& o, PoolId id, Ledger& ledger) {
    const Pool& pool = world.pools[id.index()];
    const bool recorded = pool.spot && !pool.spot->prices.empty();
    Charge rent = pool_charge(world, pool, "compute");
    rent.unit = "server-h";
    rent.formula = recorded ? "Σ server hours × recorded spot price of each"
                            : "server hours × price of an hour";
    rent.pricing = Pricing::dynamic;
    const std::uint32_t charge = add_charge(ledger, rent);
    const auto periods = periods_of(world, o.ended_at);
    const auto rented = rented_of(world, o, id, periods);
    for (std::size_t k = 0; k < periods.size(); ++k) {
        if (!rented[k].any) continue;
        const double hours = rented[k].hours;
        const double owed =
            recorded ? rented[k].spot_usd : hours * pool.terms.contracted_usd_server_h;
        add_posting(world, ledger, charge, periods[k], hours,
                    Columns{hours * pool.terms.list_usd_server_h, owed, owed, owed});
    }
}

}  // namespace orrery
