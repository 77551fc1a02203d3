// Borrowed money: drawn when servers are delivered, paid back in equal months.
#include <algorithm>

#include "models/finance/annuity.hpp"
#include "models/finance/cash_flow.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

/// One loan: what is owed falls by equal payments at the end of each month.
class LoanBook {
public:
    LoanBook(const World& world, const Observations& o, PoolId pool, Ledger& ledger)
        : world_(world),
          pool_(world.pools[pool.index()]),
          ledger_(ledger),
          end_(o.ended_at),
          periods_(periods_of(world, o.ended_at)) {
        const LoanSpec& spec = *pool_.purchase->loan;
        begin_ = Nanos::never();
        for (const Delivery& d : o.deliveries) {
            if (d.pool == pool) begin_ = min(begin_, d.delivered);
        }
        rate_ = finance::monthly_rate(spec.rate, false);
        months_ = std::max(1, static_cast<int>(spec.term.seconds() / kAssetMonthS + .5));
        principal_ = spec.share * capex_in_all(pool_);
    }

    void run() {
        if (periods_.empty() || begin_ == Nanos::never()) return;
        draw();
        pay_back();
        check_asset(ledger_, pool_.name + " loan", -owed_at(Nanos{0}), -owed_at(end_));
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
    [[nodiscard]] bool within(Nanos t) const { return t >= Nanos{0} && t < end_; }
    [[nodiscard]] Nanos month_end(int month) const { return months_later(world_, begin_, month); }
    [[nodiscard]] Money owed(int paid) const {
        return round_money(
            reporting_units(world_, finance::annuity_owed(principal_, rate_, months_, paid)));
    }
    /// By the plan, before an instant.
    [[nodiscard]] Money owed_at(Nanos t) const {
        if (begin_ >= t) return {};
        int paid = 0;
        while (paid < months_ && month_end(paid + 1) < t) ++paid;
        return owed(paid);
    }
    void post(std::uint32_t id, Nanos at, Money billed, Money effective) {
        add_exact(ledger_, id, periods_[period_at(periods_, at)], 1,
                  {effective, effective, billed, effective});
    }

    void draw() {
        if (!within(begin_)) return;
        Charge c = charge("financing", "share of the capex, drawn on the first delivery");
        c.account = "liability:" + c.asset;
        c.kind = ChargeKind::adjustment;
        c.frequency = Frequency::one_time;
        post(add_charge(ledger_, c), begin_, -owed(0), Money{});
    }

    void pay_back() {
        Charge back = charge("financing", "repayment: equal payments less interest");
        back.account = "liability:" + back.asset;
        back.kind = ChargeKind::adjustment;
        const std::uint32_t back_id = add_charge(ledger_, back);
        const std::uint32_t interest_id =
            add_charge(ledger_, charge("interest", "what is owed × monthly rate"));
        const double payment = -finance::payment(rate_, months_, principal_);
        Instalments paid;
        for (int k = 1; k <= months_; ++k) {
            const Money both = paid.next(reporting_units(world_, payment * k));
            const Money part = owed(k - 1) - owed(k);
            if (!within(month_end(k))) continue;
            post(back_id, month_end(k), part, Money{});
            post(interest_id, month_end(k), both - part, both - part);
        }
    }

    const World& world_;
    const Pool& pool_;
    Ledger& ledger_;
    Nanos begin_;
    Nanos end_;
    std::vector<Period> periods_;
    double rate_ = 0;
    int months_ = 1;
    double principal_ = 0;
};

}  // namespace

void account_loan(const World& world, const Observations& o, PoolId pool, Ledger& ledger) {
    LoanBook(world, o, pool, ledger).run();
}

}  // namespace orrery
