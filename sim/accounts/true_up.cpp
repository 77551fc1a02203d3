// Spend commitments: what is missing of each year is billed at its end, or accrued until the run's.
#include "sim/accounts/true_up.hpp"

#include <algorithm>
#include <array>

#include "models/contracts/commitments.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

constexpr Nanos kYear = kContractYear;

/// A year of the commitment, as far as the run answers for it.
struct SpendYear {
    Nanos from;
    Nanos until;
    double committed = 0;  ///< USD, of the part that counts
    double spent = 0;
};

class TrueUp {
public:
    TrueUp(const World& world, const Observations& o, const SpendSpec& spend,
           const std::string& site, Ledger& ledger)
        : world_(world), s_(spend), site_(site), ledger_(ledger), end_(o.ended_at) {
        for (std::size_t y = 0; y < s_.usd_year.size(); ++y) years_.push_back(year(y));
    }

    /// The list column has no true-up: without the contract there would be none.
    void run() {
        count();
        std::vector<double> spent;
        std::vector<double> committed;
        for (const SpendYear& y : years_) {
            spent.push_back(y.spent);
            committed.push_back(y.committed);
        }
        const auto owed = contracts::true_ups(spent, committed, s_.carry_over);
        const auto periods = periods_of(world_, end_);
        std::int64_t charge = -1;
        for (std::size_t y = 0; y < owed.size(); ++y) {
            if (owed[y] <= 0) continue;
            if (years_[y].until > end_) {
                accrue(owed[y], periods.back());
                continue;
            }
            if (charge < 0) charge = add_charge(ledger_, line());
            add_posting(world_, ledger_, static_cast<std::uint32_t>(charge),
                        periods[period_at(periods, years_[y].until - Nanos{1})], 1,
                        Columns{0, owed[y], owed[y], owed[y]});
            due_at(ledger_, years_[y].until - Nanos{1});
        }
    }

private:
    [[nodiscard]] SpendYear year(std::size_t y) const {
        SpendYear out;
        out.from = s_.start + kYear * static_cast<std::int64_t>(y);
        out.until = out.from + kYear;
        const Nanos until = min(out.until, end_);
        if (until <= Nanos{0} || out.from >= end_) return out;
        const double rate = world_.contracts.drift(s_.currency, at_hour(out.from));
        const bool known = s_.spent_usd >= 0 && out.from < Nanos{0};
        const Nanos counts = until - (known ? out.from : max(out.from, Nanos{0}));
        out.committed = s_.usd_year[y] * rate * (counts.seconds() / kYear.seconds());
        if (known) out.spent = s_.spent_usd * rate;
        return out;
    }

    /// Usage of a period in which a year ends belongs to both by time; a purchase to where the
    /// period begins.
    static double share(const Posting& p, bool spread, const SpendYear& y) {
        if (!spread) return p.from >= y.from && p.from < y.until ? 1 : 0;
        return time_share(p, y.from, y.until);
    }

    void count() {
        std::vector<bool> wanted;
        for (const Charge& c : ledger_.charges) wanted.push_back(counts_as_spend(c, s_));
        for (const Posting& p : ledger_.postings) {
            if (!wanted[p.charge]) continue;
            const double usd = p.of(CostColumn::billed).units() * world_.usd_per_currency;
            const bool spread = ledger_.of(p).kind == ChargeKind::usage;
            for (SpendYear& y : years_) y.spent += usd * share(p, spread, y);
        }
    }

    [[nodiscard]] Charge line() const {
        Charge c;
        c.category = kTrueUp;
        c.vendor = s_.vendor;
        c.sku = s_.name;
        c.kind = ChargeKind::adjustment;
        c.frequency = Frequency::one_time;
        c.contract = s_.name;
        c.site = site_;
        c.currency = s_.currency;
        c.pricing = Pricing::committed;
        c.unit = "year";
        c.formula = "max(0, the year's commitment − what was billed in it)";
        return c;
    }

    void accrue(double owed, const Period& last) {
        Charge c = line();
        c.cash = false;
        c.counter = "accrued:" + s_.name;
        c.formula = "max(0, the year's commitment × its part in the run − what was billed in it)";
        add_posting(world_, ledger_, add_charge(ledger_, std::move(c)), last, 1,
                    Columns{0, owed, 0, owed});
        const Money accrued = ledger_.postings.back().of(CostColumn::effective);
        note_carried(ledger_, line(), Carried::forward, -accrued, last);
        check(-accrued);
    }

    void check(Money carried) {
        Money billed;
        Money right = carried;
        for (const Posting& p : ledger_.postings) {
            if (ledger_.of(p).contract != s_.name) continue;
            billed += p.of(CostColumn::billed);
            right += p.of(CostColumn::effective);
        }
        enter_check(ledger_,
                    {"contract " + s_.name, "Σ billed true-ups = Σ effective − accrued, exactly",
                     billed.units(), right.units(), billed == right});
    }

    const World& world_;
    const SpendSpec& s_;
    const std::string& site_;
    Ledger& ledger_;
    Nanos end_;
    std::vector<SpendYear> years_;
};

}  // namespace

double time_share(const Posting& p, Nanos from, Nanos until) {
    if (p.until <= p.from) return p.from >= from && p.from < until ? 1 : 0;
    const Nanos first = max(p.from, from);
    const Nanos last = min(p.until, until);
    return last > first ? (last - first).seconds() / (p.until - p.from).seconds() : 0;
}

bool paid_to_vendor(const Charge& c) {
    static constexpr std::array kOthers{kLender,  kInsurer,        kProjects,
                                        kStaff,   kManagedService, kSubtenant};
    return c.cash && std::find(kOthers.begin(), kOthers.end(), c.counter) == kOthers.end();
}

bool counts_as_spend(const Charge& c, const SpendSpec& s) {
    const auto& listed = s.categories;
    return c.vendor == s.vendor && paid_to_vendor(c) && c.kind != ChargeKind::tax &&
           c.kind != ChargeKind::credit &&
           (listed.empty() || std::find(listed.begin(), listed.end(), c.category) != listed.end());
}

void true_up(const World& world, const Observations& observations, const SpendSpec& spend,
             const std::string& site, Ledger& ledger) {
    TrueUp(world, observations, spend, site, ledger).run();
}

}  // namespace orrery
