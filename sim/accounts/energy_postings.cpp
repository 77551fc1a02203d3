// What a site's energy costs: grid, own generation, contracts, certificates, battery, what was
// sold; what of it is bought.
#include <algorithm>
#include <cmath>

#include "sim/accounts/assets.hpp"

namespace orrery {
namespace {

/// One kind of cost of a site's energy.
struct Line {
    const char* category;
    const char* counter;
    std::string formula;
    std::string source;
    bool billed = true;      ///< falls due in the period
    std::string asset = {};  ///< that wears off; empty: none
    std::vector<double> kwh = {};
    std::vector<double> usd = {};
};

class EnergyPoster {
public:
    EnergyPoster(const World& world, const Observations& o, const SiteEnergyFlows& flows,
                 Ledger& ledger)
        : world_(world),
          o_(o),
          site_(world.sites[flows.site.index()]),
          energy_(site_.energy),
          f_(flows),
          ledger_(ledger),
          periods_(periods_of(world, o.ended_at)) {}

    void run() {
        if (f_.intervals() == 0) return;
        post(grid());
        post(own("PV", energy_.pv, f_.pv));
        post(own("wind", energy_.wind, f_.wind));
        for (std::size_t c = 0; c < energy_.ppas.size(); ++c) {
            post(settled(energy_.ppas[c], f_.ppas[c]));
        }
        for (const CertificateSpec& c : energy_.certificates) post(certificates(c));
        post(sold());
        post(worn());
        if (energy_.pv.capex_usd > 0) buy(asset("PV"), energy_.pv.capex_usd, 1);
        if (energy_.wind.capex_usd > 0) buy(asset("wind"), energy_.wind.capex_usd, 1);
        // The price of one that is not known is no purchase.
        if (energy_.stores() && energy_.battery_usd > 0) {
            buy(asset("battery"), energy_.battery_usd, f_.battery_life_used);
        }
    }

private:
    [[nodiscard]] double price(std::size_t i) const {
        if (site_.usd_kwh.empty()) return site_.electricity_usd_kwh;
        return site_.usd_kwh[std::min(i, site_.usd_kwh.size() - 1)];
    }

    template <class Usd>
    Line priced(Line line, const std::vector<double>& kwh, Usd usd_of) const {
        line.kwh = kwh;
        for (std::size_t i = 0; i < kwh.size(); ++i) line.usd.push_back(usd_of(i));
        return line;
    }

    [[nodiscard]] Line grid() const {
        // The landlord of a room may bear a part of the bill.
        const double passed = site_.colocation ? site_.colocation->energy_share : 1;
        return priced(
            {"energy", "payable:electricity",
             "Σ intervals: energy from the grid × its price, by share of the site's energy",
             "grid " + site_.grid},
            f_.import, [&](std::size_t i) { return f_.import[i] * price(i) * passed; });
    }

    [[nodiscard]] Line own(const std::string& name, const OwnGeneration& generation,
                           const std::vector<double>& kwh) const {
        // Of a plant that is bought the levelised cost is the use of what was paid before.
        const bool billed = generation.capex_usd <= 0;
        return priced({"generation", billed ? "payable:generation" : "accumulated depreciation",
                       "energy given by " + name + " on site × its levelised cost", "scenario",
                       billed, billed ? "" : asset(name)},
                      kwh, [&](std::size_t i) { return kwh[i] * generation.usd_kwh; });
    }

    /// The contract's energy is sold where it is generated and bought where it is used.
    [[nodiscard]] Line settled(const PpaTerms& ppa, const std::vector<double>& kwh) const {
        return priced({"ppa", "payable:electricity",
                       "Σ intervals: energy of " + ppa.name + " × (its price − the site's price)",
                       "scenario"},
                      kwh, [&](std::size_t i) { return kwh[i] * (ppa.usd_kwh - price(i)); });
    }

    [[nodiscard]] Line certificates(const CertificateSpec& c) const {
        const double imported = total(f_.import);
        std::vector<double> kwh(f_.import);
        if (c.energy_kwh > 0 && imported <= 0) {
            // Bought all the same, though nothing is there to be covered.
            kwh.assign(f_.intervals(), c.energy_kwh / static_cast<double>(f_.intervals()));
        } else {
            const double factor = c.energy_kwh > 0 ? c.energy_kwh / imported : c.share;
            for (double& value : kwh) value *= factor;
        }
        return priced({"certificates", "payable:certificates", c.name + ": energy × price of one",
                       "scenario"},
                      kwh, [&](std::size_t i) { return kwh[i] * c.usd_kwh; });
    }

    [[nodiscard]] Line sold() const {
        return priced({"energy export", "payable:electricity",
                       "− energy fed into the grid × its price", "scenario"},
                      f_.exported,
                      [&](std::size_t i) { return -f_.exported[i] * energy_.export_usd_kwh; });
    }

    [[nodiscard]] Line worn() const {
        const double usd = energy_.battery_usd * f_.battery_life_used;
        const auto n = static_cast<double>(f_.intervals());
        return priced({"battery", "accumulated depreciation",
                       "price of the battery × share of its life used, by cycles or years",
                       "scenario or catalog", false, asset("battery")},
                      f_.discharge, [&](std::size_t) { return usd / n; });
    }

    [[nodiscard]] std::string asset(const std::string& what) const {
        return site_.name + " " + what;
    }

    /// Nothing says when: with the run's first instant, and again whenever a life is used up. What
    /// is paid and not used up by the end is carried forward.
    void buy(const std::string& asset, double usd, double lives) {
        Charge c;
        c.category = "purchase";
        c.account = "asset:" + asset;
        c.vendor = site_.vendor;
        c.site = site_.name;
        c.unit = "purchase";
        c.formula = "price, once at the start and whenever a life is used up";
        c.price_source = "scenario or catalog";
        c.asset = asset;
        c.kind = ChargeKind::purchase;
        c.pricing = Pricing::other;
        c.frequency = Frequency::one_time;
        c.capital = true;
        const std::uint32_t id = add_charge(ledger_, c);
        const Money price = round_money(reporting_units(world_, usd));
        const double span = o_.ended_at.seconds();
        const auto lives_by = [&](Nanos t) {
            return std::max(1.0, std::ceil(lives * std::min(1.0, t.seconds() / span)));
        };
        Money left;
        const auto pay = [&](const Period& period, double count, Nanos due) {
            const Money sum = round_money(count * price.units());
            add_exact(ledger_, id, period, count, {sum, sum, sum, Money{}});
            due_at(ledger_, due);
            left += sum;
        };
        pay(periods_.front(), 1, Nanos{0});
        for (const Period& period : periods_) {
            const double before = lives_by(period.from);
            const double count = lives_by(period.until) - before;
            if (count > 0) pay(period, count, Nanos::from_seconds(span * before / lives));
        }
        for (const Posting& p : ledger_.postings) {
            if (ledger_.of(p).asset == asset) left = left - p.of(CostColumn::effective);
        }
        note_carried(ledger_, c, Carried::forward, left, periods_.back());
        check_asset(ledger_, asset, Money{}, left);
    }

    void post(const Line& line) {
        const bool free =
            std::all_of(line.usd.begin(), line.usd.end(), [](double usd) { return usd == 0; });
        if (free) return;
        for (const PoolEnergyFlows& p : f_.pools) post_share(line, &p);
        if (f_.pools.empty()) post_share(line, nullptr);
    }

    void post_share(const Line& line, const PoolEnergyFlows* pool) {
        Charge c;
        c.category = line.category;
        c.counter = line.counter;
        c.vendor = pool ? world_.pools[pool->pool.index()].terms.vendor : site_.vendor;
        c.site = site_.name;
        if (pool) c.pool = world_.pools[pool->pool.index()].name;
        c.unit = "kWh";
        c.formula = line.formula;
        c.price_source = line.source;
        c.cash = line.billed;
        c.asset = line.asset;
        c.capital = !line.asset.empty();
        const std::uint32_t charge = add_charge(ledger_, std::move(c));
        for (const Period& period : periods_) {
            double kwh = 0;
            double usd = 0;
            for (std::size_t i = period.first; i < period.last; ++i) {
                const double share = pool ? pool->share[i] : 1;
                kwh += line.kwh[i] * share;
                usd += line.usd[i] * share;
            }
            if (kwh == 0 && usd == 0) continue;
            add_posting(world_, ledger_, charge, period, kwh,
                        Columns{usd, usd, line.billed ? usd : 0, usd});
        }
    }

    const World& world_;
    const Observations& o_;
    const Site& site_;
    const SiteEnergy& energy_;
    const SiteEnergyFlows& f_;
    Ledger& ledger_;
    std::vector<Period> periods_;
};

}  // namespace

void post_site_energy(const World& world, const Observations& o, Ledger& ledger) {
    for (const SiteEnergyFlows& flows : ledger.energy) {
        EnergyPoster(world, o, flows, ledger).run();
    }
}

}  // namespace orrery
