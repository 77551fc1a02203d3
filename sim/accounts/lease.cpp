// Leased servers: what is paid by month, and how the expense is spread.
#include <fmt/format.h>

#include <algorithm>

#include "sim/accounts/assets.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

/// One lease against the periods of the run. It begins when the first servers are in service; the
/// whole order is leased.
class LeaseBook {
public:
    LeaseBook(const World& world, const Observations& o, const Pool& pool, Nanos begin,
              Nanos retired, Ledger& ledger)
        : world_(world),
          pool_(pool),
          terms_(lease_terms(pool)),
          finance_(is_finance_lease(pool)),
          months_(finance::lease_schedule(terms_, finance_)),
          begin_(begin),
          over_(months_later(world, begin, terms_.months)),
          owned_(finance::becomes_owned(terms_)),
          use_ends_(max(retired, over_)),
          ledger_(ledger),
          end_(o.ended_at),
          periods_(periods_of(world, o.ended_at)) {}

    void run() {
        if (periods_.empty() || (owned_ && use_ends_ <= Nanos{0})) return;
        pay();
        if (finance_) {
            spread("interest", "liability after the payment × monthly rate", &interest_until);
            spread("amortisation",
                   owned_ ? "right of use less what is left of it / months of the economic life"
                          : "right of use / months of the term",
                   &amortised_until);
        } else {
            spread("lease", "Σ payments / term × time: level over the term", &spent_until);
        }
        sell();
        close();
        check_asset(ledger_, name(), open_at(Nanos{0}), open_at(end_));
    }

private:
    using Total = Money (*)(const LeaseBook&, double months);

    [[nodiscard]] std::string name() const { return pool_.name + " lease"; }
    [[nodiscard]] double months_at(Nanos t) const {
        const Nanos used = owned_ ? min(t, use_ends_) : t;
        const double months = (used - begin_).seconds() / kAssetMonthS;
        return std::clamp(months, 0.0, static_cast<double>(months_.size()));
    }
    [[nodiscard]] double option() const {
        return terms_.option_certain && terms_.option > 0 ? terms_.option : 0;
    }

    /// Σ of a month's field up to a point of the term; within a month in proportion.
    template <class Of>
    [[nodiscard]] Money up_to(double months, Of of) const {
        double sum = 0;
        for (std::size_t k = 0; k < months_.size() && double(k) < months; ++k) {
            sum += of(months_[k]) * std::min(1.0, months - double(k));
        }
        return money(sum);
    }
    static Money interest_until(const LeaseBook& b, double months) {
        return b.up_to(months, [](const finance::LeaseMonth& m) { return m.interest; });
    }
    static Money spent_until(const LeaseBook& b, double months) {
        return b.up_to(months, [](const finance::LeaseMonth& m) { return m.expense; });
    }
    /// The rest of the expense, so that both together are what is paid, to the last digit.
    static Money amortised_until(const LeaseBook& b, double months) {
        return spent_until(b, months) - interest_until(b, months);
    }

    /// Sold by an instant, its last one counted: one's own by then, so paid for.
    [[nodiscard]] bool sold_by(Nanos t) const { return owned_ && over_ < t && use_ends_ <= t; }
    [[nodiscard]] Nanos proceeds_come() const {
        const auto& resale = pool_.purchase->residual;
        return use_ends_ + (resale ? resale->sale_lag : Nanos{0});
    }
    [[nodiscard]] Money proceeds() const {
        return money(lease_sale_usd(pool_, begin_, (use_ends_ - begin_).seconds() / kAssetYearS));
    }
    [[nodiscard]] Money all_paid() const {
        return money(terms_.payment * terms_.months + option());
    }

    /// Paid before an instant by the contract and not yet used; negative where interest runs ahead.
    [[nodiscard]] Money open_at(Nanos t) const {
        if (sold_by(t)) return proceeds_come() <= t ? Money{} : proceeds();
        int payments = 0;
        while (payments < terms_.months && months_later(world_, begin_, payments) < t) ++payments;
        const bool bought = option() > 0 && over_ < t;
        return money(terms_.payment * payments + (bought ? option() : 0)) -
               spent_until(*this, months_at(t));
    }

    [[nodiscard]] Charge charge(const char* category, std::string formula) const {
        Charge c = pool_charge(world_, pool_, category);
        c.asset = name();
        c.counter = "payable:lessor";
        c.formula = std::move(formula);
        c.pricing = Pricing::other;
        c.frequency = Frequency::recurring;
        c.price_source = "scenario: pools[" + pool_.name + "].purchase.lease";
        return c;
    }
    [[nodiscard]] Money money(double usd) const {
        return round_money(reporting_units(world_, usd));
    }

    void pay_at(Nanos when, Money m, std::uint32_t id) {
        if (when < Nanos{0} || when >= end_) return;
        add_exact(ledger_, id, periods_[period_at(periods_, when)], 1, {m, m, m, Money{}});
    }

    void pay() {
        Charge c = charge("lease payment", "payment at the beginning of a month of the term");
        c.account = "asset:" + name();
        c.kind = ChargeKind::purchase;
        // A finance lease is a purchase on credit: its payments are capital as its wear is.
        c.capital = finance_;
        c.unit = "payments";
        const std::uint32_t id = add_charge(ledger_, c);
        Instalments due;
        for (int k = 0; k < terms_.months; ++k) {
            pay_at(months_later(world_, begin_, k),
                   due.next(reporting_units(world_, terms_.payment * (k + 1))), id);
        }
        const double all = terms_.payment * terms_.months + option();
        if (option() > 0) {
            pay_at(over_, due.next(reporting_units(world_, all)), id);
        }
    }

    /// Servers that became one's own go as bought ones do: at market, when their use ends.
    void sell() {
        if (!sold_by(end_)) return;
        const Money brings = proceeds();
        const Money left = all_paid() - spent_until(*this, months_at(use_ends_));
        Charge own = charge("", "book value at the end of use − proceeds of the sale");
        own.capital = true;
        note_disposal(ledger_, own, left - brings, periods_[period_at(periods_, use_ends_)]);
        if (brings == Money{} || proceeds_come() > end_) return;
        Charge sale = charge("sale", "market value at the end of use × (1 − cost of selling)");
        sale.counter.clear();
        sale.account = "asset:" + name();
        sale.kind = ChargeKind::credit;
        sale.frequency = Frequency::one_time;
        sale.capital = true;
        add_exact(ledger_, add_charge(ledger_, sale),
                  periods_[period_at(periods_, proceeds_come())], 1,
                  {-brings, -brings, -brings, Money{}});
        due_at(ledger_, min(proceeds_come(), end_ - Nanos{1}));
    }

    /// The row that ends it within the run, and what is open at the run's ends.
    void close() {
        if (begin_ >= end_ || over_ < Nanos{0}) return;
        const bool given_back = !owned_ && over_ < end_;
        const Charge own = charge("", "the end of the term: nothing is left of it");
        if (given_back) note_disposal(ledger_, own, Money{}, periods_[period_at(periods_, over_)]);
        const bool ends = given_back || sold_by(end_);
        const Money brought = open_at(Nanos{0});
        if (brought != Money{}) {
            note_carried(ledger_, own, Carried::brought, brought, periods_.front());
        }
        const Money carried = open_at(end_);
        if (carried != Money{} || !ends) {
            note_carried(ledger_, own, Carried::forward, carried, periods_.back());
        }
    }

    void spread(const char* category, const char* formula, Total total) {
        Charge c = charge(category, formula);
        c.cash = false;
        c.capital = finance_;
        c.unit = "months";
        const std::uint32_t id = add_charge(ledger_, c);
        Money before = total(*this, months_at(Nanos{0}));
        double months_before = months_at(Nanos{0});
        for (const Period& p : periods_) {
            const double months = months_at(p.until);
            const Money after = total(*this, months);
            const Money m = after - before;
            if (m != Money{}) {
                add_exact(ledger_, id, p, months - months_before, {m, m, Money{}, m});
            }
            before = after;
            months_before = months;
        }
    }

    const World& world_;
    const Pool& pool_;
    finance::LeaseTerms terms_;
    bool finance_ = false;
    std::vector<finance::LeaseMonth> months_;
    Nanos begin_;
    Nanos over_;          ///< the term's end
    bool owned_ = false;  ///< from then on
    Nanos use_ends_;      ///< when what is owned is sold
    Ledger& ledger_;
    Nanos end_;
    std::vector<Period> periods_;
};

}  // namespace

void account_lease(const World& world, const Observations& o, PoolId id, Ledger& ledger) {
    Nanos begin = Nanos::never();
    Nanos retired{0};
    for (const Delivery& d : o.deliveries) {
        if (d.pool != id || d.in_service == Nanos::never()) continue;
        begin = min(begin, d.in_service);
        retired = max(retired, d.retired);
    }
    if (begin == Nanos::never()) return;
    LeaseBook(world, o, world.pools[id.index()], begin, retired, ledger).run();
}

}  // namespace orrery
