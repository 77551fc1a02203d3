// What vendors bill by the month beside usage: storage, licences, standby, support, credits, taxes.
#include <algorithm>
#include <functional>

#include "models/contracts/commitments.hpp"
#include "models/contracts/owed.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/accounts/contract_hours.hpp"
#include "sim/accounts/posting.hpp"
#include "sim/accounts/true_up.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

double hours_between(Nanos from, Nanos until) {
    return until > from ? at_hour(until - from) : 0;
}

class VendorMonth {
public:
    VendorMonth(const World& world, const Observations& o, Ledger& ledger)
        : world_(world),
          book_(world.contracts),
          o_(o),
          ledger_(ledger),
          months_(months_of(world, o.ended_at)),
          periods_(periods_of(world, o.ended_at)) {}

    void run() {
        for (const StorageVolume& data : book_.storage) store(data);
        for (const Licence& licence : book_.licences) license(licence);
        for (const Standby& standby : book_.standby) premium(standby);
        for (const SpendSpec& spend : book_.spend) reduce(spend);
        for (const SupportSpec& support : book_.support) support_fee(support);
        for (const ServiceLevel& level : book_.sla) credit(level);
        for (const SpendSpec& spend : book_.spend) {
            true_up(world_, o_, spend, site_of_vendor(spend.vendor), ledger_);
        }
        for (const TaxSpec& tax : book_.taxes) levy(tax);
    }

private:
    using Counts = std::function<bool(const Charge&)>;

    [[nodiscard]] double usd(Money money) const { return money.units() * world_.usd_per_currency; }

    /// Sums of a column by entry of `months_`, of charges that count.
    [[nodiscard]] std::vector<Money> by_month(const Counts& counts, CostColumn column) const {
        std::vector<bool> wanted;
        for (const Charge& c : ledger_.charges) wanted.push_back(counts(c));
        std::vector<Money> sums(months_.size());
        const std::int32_t first = months_.empty() ? 0 : months_.front().month;
        for (const Posting& p : ledger_.postings) {
            if (!wanted[p.charge]) continue;
            const auto k = static_cast<std::size_t>(std::max(0, p.month - first));
            sums[std::min(k, sums.size() - 1)] += p.of(column);
        }
        return sums;
    }

    [[nodiscard]] double month_share(const Period& month) const {
        const Nanos end = next_month(world_, month.from);
        Nanos begin = month.from - kDay * 35;
        while (next_month(world_, begin) <= month.from) begin = next_month(world_, begin);
        return hours_between(month.from, month.until) / hours_between(begin, end);
    }

    [[nodiscard]] Charge monthly(std::string category, std::string vendor, std::string name) const {
        Charge c;
        c.category = std::move(category);
        c.vendor = std::move(vendor);
        c.sku = std::move(name);
        c.frequency = Frequency::recurring;
        c.unit = "month";
        return c;
    }

    /// Site that a cost of several places is booked at: the first pool's.
    [[nodiscard]] std::string site_of(const std::vector<PoolId>& pools) const {
        if (pools.empty()) return {};
        return world_.sites[world_.pools[pools.front().index()].site.index()].name;
    }
    [[nodiscard]] std::string site_of_vendor(const std::string& vendor) const {
        for (const Site& site : world_.sites) {
            if (site.vendor == vendor || site.egress.vendor == vendor) return site.name;
        }
        return world_.sites.empty() ? std::string() : world_.sites.front().name;
    }

    void store(const StorageVolume& data) {
        const StorageSpec& s = data.spec;
        Charge c = monthly("storage", data.vendor, s.name);
        c.site = world_.sites[data.site.index()].name;
        c.frequency = Frequency::usage_based;
        c.unit = "GB-month";
        c.currency = s.currency;
        c.price_source = data.source;
        c.formula =
            "mean GB of the month, what was deleted before the minimum included, × copies × "
            "part of the month × price + requests + retrieval";
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        double elapsed = 0;  // months
        for (const Period& month : months_) {
            const double share = month_share(month);
            const double minimum =
                elapsed + share * ((s.minimum - month.from).seconds() /
                                   std::max(1e-9, (month.until - month.from).seconds()));
            const double gb = contracts::mean_stored(data.gb, s.growth_bytes_month * 1e-9, minimum,
                                                     elapsed, elapsed + share);
            elapsed += share;
            const double owed =
                contracts::storage_owed({s.usd_gb_month, s.usd_1000_requests, s.usd_gb_retrieval},
                                        {gb, s.replication, share, s.requests_month * share,
                                         s.retrieval_bytes_month * 1e-9 * share}) *
                book_.drift(s.currency, at_hour(month.from));
            if (owed <= 0 && gb <= 0) continue;
            add_posting(world_, ledger_, charge, month, gb * s.replication * share, owed);
        }
    }

    void license(const Licence& licence) {
        const LicenceSpec& s = licence.spec;
        Charge c = monthly("licences", s.vendor, s.name);
        c.site = licence.pools.empty() && !world_.sites.empty() ? world_.sites.front().name
                                                                : site_of(licence.pools);
        if (licence.pools.size() == 1) c.pool = world_.pools[licence.pools[0].index()].name;
        c.tenant = s.tenant;
        c.currency = s.currency;
        c.unit = "h";
        c.formula = "price a year × hours / 8760 h, by accelerators or servers that are there";
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        std::vector<double> usd_h(months_.size());  // a year's price × hours
        for (const PoolId id : licence.pools) {
            const double each =
                s.usd_accelerator_year * world_.pools[id.index()].server.accelerators +
                s.usd_server_year;
            const auto present = server_hours(o_, id, months_);
            for (std::size_t k = 0; k < usd_h.size(); ++k) usd_h[k] += each * present[k];
        }
        for (std::size_t k = 0; k < months_.size(); ++k) {
            const double h = hours_between(months_[k].from, months_[k].until);
            add_posting(world_, ledger_, charge, months_[k], h,
                        (s.usd_year * h + usd_h[k]) / contracts::kHoursPerYear *
                            book_.drift(s.currency, at_hour(months_[k].from)));
        }
    }

    void premium(const Standby& standby) {
        const StandbySpec& s = standby.spec;
        if (s.premium_usd_server_h <= 0) return;
        Charge c = pool_charge(world_, world_.pools[standby.pool.index()], "standby");
        c.contract = s.name;
        c.reservation = true;
        c.currency = s.currency;
        c.unit = "server-h";
        c.formula = "servers that stand ready × hours × premium";
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        for (const Period& month : months_) {
            const double h = s.servers * hours_between(max(month.from, s.start),
                                                       min(month.until, standby.until));
            if (h <= 0) continue;
            add_posting(world_, ledger_, charge, month, h,
                        h * s.premium_usd_server_h * book_.drift(s.currency, at_hour(month.from)));
        }
    }

    static bool among(const std::vector<std::string>& list, const std::string& item) {
        return list.empty() || std::find(list.begin(), list.end(), item) != list.end();
    }

    [[nodiscard]] Nanos end_of(const SpendSpec& s) const {
        return s.start + kContractYear * static_cast<std::int64_t>(s.usd_year.size());
    }

    /// Negotiated: usage within the term costs less; commitments have their own prices. Of a period
    /// in which the term begins or ends its part by time counts.
    void reduce(const SpendSpec& s) {
        if (s.discount <= 0) return;
        for (Posting& p : ledger_.postings) {
            const Charge& c = ledger_.of(p);
            const bool counts = c.vendor == s.vendor && c.kind == ChargeKind::usage &&
                                paid_to_vendor(c) && c.contract.empty() &&
                                among(s.categories, c.category);
            const double share = counts ? time_share(p, s.start, end_of(s)) : 0;
            if (share <= 0) continue;
            for (const CostColumn column :
                 {CostColumn::contracted, CostColumn::billed, CostColumn::effective}) {
                Money& m = p.amount[static_cast<std::size_t>(column)];
                m = round_money(contracts::discounted(m.units(), s.discount * share));
            }
        }
    }

    void support_fee(const SupportSpec& s) {
        const auto spent = by_month(
            [&](const Charge& c) {
                const bool paid = c.kind == ChargeKind::usage || c.kind == ChargeKind::purchase;
                return c.vendor == s.vendor && paid_to_vendor(c) && paid && c.category != "support";
            },
            CostColumn::billed);
        std::vector<contracts::Tier> tiers;
        for (const TierSpec& t : s.tiers) tiers.push_back({t.up_to, t.factor});
        Charge c = monthly("support", s.vendor, s.name);
        c.site = site_of_vendor(s.vendor);
        c.currency = s.currency;
        c.formula = "max(minimum, Σ share of each tier × the month's bill in it)";
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        for (std::size_t k = 0; k < months_.size(); ++k) {
            const double rate = book_.drift(s.currency, at_hour(months_[k].from));
            const double minimum = s.minimum_usd_month * month_share(months_[k]);
            // Minimum and tiers are amounts of the contract's currency.
            const double owed = rate * contracts::support_fee(usd(spent[k]) / rate, minimum, tiers);
            if (owed > 0) add_posting(world_, ledger_, charge, months_[k], 1, owed);
        }
    }

    [[nodiscard]] double availability(std::size_t pool, const Period& month) const {
        double present = 0;
        double down = 0;
        const auto& usage = o_.pools[pool];
        for (std::size_t i = month.first; i < std::min(month.last, usage.size()); ++i) {
            present += static_cast<double>(usage[i].server_ns);
            down += static_cast<double>(usage[i].server_down_ns);
        }
        return present > 0 ? 1 - down / present : 1;
    }

    void credit(const ServiceLevel& level) {
        for (const PoolId id : level.pools) {
            const Pool& pool = world_.pools[id.index()];
            const auto spent = by_month(
                [&](const Charge& c) {
                    return c.pool == pool.name && c.kind == ChargeKind::usage &&
                           c.category == "compute";
                },
                CostColumn::effective);
            Charge c = pool_charge(world_, pool, "credits");
            c.kind = ChargeKind::credit;
            c.frequency = Frequency::one_time;
            c.sku = level.spec.name;
            c.unit = "month";
            c.formula = "share of the month's charges, by its availability";
            const std::uint32_t charge = add_charge(ledger_, std::move(c));
            for (std::size_t k = 0; k < months_.size(); ++k) {
                const double share =
                    contracts::sla_credit(availability(id.index(), months_[k]), level.steps);
                const double owed = share * usd(spent[k]);
                if (owed > 0) add_posting(world_, ledger_, charge, months_[k], 1, -owed);
            }
        }
    }

    /// On all that a vendor bills in a month; recoverable tax is paid and comes back: no cost.
    void levy(const TaxSpec& s) {
        std::vector<std::string> vendors = s.vendors;
        if (vendors.empty()) {
            for (const Charge& c : ledger_.charges) vendors.push_back(c.vendor);
            std::sort(vendors.begin(), vendors.end());
            vendors.erase(std::unique(vendors.begin(), vendors.end()), vendors.end());
        }
        for (const std::string& vendor : vendors) {
            if (!vendor.empty()) levy(s, vendor);
        }
    }
    void levy(const TaxSpec& s, const std::string& vendor) {
        const auto billed = by_month(
            [&](const Charge& c) {
                return c.vendor == vendor && paid_to_vendor(c) && c.kind != ChargeKind::tax;
            },
            CostColumn::billed);
        Charge c = monthly("tax", vendor, s.name);
        c.kind = ChargeKind::tax;
        c.site = site_of_vendor(vendor);
        if (s.recoverable) c.account = kInputTax;
        if (s.recoverable) c.asset = s.name + " on " + vendor;
        c.formula = s.recoverable ? "rate × what the vendor bills: paid, and comes back"
                                  : "rate × what the vendor bills";
        std::int64_t charge = -1;
        std::vector<Money> paid(months_.size());
        for (std::size_t k = 0; k < months_.size(); ++k) {
            const double owed = contracts::tax_owed(usd(billed[k]), s.rate);
            if (owed == 0) continue;
            if (charge < 0) charge = add_charge(ledger_, c);
            add_posting(world_, ledger_, static_cast<std::uint32_t>(charge), months_[k], 1,
                        Columns{0, 0, owed, s.recoverable ? 0 : owed});
            paid[k] = ledger_.postings.back().of(CostColumn::billed);
        }
        if (s.recoverable && charge >= 0) refund(c, paid);
        if (!s.recoverable) accrue(s, vendor, c);
    }

    /// On what is accrued of a commitment's year and billed after the run.
    void accrue(const TaxSpec& s, const std::string& vendor, Charge tax) {
        Money accrued;
        for (const Posting& p : ledger_.postings) {
            const Charge& c = ledger_.of(p);
            const bool owed = c.vendor == vendor && c.category == kTrueUp && !c.cash;
            if (owed) accrued += p.of(CostColumn::effective);
        }
        const double owed = contracts::tax_owed(usd(accrued), s.rate);
        if (owed <= 0) return;
        tax.cash = false;
        tax.asset = s.name + " accrued on " + vendor;
        tax.counter = "accrued:" + s.name;
        tax.formula = "rate × what is accrued of the vendor's commitments";
        add_posting(world_, ledger_, add_charge(ledger_, tax), periods_.back(), 1,
                    Columns{0, 0, 0, owed});
        const Money open = -ledger_.postings.back().of(CostColumn::effective);
        note_carried(ledger_, tax, Carried::forward, open, periods_.back());
        check_asset(ledger_, tax.asset, Money{}, open);
    }

    /// With the return of the month after it, at that month's end; what would come later than the
    /// run ends is a receivable that is carried forward.
    void refund(const Charge& tax, const std::vector<Money>& paid) {
        Charge back = tax;
        back.vendor.clear();  // the tax office pays it, not whose bill it was
        back.counter = "payable:tax office";
        back.formula = "tax of the month before: comes back at the end of the month";
        std::int64_t charge = -1;
        Money open;
        for (std::size_t k = 0; k < months_.size(); ++k) {
            const Nanos comes = next_month(world_, next_month(world_, months_[k].from));
            if (comes > periods_.back().until) open += paid[k];
            if (paid[k] == Money{} || comes > periods_.back().until) continue;
            if (charge < 0) charge = add_charge(ledger_, back);
            add_exact(ledger_, static_cast<std::uint32_t>(charge),
                      periods_[period_at(periods_, comes - Nanos{1})], 1,
                      {Money{}, Money{}, -paid[k], Money{}});
        }
        if (open != Money{}) note_carried(ledger_, tax, Carried::forward, open, periods_.back());
        check_asset(ledger_, tax.asset, Money{}, open);
    }

    const World& world_;
    const ContractBook& book_;
    const Observations& o_;
    Ledger& ledger_;
    std::vector<Period> months_;
    std::vector<Period> periods_;
};

}  // namespace

void account_contracts(const World& world, const Observations& observations, Ledger& ledger) {
    VendorMonth(world, observations, ledger).run();
}

}  // namespace orrery
