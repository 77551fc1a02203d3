// Cost by site, vendor, tenant and category, and by token and request.
#include <map>
#include <vector>

#include "orrery/base/assert.hpp"
#include "sim/accounts/paid_once.hpp"
#include "sim/accounts/price_columns.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/cost_shares.hpp"

namespace orrery::analysis {
namespace {

using ByTenant = std::map<std::string, double>;

/// Tokens that each pool computed for each tenant: the key by which shared and idle cost is split;
/// of all pools under the empty name, for costs of no pool.
std::map<std::string, ByTenant> tokens_by_tenant(const Input& in) {
    std::map<std::string, ByTenant> tokens;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        for (std::size_t d = 0; d < in.world.deployments.size(); ++d) {
            const ServingStats& s = in.o.serving[w][d];
            const auto sum = static_cast<double>(s.prompt_tokens + s.output_tokens);
            const Pool& pool = in.world.pools[in.world.deployments[d].pool.index()];
            tokens[pool.name][in.world.workloads[w].tenant] += sum;
            tokens[""][in.world.workloads[w].tenant] += sum;
        }
    }
    return tokens;
}

/// Accelerator time that jobs held in a pool, by tenant.
std::map<std::string, double> jobs_by_tenant(const Input& in, const std::string& pool) {
    std::map<std::string, double> held;
    for (const JobRecord& record : in.o.jobs) {
        const Job& job = in.world.jobs[record.job.index()];
        for (const auto& [at, ns] : record.held_by_pool) {
            if (in.world.pools[at].name != pool) continue;
            held[job.spec.tenant] += static_cast<double>(ns);
        }
    }
    for (const SharedJobRow& row : in.o.shared_jobs) {
        const JobTrace& trace = in.world.job_traces[row.trace];
        if (in.world.pools[trace.pool].name != pool) continue;
        held[trace.tenants[trace.jobs[row.job].tenant]] += static_cast<double>(row.accelerator_ns);
    }
    return held;
}

void split(std::map<std::string, double>& into, const std::map<std::string, double>& keys,
           double amount) {
    double sum = 0;
    for (const auto& [tenant, key] : keys) sum += key;
    if (sum <= 0) {
        into["unallocated"] += amount;
        return;
    }
    for (const auto& [tenant, key] : keys) into[tenant] += amount * key / sum;
}

std::map<std::string, double> cost_by_tenant(const Input& in) {
    std::map<std::string, double> by_tenant;
    auto tokens = tokens_by_tenant(in);
    std::map<std::string, Money> by_pool;
    for (const Posting& posting : in.ledger.postings) {
        by_pool[in.ledger.of(posting).pool] += posting.of(CostColumn::effective);
    }
    for (const auto& [pool, sum] : by_pool) {
        const double jobs = job_share(in, pool);
        if (jobs > 0) split(by_tenant, jobs_by_tenant(in, pool), sum.units() * jobs);
        split(by_tenant, tokens[pool], sum.units() * (1 - jobs));
    }
    return by_tenant;
}

void add_group(Findings& out, const std::string& group, const std::map<std::string, Money>& sums,
               const std::string& currency) {
    for (const auto& [key, sum] : sums) {
        if (key.empty() && sum == Money{}) continue;  // tax that comes back: of no vendor
        set_metric(out, "cost." + group + "." + key, sum.units(), currency,
                   "Σ effective cost of its postings");
    }
}

void add_units(const Input& in, Findings& out) {
    const ServingStats all = merged(in.o);
    const std::string& c = in.ledger.currency;
    const double serving = serving_cost(in);
    const std::string share =
        "effective cost with idle time and without the jobs' share of busy time";
    const std::int64_t tokens = tokens_of(in).output;
    if (tokens > 0) {
        set_metric(out, "cost.per_million_tokens", serving / static_cast<double>(tokens) * 1e6, c,
                   share + " / output tokens × 10⁶");
    }
    if (all.completed > 0) {
        set_metric(out, "cost.per_1000_requests",
                   serving / static_cast<double>(all.completed) * 1e3, c,
                   share + " / completed requests × 1000");
    }
}

}  // namespace

/// Totals of the four costs; what was bought ahead does not count twice in two of them.
void add_columns(const Input& in, Findings& out) {
    std::array<Money, kCostColumns> sums{};
    for (const Posting& p : in.ledger.postings) {
        const bool elsewhere = prices_elsewhere(in.ledger.of(p), p);
        for (std::size_t i = 0; i < kCostColumns; ++i) {
            const bool price = i <= static_cast<std::size_t>(CostColumn::contracted);
            if (!(elsewhere && price)) sums[i] += p.amount[i];
        }
    }
    for (std::size_t i = 0; i < kCostColumns; ++i) {
        const bool price = i <= static_cast<std::size_t>(CostColumn::contracted);
        set_metric(
            out, std::string("cost.") + kCostColumnNames[i], sums[i].units(), in.ledger.currency,
            std::string("Σ ") + kCostColumnNames[i] + " cost of all postings" +
                (price ? " but purchases whose usage carries it and sales, whose disposal does"
                       : ""));
    }
}

/// What the report shows by parts is the total that it shows, exactly.
void check_parts(Money total, const std::vector<std::map<std::string, Money>>& parts,
                 Findings& out) {
    Money shown = total;
    for (const auto& part : parts) {
        Money sum;
        for (const auto& [name, amount] : part) sum += amount;
        if (sum != total) shown = sum;
    }
    out.checks.push_back({"cost by parts",
                          "Σ by site = Σ by vendor = Σ by category = Σ postings, exactly",
                          shown.units(), total.units(), shown == total});
    ORRERY_ASSERT(shown == total, "costs by site, vendor or category differ from the postings");
}

void add_cost(const Input& in, Findings& out) {
    const std::string& c = in.ledger.currency;
    const Money total = in.ledger.total(CostColumn::effective);
    set_metric(out, "cost.total", total.units(), c,
               "Σ effective cost of all postings of the period");
    add_columns(in, out);
    std::map<std::string, Money> site, vendor, category;
    std::map<std::array<std::string, 4>, Money> cells;
    // First by charge and month, which are few, then by their names.
    std::map<std::pair<std::uint32_t, std::int32_t>, Money> sums;
    for (const Posting& p : in.ledger.postings) {
        sums[{p.charge, p.month}] += p.of(CostColumn::effective);
    }
    for (const auto& [key, amount] : sums) {
        const Charge& charge = in.ledger.charges[key.first];
        site[charge.site.empty() ? kNoSite : charge.site] += amount;
        vendor[charge.vendor] += amount;
        category[charge.category] += amount;
        cells[{charge.site, charge.vendor, month_name(key.second), charge.category}] += amount;
    }
    check_parts(total, {site, vendor, category}, out);
    add_group(out, "by_site", site, c);
    add_group(out, "by_vendor", vendor, c);
    add_group(out, "by_category", category, c);
    for (const auto& [tenant, amount] : cost_by_tenant(in)) {
        set_metric(out, "cost.by_tenant." + tenant, amount, c,
                   "its share of each pool's cost: job time first, the rest by tokens served, idle "
                   "included");
    }
    for (const auto& [key, amount] : cells) {
        out.costs.push_back({key[0], key[1], key[2], key[3], amount.units()});
    }
    add_units(in, out);
}

}  // namespace orrery::analysis
