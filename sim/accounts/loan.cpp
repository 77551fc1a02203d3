// Borrowed money: drawn when servers are delivered, paid back in equal months.
#include <algorithm>
#include <map>

#include "models/finance/annuity.hpp"
#include "models/finance/cash_flow.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

/// What is drawn at once: it falls by equal payments at the end of each month.
class Tranche {
public:
    Tranche(const World& world, const LoanSpec& spec, Nanos drawn, double usd) {
        const double rate = finance::monthly_rate(spec.rate, false);
        const int months = std::max(1, static_cast<int>(spec.term.seconds() / kAssetMonthS + .5));
        const auto left = [&](int paid) {
            return round_money(
                reporting_units(world, finance::annuity_owed(usd, rate, months, paid)));
        };
        const double payment = -finance::payment(rate, months, usd);
        ends_ = {drawn};
        owed_ = {left(0)};
        interest_ = {Money{}};
        Instalments paid;
        for (int k = 1; k <= months; ++k) {
            const Money both = paid.next(reporting_units(world, payment * k));
            ends_.push_back(months_later(world, drawn, k));
            owed_.push_back(left(k));
            interest_.push_back(interest_.back() + both - (left(k - 1) - left(k)));
        }
    }

    [[nodiscard]] std::size_t months() const { return ends_.size() - 1; }
    [[nodiscard]] Nanos drawn() const { return ends_.front(); }
    [[nodiscard]] Money principal() const { return owed_.front(); }
    [[nodiscard]] Nanos end_of(std::size_t month) const { return ends_[month]; }
    [[nodiscard]] Money repaid(std::size_t month) const { return owed_[month - 1] - owed_[month]; }
    [[nodiscard]] Money interest(std::size_t month) const {
        return interest_[month] - interest_[month - 1];
    }
    /// What is drawn before an instant and not paid back until then.
    [[nodiscard]] Money owed_at(Nanos t) const {
        return drawn() >= t ? Money{} : owed_[paid_until(t)];
    }
    /// Interest until an instant: of a month that has not ended in proportion to time.
    [[nodiscard]] Money grown_until(Nanos t) const {
        if (drawn() >= t) return {};
        const std::size_t k = paid_until(t);
        if (k == months()) return interest_[k];
        const double share = (t - ends_[k]).seconds() / (ends_[k + 1] - ends_[k]).seconds();
        return interest_[k] + round_money(interest(k + 1).units() * share);
    }
    [[nodiscard]] Money interest_paid_until(Nanos t) const { return interest_[paid_until(t)]; }

private:
    /// Payments until an instant: what is due at the end of a month is of that month.
    [[nodiscard]] std::size_t paid_until(Nanos t) const {
        const auto after = std::upper_bound(ends_.begin() + 1, ends_.end(), t);
        return static_cast<std::size_t>(after - ends_.begin()) - 1;
    }

    std::vector<Nanos> ends_;      ///< of months; first the day on which it is drawn
    std::vector<Money> owed_;      ///< after so many payments
    std::vector<Money> interest_;  ///< Σ of so many months
};

/// The loan of a pool: a tranche with each delivery, all with the same asset's name.
class LoanBook {
public:
    LoanBook(const World& world, const Observations& o, PoolId pool, Ledger& ledger)
        : world_(world),
          pool_(world.pools[pool.index()]),
          ledger_(ledger),
          end_(o.ended_at),
          periods_(periods_of(world, o.ended_at)) {
        std::map<std::int64_t, double> delivered;
        for (const AssetPart& part : asset_parts(world, o, pool)) {
            if (part.delivered != Nanos::never()) delivered[part.delivered.ns] += part.usd;
        }
        const LoanSpec& spec = *pool_.purchase->loan;
        for (const auto& [at, usd] : delivered) {
            tranches_.emplace_back(world, spec, Nanos{at}, spec.share * usd);
        }
    }

    void run() {
        if (periods_.empty() || tranches_.empty() || tranches_.front().drawn() >= end_) return;
        draw();
        pay_back();
        grow();
        const Money brought = open_at(Nanos{0});
        const Money carried = open_at(end_);
        const Charge own = charge("", "");
        if (brought != Money{}) {
            note_carried(ledger_, own, Carried::brought, brought, periods_.front());
        }
        note_carried(ledger_, own, Carried::forward, carried, periods_.back());
        check_asset(ledger_, own.asset, brought, carried);
    }

private:
    [[nodiscard]] Charge charge(const char* category, const char* formula) const {
        Charge c = pool_charge(world_, pool_, category);
        c.counter = kLender;
        c.asset = pool_.name + " loan";
        c.formula = formula;
        c.pricing = Pricing::other;
        c.frequency = Frequency::recurring;
        return c;
    }
    /// Owed, so below 0: principal, and interest that has grown and is not paid.
    [[nodiscard]] Money open_at(Nanos t) const {
        Money open;
        for (const Tranche& loan : tranches_) {
            open += loan.interest_paid_until(t) - loan.grown_until(t) - loan.owed_at(t);
        }
        return open;
    }
    void post(std::uint32_t id, Nanos at, const std::array<Money, kCostColumns>& amount) {
        add_exact(ledger_, id, periods_[period_at(periods_, at)], 1, amount);
    }

    void draw() {
        Charge c = charge("financing", "share of the price of what is delivered, drawn with it");
        c.account = "liability:" + c.asset;
        c.kind = ChargeKind::adjustment;
        c.frequency = Frequency::one_time;
        const std::uint32_t id = add_charge(ledger_, c);
        for (const Tranche& loan : tranches_) {
            if (loan.drawn() < Nanos{0} || loan.drawn() >= end_) continue;
            post(id, loan.drawn(), {Money{}, Money{}, -loan.principal(), Money{}});
        }
    }

    void pay_back() {
        Charge back = charge("financing", "repayment: equal payments less interest");
        back.account = "liability:" + back.asset;
        back.kind = ChargeKind::adjustment;
        Charge paid = charge("interest", "what is owed × monthly rate, at the end of a month");
        paid.account = "liability:" + paid.asset;
        paid.kind = ChargeKind::purchase;
        paid.unit = "payments";
        const std::uint32_t back_id = add_charge(ledger_, back);
        const std::uint32_t paid_id = add_charge(ledger_, paid);
        for (const Tranche& loan : tranches_) {
            for (std::size_t k = 1; k <= loan.months(); ++k) {
                const Nanos due = loan.end_of(k);
                if (due <= Nanos{0} || due > end_) continue;
                const Money m = loan.interest(k);
                post(back_id, due - Nanos{1}, {Money{}, Money{}, loan.repaid(k), Money{}});
                post(paid_id, due - Nanos{1}, {m, m, m, Money{}});
            }
        }
    }

    /// Interest is a cost of the time in which it grows.
    void grow() {
        Charge c = charge("interest", "what is owed × monthly rate × time");
        c.counter = "liability:" + c.asset;
        c.unit = "h";
        c.cash = false;
        const std::uint32_t id = add_charge(ledger_, c);
        for (const Period& p : periods_) {
            Money m;
            for (const Tranche& loan : tranches_) {
                m += loan.grown_until(p.until) - loan.grown_until(p.from);
            }
            if (m == Money{}) continue;
            const double hours = (p.until - p.from).seconds() / 3600;
            add_exact(ledger_, id, p, hours, {m, m, Money{}, m});
        }
    }

    const World& world_;
    const Pool& pool_;
    Ledger& ledger_;
    Nanos end_;
    std::vector<Period> periods_;
    std::vector<Tranche> tranches_;  ///< by their day
};

}  // namespace

void account_loan(const World& world, const Observations& o, PoolId pool, Ledger& ledger) {
    LoanBook(world, o, pool, ledger).run();
}

}  // namespace orrery
