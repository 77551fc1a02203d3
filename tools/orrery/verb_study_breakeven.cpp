// `study breakeven`: from which utilisation does owning pay, from which volume self-hosting?
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_breakeven.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_prices.hpp"

namespace orrery::cli {
namespace {

struct BreakevenVerb {
    StudyBase base;
    std::string own;
    std::string own_variable;
    std::vector<std::string> rents;
    std::string pool;
    std::string deployment;
    double tokens_s = 0;
    double accelerators = 1;
    std::string replica_price;
    std::vector<std::string> apis;
    std::string api_price;
    double prompt_share = -1;
    double target = .6;
    double error = .2;
    std::vector<double> volumes;
};

double price(const std::string& text, const char* flag, Diagnostics& d) {
    return positive(text, Measure::money_hour, flag, "1.69 USD/h", d);
}

/// NAME:PRICE
void read_rents(const BreakevenVerb& v, BreakevenQuestion& q, Diagnostics& d) {
    for (const std::string& text : v.rents) {
        const auto parts = parts_of(text);
        if (parts.size() != 2) {
            complain(d, "--rent", "\"" + text + "\" is no name with a price",
                     "--rent '1y contract:2.35 USD/h', of one accelerator");
            continue;
        }
        q.rents.push_back({parts[0], price(parts[1], "--rent", d), "--rent"});
    }
}

const Pool* owned_pool(const BreakevenVerb& v, const World& world, std::size_t& index) {
    for (index = 0; index < world.pools.size(); ++index) {
        const Pool& pool = world.pools[index];
        const bool meant = v.pool.empty() || pool.name == v.pool;
        if (meant && !pool.tokens && pool.terms.kind == contracts::ComputeKind::owned) return &pool;
    }
    return nullptr;
}

/// What the catalog and the base ask for the same accelerator by the hour.
void rents_of(const Loaded& loaded, const std::string& accelerator, BreakevenQuestion& q) {
    for (const Pool& pool : loaded.world.pools) {
        if (pool.tokens || pool.terms.kind != contracts::ComputeKind::on_demand) continue;
        if (pool.server.accelerator != accelerator) continue;
        q.rents.push_back({pool.name, pool.terms.contracted_usd_server_h / pool.server.accelerators,
                           pool.terms.price_source});
    }
    if (!q.rents.empty()) return;
    for (const auto& [name, offer] : loaded.catalog.offers) {
        const auto server = loaded.catalog.servers.find(offer.server);
        if (server == loaded.catalog.servers.end()) continue;
        if (server->second.accelerator != accelerator) continue;
        q.rents.push_back({name, offer.usd_server_h / server->second.accelerators,
                           offer.provenance.source + ", " + offer.provenance.as_of});
    }
}

void own_of(const BreakevenVerb& v, const Loaded* loaded, BreakevenQuestion& q, Diagnostics& d) {
    if (!v.own.empty()) {
        OwnCost own{price(v.own, "--own", d), 0, "--own"};
        if (!v.own_variable.empty()) {
            own.variable_usd_h = quantity(v.own_variable, Measure::money_hour, "--own-variable", d);
        }
        q.own = own;
        return;
    }
    std::size_t index = 0;
    const Pool* pool = loaded ? owned_pool(v, loaded->world, index) : nullptr;
    if (!pool) return;
    q.own = own_cost(loaded->world, index);
    if (q.rents.empty()) rents_of(*loaded, pool->server.accelerator, q);
}

void host_of_base(const BreakevenVerb& v, const World& world, BreakevenQuestion& q,
                  Diagnostics& d) {
    std::string names;
    for (std::size_t i = 0; i < world.deployments.size(); ++i) {
        const Deployment& one = world.deployments[i];
        if (one.tokens) continue;
        names += (names.empty() ? "" : ", ") + one.name;
        if (!v.deployment.empty() && one.name != v.deployment) continue;
        std::string problem;
        double share = 0;
        q.host = self_host(world, i, problem, share);
        q.prompt_share = share;
        if (q.host) return;
        complain(d, "--deployment", one.name + " cannot serve: " + problem, "another deployment");
        return;
    }
    if (!v.deployment.empty()) {
        complain(d, "--deployment", "there is no deployment \"" + v.deployment + "\"",
                 "one of: " + names);
    }
}

void host_of(const BreakevenVerb& v, const Loaded* loaded, BreakevenQuestion& q, Diagnostics& d) {
    if (v.tokens_s > 0) {
        SelfHost host;
        host.tokens_s = v.tokens_s;
        host.accelerators = v.accelerators;
        host.source = "--tokens-per-second";
        if (!v.replica_price.empty()) {
            host.usd_h = price(v.replica_price, "--replica-price", d);
        } else if (q.own) {
            host.usd_h = v.accelerators * q.own->fixed_usd_h;
            host.usd_busy_h = v.accelerators * q.own->variable_usd_h;
        } else {
            complain(d, "--replica-price", "what a replica costs is not known",
                     "--replica-price '18.8 USD/h', or --own with --accelerators");
        }
        q.host = host;
    } else if (loaded) {
        host_of_base(v, loaded->world, q, d);
    }
    if (!q.host) return;
    q.host->target = v.target;
    q.host->error = v.error;
    if (v.prompt_share >= 0) q.prompt_share = v.prompt_share;
}

double blended(double input, double output, double prompt_share) {
    return input * prompt_share + output * (1 - prompt_share);
}

void apis_of(const BreakevenVerb& v, const Loaded* loaded, const Catalog& catalog,
             BreakevenQuestion& q, Diagnostics& d) {
    for (const std::string& name : v.apis) {
        const auto it = catalog.api_prices.find(name);
        if (it == catalog.api_prices.end()) {
            std::vector<std::string> known;
            for (const auto& [key, fact] : catalog.api_prices) known.push_back(key);
            const std::string near = closest(name, known);
            complain(d, "--api", "the catalog has no API \"" + name + "\"",
                     near.empty() ? "--api-price '0.88 USD:0.88 USD'" : "did you mean " + near);
            continue;
        }
        const ApiPrice& p = it->second;
        q.apis.push_back({name, blended(p.usd_mtok_input, p.usd_mtok_output, q.prompt_share),
                          p.provenance.source + ", " + p.provenance.as_of});
    }
    if (!v.api_price.empty()) {
        const auto parts = parts_of(v.api_price);
        const double in = positive(parts[0], Measure::money, "--api-price", "0.88 USD", d);
        const double out = positive(parts.back(), Measure::money, "--api-price", "0.88 USD", d);
        q.apis.push_back({"API", blended(in, out, q.prompt_share), "--api-price"});
    }
    if (!loaded || !q.apis.empty()) return;
    for (const Deployment& one : loaded->world.deployments) {
        if (!one.tokens) continue;
        q.apis.push_back(
            {one.name,
             blended(one.tokens->usd_mtok_input, one.tokens->usd_mtok_output, q.prompt_share),
             one.tokens->price_source});
    }
}

/// An answer needs one of two comparisons, whole.
void need(const BreakevenVerb& v, const BreakevenQuestion& q, Diagnostics& d) {
    if (q.own && q.rents.empty() && q.apis.empty()) {
        complain(d, "--rent", "there is nothing to compare owning with",
                 "--rent '1y contract:2.35 USD/h' (of one accelerator, repeatable)");
    }
    if (!q.apis.empty() && !q.host) {
        complain(d, "--tokens-per-second", "what a replica serves is not known",
                 "--tokens-per-second 6000 --accelerators 4, or --base with a deployment");
    }
    if (!q.apis.empty() && q.host && v.base.scenario.scenario.empty() && v.prompt_share < 0) {
        complain(d, "--prompt-share", "how many of the tokens are prompt is not known",
                 "--prompt-share 0.8");
    }
    if (q.own || !q.apis.empty()) return;
    const bool based = !v.base.scenario.scenario.empty();
    complain(d, "--own",
             based ? "the base has neither an owned pool nor an API to compare with"
                   : "there is nothing to compare",
             based ? "--own '1.69 USD/h' with --rent, or --api, or a base with contract: owned"
                   : "--own '1.69 USD/h' with --rent, or --tokens-per-second with --api, or "
                     "--base");
}

void execute(BreakevenVerb& v, Outcome& outcome) {
    std::optional<Loaded> loaded;
    Diagnostics d;
    if (!v.base.scenario.scenario.empty()) {
        loaded = load(v.base.scenario, outcome);
        if (!loaded) return;
    }
    const Catalog catalog = loaded ? loaded->catalog : load_catalog(v.base.scenario.catalogs, d);
    BreakevenQuestion q;
    const Loaded* base = loaded ? &*loaded : nullptr;
    read_rents(v, q, d);
    own_of(v, base, q, d);
    if (!d.has_errors()) host_of(v, base, q, d);
    if (!d.has_errors()) apis_of(v, base, catalog, q, d);
    if (!d.has_errors()) need(v, q, d);
    q.volumes = v.volumes;
    if (q.rents.empty()) q.own.reset();
    if (q.apis.empty()) q.host.reset();
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    finish_page(v.base, breakeven_page(q, study_breakeven(q)));
}

}  // namespace

void add_study_breakeven(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<BreakevenVerb>();
    CLI::App* sub = study.add_subcommand(
        "breakeven", "From which use does owning pay, from which volume self-hosting");
    add_study_base(*sub, v->base, outcome, false);
    sub->add_option("--own", v->own, "Fixed own cost of an accelerator-hour: 1.69 USD/h");
    sub->add_option("--own-variable", v->own_variable, "More while it works: 0.1 USD/h");
    sub->add_option("--rent", v->rents, "NAME:PRICE of an accelerator-hour, repeatable")
        ->take_all();
    sub->add_option("--pool", v->pool, "Which owned pool of the base");
    sub->add_option("--deployment", v->deployment, "Which deployment of the base");
    sub->add_option("--tokens-per-second", v->tokens_s,
                    "Of a replica at full load, prompt and output together")
        ->check(CLI::PositiveNumber);
    sub->add_option("--accelerators", v->accelerators, "Of a replica")->check(CLI::PositiveNumber);
    sub->add_option("--replica-price", v->replica_price, "Of a replica hour; default from --own");
    sub->add_option("--api", v->apis, "Catalog price of tokens, repeatable")->take_all();
    sub->add_option("--api-price", v->api_price,
                    "PROMPT:OUTPUT a million tokens: '0.2 USD:0.8 USD'");
    sub->add_option("--prompt-share", v->prompt_share, "Of the tokens; default the base's")
        ->check(CLI::Range(0.0, 1.0));
    sub->add_option("--target", v->target, "Share of full load that is planned with")
        ->check(CLI::Range(0.01, 1.0));
    sub->add_option("--error", v->error, "Of the throughput, for the band")
        ->check(CLI::Range(0.0, 0.95));
    sub->add_option("--volumes", v->volumes, "Million tokens a month, with commas")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
