// Tokens bought from APIs: what the provider's meter counted, at its prices.
#include "sim/accounts/tokens.hpp"

#include <algorithm>
#include <map>

namespace orrery {
namespace {

struct MonthTokens {
    Nanos from = Nanos::never();
    Nanos until{0};
    double prompt = 0;
    double output = 0;
};

/// Share of a deployment's prompt tokens that its provider has seen before: beginnings that all
/// requests of a workload share, where they are long enough.
double cached_share(const World& world, const Observations& o, std::size_t d) {
    const int from = world.deployments[d].tokens->cached_from;
    if (from <= 0) return 0;
    double cached = 0;
    double all = 0;
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        const ServingStats& s = o.serving[w][d];
        const int prefix = world.workloads[w].spec.shared_prefix;
        all += static_cast<double>(s.prompt_tokens);
        if (prefix >= from)
            cached += static_cast<double>(prefix) * static_cast<double>(s.completed);
    }
    return all > 0 ? std::min(1.0, cached / all) : 0;
}

std::map<std::string, MonthTokens> by_month(const World& world, const Observations& o, PoolId p) {
    std::map<std::string, MonthTokens> months;
    const auto& intervals = o.pools[p.index()];
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const Nanos from = world.meter_interval * static_cast<std::int64_t>(i);
        if (from >= o.ended_at) break;
        MonthTokens& month = months[month_of(world, from)];
        month.from = min(month.from, from);
        month.until = min(from + world.meter_interval, o.ended_at);
        month.prompt += static_cast<double>(intervals[i].prefill_tokens);
        month.output += static_cast<double>(intervals[i].decode_tokens);
    }
    return months;
}

/// What is the same in every posting of a deployment's month.
struct Sheet {
    const World& world;
    const Deployment& deployment;
    const std::string& month;
    const MonthTokens& tokens;
    Ledger& ledger;

    void post(const char* kind, double quantity, double list_mtok, double usd_mtok) const {
        if (quantity <= 0) return;
        Posting p;
        p.from = tokens.from;
        p.until = tokens.until;
        p.month = month;
        p.account = "expense:tokens";
        p.category = "tokens";
        p.vendor = deployment.tokens->vendor;
        p.counter = "payable:" + p.vendor;
        p.site = world.sites[deployment.site.index()].name;
        p.pool = world.pools[deployment.pool.index()].name;
        p.quantity = quantity / 1e6;
        p.unit = std::string("Mtok ") + kind;
        p.formula = std::string(kind) + " tokens of completed requests × price of a million";
        p.price_source = deployment.tokens->price_source;
        const double usd = p.quantity * usd_mtok;
        const std::array<double, kCostColumns> columns{p.quantity * list_mtok, usd, usd, usd};
        for (std::size_t c = 0; c < kCostColumns; ++c) {
            p.amount[c] = round_money(columns[c] / world.usd_per_currency);
        }
        p.unit_price = usd_mtok / world.usd_per_currency;
        ledger.postings.push_back(std::move(p));
    }
};

}  // namespace

void account_tokens(const World& world, const Observations& o, Ledger& ledger) {
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const Deployment& deployment = world.deployments[d];
        if (!deployment.tokens) continue;
        const contracts::TokenTerms& t = *deployment.tokens;
        const double cached = cached_share(world, o, d);
        for (const auto& [month, tokens] : by_month(world, o, deployment.pool)) {
            const Sheet sheet{world, deployment, month, tokens, ledger};
            sheet.post("prompt", tokens.prompt * (1 - cached), t.list_usd_mtok_input,
                       t.usd_mtok_input);
            sheet.post("cached", tokens.prompt * cached, t.usd_mtok_cached, t.usd_mtok_cached);
            sheet.post("output", tokens.output, t.list_usd_mtok_output, t.usd_mtok_output);
        }
    }
}

}  // namespace orrery
