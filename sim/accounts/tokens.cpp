// Tokens bought from APIs: what the provider's meter counted, at its prices.
#include "sim/accounts/tokens.hpp"

#include <algorithm>

#include "models/contracts/tiers.hpp"
#include "sim/accounts/contract_hours.hpp"
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

/// Of what the price was at the start, by the vendor's changes: the mean over a span.
double price_factor(const World& world, const contracts::TokenTerms& terms, Nanos from,
                    Nanos until) {
    const auto& changes = world.contracts.vendor_changes;
    const auto it = changes.find(terms.vendor);
    return it == changes.end() ? 1 : mean_price(1, it->second, from, until);
}

/// Tokens, and as many of them at the first price as cost the same.
struct Priced {
    double tokens = 0;
    double at_first = 0;

    void add(double count, double factor) {
        tokens += count;
        at_first += count * factor;
    }
    [[nodiscard]] Priced part(double share) const { return {tokens * share, at_first * share}; }
};

struct PeriodTokens {
    Priced prompt;
    Priced output;
};

/// Tokens that are paid by the token: what provisioned units carry in an interval is not.
std::vector<PeriodTokens> by_period(const World& world, const Observations& o, PoolId p,
                                    const contracts::TokenTerms& terms,
                                    const std::vector<Period>& periods) {
    const double hours = world.meter_interval.seconds() / 3600;
    std::vector<PeriodTokens> tokens(periods.size());
    const auto& intervals = o.pools[p.index()];
    for (std::size_t k = 0; k < periods.size(); ++k) {
        for (std::size_t i = periods[k].first; i < std::min(periods[k].last, intervals.size());
             ++i) {
            const auto prompt = static_cast<double>(intervals[i].prefill_tokens);
            const auto output = static_cast<double>(intervals[i].decode_tokens);
            const double paid = contracts::beyond_provisioned(
                prompt + terms.unit_output * output, terms.units, terms.tokens_unit_h, hours);
            const Nanos from = world.meter_interval * static_cast<std::int64_t>(i);
            const double factor = price_factor(world, terms, from,
                                               min(from + world.meter_interval, periods[k].until));
            tokens[k].prompt.add(prompt * paid, factor);
            tokens[k].output.add(output * paid, factor);
        }
    }
    return tokens;
}

/// One kind of token: its price list's line and its postings.
class TokenLine {
public:
    TokenLine(const World& world, const Deployment& d, const char* kind, double list_mtok,
              double usd_mtok, Ledger& ledger)
        : world_(world),
          list_(list_mtok),
          usd_(usd_mtok * (1 - d.tokens->batch_discount)),
          ledger_(ledger) {
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
    void post(const Period& period, const Priced& priced) const {
        if (priced.tokens <= 0) return;
        const double mtok = priced.at_first / 1e6;
        const double usd = mtok * usd_;
        add_posting(world_, ledger_, charge_, period, priced.tokens / 1e6,
                    Columns{mtok * list_, usd, usd, usd});
    }

private:
    const World& world_;
    double list_;
    double usd_;
    Ledger& ledger_;
    std::uint32_t charge_ = 0;
};

/// Provisioned throughput: paid by the hour, used or not.
void post_units(const World& world, const Deployment& d, const std::vector<Period>& periods,
                Ledger& ledger) {
    Charge c;
    c.category = "tokens";
    c.vendor = d.tokens->vendor;
    c.site = world.sites[d.site.index()].name;
    c.pool = world.pools[d.pool.index()].name;
    c.unit = "unit-h";
    c.formula = "units of provisioned throughput × hours × price of one";
    c.sku = "provisioned throughput";
    c.frequency = Frequency::recurring;
    c.price_source = d.tokens->unit_source;
    const std::uint32_t charge = add_charge(ledger, std::move(c));
    for (const Period& period : periods) {
        const double hours = d.tokens->units * (period.until - period.from).seconds() / 3600;
        add_posting(world, ledger, charge, period, hours,
                    hours * d.tokens->usd_unit_h *
                        price_factor(world, *d.tokens, period.from, period.until));
    }
}

}  // namespace

void account_tokens(const World& world, const Observations& o, Ledger& ledger) {
    const auto periods = periods_of(world, o.ended_at);
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const Deployment& deployment = world.deployments[d];
        if (!deployment.tokens) continue;
        const contracts::TokenTerms& t = *deployment.tokens;
        const double cached = cached_share(world, o, d);
        const auto tokens = by_period(world, o, deployment.pool, t, periods);
        const TokenLine prompt(world, deployment, "prompt", t.list_usd_mtok_input, t.usd_mtok_input,
                               ledger);
        const TokenLine known(world, deployment, "cached", t.usd_mtok_cached, t.usd_mtok_cached,
                              ledger);
        const TokenLine output(world, deployment, "output", t.list_usd_mtok_output,
                               t.usd_mtok_output, ledger);
        for (std::size_t k = 0; k < periods.size(); ++k) {
            prompt.post(periods[k], tokens[k].prompt.part(1 - cached));
            known.post(periods[k], tokens[k].prompt.part(cached));
            output.post(periods[k], tokens[k].output);
        }
        if (t.units > 0) post_units(world, deployment, periods, ledger);
    }
}

}  // namespace orrery
