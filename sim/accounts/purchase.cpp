// What was bought: due with the order and on delivery, worn off by law, sold at the end.
#include <fmt/format.h>

#include "sim/accounts/assets.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

/// Books one part of a purchase, its instants against the periods of the run.
class PartBook {
public:
    PartBook(const World& world, const Observations& o, const AssetPart& part, Ledger& ledger)
        : world_(world),
          pool_(world.pools[part.pool.index()]),
          part_(part),
          ledger_(ledger),
          end_(o.ended_at),
          periods_(periods_of(world, o.ended_at)) {}

    void run() {
        if (periods_.empty() || part_.retired <= Nanos{0}) return;
        pay();
        wear();
        sell();
        carry();
    }

private:
    [[nodiscard]] Charge charge(const char* category, const char* formula) const {
        Charge c = pool_charge(world_, pool_, category);
        c.asset = part_.name;
        c.formula = formula;
        c.pricing = Pricing::other;
        c.capital = true;
        return c;
    }
    [[nodiscard]] bool within(Nanos t) const { return t >= Nanos{0} && t < end_; }
    /// A life of the horizon's length ends in the run: its last instant is the run's last.
    [[nodiscard]] bool ends_within(Nanos t) const { return t >= Nanos{0} && t <= end_; }
    [[nodiscard]] const Period& period(Nanos t) const { return periods_[period_at(periods_, t)]; }
    [[nodiscard]] Money money(double usd) const {
        return round_money(reporting_units(world_, usd));
    }
    /// What is worn off at an instant, as rounded in the books.
    [[nodiscard]] Money worn_at(Nanos t) const {
        return money(finance::written_off(part_.book, part_.years_at(min(t, part_.retired))));
    }

    /// Two parts whose sum is the rounded whole. What fell due before the run is brought forward.
    void pay() {
        Charge c = charge("purchase", "price × share due with the order, the rest on delivery");
        c.account = "asset:" + part_.name;
        c.kind = ChargeKind::purchase;
        c.frequency = Frequency::one_time;
        c.unit = "purchase";
        const std::uint32_t id = add_charge(ledger_, c);
        Instalments due;
        due_ = {due.next(reporting_units(world_, part_.deposit_usd)),
                due.next(reporting_units(world_, part_.usd))};
        const Nanos when[2]{part_.ordered, part_.delivered};
        for (int k = 0; k < 2; ++k) {
            const Money m = due_[static_cast<std::size_t>(k)];
            if (m == Money{}) continue;
            if (when[k] < Nanos{0}) brought_ += m;
            if (!within(when[k])) continue;
            paid_ += m;
            const double share =
                part_.usd > 0
                    ? (k == 0 ? part_.deposit_usd : part_.usd - part_.deposit_usd) / part_.usd
                    : 0;
            add_exact(ledger_, id, period(when[k]), share, {m, m, m, Money{}});
            due_at(ledger_, when[k]);
        }
        brought_ += -worn_at(Nanos{0});
    }

    void wear() {
        Charge c =
            charge("depreciation",
                   "cost written off by the book law at the period's end − at its beginning");
        c.counter = "accumulated depreciation";
        c.unit = "h";
        c.cash = false;
        const std::uint32_t id = add_charge(ledger_, c);
        Money before = worn_at(Nanos{0});
        for (const Period& p : periods_) {
            const Money after = worn_at(p.until);
            const Money m = after - before;
            before = after;
            const Nanos from = max(p.from, part_.in_service);
            const Nanos until = min(p.until, part_.retired);
            if (until <= from && m == Money{}) continue;
            const double hours = until > from ? (until - from).seconds() / 3600 : 0;
            add_exact(ledger_, id, p, hours, {m, m, Money{}, m});
            effective_ += m;
        }
    }

    /// Proceeds are billed when they come; the gain or loss is of the day of the sale.
    void sell() {
        if (!ends_within(part_.retired)) return;
        const Money proceeds = money(part_.market_usd);
        const Money left = money(part_.usd) - worn_at(part_.retired);
        const Money loss = left - proceeds;
        note_disposal(ledger_,
                      charge("disposal", "book value at the end of use − proceeds of the sale"),
                      loss, period(part_.retired));
        effective_ += loss;
        const Nanos comes = part_.retired + part_.sale_lag;
        if (proceeds == Money{} || !ends_within(comes)) return;
        Charge sale = charge("sale", "market value at the end of use × (1 − cost of selling)");
        sale.account = "asset:" + part_.name;
        sale.kind = ChargeKind::credit;
        sale.frequency = Frequency::one_time;
        add_exact(ledger_, add_charge(ledger_, sale), period(comes), 1,
                  {-proceeds, -proceeds, -proceeds, Money{}});
        due_at(ledger_, min(comes, end_ - Nanos{1}));
        paid_ += -proceeds;
    }

    /// Book value, prepayments and proceeds that are still to come: rows without an amount. An
    /// asset that is not sold in the run has one even of nothing: its rows in the run are whole
    /// with it.
    void carry() {
        if (part_.ordered >= end_) return check_asset(ledger_, part_.name, Money{}, Money{});
        const Money carried = brought_ + paid_ - effective_;
        const Charge own = charge("", "");
        if (brought_ != Money{}) {
            note_carried(ledger_, own, Carried::brought, brought_, periods_.front());
        }
        if (carried != Money{} || !ends_within(part_.retired)) {
            note_carried(ledger_, own, Carried::forward, carried, periods_.back());
        }
        // What the books must hold at the end, reckoned apart from the postings.
        Money held;
        const Money whole = money(part_.usd);
        const bool sold = ends_within(part_.retired);
        if (part_.delivered < end_) held = whole;
        if (part_.delivered >= end_ && part_.ordered < end_) held = due_[0];
        if (!sold) held = held - worn_at(end_);
        if (sold) held = sale_open();
        check_asset(ledger_, part_.name, brought_, held);
    }

    [[nodiscard]] Money sale_open() const {
        return ends_within(part_.retired + part_.sale_lag) ? Money{} : money(part_.market_usd);
    }

    const World& world_;
    const Pool& pool_;
    const AssetPart& part_;
    Ledger& ledger_;
    Nanos end_;
    std::vector<Period> periods_;
    std::array<Money, 2> due_{};
    Money brought_;
    Money paid_;
    Money effective_;
};

/// A share of what the hardware cost, for the time that it is in service.
void insure(const World& world, const Observations& o, const Pool& pool,
            const std::vector<AssetPart>& parts, Ledger& ledger) {
    if (pool.purchase->insurance <= 0) return;
    Charge c = pool_charge(world, pool, "insurance");
    c.counter = kInsurer;
    c.unit = "h";
    c.formula = "Σ parts in service: price × insurance share × hours / 8760 h";
    c.frequency = Frequency::recurring;
    const std::uint32_t id = add_charge(ledger, c);
    for (const Period& p : periods_of(world, o.ended_at)) {
        double usd = 0;
        for (const AssetPart& part : parts) {
            const Nanos from = max(p.from, part.in_service);
            const Nanos until = min(p.until, part.retired);
            if (until <= from) continue;
            usd += part.usd * pool.purchase->insurance * (until - from).seconds() / kAssetYearS;
        }
        const double hours = (p.until - p.from).seconds() / 3600;
        if (usd > 0) add_posting(world, ledger, id, p, hours, usd);
    }
}

}  // namespace

void account_purchase(const World& world, const Observations& o, PoolId id, Ledger& ledger) {
    const Pool& pool = world.pools[id.index()];
    if (pool.purchase->lease) {
        account_lease(world, o, id, ledger);
        return;
    }
    const auto parts = asset_parts(world, o, id);
    for (const AssetPart& part : parts) PartBook(world, o, part, ledger).run();
    insure(world, o, pool, parts, ledger);
    if (pool.purchase->loan) account_loan(world, o, id, ledger);
}

}  // namespace orrery
