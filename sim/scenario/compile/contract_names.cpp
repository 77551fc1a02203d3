// What the compilation of contracts shares: names of pools and vendors, terms within the run.
#include "sim/scenario/compile/contract_names.hpp"

#include <fmt/format.h>

#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

constexpr double kYearSeconds = 365.0 * 86400;
constexpr std::int64_t kLongTermDays = 7320;  ///< 20 years; longer ones are a slip of the unit

std::string hint_of(const std::string& name, const std::vector<std::string>& known) {
    const std::string similar = closest(name, known);
    if (!similar.empty()) return "did you mean " + similar + "?";
    return known.empty() ? "there is none" : fmt::format("known: {}", fmt::join(known, ", "));
}

}  // namespace

void ContractNames::take(const std::string& name, const SourcePosition& at,
                         const std::string& path) {
    if (names_.insert(name).second && name.find('.') == std::string::npos) return;
    const bool dotted = name.find('.') != std::string::npos;
    context_.error(at, "E0822", path + ".name",
                   dotted ? "\"" + name + "\" is not a name" : "the name \"" + name + "\" is taken",
                   dotted ? "names have letters, digits, - and _"
                          : "names are unique among all contracts: postings carry them");
}

std::vector<PoolId> ContractNames::pool(const std::string& name, const SourcePosition& at,
                                        const std::string& path) {
    std::vector<PoolId> found;
    std::vector<std::string> known;
    const auto& pools = context_.world.pools;
    for (std::size_t p = 0; p < pools.size(); ++p) {
        if (pools[p].tokens) continue;
        known.push_back(pools[p].name);
        if (pools[p].name == name || pools[p].group == name) found.push_back(PoolId(p));
    }
    // A pool that was written and could not be compiled has its own message.
    const auto& specs = context_.scenario.pools;
    const bool written =
        std::any_of(specs.begin(), specs.end(), [&](const PoolSpec& s) { return s.name == name; });
    if (found.empty() && !written) {
        context_.error(at, "E0823", path, "there is no pool named \"" + name + "\"",
                       hint_of(name, known));
    }
    return found;
}

std::vector<PoolId> ContractNames::pools(const std::vector<std::string>& names,
                                         const SourcePosition& at, const std::string& path) {
    std::vector<PoolId> all;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string own = fmt::format("{}[{}]", path, i);
        for (const PoolId id : pool(names[i], at, own)) {
            const bool again = std::find(all.begin(), all.end(), id) != all.end();
            if (again) twice(names[i], at, own);
            if (!again) all.push_back(id);
        }
    }
    return all;
}

void ContractNames::twice(const std::string& name, const SourcePosition& at,
                          const std::string& path) {
    context_.error(at, "E0301", path, "\"" + name + "\" is named twice",
                   "name each once: it would be paid for twice");
}

std::vector<PoolId> ContractNames::pools_or_all(const std::vector<std::string>& names,
                                                const std::string& vendor, const SourcePosition& at,
                                                const std::string& path) {
    if (!names.empty()) {
        const auto chosen = pools(names, at, path);
        on_demand(chosen, at, path);
        same_vendor(chosen, vendor, at, path);
        return chosen;
    }
    std::vector<PoolId> all;
    const auto& pools = context_.world.pools;
    for (std::size_t p = 0; p < pools.size(); ++p) {
        const bool rented = pools[p].terms.kind == contracts::ComputeKind::on_demand;
        if (rented && !pools[p].tokens && !pools[p].spot && pools[p].terms.vendor == vendor) {
            all.push_back(PoolId(p));
        }
    }
    return all;
}

bool ContractNames::vendor(const std::string& name, const SourcePosition& at,
                           const std::string& path) {
    std::set<std::string> known;
    for (const Pool& pool : context_.world.pools) known.insert(pool.terms.vendor);
    for (const Site& site : context_.world.sites) {
        known.insert(site.vendor);
        if (!site.egress.vendor.empty()) known.insert(site.egress.vendor);
    }
    for (const Deployment& d : context_.world.deployments) {
        if (d.tokens) known.insert(d.tokens->vendor);
    }
    for (const VendorSpec& v : context_.scenario.vendors) known.insert(v.name);
    if (known.count(name) > 0) return true;
    if (unknown_vendors(context_)) return false;
    context_.error(at, "E0823", path, "nobody named \"" + name + "\" is paid in this scenario",
                   hint_of(name, {known.begin(), known.end()}));
    return false;
}

void ContractNames::on_demand(const std::vector<PoolId>& pools, const SourcePosition& at,
                              const std::string& path) {
    for (const PoolId id : pools) {
        const Pool& pool = context_.world.pools[id.index()];
        const bool owned = pool.terms.kind == contracts::ComputeKind::owned;
        if (!owned && !pool.spot) continue;
        context_.error(at, "E0826", path,
                       fmt::format("the servers of \"{}\" are {}", pool.name,
                                   owned ? "owned" : "spot capacity"),
                       "name pools with contract: on_demand and without spot");
    }
}

void ContractNames::same_vendor(const std::vector<PoolId>& pools, const std::string& vendor,
                                const SourcePosition& at, const std::string& path) {
    for (const PoolId id : pools) {
        const Pool& pool = context_.world.pools[id.index()];
        const bool owned = pool.terms.kind == contracts::ComputeKind::owned;  // told by on_demand
        if (vendor.empty() || owned || pool.terms.vendor == vendor) continue;
        context_.error(at, "E0827", path,
                       fmt::format("\"{}\" is rented from {}, and the contract is with {}",
                                   pool.name, pool.terms.vendor, vendor),
                       "name pools of one vendor, or a contract for each vendor");
    }
}

void ContractNames::within(Nanos from, Nanos length, const SourcePosition& at,
                           const std::string& path) {
    const World& world = context_.world;
    if (from + length <= Nanos{0}) {
        context_.error(
            at, "E0208", path + ".start",
            fmt::format("its term was over on {}, before the start",
                        print_date(world.start_unix_s + (from + length).ns / kSecond.ns)),
            fmt::format("the scenario starts at {}: a contract that runs already must "
                        "reach beyond it; lengthen its term, or leave it out",
                        print_date(world.start_unix_s)));
    }
    if (length > kDay * kLongTermDays) {
        context_.warn(at, "E0838", path,
                      fmt::format("its term is {:.3g} years long", length.seconds() / kYearSeconds),
                      "terms of servers are 1 to 5 years: is the unit right?");
    }
    within(from, at, path);
}

void ContractNames::within(Nanos from, const SourcePosition& at, const std::string& path) {
    if (from < context_.world.horizon) return;
    context_.warn(at, "E0829", path,
                  "it begins at or after the end of the run: nothing of it is posted",
                  "move its start, lengthen the horizon, or leave it out");
}

void ContractNames::currency(const std::string& code, const SourcePosition& at,
                             const std::string& path) {
    const bool known = context_.world.contracts.fx.count(code) > 0;
    if (code.empty() || code == "USD" || known) return;
    context_.error(at, "E0820", path + ".currency", "there is no rate of " + code,
                   "add fx: [{currency: " + code + ", rate: 1.08}] (USD for one " + code + ")");
}

}  // namespace orrery::compile
