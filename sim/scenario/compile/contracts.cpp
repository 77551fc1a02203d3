// Agreements with vendors: names resolved, terms checked against each other and the horizon.
#include <fmt/format.h>

#include <set>

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

/// `exchange_rate` is the rate at the start; rates of the same currency in `fx` go on from there.
void join_rates(Context& context) {
    const Scenario& scenario = context.scenario;
    auto& fx = context.world.contracts.fx;
    const auto it = fx.find(scenario.currency);
    if (it == fx.end() || it->second.front().usd == scenario.usd_per_currency) return;
    std::vector<contracts::RateStep>& steps = it->second;
    if (steps.front().at_h > 0) {
        steps.insert(steps.begin(), {0, scenario.usd_per_currency});
        return;
    }
    context.error(context.key_at("exchange_rate", {}), "E0821", "exchange_rate",
                  fmt::format("one {} is worth {:.6g} USD here, and {:.6g} in fx from the start",
                              scenario.currency, scenario.usd_per_currency, steps.front().usd),
                  "keep one of them: fx is enough");
}

/// The report converts USD at one rate, that of the start. Where the rate of its currency changes,
/// all others change against it: what is agreed in the report's currency stays what it is there.
void count_in_own_currency(Context& context) {
    auto& fx = context.world.contracts.fx;
    const auto it = fx.find(context.scenario.currency);
    if (it == fx.end() || it->second.size() < 2) return;
    const std::vector<contracts::RateStep> own = it->second;
    fx["USD"] = {{own.front().at_h, 1}};
    for (auto& [currency, steps] : fx) {
        std::set<double> hours;
        for (const auto& step : steps) hours.insert(step.at_h);
        for (const auto& step : own) hours.insert(step.at_h);
        std::vector<contracts::RateStep> against;
        for (const double hour : hours) {
            const double usd = contracts::rate_at(steps, hour);
            against.push_back({hour, usd * own.front().usd / contracts::rate_at(own, hour)});
        }
        steps = std::move(against);
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
    join_rates(context);
    count_in_own_currency(context);
    compile_spot_discounts(context);
    check_free_servers(context);
    ContractNames names(context);
    compile_commitments(context, names);
    compile_charges(context, names);
}

}  // namespace orrery::compile
