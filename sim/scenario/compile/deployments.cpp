// Deployments: a model at a precision on accelerators of a pool, compiled into an iteration table.
#include <fmt/format.h>

#include <algorithm>

#include "models/llm/capacity.hpp"
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {
namespace {

const llm::EngineProfile* find_profile(Context& context, const DeploymentSpec& spec,
                                       const Accelerator& accelerator, const std::string& path) {
    const auto& engines = context.catalog.engines;
    for (const std::string& family : {accelerator.family, std::string("*")}) {
        const auto it = engines.find(spec.engine + "/" + family);
        if (it != engines.end()) return &it->second;
    }
    std::vector<std::string> names;
    for (const auto& [key, profile] : engines) names.push_back(key.substr(0, key.find('/')));
    const std::string similar = closest(spec.engine, names);
    context.error(spec.where, "E0401", path + ".engine.profile",
                  "no engine profile named \"" + spec.engine + "\" in the catalog",
                  similar.empty() ? "for example vllm" : "did you mean " + similar + "?");
    return nullptr;
}

void check_division(Context& context, const DeploymentSpec& spec, const llm::ModelShape& model,
                    const std::string& path) {
    if (model.heads % spec.tp != 0) {
        context.error(spec.where, "E0408", path + ".tp",
                      fmt::format("tp {} does not divide the {} attention heads of {}", spec.tp,
                                  model.heads, model.name),
                      "choose a divisor, for example 1, 2, 4 or 8");
    }
    if (spec.pp > model.layers) {
        context.error(
            spec.where, "E0409", path + ".pp",
            fmt::format("pp {} exceeds the {} layers of {}", spec.pp, model.layers, model.name),
            "choose at most the number of layers");
    }
    if (spec.token_budget < spec.max_num_seqs) {
        context.error(spec.where, "E0413", path + ".engine.token_budget",
                      fmt::format("a token budget of {} is below max_num_seqs {}",
                                  spec.token_budget, spec.max_num_seqs),
                      "every running sequence takes a token of each iteration");
    }
}

/// The smallest change of tp or precision with which the model would fit.
std::string what_would_fit(const llm::ReplicaShape& shape) {
    std::string options;
    for (const int tp : {2, 4, 8, 16}) {
        llm::ReplicaShape other = shape;
        other.tp = tp;
        if (tp <= shape.tp || shape.model.heads % tp != 0) continue;
        if (llm::kv_capacity_tokens(other) < shape.block_tokens) continue;
        options += fmt::format("tp: {}", tp);
        break;
    }
    for (const Precision precision : {Precision::fp8, Precision::int4}) {
        llm::ReplicaShape other = shape;
        other.weights = precision;
        if (llm::weight_bytes(other.model, precision).value >=
            llm::weight_bytes(shape.model, shape.weights).value) {
            continue;
        }
        if (llm::kv_capacity_tokens(other) < shape.block_tokens) continue;
        const char* name = precision == Precision::fp8 ? "fp8" : "int4";
        options += fmt::format("{}precision: {}", options.empty() ? "" : ", or ", name);
        break;
    }
    return options.empty()
               ? "no tp up to 16 and no precision makes it fit: take larger accelerators"
               : "it would fit with " + options;
}

void check_memory(Context& context, const DeploymentSpec& spec, const llm::ReplicaShape& shape,
                  const std::string& path) {
    if (llm::kv_capacity_tokens(shape) >= shape.block_tokens) return;
    const double weights = llm::weight_bytes(shape.model, shape.weights).value;
    const double memory = shape.accelerator.memory.value * shape.tp * shape.pp;
    context.infeasible(
        spec.where, "E0501", path + ".model",
        fmt::format("{} has {:.0f} GB of weights, and {} × {} have {:.0f} GB, of which "
                    "the engine may use {:.0f} %",
                    shape.model.name, weights * 1e-9, shape.tp * shape.pp, shape.accelerator.name,
                    memory * 1e-9, shape.memory_utilisation * 100),
        what_would_fit(shape) +
            fmt::format("; conflicting entries: {0}.model, {0}.precision, {0}.tp, {0}.pool", path));
}

/// Marginal USD a million output tokens at a full batch of 1,000-token contexts: what the router of
/// the kind cheapest_within_slo ranks by. Owned machines cost their energy, rented ones their
/// price.
double marginal_usd(const Context& context, const Deployment& deployment) {
    const llm::IterationTable& t = context.world.tables[deployment.table];
    const Pool& pool = context.world.pools[deployment.pool.index()];
    const Site& site = context.world.sites[pool.site.index()];
    const double context_tokens = 1000;
    const double fit = static_cast<double>(t.kv_tokens) / context_tokens;
    const double batch = std::max(1.0, std::min<double>(deployment.max_num_seqs, fit));
    const auto b = static_cast<std::size_t>(batch);
    const double weight = t.full_layers * context_tokens * batch +
                          t.window_layers * std::min(t.window, context_tokens) * batch;
    const double seconds = t.g[b] + t.h[b] + t.kappa * weight;
    if (pool.terms.kind == contracts::ComputeKind::owned) {
        const double joules = t.energy_g[b] + t.energy_h[b] + t.energy_kappa * weight;
        return joules / 3.6e6 * site.pue * site.electricity_usd_kwh / batch * 1e6;
    }
    const double share = static_cast<double>(deployment.accelerators) / pool.server.accelerators;
    return pool.terms.contracted_usd_server_h * share / 3600 * seconds / batch * 1e6;
}

llm::ReplicaShape shape_of(const DeploymentSpec& spec, const llm::ModelShape& model,
                           const Accelerator& accelerator, const llm::EngineProfile& profile) {
    llm::ReplicaShape shape;
    shape.model = model;
    shape.accelerator = accelerator;
    shape.profile = profile;
    shape.weights = spec.precision;
    shape.kv = spec.kv_precision.value_or(Precision::bf16);
    shape.tp = spec.tp;
    shape.pp = spec.pp;
    shape.max_num_seqs = spec.max_num_seqs;
    shape.token_budget = spec.token_budget;
    shape.block_tokens = spec.block_tokens;
    shape.memory_utilisation = spec.memory_utilisation;
    return shape;
}

void compile_serving(Context& context, const DeploymentSpec& spec, const std::string& path,
                     Deployment& deployment) {
    const Pool& pool = context.world.pools[deployment.pool.index()];
    const llm::ModelShape* model = find_fact(context, context.catalog.models, spec.model,
                                             spec.where, path + ".model", "model");
    const llm::EngineProfile* profile = find_profile(context, spec, pool.accelerator, path);
    if (!model || !profile) return;
    check_division(context, spec, *model, path);
    const llm::ReplicaShape shape = shape_of(spec, *model, pool.accelerator, *profile);
    check_memory(context, spec, shape, path);
    if (context.diagnostics.has_errors()) return;
    deployment.table = static_cast<std::uint32_t>(context.world.tables.size());
    context.world.tables.push_back(llm::compile_iteration_table(shape));
    context.world.shapes.push_back(shape);
    context.assume(path + ".engine", spec.engine + " on " + pool.accelerator.family,
                   cite(profile->provenance));
    const std::string fault = llm::check_iteration_table(shape, context.world.tables.back());
    if (!fault.empty()) context.error(spec.where, "E0414", path, fault, "correct the catalog");
    deployment.usd_per_million_tokens = marginal_usd(context, deployment);
}

}  // namespace

void compile_deployments(Context& context) {
    for (const std::size_t i : by_name(context.scenario.deployments)) {
        const DeploymentSpec& spec = context.scenario.deployments[i];
        const std::string path = fmt::format("deployments[{}]", spec.name);
        const auto pool = context.pools.find(spec.pool);
        if (pool == context.pools.end()) continue;
        Deployment deployment;
        deployment.name = spec.name;
        deployment.pool = pool->second;
        deployment.site = context.world.pools[pool->second.index()].site;
        deployment.model = spec.model;
        deployment.accelerators = spec.tp * spec.pp;
        deployment.replicas_min = spec.replicas_min;
        deployment.replicas_max = spec.replicas_max;
        deployment.load_time = spec.load_time;
        deployment.autoscaler = spec.autoscaler;
        deployment.max_num_seqs = spec.max_num_seqs;
        deployment.token_budget = spec.token_budget;
        if (spec.slot_law) {
            deployment.service = ServiceKind::linear;
            deployment.slot_law = *spec.slot_law;
            deployment.slot_law.sequences = spec.max_num_seqs;
        } else if (spec.exponential_service_s > 0 || spec.service_s_per_token > 0) {
            const bool exponential = spec.exponential_service_s > 0;
            deployment.service = exponential ? ServiceKind::exponential : ServiceKind::per_token;
            deployment.service_s =
                exponential ? spec.exponential_service_s : spec.service_s_per_token;
        } else {
            compile_serving(context, spec, path, deployment);
        }
        context.deployments[deployment.name] = DeploymentId(context.world.deployments.size());
        context.world.deployments.push_back(std::move(deployment));
    }
}

}  // namespace orrery::compile
