// Tariffs beside the energy price, and rooms in somebody's hall: postings by month.
#include <fmt/format.h>

#include <algorithm>

#include "models/contracts/colocation.hpp"
#include "models/contracts/tariff.hpp"
#include "sim/accounts/assets.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

/// One line of a site's bill, shared by its pools.
struct SiteLine {
    const char* category;
    const char* unit;
    std::string formula;
    std::string counter;
    std::string source;
};

std::string source_of(const SourcePosition& where) {
    return where.file.empty() ? "scenario" : where.file + ":" + std::to_string(where.line);
}

/// Posts amounts of a site by month, each shared by the energy of its pools in that month.
class SitePoster {
public:
    SitePoster(const World& world, SiteId site, Ledger& ledger)
        : world_(world), site_(site), ledger_(ledger) {}

    void post(const SiteLine& line, const Period& month, double quantity, double usd) {
        if (usd == 0) return;
        for (const PoolShare& s : pool_shares(world_, ledger_, site_, month)) {
            if (s.share == 0) continue;
            add_posting(world_, ledger_, charge(line, s), month, quantity * s.share, usd * s.share);
        }
    }

private:
    std::uint32_t charge(const SiteLine& line, const PoolShare& s) {
        const auto key = std::make_pair(std::string(line.category) + line.unit, s.pool);
        for (const auto& [known, id] : ids_) {
            if (known == key) return id;
        }
        Charge c;
        c.category = line.category;
        c.unit = line.unit;
        c.formula = line.formula + ", by energy of the site's pools";
        c.counter = line.counter;
        c.price_source = line.source;
        c.site = world_.sites[site_.index()].name;
        c.pool = s.pool;
        c.vendor = s.vendor;
        c.frequency = Frequency::recurring;
        ids_.emplace_back(key, add_charge(ledger_, std::move(c)));
        return ids_.back().second;
    }

    const World& world_;
    SiteId site_;
    Ledger& ledger_;
    std::vector<std::pair<std::pair<std::string, std::string>, std::uint32_t>> ids_;
};

contracts::TariffTerms terms_of(const TariffSpec& t) {
    contracts::TariffTerms terms;
    terms.demand_usd_kw_month = t.demand_usd_kw_month;
    terms.ratchet = t.ratchet;
    terms.minimum_take = t.minimum_take;
    terms.contract_kw = t.contract_w / 1000;
    terms.levies_usd_kwh = t.levies_usd_kwh;
    terms.standing_usd_month = t.standing_usd_year / 12;
    return terms;
}

/// kW from the grid in the meter intervals of a month.
std::vector<double> import_kw(const SiteEnergyFlows& f, const Period& p) {
    std::vector<double> kw;
    for (std::size_t i = p.first; i < std::min(p.last, f.import.size()); ++i) {
        kw.push_back(f.hours_of(i) > 0 ? f.import[i] / f.hours_of(i) : 0);
    }
    return kw;
}

void post_tariff(const World& world, SiteId id, const std::vector<Period>& months, Ledger& ledger) {
    const Site& site = world.sites[id.index()];
    const TariffSpec& spec = *site.tariff;
    const contracts::TariffTerms terms = terms_of(spec);
    const std::string source = spec.name.empty() ? source_of(spec.where) : spec.name;
    const SiteLine demand{
        "demand charge", "kW-months",
        fmt::format("max(highest mean of {:g} min, {:g} × highest of 11 months, "
                    "{:g} × contract) × price × share of the month",
                    spec.demand_interval.seconds() / 60, spec.ratchet, spec.minimum_take),
        "payable:electricity", source};
    const SiteLine levies{"levies", "kWh", "kWh from the grid × levies", "payable:electricity",
                          source};
    const SiteLine standing{"standing charge", "months", "fixed charge × share of the month",
                            "payable:electricity", source};
    const auto group = static_cast<std::size_t>(
        std::max<std::int64_t>(1, spec.demand_interval.ns / world.meter_interval.ns));
    SitePoster poster(world, id, ledger);
    std::vector<double> peaks;
    for (const Period& month : months) {
        const auto kw = import_kw(ledger.energy[id.index()], month);
        peaks.push_back(contracts::peak_kw(kw, group));
        const double part =
            (month.until - month.from).seconds() / month_length(world, month.from).seconds();
        const auto due = contracts::demand_charge(terms, peaks, peaks.size() - 1);
        double kwh = 0;
        for (std::size_t i = 0; i < kw.size(); ++i) {
            kwh += ledger.energy[id.index()].import[month.first + i];
        }
        poster.post(demand, month, due.billed_kw * part, due.usd * part);
        poster.post(levies, month, kwh, kwh * terms.levies_usd_kwh);
        poster.post(standing, month, part, terms.standing_usd_month * part);
    }
}

/// The contract's year in which an instant lies, from 0.
int year_of(const ColocationSpec& c, Nanos t) {
    return t > c.from ? static_cast<int>((t - c.from).seconds() / kAssetYearS) : 0;
}

contracts::ColocationTerms terms_of(const ColocationSpec& c) {
    return {c.contracted_w / 1000, c.usd_kw_month, c.escalation_year,
            (c.remote_hands_usd_year + c.cross_connects_usd_year) / 12};
}

/// Rent of a span of one calendar month, cut where the contract's year changes.
double rent_usd(const World& world, const ColocationSpec& c, Nanos from, Nanos until) {
    const double month = month_length(world, from).seconds();
    double usd = 0;
    while (from < until) {
        const int year = year_of(c, from);
        const Nanos turn = c.from + Nanos::from_seconds((year + 1) * kAssetYearS);
        const Nanos edge = min(until, max(turn, from + Nanos{1}));
        usd += contracts::colocation_rent(terms_of(c), year) * (edge - from).seconds() / month;
        from = edge;
    }
    return usd;
}

/// The end of the term within the run; what was paid and not used at the run's ends.
void close_setup(const ColocationSpec& c, const Charge& own, const std::vector<Period>& months,
                 Ledger& ledger, Money brought, Money carried) {
    const Nanos end = months.back().until;
    const Nanos over = c.from + c.term;
    if (c.from >= end || over < Nanos{0}) return;
    const bool ends = over < end;
    if (ends) note_disposal(ledger, own, Money{}, months[period_at(months, over)]);
    if (brought != Money{}) {
        note_carried(ledger, own, Carried::brought, brought, months.front());
    }
    if (carried != Money{} || !ends) {
        note_carried(ledger, own, Carried::forward, carried, months.back());
    }
}

/// Paid at the beginning, used over the term.
void post_setup(const World& world, const Site& site, const std::vector<Period>& months,
                Ledger& ledger) {
    const ColocationSpec& c = *site.colocation;
    Charge pay;
    pay.category = "colocation setup";
    pay.account = "asset:" + site.name + " room";
    pay.counter = "payable:colocation";
    pay.site = site.name;
    pay.vendor = site.vendor;
    pay.asset = site.name + " room";
    pay.unit = "setup";
    pay.formula = "setup, once";
    pay.kind = ChargeKind::purchase;
    pay.frequency = Frequency::one_time;
    Charge use = pay;
    use.account.clear();
    use.kind = ChargeKind::usage;
    use.frequency = Frequency::recurring;
    use.formula = "setup × time / term";
    use.cash = false;
    const auto used = [&](Nanos t) {
        const double share = (t - c.from).seconds() / c.term.seconds();
        return round_money(reporting_units(world, c.setup_usd * std::clamp(share, 0.0, 1.0)));
    };
    const Money whole = round_money(reporting_units(world, c.setup_usd));
    const std::uint32_t use_id = add_charge(ledger, use);
    Money before = used(Nanos{0});
    const Money first = before;
    for (const Period& p : months) {
        const Money m = used(p.until) - before;
        before = used(p.until);
        if (m != Money{}) add_exact(ledger, use_id, p, 0, {m, m, Money{}, m});
    }
    const Nanos end = months.back().until;
    const bool paid = c.from >= Nanos{0} && c.from < end;
    if (paid) {
        add_exact(ledger, add_charge(ledger, pay), months[period_at(months, c.from)], 1,
                  {whole, whole, whole, Money{}});
        due_at(ledger, c.from);
    }
    const Money brought = c.from < Nanos{0} ? whole - first : Money{};
    const Money carried = c.from < end ? whole - used(end) : Money{};
    pay.formula = "the end of the room's term: nothing is left of the setup fee";
    close_setup(c, pay, months, ledger, brought, carried);
    check_asset(ledger, pay.asset, brought, carried);
}

void post_room(const World& world, SiteId id, const std::vector<Period>& months, Ledger& ledger) {
    const Site& site = world.sites[id.index()];
    const ColocationSpec& c = *site.colocation;
    const std::string source = c.name.empty() ? source_of(c.where) : c.name;
    const SiteLine rent{"colocation", "kW-months",
                        "contracted kW × price, with escalation, used or not × time",
                        "payable:colocation", source};
    const SiteLine hands{"remote hands", "months", "retainer × time", "payable:colocation", source};
    const SiteLine cross{"cross connects", "months", "price × time", "payable:colocation", source};
    SitePoster poster(world, id, ledger);
    for (const Period& month : months) {
        const Nanos from = max(month.from, c.from);
        const Nanos until = min(month.until, c.from + c.term);
        if (until <= from) continue;
        const double part = (until - from).seconds() / month_length(world, from).seconds();
        poster.post(rent, month, c.contracted_w / 1000 * part, rent_usd(world, c, from, until));
        poster.post(hands, month, part, c.remote_hands_usd_year / 12 * part);
        poster.post(cross, month, part, c.cross_connects_usd_year / 12 * part);
    }
    if (c.setup_usd > 0) post_setup(world, site, months, ledger);
}

}  // namespace

void account_tariffs(const World& world, const Observations& o, Ledger& ledger) {
    const auto months = months_of(world, o.ended_at);
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        if (world.sites[s].tariff) post_tariff(world, SiteId(s), months, ledger);
    }
}

void account_rooms(const World& world, const Observations& o, Ledger& ledger) {
    const auto months = months_of(world, o.ended_at);
    if (months.empty()) return;
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        if (world.sites[s].colocation) post_room(world, SiteId(s), months, ledger);
    }
}

}  // namespace orrery
