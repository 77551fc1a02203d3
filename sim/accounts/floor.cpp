// Floors that grow in steps: their modules, paid when they stand, and their depreciation.
#include "sim/accounts/floor.hpp"

#include <algorithm>

#include "sim/accounts/assets.hpp"

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;

Charge floor_charge(const Site& site, const ModuleSpec& module) {
    Charge c;
    c.category = "floor";
    c.vendor = site.vendor;
    c.site = site.name;
    c.asset = site.name + "/" + module.name;
    c.pricing = Pricing::other;
    c.capital = true;
    c.price_source = module.where.file.empty()
                         ? "scenario"
                         : module.where.file + ":" + std::to_string(module.where.line);
    return c;
}

/// One module: paid when it stands, worn off from then in a straight line.
class ModuleBook {
public:
    ModuleBook(const World& world, const Site& site, const ModuleSpec& module, Ledger& ledger)
        : world_(world),
          module_(module),
          own_(floor_charge(site, module)),
          life_(Nanos::from_seconds(std::min(module.life_years, 200.0) * kYearSeconds)),
          ledger_(ledger) {}

    void post(const std::vector<Period>& periods) {
        const Nanos end = periods.back().until;
        if (module_.at >= end || module_.at + life_ <= Nanos{0}) return;
        const Money price = round_money(reporting_units(world_, module_.capex_usd));
        if (module_.at >= Nanos{0}) pay(price, periods[period_at(periods, module_.at)]);
        wear(periods);
        const Money brought = module_.at < Nanos{0} ? price - worn_at(Nanos{0}) : Money{};
        const Money carried = price - worn_at(end);
        if (brought != Money{}) note_carried(ledger_, own_, Carried::brought, brought, periods[0]);
        if (module_.at + life_ < end) {
            note_disposal(ledger_, own_, Money{}, periods[period_at(periods, module_.at + life_)]);
        } else {
            note_carried(ledger_, own_, Carried::forward, carried, periods.back());
        }
        check_asset(ledger_, own_.asset, brought, carried);
    }

private:
    [[nodiscard]] Money worn_at(Nanos t) const {
        const double share = (min(t, module_.at + life_) - module_.at).seconds() /
                             (module_.life_years * kYearSeconds);
        const bool over = t >= module_.at + life_ && module_.life_years <= 200;
        const double worn = over ? 1 : std::max(share, 0.0);
        return round_money(reporting_units(world_, module_.capex_usd * worn));
    }

    void pay(Money price, const Period& period) {
        Charge c = own_;
        c.category = "purchase";
        c.account = "asset:" + c.asset;
        c.unit = "purchase";
        c.formula = "capex of module " + module_.name + ", when it stands";
        c.kind = ChargeKind::purchase;
        c.frequency = Frequency::one_time;
        add_exact(ledger_, add_charge(ledger_, std::move(c)), period, 1,
                  {price, price, price, Money{}});
        due_at(ledger_, module_.at);
    }

    /// Used, not billed, in the period: as with servers of one's own.
    void wear(const std::vector<Period>& periods) {
        Charge c = own_;
        c.counter = "accumulated depreciation";
        c.unit = "h";
        c.formula = "capex of module " + module_.name + " × hours / (life × 8760 h)";
        c.cash = false;
        const std::uint32_t id = add_charge(ledger_, std::move(c));
        for (const Period& period : periods) {
            const Nanos from = max(period.from, module_.at);
            const Nanos until = min(period.until, module_.at + life_);
            if (until <= from) continue;
            const Money m = worn_at(until) - worn_at(from);
            add_exact(ledger_, id, period, (until - from).seconds() / 3600, {m, m, Money{}, m});
        }
    }

    const World& world_;
    const ModuleSpec& module_;
    Charge own_;
    Nanos life_;
    Ledger& ledger_;
};

}  // namespace

void account_floors(const World& world, const Observations& o, Ledger& ledger) {
    const auto periods = periods_of(world, o.ended_at);
    for (const Site& site : world.sites) {
        for (const ModuleSpec& module : site.modules) {
            if (module.capex_usd <= 0 || periods.empty()) continue;
            ModuleBook(world, site, module, ledger).post(periods);
        }
    }
}

}  // namespace orrery
