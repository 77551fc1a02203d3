// Deployments of an API: tokens at a price, a latency law, rate limits, estimated energy.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/catalog/checker.hpp"
#include "sim/scenario/compile/places.hpp"

namespace orrery::compile {
namespace {

/// Requests that an API serves at once: it shows no queue, its latency law has the wait in it.
constexpr int kNoQueue = 65536;
/// Prompt tokens for each output token by which prices of tokens are commonly blended.
constexpr double kBlend = 3;
/// Months that a list price is trusted, as in check_catalog.
constexpr int kPriceLife = 6;

double own_or(double own, double fact) {
    return own >= 0 ? own : fact;
}

contracts::TokenTerms terms_of(Context& context, const DeploymentSpec& spec,
                               const ApiPrice& price) {
    const auto written = [&](const char* key) {
        return context.written_at("deployments", spec.name, spec.group, key, spec.where);
    };
    contracts::TokenTerms t;
    t.vendor = price.vendor;
    t.list_usd_mtok_input = price.usd_mtok_input;
    t.list_usd_mtok_output = price.usd_mtok_output;
    t.usd_mtok_input = own_or(spec.api_input_usd_mtok, price.usd_mtok_input);
    t.usd_mtok_output = own_or(spec.api_output_usd_mtok, price.usd_mtok_output);
    const bool cheaper = price.usd_mtok_cached >= 0 && price.cached_from > 0;
    t.usd_mtok_cached =
        cheaper ? std::min(price.usd_mtok_cached, t.usd_mtok_input) : t.usd_mtok_input;
    t.cached_from = cheaper ? price.cached_from : 0;
    t.batch_discount = spec.api_batch_discount;
    t.units = spec.api_units;
    t.usd_unit_h = own_or(spec.api_usd_unit_h, price.usd_unit_h);
    t.tokens_unit_h = own_or(spec.api_unit_tokens_s, price.unit_tokens_s) * 3600;
    t.unit_output = own_or(spec.api_unit_output, price.unit_output);
    t.unit_source = spec.api_usd_unit_h >= 0 ? written("api.unit_price")
                                             : price.name + ", " + cite(price.provenance);
    t.joules_input = price.joules_input;
    t.joules_output = price.joules_output;
    t.price_source = spec.api_input_usd_mtok >= 0 ? written("api.input")
                                                  : price.name + ", " + cite(price.provenance);
    t.energy_source = price.estimate;
    return t;
}

void record(Context& context, const std::string& path, const ApiPrice& price, const Deployment& d) {
    context.assume(path + ".api.price",
                   fmt::format("{:g} USD a million prompt tokens, {:g} USD a million output tokens",
                               d.tokens->usd_mtok_input, d.tokens->usd_mtok_output),
                   d.tokens->price_source);
    context.assume(path + ".api.latency",
                   fmt::format("{:.3g} s to the first token, {:.3g} ms a token", price.first_s,
                               1e3 * price.per_output_token_s),
                   "estimated: " + price.estimate);
    context.assume(path + ".api.energy",
                   fmt::format("{:g} J a prompt token, {:g} J an output token", price.joules_input,
                               price.joules_output),
                   "estimated: " + price.estimate);
    if (d.tokens->units > 0) {
        context.assume(path + ".api.units",
                       fmt::format("{:g} units at {:g} USD/h carry {:g} prompt tokens/s each, an "
                                   "output token counts for {:g}",
                                   d.tokens->units, d.tokens->usd_unit_h,
                                   d.tokens->tokens_unit_h / 3600, d.tokens->unit_output),
                       d.tokens->unit_source);
    }
    const double requests = d.requests_s_limit;
    context.assume(path + ".api.limits",
                   fmt::format("{:g} requests/s, {:g} tokens/s", requests, d.tokens_s_limit),
                   cite(price.provenance));
}

}  // namespace

Pool api_pool(const PoolSpec& spec, SiteId site, const Site& where) {
    Pool pool;
    pool.name = spec.name;
    pool.group = spec.group;
    pool.site = site;
    pool.tokens = true;
    pool.server.name = pool.accelerator.name = "api";
    pool.server.accelerators = 1;
    pool.servers = pool.max_servers = 1;
    pool.terms.kind = contracts::ComputeKind::on_demand;
    pool.terms.vendor = where.vendor;
    return pool;
}

void compile_api(Context& context, const DeploymentSpec& spec, const std::string& path,
                 Deployment& deployment) {
    const ApiPrice* price = find_fact(context, context.catalog.api_prices, spec.api, spec.where,
                                      path + ".api.price", "price of tokens");
    if (!price) return;
    catalog::check_provenance(
        catalog::Checker(context.catalog, context.diagnostics, "api_prices", price->name),
        price->provenance, kPriceLife, context.options.today);
    const Site& site = context.world.sites[deployment.site.index()];
    if (site.kind != SiteKind::api) {
        context.error(
            spec.where, "E0461", path + ".site", "\"" + site.name + "\" is not a site of kind api",
            "add a site: {name: " + price->vendor + ", kind: api, vendor: " + price->vendor +
                ", country: US, grid: US-MIDA-PJM}");
    }
    deployment.model = price->model;
    deployment.tokens = terms_of(context, spec, *price);
    const bool given = deployment.tokens->usd_unit_h > 0 && deployment.tokens->tokens_unit_h > 0;
    if (spec.api_units > 0 && !given) {
        context.error(spec.where, "E0836", path + ".api.units",
                      "provisioned units have no price or carry no tokens",
                      "add unit_price: 10 USD/h and unit_tokens: 300 /s");
    }
    deployment.requests_s_limit = own_or(spec.api_requests_s, price->requests_s);
    deployment.tokens_s_limit = own_or(spec.api_tokens_s, price->tokens_s);
    deployment.service = ServiceKind::linear;
    deployment.max_num_seqs = kNoQueue;
    deployment.load_time = Nanos{0};
    deployment.accelerators = 1;
    llm::SlotLaw& law = deployment.slot_law;
    law.base_s = price->per_output_token_s;
    law.chunk = 1 << 24;  // one chunk: `per_prompt_s` has the prompt's time
    law.first_s = std::max(0.0, price->first_s - price->per_output_token_s);
    law.per_prompt_s = price->per_prompt_token_s;
    deployment.joules_per_token = price->joules_output + kBlend * price->joules_input;
    deployment.usd_per_million_tokens =
        deployment.tokens->usd_mtok_output + kBlend * deployment.tokens->usd_mtok_input;
    record(context, path, *price, deployment);
}

}  // namespace orrery::compile
