// Deployments of models of fixed shape: a roofline of items in place of a language model.
#include "models/fixed/fixed_shape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {
namespace {

/// A coefficient that must be there, recorded as an assumption.
double fixed_fact(Context& context, const DeploymentSpec& spec, const std::string& name,
                  const std::string& path) {
    const auto it = context.catalog.coefficients.find(name);
    if (it != context.catalog.coefficients.end()) {
        context.assume(path + "." + name, fmt::format("{:g}", it->second.value),
                       cite(it->second.provenance));
        return it->second.value;
    }
    context.error(spec.where, "E0415", path, fmt::format("the catalog has no coefficient {}", name),
                  "add it, with its source, to a folder given with --catalog");
    return 1;
}

/// Whether the catalog has the model at all; what it has otherwise.
bool known(Context& context, const DeploymentSpec& spec, const std::string& path) {
    const std::string end = ".forward_flops";
    std::vector<std::string> models;
    for (const auto& [key, fact] : context.catalog.coefficients) {
        if (key.rfind("fixed.", 0) != 0 || key.find(end) == std::string::npos) continue;
        models.push_back(key.substr(6, key.size() - 6 - end.size()));
    }
    if (std::find(models.begin(), models.end(), spec.fixed_model) != models.end()) return true;
    const std::string similar = closest(spec.fixed_model, models);
    context.error(spec.where, "E0401", path,
                  "no model of fixed shape named \"" + spec.fixed_model + "\" in the catalog",
                  similar.empty() ? fmt::format("known: {}", fmt::join(models, ", "))
                                  : "did you mean " + similar + "?");
    return false;
}

}  // namespace

void compile_fixed(Context& context, const DeploymentSpec& spec, const std::string& path,
                   Deployment& deployment) {
    const Pool& pool = context.world.pools[deployment.pool.index()];
    const std::string key = path + ".service.fixed";
    if (!known(context, spec, key)) return;
    const std::string prefix = "fixed." + spec.fixed_model + ".";
    const auto fact = [&](const std::string& name) { return fixed_fact(context, spec, name, key); };
    fixed::Shape shape;
    shape.flops = fact(prefix + "forward_flops");
    shape.bytes = fact(prefix + "forward_bytes");
    shape.weight_bytes = fact(prefix + "weight_bytes");
    fixed::Efficiency efficiency;
    const std::string share = prefix + "efficiency";
    const std::string here = share + "_" + pool.accelerator.family;
    const bool any = context.catalog.coefficients.count(here) == 0 &&
                     context.catalog.coefficients.count(share) > 0;
    efficiency.compute = fact(any ? share : here);
    efficiency.memory = fact("fixed.memory_efficiency");
    if (context.diagnostics.has_errors()) return;
    deployment.model = spec.fixed_model;
    deployment.rules = scheduler_rules(spec.scheduler, spec.engine);
    deployment.rules.prefix_cache = false;
    deployment.balancer = spec.balancer;
    deployment.token_budget = std::max(spec.token_budget, spec.max_num_seqs);
    deployment.table = static_cast<std::uint32_t>(context.world.tables.size());
    context.world.tables.push_back(fixed::fixed_table(
        shape, pool.accelerator, efficiency, spec.fixed_overhead.seconds() * spec.time_scale,
        deployment.token_budget, spec.max_num_seqs));
    context.world.shapes.emplace_back();
}

}  // namespace orrery::compile
