// Tokens bought from APIs: what the provider's meter counted, at its prices.
#include "sim/accounts/tokens.hpp"

#include <algorithm>

#include "sim/accounts/posting.hpp"

namespace orrery {
namespace {

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

struct PeriodTokens {
    double prompt = 0;
    double output = 0;
};

std::vector<PeriodTokens> by_period(const Observations& o, PoolId p,
                                    const std::vector<Period>& periods) {
    std::vector<PeriodTokens> tokens(periods.size());
    const auto& intervals = o.pools[p.index()];
    for (std::size_t k = 0; k < periods.size(); ++k) {
        for (std::size_t i = periods[k].first; i < std::min(periods[k].last, intervals.size());
             ++i) {
            tokens[k].prompt += static_cast<double>(intervals[i].prefill_tokens);
            tokens[k].output += static_cast<double>(intervals[i].decode_tokens);
        }
    }
    return tokens;
}

/// One kind of token: its price list's line and its postings.
class TokenLine {
public:
    TokenLine(const World& world, const Deployment& d, const char* kind, double list_mtok,
              double usd_mtok, Ledger& ledger)
        : world_(world), list_(list_mtok), usd_(usd_mtok), ledger_(ledger) {
        Charge c;
        c.category = "tokens";
        c.vendor = d.tokens->vendor;
        c.site = world.sites[d.site.index()].name;
        c.pool = world.pools[d.pool.index()].name;
        c.unit = std::string("Mtok ") + kind;
        c.formula = std::string(kind) + " tokens of completed requests × price of a million";
        c.price_source = d.tokens->price_source;
        charge_ = add_charge(ledger, std::move(c));
    }
    void post(const Period& period, double tokens) const {
        if (tokens <= 0) return;
        const double mtok = tokens / 1e6;
        const double usd = mtok * usd_;
        add_posting(world_, ledger_, charge_, period, mtok, Columns{mtok * list_, usd, usd, usd});
    }

private:
    const World& world_;
    double list_;
    double usd_;
    Ledger& ledger_;
    std::uint32_t charge_ = 0;
};

}  // namespace

void account_tokens(const World& world, const Observations& o, Ledger& ledger) {
    const auto periods = periods_of(world, o.ended_at);
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const Deployment& deployment = world.deployments[d];
        if (!deployment.tokens) continue;
        const contracts::TokenTerms& t = *deployment.tokens;
        const double cached = cached_share(world, o, d);
        const auto tokens = by_period(o, deployment.pool, periods);
        const TokenLine prompt(world, deployment, "prompt", t.list_usd_mtok_input, t.usd_mtok_input,
                               ledger);
        const TokenLine known(world, deployment, "cached", t.usd_mtok_cached, t.usd_mtok_cached,
                              ledger);
        const TokenLine output(world, deployment, "output", t.list_usd_mtok_output,
                               t.usd_mtok_output, ledger);
        for (std::size_t k = 0; k < periods.size(); ++k) {
            prompt.post(periods[k], tokens[k].prompt * (1 - cached));
            known.post(periods[k], tokens[k].prompt * cached);
            output.post(periods[k], tokens[k].output);
        }
    }
}

}  // namespace orrery
