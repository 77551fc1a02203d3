// Critical services in the order of their needs, runbooks, and assumptions that wear out.
#include <fmt/format.h>

#include "sim/scenario/compile/vendor_places.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

bool is_vendor(const World& world, const std::string& name) {
    return std::any_of(world.vendors.begin(), world.vendors.end(),
                       [&](const VendorSpec& v) { return v.name == name; });
}

/// Index in a list sorted by name, or its size.
template <class Items>
std::size_t find_name(const Items& items, const std::string& name) {
    const auto it = std::find_if(items.begin(), items.end(),
                                 [&](const auto& item) { return item.name == name; });
    return static_cast<std::size_t>(it - items.begin());
}

void add_place(Context& context, const ServiceSpec& spec, const std::string& name,
               ServiceNode& node) {
    const auto site = context.sites.find(name);
    ServicePlace place;
    if (site != context.sites.end()) {
        place.site = site->second;
    } else if (is_vendor(context.world, name)) {
        place.vendor = name;
        place.sites = sites_of(context.world, name, {});
    } else {
        context.error(spec.where, "E0891", "services[" + spec.name + "]",
                      name.empty() ? "the service stands nowhere"
                                   : "\"" + name + "\" is neither a site nor a vendor",
                      "write site: or vendor:, and list both kinds under replicas:");
        return;
    }
    node.places.push_back(std::move(place));
}

ServiceNode node_of(Context& context, std::size_t index) {
    const ServiceSpec& spec = context.world.services[index];
    ServiceNode node;
    node.spec = static_cast<std::uint32_t>(index);
    add_place(context, spec, spec.site.empty() ? spec.vendor : spec.site, node);
    for (const std::string& name : spec.replicas) add_place(context, spec, name, node);
    for (const std::string& name : spec.used_by) {
        const auto d = context.deployments.find(name);
        if (d != context.deployments.end()) node.users.push_back(d->second);
    }
    for (std::size_t d = 0; d < context.world.deployments.size() && spec.used_by.empty(); ++d) {
        node.users.emplace_back(d);
    }
    return node;
}

enum class Mark { white, grey, black };

/// Depth first: what is needed goes before who needs it; a service on the way is a cycle.
void visit(Context& context, std::size_t index, std::vector<Mark>& marks,
           std::vector<std::uint32_t>& place) {
    const ServiceSpec& spec = context.world.services[index];
    const std::string path = "services[" + spec.name + "].needs";
    marks[index] = Mark::grey;
    std::vector<std::uint32_t> needs;
    for (const std::string& name : spec.needs) {
        const std::size_t other = find_name(context.world.services, name);
        if (other == marks.size()) continue;  // told by check_references
        if (marks[other] == Mark::grey) {
            context.error(spec.where, "E0890", path,
                          "\"" + spec.name + "\" needs \"" + name + "\", which needs it itself",
                          "neither could start again: break the circle");
            continue;
        }
        if (marks[other] == Mark::white) visit(context, other, marks, place);
        needs.push_back(place[other]);
    }
    marks[index] = Mark::black;
    ServiceNode node = node_of(context, index);
    node.needs = std::move(needs);
    place[index] = static_cast<std::uint32_t>(context.world.supply.services.size());
    context.world.supply.services.push_back(std::move(node));
}

void sum_steps(const RunbookSpec& spec, RunbookPlan& plan) {
    for (const RunbookStepSpec& step : spec.steps) {
        (step.name == "fail_back" ? plan.back : plan.response) += step.takes;
    }
}

bool anybody_may_go(const World& world, DeploymentId to) {
    return std::any_of(world.workloads.begin(), world.workloads.end(), [&](const Workload& w) {
        return std::any_of(w.routes.begin(), w.routes.end(),
                           [&](const Route& r) { return r.deployment == to; });
    });
}

void take_target(Context& context, const RunbookSpec& spec, const std::string& path,
                 RunbookPlan& plan) {
    if (spec.deployment_to.empty()) return;
    const auto to = context.deployments.find(spec.deployment_to);
    if (to == context.deployments.end()) return;  // told by check_references
    plan.to = to->second;
    plan.replicas = spec.replicas;
    const Deployment& d = context.world.deployments[plan.to.index()];
    if (spec.replicas < 1 || d.replicas_min + spec.replicas > d.replicas_max) {
        context.error(spec.where, "E0894", path + ".replicas",
                      fmt::format("{} cannot get {} more: it has {} of at most {}", d.name,
                                  spec.replicas, d.replicas_min, d.replicas_max),
                      "at least 1; raise replicas.max of the deployment to have room for them");
    }
    if (!anybody_may_go(context.world, plan.to)) {
        context.infeasible(spec.where, "E0895", path + ".to",
                           "no workload may go to " + d.name +
                               ": none lists it, or residency "
                               "forbids it",
                           "list it under deployments: of the workload, or relax its data class");
    }
}

/// A standby's servers are beyond what the pool may order.
void take_standby(Context& context, const RunbookSpec& spec, const std::string& path,
                  RunbookPlan& plan) {
    if (spec.standby.empty()) return;
    const auto& all = context.scenario.contracts.standby;
    const std::size_t i = find_name(all, spec.standby);
    const auto pool = i < all.size() ? context.pools.find(all[i].pool) : context.pools.end();
    const bool fits = pool != context.pools.end() && plan.to.valid() &&
                      context.world.deployments[plan.to.index()].pool == pool->second;
    if (!fits) {
        context.error(
            spec.where, "E0894", path + ".standby",
            "no standby contract \"" + spec.standby + "\" of the pool that it fails over to",
            "list it under contracts.standby with the pool of the deployment in to:");
        return;
    }
    plan.standby = pool->second;
    plan.servers = static_cast<int>(all[i].servers);
    plan.notice = all[i].notice;
    context.world.pools[plan.standby.index()].max_servers += plan.servers;
}

/// A plan that nobody has looked at for longer than it says is stale.
void check_review(Context& context, const RunbookSpec& spec, const std::string& path) {
    const auto last = parse_date(spec.reviewed);
    if (!spec.reviewed.empty() && !last) {
        context.error(spec.where, "E0899", path + ".reviewed",
                      "\"" + spec.reviewed + "\" is not a date", "write it as 2026-09-29");
    }
    const auto now = parse_date(context.options.today);
    if (!last || !now || spec.review_every <= Nanos{0}) return;
    if (*now <= *last + static_cast<std::int64_t>(spec.review_every.seconds())) return;
    context.warn(spec.where, "E0898", path + ".reviewed",
                 "the runbook is stale: its last review was on " + spec.reviewed,
                 (spec.owner.empty() ? std::string("nobody owns it") : spec.owner + " owns it") +
                     "; walk through it and set the date");
}

void check_runbook(Context& context, const RunbookSpec& spec, const std::string& path) {
    const bool known = is_vendor(context.world, spec.on) || context.sites.count(spec.on) > 0 ||
                       find_name(context.world.services, spec.on) < context.world.services.size();
    if (!known) {
        context.error(spec.where, "E0893", path + ".on",
                      "\"" + spec.on + "\" is no vendor, site or service of the scenario",
                      "name what fails");
    }
    if (spec.steps.empty()) {
        context.error(spec.where, "E0892", path + ".steps", "the runbook has no steps",
                      "detect, decide, approve, fail_over, fail_back with role and takes");
    }
}

/// ISO dates compare as texts.
bool is_past(const std::string& date, const std::string& today) {
    return !date.empty() && !today.empty() && date < today;
}

}  // namespace

void compile_services(Context& context) {
    World& world = context.world;
    for (const std::size_t i : by_name(context.scenario.services)) {
        world.services.push_back(context.scenario.services[i]);
    }
    std::vector<Mark> marks(world.services.size(), Mark::white);
    std::vector<std::uint32_t> place(world.services.size(), 0);
    for (std::size_t i = 0; i < world.services.size(); ++i) {
        if (marks[i] == Mark::white) visit(context, i, marks, place);
    }
}

void compile_runbooks(Context& context) {
    for (const std::size_t i : by_name(context.scenario.runbooks)) {
        const RunbookSpec& spec = context.scenario.runbooks[i];
        const std::string path = "runbooks[" + spec.name + "]";
        RunbookPlan plan;
        plan.spec = static_cast<std::uint32_t>(context.world.runbooks.size());
        check_runbook(context, spec, path);
        check_review(context, spec, path);
        sum_steps(spec, plan);
        take_target(context, spec, path, plan);
        take_standby(context, spec, path, plan);
        context.world.runbooks.push_back(spec);
        context.world.supply.runbooks.push_back(plan);
    }
}

void check_assumptions(Context& context) {
    context.world.assumptions = context.scenario.assumptions;
    for (const AssumptionSpec& a : context.world.assumptions) {
        const std::string path = "assumptions[" + a.name + "]";
        for (const auto& [key, date] :
             {std::pair(".as_of", a.as_of), std::pair(".valid_until", a.valid_until)}) {
            if (date.empty() || parse_date(date)) continue;
            context.error(a.where, "E0899", path + key, "\"" + date + "\" is not a date",
                          "write it as 2026-09-29");
        }
        if (is_past(a.valid_until, context.options.today)) {
            context.warn(a.where, "E0898", path + ".valid_until",
                         "the assumption is stale: it was to be reviewed by " + a.valid_until,
                         (a.owner.empty() ? std::string("nobody owns it") : a.owner + " owns it") +
                             "; review it and set a new date");
        }
        context.assume(path, a.value,
                       (a.source.empty() ? std::string("assumed") : a.source) +
                           (a.owner.empty() ? "" : "; owner " + a.owner) +
                           (a.valid_until.empty() ? "" : "; valid until " + a.valid_until));
    }
}

}  // namespace orrery::compile
