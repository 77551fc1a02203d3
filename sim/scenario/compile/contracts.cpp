// Agreements with vendors: names resolved, terms checked against each other and the horizon.
#include <fmt/format.h>

#include "sim/scenario/compile/contract_names.hpp"
#include "sim/scenario/compile/money.hpp"
#include "sim/scenario/contract_hour.hpp"
#include "sim/scenario/currency_code.hpp"

namespace orrery::compile {
namespace {

void check_rate(Context& context, const SourcePosition& at, const std::string& path,
                const std::string& currency, double usd) {
    if (usd <= kMostUsdAUnit) return;
    context.warn(at, "E0830", path,
                 fmt::format("one {} would be worth {:.6g} USD: no currency is worth so much",
                             currency, usd),
                 "a rate is USD for one unit of the currency, not units for one USD");
}

void compile_rates(Context& context) {
    const Scenario& scenario = context.scenario;
    context.world.fx = scenario.fx;
    const bool stated = std::none_of(scenario.fx.begin(), scenario.fx.end(), [&](const auto& f) {
        return f.currency == scenario.currency;
    });
    if (stated) {
        check_rate(context, context.key_at("exchange_rate", {}), "exchange_rate", scenario.currency,
                   scenario.usd_per_currency);
    }
    std::stable_sort(context.world.fx.begin(), context.world.fx.end(),
                     [](const FxSpec& a, const FxSpec& b) {
                         return std::tie(a.currency, a.at) < std::tie(b.currency, b.at);
                     });
    for (const FxSpec& rate : context.world.fx) {
        if (!is_currency_code(rate.currency) || rate.currency == "USD") {
            context.error(rate.where, "E0821", "fx",
                          "\"" + rate.currency + "\" is not a currency that needs a rate",
                          "three capital letters of ISO 4217, for example EUR; USD has no rate");
            continue;
        }
        check_rate(context, rate.where, "fx", rate.currency, rate.usd);
        auto& steps = context.world.contracts.fx[rate.currency];
        if (!steps.empty() && steps.back().at_h == at_hour(rate.at)) {
            context.error(rate.where, "E0821", "fx",
                          "there are two rates of " + rate.currency + " from the same date",
                          "keep one of them");
            continue;
        }
        steps.push_back({at_hour(rate.at), rate.usd});
    }
}

/// A spot market that is a discount off the on-demand price.
void compile_spot_discounts(Context& context) {
    for (const PoolSpec& spec : context.scenario.pools) {
        const auto it = context.pools.find(spec.name);
        if (it == context.pools.end() || !spec.spot || spec.spot->discount <= 0) continue;
        Pool& pool = context.world.pools[it->second.index()];
        if (!pool.spot || !pool.spot->prices.empty()) continue;
        const double usd = pool.terms.contracted_usd_server_h * (1 - spec.spot->discount);
        pool.spot->prices.assign(1, {Nanos{0}, usd});
        context.assume(fmt::format("pools[{}].spot.price", spec.name),
                       fmt::format("{:g} USD/h", usd), "on-demand price less the discount");
    }
}

/// Servers that are rented and cost nothing: never silently.
void check_free_servers(Context& context) {
    for (const PoolSpec& spec : context.scenario.pools) {
        const auto it = context.pools.find(spec.name);
        if (it == context.pools.end() || spec.tokens) continue;
        const Pool& pool = context.world.pools[it->second.index()];
        const bool rented = pool.terms.kind == contracts::ComputeKind::on_demand;
        const bool market = pool.spot && !pool.spot->prices.empty();
        if (!rented || market || pool.terms.contracted_usd_server_h > 0) continue;
        if (context.diagnostics.has_errors()) continue;
        context.warn(spec.where, "E0832", fmt::format("pools[{}].price", spec.name),
                     "its servers are rented and have no price: what they do costs nothing",
                     "add price: 55 USD/h");
    }
}

}  // namespace

void compile_contracts(Context& context) {
    compile_rates(context);
    compile_spot_discounts(context);
    check_free_servers(context);
    ContractNames names(context);
    compile_commitments(context, names);
    compile_charges(context, names);
}

}  // namespace orrery::compile
