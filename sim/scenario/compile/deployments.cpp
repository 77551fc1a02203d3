// Deployments: a model at a precision on accelerators of a pool, compiled into an iteration table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/llm/capacity.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/compile/measured_times.hpp"
#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/compile/power_caps.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/training_machine.hpp"

namespace orrery::compile {
namespace {

const llm::EngineProfile* find_profile(Context& context, const DeploymentSpec& spec,
                                       const Accelerator& accelerator, const llm::ModelShape* model,
                                       const std::string& path) {
    const auto& engines = context.catalog.engines;
    const auto* found = find_engine(context.catalog, spec.engine, accelerator.family,
                                    model ? engine_scope(spec.precision, *model) : "");
    if (found) return found;
    std::vector<std::string> names;
    for (const auto& [key, profile] : engines) names.push_back(key.substr(0, key.find('/')));
    const std::string similar = closest(spec.engine, names);
    context.error(spec.where, "E0401", path + ".engine.profile",
                  "no engine profile named \"" + spec.engine + "\" in the catalog",
                  similar.empty() ? "for example vllm" : "did you mean " + similar + "?");
    return nullptr;
}

/// "choose 1, 2 or 4": the divisors up to 16 that would do.
template <class Fits>
std::string choices(int of, const Fits& fits) {
    std::vector<int> all;
    for (int n = 1; n <= std::min(of, 16); ++n) {
        if (of % n == 0 && fits(n)) all.push_back(n);
    }
    const int last = all.back();
    all.pop_back();
    return all.empty() ? fmt::format("choose {}", last)
                       : fmt::format("choose {} or {}", fmt::join(all, ", "), last);
}

void check_experts(Context& context, const DeploymentSpec& spec, const llm::ModelShape& model,
                   const std::string& path) {
    const int stage = spec.tp * spec.dp;
    if (stage % spec.ep != 0) {
        context.error(spec.where, "E0419", path + ".ep",
                      fmt::format("ep {} does not divide the {} accelerators of a stage (tp {} × "
                                  "dp {})",
                                  spec.ep, stage, spec.tp, spec.dp),
                      choices(stage, [&](int n) { return model.experts % n == 0; }));
    } else if (spec.ep > 1 && (model.experts == 0 || model.experts % spec.ep != 0)) {
        context.error(
            spec.where, "E0419", path + ".ep",
            model.experts == 0
                ? fmt::format("{} has no experts to spread over ep {}", model.name, spec.ep)
                : fmt::format("ep {} does not divide the {} experts of {}", spec.ep, model.experts,
                              model.name),
            model.experts == 0 ? "leave ep out"
                               : choices(stage, [&](int n) { return model.experts % n == 0; }));
    }
}

void check_division(Context& context, const DeploymentSpec& spec, const llm::ModelShape& model,
                    const std::string& path) {
    if (model.heads % spec.tp != 0) {
        context.error(spec.where, "E0408", path + ".tp",
                      fmt::format("tp {} does not divide the {} attention heads of {}", spec.tp,
                                  model.heads, model.name),
                      choices(model.heads, [](int) { return true; }));
    }
    const bool whole_kv = model.attention == llm::Attention::mla || model.kv_heads % spec.tp == 0 ||
                          spec.tp % model.kv_heads == 0;
    if (model.heads % spec.tp == 0 && !whole_kv) {
        context.error(spec.where, "E0408", path + ".tp",
                      fmt::format("tp {} neither divides the {} key-value heads of {} nor is a "
                                  "multiple of them",
                                  spec.tp, model.kv_heads, model.name),
                      "each accelerator holds whole heads: " + choices(model.heads, [&](int n) {
                          return model.kv_heads % n == 0 || n % model.kv_heads == 0;
                      }));
    }
    if (spec.pp > model.layers) {
        context.error(
            spec.where, "E0409", path + ".pp",
            fmt::format("pp {} exceeds the {} layers of {}", spec.pp, model.layers, model.name),
            fmt::format("choose at most {}", model.layers));
    }
    check_experts(context, spec, model, path);
    if (const int each = 1 + spec.draft_tokens; spec.token_budget < spec.max_num_seqs * each) {
        context.error(
            spec.where, "E0413", path + ".engine.token_budget",
            fmt::format("a token budget of {} is below max_num_seqs {} times {} token{}",
                        spec.token_budget, spec.max_num_seqs, each,
                        each > 1 ? "s with its drafts" : ""),
            fmt::format("raise it to {}, or lower max_num_seqs", spec.max_num_seqs * each));
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
    const double memory = shape.accelerator.memory.value * shape.accelerators();
    context.infeasible(
        spec.where, "E0501", path + ".model",
        fmt::format("{} has {:.0f} GB of weights, and {} × {} have {:.0f} GB, of which "
                    "the engine may use {:.0f} %",
                    shape.model.name, weights * 1e-9, shape.accelerators(), shape.accelerator.name,
                    memory * 1e-9, shape.memory_utilisation * 100),
        what_would_fit(shape) +
            fmt::format("; conflicting entries: {0}.model, {0}.precision, {0}.tp, {0}.pool", path));
}

/// Marginal USD a million output tokens and joules a token at a full batch of 1,000-token contexts:
/// what routers that look for the cheapest or the greenest rank by. Owned machines cost their
/// energy, rented ones their price.
void set_marginal(const Context& context, Deployment& deployment) {
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
    const double joules = t.energy_g[b] + t.energy_h[b] + t.energy_kappa * weight;
    deployment.joules_per_token = joules / batch;
    if (pool.terms.kind == contracts::ComputeKind::owned) {
        deployment.usd_per_million_tokens =
            joules / 3.6e6 * site.pue * site.electricity_usd_kwh / batch * 1e6;
        return;
    }
    const double share = static_cast<double>(deployment.accelerators) / pool.server.accelerators;
    deployment.usd_per_million_tokens =
        pool.terms.contracted_usd_server_h * share / 3600 * seconds / batch * 1e6;
}

/// Speculation verifies every draft and pays for proposing it; a calibrated scale stretches all.
void scale_times(llm::IterationTable& t, double factor) {
    for (double& g : t.g) g *= factor;
    for (double& h : t.h) h *= factor;
    t.kappa *= factor;
    t.lambda *= factor;
}

void set_memory_tiers(const DeploymentSpec& spec, Deployment& deployment) {
    const double block = deployment.kv_bytes_token * spec.block_tokens;
    const auto blocks = [block](double bytes) {  // more than 1e15 no run fills
        return block > 0 ? static_cast<std::int64_t>(std::min(bytes / block, 1e15)) : 0;
    };
    deployment.host_cache_blocks = blocks(spec.host_cache_bytes);
    deployment.disk_cache_blocks = blocks(spec.disk_cache_bytes);
    deployment.host_block_s = block / spec.host_cache_bandwidth;
    deployment.disk_block_s = block / spec.disk_cache_bandwidth;
    deployment.transfer_bandwidth = spec.transfer_bandwidth;
    deployment.transfer_latency = spec.transfer_latency;
}

SchedulerRules rules_of(const DeploymentSpec& spec) {
    SchedulerRules rules = scheduler_rules(spec.scheduler, spec.engine);
    if (spec.reserve >= 0) rules.reserve = spec.reserve;
    if (spec.watermark >= 0) rules.watermark = spec.watermark;
    if (spec.prefix_cache != Switch::automatic)
        rules.prefix_cache = spec.prefix_cache == Switch::on;
    return rules;
}

/// Links of wider domains join the servers of a rack; others end at their server.
constexpr int kWidestServer = 16;

/// The least that servers of an accelerator have, where the catalog knows none of one.
Bandwidth least_network(const Catalog& catalog, const Accelerator& accelerator) {
    double least = 0;
    for (const auto& [name, server] : catalog.servers) {
        const double own = server.network.value;
        if (server.accelerator != accelerator.name || own <= 0) continue;
        least = least > 0 ? std::min(least, own) : own;
    }
    return Bandwidth{least > 0 ? least : usual_network(catalog, accelerator.family)};
}

/// Where a replica spans servers, what it exchanges goes over their network.
void set_network(Context& context, const DeploymentSpec& spec, const Pool& pool,
                 const std::string& path, llm::ReplicaShape& shape) {
    const int domain = pool.accelerator.scale_up;
    shape.together = domain > kWidestServer ? domain : pool.server.accelerators;
    if (shape.accelerators() <= shape.together) return;
    const double own = pool.server.network.value;
    shape.network = own > 0 ? Bandwidth{own} : least_network(context.catalog, pool.accelerator);
    const std::string speed = print_quantity(shape.network.value, Measure::bandwidth);
    if (own <= 0) context.assume(path + ".network", speed, "the least of such servers");
    const bool within = spec.tp * spec.dp <= shape.together;
    if (within && own > 0) return;  // stages send little to each other
    context.warn(
        spec.where, "E0420", path,
        fmt::format("a replica of {} accelerators spans servers of {}: what it exchanges goes over "
                    "their network, {} for each accelerator{}",
                    shape.accelerators(), shape.together, speed,
                    own > 0 ? ""
                            : " (the least of such servers: the catalog knows none of " +
                                  pool.server.name + ")"),
        fmt::format("take servers of {} accelerators, or a smaller replica", shape.accelerators()));
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
    shape.dp = spec.dp;
    shape.ep = spec.ep;
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
    const llm::EngineProfile* profile = find_profile(context, spec, pool.accelerator, model, path);
    if (!model || !profile) return;
    check_division(context, spec, *model, path);
    llm::ReplicaShape shape = shape_of(spec, *model, pool.accelerator, *profile);
    set_network(context, spec, pool, path, shape);
    check_memory(context, spec, shape, path);
    if (context.diagnostics.has_errors()) return;
    // Each sequence has its drafts verified in the same iteration.
    shape.max_num_seqs *= 1 + spec.draft_tokens;
    deployment.context = model->context;
    deployment.rules = rules_of(spec);
    deployment.balancer = spec.balancer;
    deployment.draft_tokens = spec.draft_tokens;
    deployment.acceptance = spec.acceptance;
    deployment.kv_bytes_token = llm::kv_bytes_per_token(*model, shape.kv).value;
    deployment.kv_bytes_request = llm::state_bytes_per_sequence(*model).value;
    // A state stands for its whole text: engines share none of its beginnings.
    if (model->linear_layers > 0 && spec.prefix_cache == Switch::automatic) {
        deployment.rules.prefix_cache = false;
    }
    set_memory_tiers(spec, deployment);
    read_measured_times(context, spec, shape, path, deployment);
    deployment.table = static_cast<std::uint32_t>(context.world.tables.size());
    context.world.tables.push_back(llm::compile_iteration_table(shape));
    context.world.shapes.push_back(shape);
    if (spec.num_gpu_blocks > 0) {
        context.world.tables.back().kv_tokens =
            std::int64_t{spec.num_gpu_blocks} * spec.block_tokens;
    }
    context.assume(path + ".engine", spec.engine + " on " + pool.accelerator.family,
                   cite(profile->provenance));
    const std::string fault = llm::check_iteration_table(shape, context.world.tables.back());
    if (!fault.empty()) context.error(spec.where, "E0414", path, fault, "run catalog check");
    deployment.measured_scale = spec.time_scale * (1 + spec.draft_tokens * spec.draft_cost) *
                                confidential_scale(context, pool, path, false);
    scale_times(context.world.tables.back(), deployment.measured_scale);
    deployment.measured_scale *=
        cap_iterations(context, spec, path, shape, context.world.tables.back());
    set_marginal(context, deployment);
}

/// Where prompts are computed elsewhere: that deployment exists, has the same model, and computes
/// its own prompts.
void link_prefill(Context& context) {
    for (const DeploymentSpec& spec : context.scenario.deployments) {
        const auto self = context.deployments.find(spec.name);
        if (spec.prefill.empty() || self == context.deployments.end()) continue;
        const std::string path = fmt::format("deployments[{}].prefill.deployment", spec.name);
        const auto other = context.deployments.find(spec.prefill);
        if (other == context.deployments.end()) {
            context.error(spec.where, "E0418", path,
                          "there is no deployment \"" + spec.prefill + "\"",
                          "name another deployment of the same model");
            continue;
        }
        Deployment& decode = context.world.deployments[self->second.index()];
        const auto& specs = context.scenario.deployments;
        const auto fits = std::any_of(specs.begin(), specs.end(), [&](const DeploymentSpec& s) {
            return s.name == spec.prefill && s.model == spec.model && s.prefill.empty() &&
                   s.name != spec.name;
        });
        if (!fits) {
            context.error(spec.where, "E0418", path,
                          "\"" + spec.prefill + "\" cannot compute prompts of " + spec.model,
                          "it must serve the same model and compute its own prompts");
            continue;
        }
        decode.prefill = other->second;
    }
}

}  // namespace

void compile_deployments(Context& context) {
    std::map<std::string, DeploymentId> groups;
    for (const std::size_t i : by_name(context.scenario.deployments)) {
        const DeploymentSpec& spec = context.scenario.deployments[i];
        const std::string path = fmt::format("deployments[{}]", spec.name);
        const auto pool = context.pools.find(spec.pool);
        if (pool == context.pools.end()) continue;
        const auto first = groups.find(spec.group);
        if (!spec.group.empty() && first != groups.end()) {
            // As the first of its group, which shares its tables, on its own pool.
            Deployment same = context.world.deployments[first->second.index()];
            same.name = spec.name;
            same.pool = pool->second;
            same.site = context.world.pools[pool->second.index()].site;
            context.deployments[same.name] = DeploymentId(context.world.deployments.size());
            context.world.deployments.push_back(std::move(same));
            continue;
        }
        groups.emplace(spec.group, DeploymentId(context.world.deployments.size()));
        Deployment deployment;
        deployment.name = spec.name;
        deployment.group = spec.group;
        deployment.pool = pool->second;
        deployment.site = context.world.pools[pool->second.index()].site;
        deployment.model = spec.model;
        deployment.accelerators = spec.tp * spec.pp * spec.dp;
        deployment.replicas_min = spec.replicas_min;
        deployment.replicas_max = spec.replicas_max;
        deployment.load_time = spec.load_time;
        deployment.autoscaler = spec.autoscaler;
        deployment.max_num_seqs = spec.max_num_seqs;
        deployment.token_budget = spec.token_budget;
        if (!spec.api.empty()) {
            compile_api(context, spec, path, deployment);
        } else if (spec.slot_law) {
            deployment.service = ServiceKind::linear;
            deployment.slot_law = *spec.slot_law;
            deployment.slot_law.sequences = spec.max_num_seqs;
        } else if (spec.exponential_service_s > 0 || spec.service_s_per_token > 0) {
            const bool exponential = spec.exponential_service_s > 0;
            deployment.service = exponential ? ServiceKind::exponential : ServiceKind::per_token;
            deployment.service_s =
                exponential ? spec.exponential_service_s : spec.service_s_per_token;
        } else if (!spec.fixed_model.empty()) {
            compile_fixed(context, spec, path, deployment);
            if (!context.diagnostics.has_errors()) {
                cap_fixed(context, spec, path, context.world.tables.back());
                set_marginal(context, deployment);
            }
        } else {
            compile_serving(context, spec, path, deployment);
        }
        context.deployments[deployment.name] = DeploymentId(context.world.deployments.size());
        context.world.deployments.push_back(std::move(deployment));
    }
    link_prefill(context);
}

}  // namespace orrery::compile
