// `study own-rent-mix`: own, rent or mix over years, projected month by month in closed form.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "models/finance/cash_flow.hpp"
#include "sim/report/study_own_rent.hpp"
#include "sim/study/refresh.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_prices.hpp"

namespace orrery::cli {
namespace {

struct OwnRentVerb {
    StudyBase base;
    DemandFlags demand;
    OwnRentQuestion question;
    std::string own_pool;
    std::string server;
    std::string grid;
    std::string capex;
    std::string energy_price;
    std::string pue;
    std::string network;
    std::string facility;
    std::string staff;
    std::string maintenance;
    std::string residual;
    std::string decay;
    std::string life;
    std::vector<std::string> without;
    std::string growth;
    std::string growth_sd;
    std::string price_change;
    std::string price_sd;
    std::string rate;
    std::string tax;
};

bool left_out(const OwnRentVerb& v, const char* what) {
    return std::find(v.without.begin(), v.without.end(), what) != v.without.end();
}

void note(OwnRentQuestion& q, const char* name, std::string value, std::string source) {
    q.sources.emplace_back(name, std::pair{std::move(value), std::move(source)});
}

std::string resale_words(const OwnTerms& o) {
    if (o.residual_initial <= 0) return "nothing";
    return fmt::format("{} of the price, falling at {:.3g} a year, less {} for selling",
                       share_words(o.residual_initial), o.residual_decay,
                       share_words(o.residual_haircut));
}

/// What is known of the owned pool is taken, and says so. The pool's name; empty: there is none.
std::string own_of_base(const OwnRentVerb& v, const Loaded& loaded, OwnRentQuestion& q) {
    const World& world = loaded.world;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        const bool owned = !pool.tokens && pool.terms.kind == contracts::ComputeKind::owned;
        if (!owned || (!v.own_pool.empty() && pool.name != v.own_pool)) continue;
        q.own = own_terms(world, p);
        note(q, "own server",
             fmt::format("{} USD, network and more {} of it, {:.3g}–{:.3g} kW",
                         money_words(q.own.capex_usd), share_words(q.own.network_share),
                         q.own.kw_idle, q.own.kw_busy),
             pool.name + ", " + pool.terms.price_source);
        for (const std::string& what : left_out_of_owning(world, p, true)) {
            note(q, "left out of owning", what, "scenario, pool " + pool.name);
        }
        return pool.name;
    }
    return "";
}

/// What a used server brings: by the catalog's curve, where neither flag says it.
void resale_of_catalog(const OwnRentVerb& v, const Catalog& catalog, OwnRentQuestion& q) {
    q.own.residual_initial = q.own.residual_decay = q.own.residual_haircut = 0;
    const auto fact = catalog.residuals.find(kDefaultResale);
    if (!v.residual.empty() || !v.decay.empty() || fact == catalog.residuals.end()) return;
    q.own.residual_initial = fact->second.initial;
    q.own.residual_decay = fact->second.decay_year;
    q.own.residual_haircut = fact->second.haircut;
    const Provenance& from = fact->second.provenance;
    note(q, "resale", resale_words(q.own),
         fmt::format("catalog {}: {}, {}", kDefaultResale, from.source, from.as_of));
}

void server_of_catalog(const OwnRentVerb& v, const Catalog& catalog, OwnRentQuestion& q,
                       Diagnostics& d) {
    const auto it = catalog.servers.find(v.server);
    if (it == catalog.servers.end()) {
        std::vector<std::string> known;
        for (const auto& [name, server] : catalog.servers) known.push_back(name);
        const std::string near = closest(v.server, known);
        complain(d, "--server", "the catalog has no server \"" + v.server + "\"",
                 near.empty() ? "orrery catalog list servers" : "did you mean " + near);
        return;
    }
    const Server& s = it->second;
    const Accelerator& a = catalog.accelerators.at(s.accelerator);
    q.own.kw_idle = (s.host_idle.value + s.accelerators * a.idle.value) * 1e-3;
    q.own.kw_busy = (s.host_busy.value + s.accelerators * a.tdp.value) * 1e-3;
    q.own.capex_usd = s.price_usd;
    note(q, "own server",
         fmt::format("{} USD, {:.3g}–{:.3g} kW", money_words(s.price_usd), q.own.kw_idle,
                     q.own.kw_busy),
         s.provenance.source + ", " + s.provenance.as_of);
    resale_of_catalog(v, catalog, q);
}

void grid_of_catalog(const OwnRentVerb& v, const Catalog& catalog, OwnRentQuestion& q,
                     Diagnostics& d) {
    const auto it = catalog.grids.find(v.grid);
    if (it == catalog.grids.end()) {
        complain(d, "--grid", "the catalog has no grid \"" + v.grid + "\"",
                 "--energy-price '0.12 USD/kWh'");
        return;
    }
    q.own.usd_kwh = it->second.usd_kwh;
    note(q, "electricity", money_words(q.own.usd_kwh) + " USD/kWh", it->second.provenance.source);
}

void share_flag(const std::string& text, const char* flag, double& into, OwnRentQuestion& q,
                Diagnostics& d) {
    if (text.empty()) return;
    into = quantity(text, Measure::share, flag, d);
    note(q, flag + 2, share_words(into), flag);
}

void own_flags(const OwnRentVerb& v, OwnRentQuestion& q, Diagnostics& d) {
    if (!v.capex.empty()) {
        q.own.capex_usd = positive(v.capex, Measure::money, "--capex", "380 kUSD", d);
        note(q, "capex", money_words(q.own.capex_usd) + " USD a server", "--capex");
    }
    if (!v.energy_price.empty()) {
        q.own.usd_kwh =
            positive(v.energy_price, Measure::money_kwh, "--energy-price", "0.12 USD/kWh", d);
        note(q, "electricity", money_words(q.own.usd_kwh) + " USD/kWh", "--energy-price");
    }
    if (!v.pue.empty()) {
        q.own.pue = positive(v.pue, Measure::number, "--pue", "1.3", d);
        note(q, "PUE", fmt::format("{:.3g}", q.own.pue), "--pue");
    }
    if (!v.life.empty()) {
        q.own.life_years =
            positive(v.life, Measure::duration, "--life", "5 y", d) / (365.25 * 86400);
        note(q, "life", fmt::format("{:.3g} years", q.own.life_years), "--life");
    }
    if (!v.facility.empty()) {
        q.own.facility_usd_kw_month =
            positive(v.facility, Measure::money, "--facility", "180 USD", d);
        note(q, "facility", money_words(q.own.facility_usd_kw_month) + " USD a kW and month",
             "--facility");
    }
    if (!v.staff.empty()) {
        q.own.staff_usd_year = positive(v.staff, Measure::money_year, "--staff", "200 kUSD/y", d);
        note(q, "staff", money_words(q.own.staff_usd_year) + " USD a year", "--staff");
    }
    share_flag(v.network, "--network", q.own.network_share, q, d);
    share_flag(v.maintenance, "--maintenance", q.own.maintenance_year, q, d);
    share_flag(v.residual, "--residual", q.own.residual_initial, q, d);
    share_flag(v.decay, "--residual-decay", q.own.residual_decay, q, d);
}

/// What no flag says: as the base has it, else by default, which nobody has said.
void state_rest(const OwnRentVerb& v, const std::string& pool, OwnRentQuestion& q) {
    const OwnTerms& o = q.own;
    const auto state = [&](bool said, const char* name, const std::string& value,
                           const char* flag) {
        if (said) return;
        note(q, name, value,
             pool.empty() ? fmt::format("assumed: by default, {} says otherwise", flag)
                          : "scenario, pool " + pool);
    };
    const bool sold = !v.residual.empty() || !v.decay.empty() || !v.server.empty();
    state(!v.maintenance.empty(), "maintenance", share_words(o.maintenance_year) + " a year",
          "--maintenance");
    state(sold && (o.residual_initial > 0 || !v.residual.empty()), "resale", resale_words(o),
          "--residual");
    state(!v.pue.empty() || left_out(v, "facility"), "PUE", fmt::format("{:.3g}", o.pue), "--pue");
    state(!v.life.empty(), "life", fmt::format("{:.3g} years", o.life_years), "--life");
    if (pool.empty()) return;
    state(!v.energy_price.empty() || !v.grid.empty(), "electricity",
          money_words(o.usd_kwh) + " USD/kWh", "--energy-price");
    state(!v.staff.empty() || o.staff_usd_year <= 0, "staff",
          money_words(o.staff_usd_year) + " USD a year", "--staff");
    state(o.staff_usd_server_year <= 0, "staff",
          money_words(o.staff_usd_server_year) + " USD a server and year", "--staff");
    state(!v.facility.empty() || o.facility_usd_kw_month <= 0, "facility",
          money_words(o.facility_usd_kw_month) + " USD a kW and month", "--facility");
    state(o.insurance_year <= 0, "insurance", share_words(o.insurance_year) + " a year", "");
}

/// Each part of owning is given, or left out by name: none is silently nothing.
void need(const OwnRentVerb& v, bool base, const OwnRentQuestion& q, Diagnostics& d) {
    const auto part = [&](bool known, const char* what, const char* flag, const char* example) {
        if (known || left_out(v, what)) return;
        complain(d, flag, fmt::format("what {} costs is not known", what),
                 fmt::format("{} {}, or --without {}", flag, example, what));
    };
    if (q.own.capex_usd <= 0 || q.own.kw_busy <= 0) {
        complain(d, "--server", "what an own server costs and draws is not known",
                 "--server dgx-h100, or --base with an owned pool");
    }
    if (q.own.usd_kwh <= 0) {
        complain(d, "--energy-price", "what electricity costs is not known",
                 "--energy-price '0.12 USD/kWh', or --grid DE");
    }
    if (base) return;
    part(q.own.network_share > 0, "network", "--network", "15 %");
    part(q.own.facility_usd_kw_month > 0, "facility", "--facility", "'180 USD'");
    part(q.own.staff_usd_year > 0, "staff", "--staff", "'200 kUSD/y'");
}

void leave_out(const OwnRentVerb& v, OwnRentQuestion& q) {
    if (left_out(v, "network")) q.own.network_share = 0;
    if (left_out(v, "facility")) {
        q.own.facility_usd_kw_month = 0;
        q.own.pue = 1;
    }
    if (left_out(v, "staff")) q.own.staff_usd_year = q.own.staff_usd_server_year = 0;
    for (const std::string& what : v.without) {
        note(q, "left out", what, "--without: the comparison is not whole");
    }
}

void future_flags(const OwnRentVerb& v, OwnRentQuestion& q, Diagnostics& d) {
    const auto share = [&](const std::string& text, const char* flag, double& into, double least) {
        if (!text.empty()) into = quantity(text, Measure::share, flag, d);
        if (into < least) complain(d, flag, "is too low", "20 %");
    };
    share(v.growth, "--growth", q.growth, -.99);
    share(v.growth_sd, "--growth-sd", q.growth_sd, 0);
    share(v.price_change, "--price-change", q.price_change, -.99);
    share(v.price_sd, "--price-sd", q.price_sd, 0);
    share(v.rate, "--rate", q.rate, 0);
    share(v.tax, "--tax", q.tax, 0);
}

/// Rate and tax as the scenario's finance section has them.
bool finance_of(const World& world, OwnRentQuestion& q) {
    const FinanceSpec& f = world.finance;
    q.tax = f.tax_rate;
    if (f.discount_rate) q.rate = *f.discount_rate;
    if (f.wacc) {
        q.rate =
            finance::wacc(f.wacc->equity, f.wacc->cost_of_equity, f.wacc->cost_of_debt, f.tax_rate);
    }
    return f.discount_rate || f.wacc;
}

OwnRentQuestion question_of(const OwnRentVerb& v, const Loaded* loaded, Diagnostics& d) {
    OwnRentQuestion q = v.question;
    CommitmentQuestion demand;
    read_demand(v.demand, v.base, loaded ? &loaded->world : nullptr, demand, d);
    if (d.has_errors()) return q;
    q.hours = demand.hours;
    q.market = demand.market;
    q.levels = demand.levels;
    note(q, "demand", fmt::format("{} hours", q.hours.size()), demand.demand_source);
    note(q, "on demand", money_words(q.market.on_demand_usd_h) + " USD/h", q.market.source);
    for (const auto& level : q.levels) {
        note(q, "rent", fmt::format("{}: {} USD/h", level.name, money_words(level.usd_server_h)),
             level.source);
    }
    const bool rated = loaded && finance_of(loaded->world, q);
    const std::string pool = loaded ? own_of_base(v, *loaded, q) : "";
    const Catalog catalog = loaded ? loaded->catalog : load_catalog(v.base.scenario.catalogs, d);
    if (!v.server.empty()) server_of_catalog(v, catalog, q, d);
    if (!v.grid.empty()) grid_of_catalog(v, catalog, q, d);
    own_flags(v, q, d);
    future_flags(v, q, d);
    if (!rated && v.rate.empty()) {
        complain(d, "--rate", "what money costs is not known",
                 "--rate '9 %', or finance: {discount_rate: 9 %} in the base");
    }
    if (!d.has_errors()) need(v, loaded && v.server.empty(), q, d);
    leave_out(v, q);
    state_rest(v, pool, q);
    if (loaded) q.seed = v.base.variants(loaded->world).seed;
    if (v.base.seed_given) q.seed = v.base.seed;
    return q;
}

void execute(OwnRentVerb& v, Outcome& outcome) {
    std::optional<Loaded> loaded;
    if (!v.base.scenario.scenario.empty()) {
        loaded = load(v.base.scenario, outcome);
        if (!loaded) return;
    }
    Diagnostics d;
    const OwnRentQuestion q = question_of(v, loaded ? &*loaded : nullptr, d);
    if (!d.has_errors() && !q.baseline.empty()) {
        const auto plans = plans_of(q);
        std::string names;
        bool known = false;
        for (const OwnRentPlan& plan : plans) {
            names += (names.empty() ? "" : ", ") + plan.name;
            known = known || plan.name == q.baseline;
        }
        if (!known) complain(d, "--baseline", "there is no such alternative", "one of: " + names);
    }
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    finish_page(v.base, own_rent_page(q, study_own_rent(q)));
}

void add_own_flags(CLI::App& sub, OwnRentVerb& v) {
    sub.add_option("--own-pool", v.own_pool, "Which owned pool of the base says what owning takes");
    sub.add_option("--server", v.server, "Catalog server that would be bought: dgx-h100");
    sub.add_option("--capex", v.capex, "Of a server: 380 kUSD; default the catalog's");
    sub.add_option("--grid", v.grid, "Catalog grid whose price of electricity holds: DE");
    sub.add_option("--energy-price", v.energy_price, "0.12 USD/kWh");
    sub.add_option("--pue", v.pue, "Of the own hall");
    sub.add_option("--network", v.network, "Network, racks, integration: share of capex");
    sub.add_option("--facility", v.facility, "Of a kW and month: 180 USD");
    sub.add_option("--staff", v.staff, "Of the whole: 200 kUSD/y");
    sub.add_option("--maintenance", v.maintenance, "Share of capex a year");
    sub.add_option("--residual", v.residual, "Share of the price on the first day: r0·e^(−δt)");
    sub.add_option("--residual-decay", v.decay, "δ a year");
    sub.add_option("--life", v.life, "Book life and replacement: 5 y");
    sub.add_option("--without", v.without, "network, facility, staff: left out of owning")
        ->delimiter(',')
        ->check(CLI::IsMember({"network", "facility", "staff"}));
}

}  // namespace

void add_study_own_rent_mix(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<OwnRentVerb>();
    CLI::App* sub = study.add_subcommand("own-rent-mix", "Own, rent or mix over some years");
    add_study_base(*sub, v->base, outcome, false);
    add_demand_flags(*sub, v->demand);
    add_own_flags(*sub, *v);
    sub->add_option("--years", v->question.years, "Horizon")->check(CLI::Range(1, 10));
    sub->add_option("--growth", v->growth, "Of demand, a year");
    sub->add_option("--growth-sd", v->growth_sd, "Standard deviation of its log");
    sub->add_option("--price-change", v->price_change, "Of rents, a year: -10 %");
    sub->add_option("--price-sd", v->price_sd, "Standard deviation of its log");
    sub->add_option("--rate", v->rate, "Discount rate, a year, effective");
    sub->add_option("--tax", v->tax, "On profit");
    sub->add_option("--draws", v->question.draws, "Futures")->check(CLI::Range(1, 100000));
    sub->add_option("--baseline", v->question.baseline, "Alternative that others are held against");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
