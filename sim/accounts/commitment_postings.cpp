// Usage under contracts, purchases, unused parts, and what is prepaid at the end of the run.
#include <algorithm>

#include "models/contracts/commitments.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/accounts/contract_hours.hpp"
#include "sim/accounts/posting.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

/// Hours below this are rounding of sums, not usage.
constexpr double kNoHours = 1e-9;

Money reporting(const World& world, double usd) {
    return round_money(usd / world.usd_per_currency);
}

void post_exact(Ledger& ledger, std::uint32_t charge, const Period& period, double quantity,
                const std::array<Money, kCostColumns>& amount) {
    ledger.postings.push_back({charge, period.month, period.from, period.until, quantity, amount});
}

/// Edges of the parts in which a term is paid: its calendar months, or equal parts.
std::vector<double> payment_edges(const World& world, Nanos from, Nanos until, int invoices) {
    if (invoices > 0) {
        return contracts::equal_edges(at_hour(from), at_hour(until - from), invoices);
    }
    std::vector<double> edges{at_hour(from)};
    for (Nanos t = next_month(world, from); t < until; t = next_month(world, t)) {
        edges.push_back(at_hour(t));
    }
    edges.push_back(at_hour(until));
    return edges;
}

/// What a commitment is, whatever kind it has.
struct Agreement {
    std::string name;
    std::string vendor;
    std::string kind;
    std::string source;
    std::string currency;
    std::vector<PoolId> pools;
    bool reservation = false;
    std::vector<contracts::Payment> payments;  ///< USD at the rate of their day
    double usd_server_h = 0;                   ///< what a purchase counts by; 0: as one contract
    std::vector<double> bought{};              ///< server hours of each payment; empty: not counted
};

/// Parts of one pool's usage in a period, and the share of the commitment that they took.
struct Taken {
    PoolId pool;
    const std::vector<RatedUse>* use = nullptr;
    std::uint32_t charge = 0;
};

class CommitmentBooks {
public:
    CommitmentBooks(const World& world, const RatedHours& rated, Nanos ended_at, Ledger& ledger)
        : world_(world), rated_(rated), end_(at_hour(ended_at)), ledger_(ledger) {}

    void held(std::size_t i) {
        const HeldServers& h = world_.contracts.held[i];
        if (at_hour(h.from) >= end_ || h.pools.empty()) return;
        if (h.kind == HeldKind::reservation) return reservation(i);
        Agreement a{h.name,
                    h.vendor,
                    kHeldNames[static_cast<std::size_t>(h.kind)],
                    h.source,
                    h.currency,
                    h.pools,
                    h.kind == HeldKind::block,
                    {}};
        a.payments = contracts::term_payments(h.usd(), h.upfront,
                                              payment_edges(world_, h.from, h.until, h.invoices));
        if (h.invoices > 0) date_invoices(h, a.payments);
        a.usd_server_h = h.usd_server_h;
        const auto share = [&](const RatedUse& use) { return use.hours; };
        book(std::move(a), rated_.held[i], rated_.held_unused[i], share, "server-h",
             "committed server hours × price of one, paid or not when used");
        if (h.sublease > 0) sublease(h, rated_.held_unused[i]);
    }

    void plan(std::size_t i) {
        const HourlyPlan& p = world_.contracts.plans[i];
        if (at_hour(p.from) >= end_ || p.pools.empty()) return;
        Agreement a{p.name, p.vendor, "savings plan", p.source, p.currency, {}, false, {}};
        for (const PlanPool& pool : p.pools) a.pools.push_back(pool.pool);
        a.payments = contracts::term_payments(p.usd_hour * at_hour(p.until - p.from), p.upfront,
                                              payment_edges(world_, p.from, p.until, 0));
        const auto share = [](const RatedUse& use) { return use.plan_usd; };
        book(std::move(a), rated_.plans[i], rated_.plans_unused[i], share, "USD",
             "usage at the plan's prices, the highest discount first");
    }

    /// Exact, in micro-units, from what stands in the ledger.
    void check() {
        std::vector<std::array<Money, 2>> sums(ledger_.charges.size());
        for (const Posting& p : ledger_.postings) {
            sums[p.charge][0] += p.of(CostColumn::billed);
            sums[p.charge][1] += p.of(CostColumn::effective);
        }
        for (const auto& [name, brought, prepaid] : carried_) {
            Money billed = brought;
            Money right = prepaid;
            for (std::size_t c = 0; c < sums.size(); ++c) {
                if (ledger_.charges[c].contract != name) continue;
                billed += sums[c][0];
                right += sums[c][1];
            }
            enter_check(ledger_, {"contract " + name,
                                  "brought forward + Σ billed of its purchases = Σ effective, "
                                  "used and unused, + prepaid, exactly",
                                  billed.units(), right.units(), billed == right});
        }
    }

private:
    [[nodiscard]] const Pool& pool(PoolId id) const { return world_.pools[id.index()]; }

    [[nodiscard]] Charge line(const Agreement& a, PoolId id) const {
        Charge c = pool_charge(world_, pool(id), "compute");
        c.vendor = a.vendor;
        c.price_source = a.source;
        c.contract = a.name;
        c.currency = a.currency;
        c.reservation = a.reservation;
        c.pricing = Pricing::committed;
        return c;
    }

    /// Of all pools of the agreement: a single one, or none of them. Money by the hour and servers
    /// of several pools are sold under the agreement's own SKU, not under that of a server.
    [[nodiscard]] Charge whole(const Agreement& a) const {
        Charge c = line(a, a.pools.front());
        const bool several = a.pools.size() > 1;
        if (several) c.pool.clear();
        if (several || a.usd_server_h <= 0) c.sku = a.name;
        return c;
    }

    /// Equal invoices fall due on the same day of each month. A term of fewer months than invoices
    /// keeps the dates of its equal parts: nothing of a term falls due when it is over.
    void date_invoices(const HeldServers& h, std::vector<contracts::Payment>& payments) const {
        const std::size_t first = h.upfront > 0 ? 1 : 0;
        const int last = static_cast<int>(payments.size() - first) - 1;
        if (months_later(world_, h.from, last) >= h.until) return;
        for (std::size_t i = first; i < payments.size(); ++i) {
            const int month = static_cast<int>(i - first);
            payments[i].due_h = at_hour(months_later(world_, h.from, month));
        }
    }

    template <class Share>
    void book(Agreement a, const std::map<std::uint32_t, std::vector<RatedUse>>& used,
              const std::vector<double>& unused, Share share, const char* unit,
              const char* formula) {
        for (contracts::Payment& p : a.payments) {
            if (a.usd_server_h > 0) a.bought.push_back(p.amount / a.usd_server_h);
            p.amount *= world_.contracts.drift(a.currency, p.due_h);
        }
        std::vector<Taken> taken;
        for (const auto& [id, use] : used) {
            Charge c = line(a, PoolId(id));
            c.status = CommitmentStatus::used;
            c.unit = "server-h";
            c.formula = formula;
            taken.push_back({PoolId(id), &use, add_charge(ledger_, std::move(c))});
        }
        Charge idle = whole(a);
        idle.status = CommitmentStatus::unused;
        idle.idle = true;
        idle.unit = unit;
        idle.formula = std::string("what of the ") + a.kind + " was paid and not used";
        const std::uint32_t rest = add_charge(ledger_, std::move(idle));
        consume(a, taken, rest, unused, share);
        purchase(a);
        carry(a);
    }

    /// What each period consumes of the purchases goes to its usage by share and else to the rest;
    /// the parts sum to it exactly.
    template <class Share>
    void consume(const Agreement& a, const std::vector<Taken>& taken, std::uint32_t rest,
                 const std::vector<double>& unused, Share share) {
        Instalments effective;
        effective.next(contracts::consumed_until(a.payments, 0) / world_.usd_per_currency);
        for (std::size_t k = 0; k < rated_.periods.size(); ++k) {
            const Period& period = rated_.periods[k];
            const double usd = contracts::consumed_until(a.payments, at_hour(period.until));
            Money open = effective.next(usd / world_.usd_per_currency);
            const Money due = open;
            double sum = unused[k] > kNoHours ? unused[k] : 0;
            const Taken* last = nullptr;
            for (const Taken& t : taken) {
                sum += share((*t.use)[k]);
                if ((*t.use)[k].hours > 0) last = &t;
            }
            const bool all = last && unused[k] <= kNoHours;
            for (const Taken& t : taken) {
                const RatedUse& use = (*t.use)[k];
                if (use.hours <= 0) continue;
                Money part = round_money(sum > 0 ? due.units() * share(use) / sum : 0);
                if (all && &t == last) part = open;
                open = open - part;
                post_exact(ledger_, t.charge, period, use.hours,
                           {reporting(world_, use.list_usd), reporting(world_, use.contracted_usd),
                            Money{}, part});
            }
            if (!all && (open.micros != 0 || unused[k] > kNoHours)) {
                post_exact(ledger_, rest, period, unused[k], {Money{}, Money{}, Money{}, open});
            }
        }
    }

    void purchase(const Agreement& a) {
        Charge once = whole(a);
        once.kind = ChargeKind::purchase;
        once.frequency = Frequency::one_time;
        once.unit = a.bought.empty() ? "contract" : "server-h";
        once.formula = std::string(a.kind) + ": paid ahead for the whole term";
        Charge monthly = once;
        monthly.frequency = Frequency::recurring;
        monthly.formula = std::string(a.kind) + ": due for a part of the term";
        std::array<std::int64_t, 2> charges{-1, -1};
        Instalments billed;
        double total = 0;
        for (std::size_t i = 0; i < a.payments.size(); ++i) {
            const contracts::Payment& p = a.payments[i];
            if (p.due_h >= end_) break;
            total += p.amount;
            const Money due = billed.next(total / world_.usd_per_currency);
            if (p.due_h < 0) continue;
            const bool recurring =
                !(p.from_h == a.payments.front().from_h && p.until_h == a.payments.back().until_h);
            std::int64_t& charge = charges[recurring ? 1 : 0];
            if (charge < 0) charge = add_charge(ledger_, recurring ? monthly : once);
            const Nanos at = Nanos::from_seconds(p.due_h * 3600);
            const std::size_t k = period_at(rated_.periods, at);
            post_exact(ledger_, static_cast<std::uint32_t>(charge), rated_.periods[k],
                       a.bought.empty() ? 1 : a.bought[i], {due, due, due, Money{}});
            due_at(ledger_, at);
        }
    }

    /// Billed before an instant and not consumed before it: it belongs to later times.
    [[nodiscard]] Money prepaid_at(const Agreement& a, double hour) const {
        double owed = 0;
        for (const contracts::Payment& p : a.payments) {
            if (p.due_h < hour) owed += p.amount;
        }
        return reporting(world_, owed) -
               reporting(world_, contracts::consumed_until(a.payments, hour));
    }

    /// What a term that began before the run, or goes on after it, holds at the run's ends:
    /// memoranda, whose quantity is the amount; no column has it.
    void carry(const Agreement& a) {
        const Money brought = prepaid_at(a, 0);
        const Money prepaid = prepaid_at(a, end_);
        const auto& periods = rated_.periods;
        if (brought != Money{} && !periods.empty()) {
            note_carried(ledger_, whole(a), Carried::brought, brought, periods.front());
        }
        if (prepaid != Money{} && !periods.empty()) {
            note_carried(ledger_, whole(a), Carried::forward, prepaid, periods.back());
        }
        carried_.push_back({a.name, brought, prepaid});
    }

    /// Held at the price of on demand: used hours are ordinary usage, unused ones are paid too.
    void reservation(std::size_t i) {
        const HeldServers& h = world_.contracts.held[i];
        const Agreement a{h.name, h.vendor, "on-demand reservation", h.source, h.currency, h.pools,
                          true,   {}};
        Charge c = line(a, h.pools.front());
        c.pricing = Pricing::standard;
        c.status = CommitmentStatus::unused;
        c.idle = true;
        c.unit = "server-h";
        c.formula = "reserved server hours that nothing used × on-demand price";
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        for (std::size_t k = 0; k < rated_.periods.size(); ++k) {
            const double hours = rated_.held_unused[i][k];
            if (hours <= kNoHours) continue;
            add_posting(world_, ledger_, charge, rated_.periods[k], hours, rated_.unused_usd[i][k]);
        }
    }

    /// What others pay for capacity that is not used: income beside the contract.
    void sublease(const HeldServers& h, const std::vector<double>& unused) {
        Charge c = pool_charge(world_, pool(h.pools.front()), "sublease");
        c.counter = kSubtenant;
        c.kind = ChargeKind::adjustment;
        c.unit = "server-h";
        c.formula = "unused hours of " + h.name + " × price × share that a sublease brings";
        c.sku = "sublease of " + h.name;
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        for (std::size_t k = 0; k < unused.size(); ++k) {
            if (unused[k] <= kNoHours) continue;
            const double usd = unused[k] * h.usd_server_h * h.sublease;
            add_posting(world_, ledger_, charge, rated_.periods[k], unused[k],
                        Columns{0, 0, -usd, -usd});
        }
    }

    const World& world_;
    const RatedHours& rated_;
    double end_;
    Ledger& ledger_;
    /// Prepaid at the run's start and end, of each contract.
    struct Open {
        std::string name;
        Money brought;
        Money prepaid;
    };
    std::vector<Open> carried_;
};

void post_rest(const World& world, const RatedHours& rated, std::size_t p, Ledger& ledger) {
    Charge rent = pool_charge(world, world.pools[p], "compute");
    rent.unit = "server-h";
    rent.formula = "server hours × price of an hour";
    const std::uint32_t charge = add_charge(ledger, std::move(rent));
    for (std::size_t k = 0; k < rated.periods.size(); ++k) {
        const RatedUse& use = rated.rest[p][k];
        if (use.hours <= 0) continue;
        add_posting(
            world, ledger, charge, rated.periods[k], use.hours,
            Columns{use.list_usd, use.contracted_usd, use.contracted_usd, use.contracted_usd});
    }
}

void post_standby(const World& world, const RatedHours& rated, std::size_t i, Ledger& ledger) {
    const Standby& s = world.contracts.standby[i];
    Charge c = pool_charge(world, world.pools[s.pool.index()], "compute");
    c.unit = "server-h";
    c.formula = "hours of standby servers that were called × their price";
    c.sku = "standby " + s.spec.name;
    const std::uint32_t charge = add_charge(ledger, std::move(c));
    for (std::size_t k = 0; k < rated.periods.size(); ++k) {
        const RatedUse& use = rated.standby[i][k];
        if (use.hours <= 0) continue;
        const double usd =
            use.plan_usd * world.contracts.drift(s.spec.currency, at_hour(rated.periods[k].from));
        add_posting(world, ledger, charge, rated.periods[k], use.hours,
                    Columns{use.list_usd, usd, usd, usd});
    }
}

}  // namespace

void post_rated(const World& world, const RatedHours& rated, Nanos ended_at, Ledger& ledger) {
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        if (rated.rented[p]) post_rest(world, rated, p, ledger);
    }
    CommitmentBooks books(world, rated, ended_at, ledger);
    for (std::size_t i = 0; i < world.contracts.held.size(); ++i) books.held(i);
    for (std::size_t i = 0; i < world.contracts.plans.size(); ++i) books.plan(i);
    books.check();
    for (std::size_t i = 0; i < world.contracts.standby.size(); ++i) {
        post_standby(world, rated, i, ledger);
    }
}

}  // namespace orrery
