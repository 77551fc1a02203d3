// Contracts that hold servers or money by the hour: reservations, blocks, take-or-pay, plans.
#include "models/contracts/commitments.hpp"

#include <fmt/format.h>

#include <cmath>

#include "models/contracts/month.hpp"
#include "sim/scenario/compile/contract_names.hpp"

namespace orrery::compile {
namespace {

using contracts::kHoursPerMonth;

std::string line_of(const SourcePosition& at) {
    return fmt::format("{}:{}", at.file, at.line);
}

double share_of(Upfront upfront, double partial) {
    if (upfront == Upfront::all) return 1;
    return upfront == Upfront::partial ? partial : 0;
}

class Commitments {
public:
    Commitments(Context& context, ContractNames& names) : c_(context), names_(names) {}

    void run() {
        const ContractsSpec& s = c_.scenario.contracts;
        for (const std::size_t i : by_name(s.take_or_pay)) add(s.take_or_pay[i], i);
        for (const std::size_t i : by_name(s.capacity)) add(s.capacity[i], i);
        for (const std::size_t i : by_name(s.reserved)) add(s.reserved[i], i);
        for (const bool family : {true, false}) {
            for (const std::size_t i : by_name(s.savings_plans)) {
                const SavingsPlanSpec& plan = s.savings_plans[i];
                if ((plan.scope == PlanScope::family) == family) add(plan, i);
            }
        }
        check_overlaps();
    }

private:
    [[nodiscard]] const Pool& pool(PoolId id) const { return c_.world.pools[id.index()]; }

    /// What all of them have: a name of its own, a currency with a rate, a place in the run.
    template <class Spec>
    std::string begin(const Spec& spec, Nanos term, const char* list, std::size_t i) {
        const std::string path = fmt::format("contracts.{}[{}]", list, i);
        names_.take(spec.name, spec.where, path);
        names_.currency(spec.currency, spec.where, path);
        names_.within(spec.start, term, spec.where, path);
        return path;
    }

    HeldServers held(const std::string& name, HeldKind kind, std::vector<PoolId> pools,
                     double servers, Nanos from, Nanos length, const SourcePosition& at) {
        HeldServers h;
        h.name = name;
        h.kind = kind;
        h.vendor = pools.empty() ? "" : pool(pools.front()).terms.vendor;
        h.pools = std::move(pools);
        h.servers = servers;
        h.from = from;
        h.until = from + length;
        h.source = line_of(at);
        return h;
    }

    void keep(HeldServers h, const SourcePosition& at, const std::string& path) {
        if (h.pools.empty()) return;
        names_.on_demand(h.pools, at, path);
        names_.same_vendor(h.pools, h.vendor, at, path);
        check_price(h, at, path);
        c_.world.contracts.held.push_back(std::move(h));
        where_.emplace_back(at, path);
    }

    /// A promise that costs more than none: allowed, because capacity may be scarce.
    void check_price(const HeldServers& h, const SourcePosition& at, const std::string& path) {
        for (const PoolId id : h.pools) {
            const double free = pool(id).terms.contracted_usd_server_h;
            if (free <= 0 || h.usd_server_h <= free * (1 + 1e-9)) continue;
            c_.warn(at, "E0837", path + ".price",
                    fmt::format("a committed server of \"{}\" costs {:g} USD/h, one on demand {:g}",
                                pool(id).name, h.usd_server_h, free),
                    "without the contract the same servers are cheaper: lower its price, unless "
                    "it is paid for having them at all");
            return;
        }
    }

    const CommitmentFact* program(const std::string& key, const SourcePosition& at,
                                  const std::string& path) {
        if (key.empty()) return nullptr;
        const CommitmentFact* fact =
            find_fact(c_, c_.catalog.commitments, key, at, path + ".program", "commitment");
        if (fact && fact->at_most) {
            c_.warn(at, "E0828", path + ".program",
                    fmt::format("{:.4g} % is the best case that the vendor states for some servers",
                                100 * fact->discount),
                    "write the discount that you were offered");
        }
        return fact;
    }

    void no_price(const SourcePosition& at, const std::string& path, std::string message,
                  std::string hint) {
        c_.error(at, "E0828", path, std::move(message), std::move(hint));
    }

    void add(const ReservedSpec& s, std::size_t i) {
        const std::string path = begin(s, s.term, "reserved", i);
        if (s.pools.empty()) {
            c_.error(s.where, "E0823", path + ".pools", "it covers no pool", "pools: [h100]");
            return;
        }
        const CommitmentFact* fact = program(s.program, s.where, path);
        HeldServers h = held(s.name, s.resource ? HeldKind::resource : HeldKind::reserved,
                             names_.pools(s.pools, s.where, path + ".pools"), s.servers, s.start,
                             s.term, s.where);
        if (h.pools.empty()) return;
        const int prices = (s.usd_server_h >= 0) + (s.discount >= 0) + !s.program.empty();
        if (prices != 1) {
            return no_price(s.where, path,
                            prices == 0 ? "it has no price" : "it has several prices",
                            "give exactly one of price: 30 USD/h, discount: 35 % and "
                            "program: aws/reserved/p4d/1y");
        }
        const double off = fact ? fact->discount : s.discount;
        h.usd_server_h =
            s.usd_server_h >= 0
                ? s.usd_server_h
                : contracts::discounted(pool(h.pools.front()).terms.contracted_usd_server_h, off);
        h.upfront = share_of(s.upfront, s.upfront_share);
        h.currency = s.currency;
        if (fact) {
            if (s.upfront == Upfront::none) h.upfront = fact->upfront;
            h.source = fact->name + ", " + cite(fact->provenance);
            c_.assume(path + ".discount", fmt::format("{:.4g} %", 100 * off), h.source);
        }
        if (s.renewal == "market" && h.until < c_.world.horizon) {
            c_.warn(s.where, "E0829", path + ".renewal",
                    "its term ends within the run; afterwards its servers cost the on-demand price",
                    "add a contract that follows it, if it will be renewed");
        }
        keep(std::move(h), s.where, path);
    }

    void add(const CapacitySpec& s, std::size_t i) {
        const std::string path = begin(s, s.duration, "capacity", i);
        const bool block = s.usd_server_h >= 0;
        HeldServers h = held(s.name, block ? HeldKind::block : HeldKind::reservation,
                             names_.pool(s.pool, s.where, path + ".pool"), s.servers, s.start,
                             s.duration, s.where);
        if (h.pools.empty()) return;
        h.usd_server_h =
            block ? s.usd_server_h : pool(h.pools.front()).terms.contracted_usd_server_h;
        h.upfront = block && s.prepaid ? 1 : 0;
        h.currency = s.currency;
        keep(std::move(h), s.where, path);
    }

    void add(const TakeOrPaySpec& s, std::size_t i) {
        const std::string path = begin(s, s.term, "take_or_pay", i);
        HeldServers h =
            held(s.name, HeldKind::take_or_pay, names_.pool(s.pool, s.where, path + ".pool"),
                 s.servers, s.start, s.term, s.where);
        if (h.pools.empty()) return;
        const bool formula = s.ceiling_usd_server_h >= 0 && s.floor_usd_server_h >= 0;
        if ((s.usd_server_h >= 0) == formula) {
            return no_price(s.where, path, formula ? "it has two prices" : "it has no price",
                            "give price: 18 USD/h, or ceiling and floor");
        }
        const bool upside_down = s.floor_usd_server_h > s.ceiling_usd_server_h ||
                                 s.term_weight + s.prepay_weight > 1 + 1e-9;
        if (formula && upside_down) {
            c_.error(s.where, "E0833", path,
                     "its floor is above its ceiling, or its weights sum to more than 1",
                     "the rate runs from the ceiling down to the floor");
        }
        h.usd_server_h = s.usd_server_h;
        if (formula) {
            h.usd_server_h = contracts::take_or_pay_rate(
                s.ceiling_usd_server_h, s.floor_usd_server_h, s.term_weight,
                s.term.seconds() / s.longest.seconds(), s.prepay_weight, s.prepay);
            c_.assume(path + ".price", fmt::format("{:.6g} USD/h", h.usd_server_h),
                      "ceiling − (ceiling − floor)·(weight·term + weight·prepayment)");
        }
        h.upfront = s.prepay;
        h.invoices = std::max(1, static_cast<int>(std::lround(h.hours() / kHoursPerMonth)));
        h.sublease = s.sublease;
        h.currency = s.currency;
        keep(std::move(h), s.where, path);
    }

    [[nodiscard]] double rate_of(const std::vector<PlanRateSpec>& rates, PoolId id,
                                 double otherwise) const {
        for (const PlanRateSpec& rate : rates) {
            if (rate.pool == pool(id).name || rate.pool == pool(id).group) return rate.discount;
        }
        return otherwise;
    }

    /// Discounts of single pools, those of the catalog filled in.
    std::vector<PlanRateSpec> rates_of(const SavingsPlanSpec& s, const std::string& path) {
        std::vector<PlanRateSpec> rates = s.rates;
        for (std::size_t k = 0; k < rates.size(); ++k) {
            PlanRateSpec& rate = rates[k];
            const std::string at = fmt::format("{}.rates[{}]", path, k);
            names_.pool(rate.pool, rate.where, at + ".pool");
            if (rate.discount >= 0 && !rate.program.empty()) {
                no_price(rate.where, at, "it has two discounts",
                         "give one of discount: 20 %, program: azure/savings_plan/nd-a100/1y");
            }
            const CommitmentFact* fact = program(rate.program, rate.where, at);
            if (!fact) continue;
            rate.discount = fact->discount;
            c_.assume(at + ".discount", fmt::format("{:.4g} %", 100 * fact->discount),
                      fact->name + ", " + cite(fact->provenance));
        }
        return rates;
    }

    void add(const SavingsPlanSpec& s, std::size_t i) {
        const std::string path = begin(s, s.term, "savings_plans", i);
        if (!names_.vendor(s.vendor, s.where, path + ".vendor")) return;
        const CommitmentFact* fact = program(s.program, s.where, path);
        const auto pools = names_.pools_or_all(s.pools, s.vendor, s.where, path + ".pools");
        const std::vector<PlanRateSpec> rates = rates_of(s, path);
        const double otherwise = fact ? fact->discount : s.discount;
        HourlyPlan plan;
        for (const PoolId id : pools) {
            const double off = rate_of(rates, id, otherwise);
            if (off < 0) {
                return no_price(s.where, path, "it has no discount for \"" + pool(id).name + "\"",
                                "add discount: 20 %, or rates: [{pool: " + pool(id).name +
                                    ", discount: 20 %}]");
            }
            plan.pools.push_back({id, off});
        }
        check_family(s, pools, path);
        plan.name = s.name;
        plan.vendor = s.vendor;
        plan.family = s.scope == PlanScope::family;
        plan.usd_hour = s.usd_hour;
        plan.from = s.start;
        plan.until = s.start + s.term;
        plan.upfront = share_of(s.upfront, s.upfront_share);
        plan.currency = s.currency;
        plan.source = fact ? fact->name + ", " + cite(fact->provenance) : line_of(s.where);
        if (fact)
            c_.assume(path + ".discount", fmt::format("{:.4g} %", 100 * otherwise), plan.source);
        c_.world.contracts.plans.push_back(std::move(plan));
    }

    void check_family(const SavingsPlanSpec& s, const std::vector<PoolId>& pools,
                      const std::string& path) {
        if (s.scope != PlanScope::family || pools.empty()) return;
        const Pool& first = pool(pools.front());
        for (const PoolId id : pools) {
            const bool same = pool(id).server.name == first.server.name &&
                              c_.world.sites[pool(id).site.index()].region ==
                                  c_.world.sites[first.site.index()].region;
            if (same) continue;
            c_.error(s.where, "E0827", path + ".pools",
                     fmt::format("\"{}\" and \"{}\" are not of one family in one region",
                                 first.name, pool(id).name),
                     "scope: vendor covers all, or name pools of one server and region");
            return;
        }
    }

    static bool inside(const std::vector<PoolId>& part, const std::vector<PoolId>& whole) {
        return std::all_of(part.begin(), part.end(), [&](PoolId p) {
            return std::find(whole.begin(), whole.end(), p) != whole.end();
        });
    }

    /// Reservations of capacity and what makes capacity cheaper stand beside each other.
    static bool same_class(const HeldServers& a, const HeldServers& b) {
        return (a.kind == HeldKind::reservation) == (b.kind == HeldKind::reservation);
    }

    /// At the start of each, all that cover nothing but its pools: together not more than these
    /// can have.
    void check_overlaps() {
        const auto& all = c_.world.contracts.held;
        for (std::size_t i = 0; i < all.size(); ++i) {
            double most = 0;
            for (const PoolId p : all[i].pools) most += pool(p).max_servers;
            double sum = 0;
            std::string others;
            for (std::size_t k = 0; k < all.size(); ++k) {
                // Those that run already meet where the run begins.
                const Nanos at = max(all[i].from, Nanos{0});
                const bool active = all[k].from <= at && at < all[k].until;
                const bool counts =
                    active && same_class(all[i], all[k]) && inside(all[k].pools, all[i].pools);
                if (!counts) continue;
                sum += all[k].servers;
                if (k != i) others += (others.empty() ? "" : ", ") + all[k].name;
            }
            if (sum > most * (1 + 1e-9)) overlap(i, sum, most, others);
        }
    }

    void overlap(std::size_t i, double sum, double most, const std::string& others) {
        const auto& [at, path] = where_[i];
        const std::string name = pool(c_.world.contracts.held[i].pools.front()).name;
        if (others.empty()) {
            c_.warn(at, "E0825", path + ".servers",
                    fmt::format("{:g} servers are contracted, and \"{}\" has {:g} at most", sum,
                                name, most),
                    "the rest is always unused: lower servers, or raise supply.max_servers");
            return;
        }
        c_.error(at, "E0824", path,
                 fmt::format("with {} it takes {:g} servers of \"{}\", which has {:g} at most",
                             others, sum, name, most),
                 "let the contracts follow each other, lower servers, or raise "
                 "supply.max_servers");
    }

    Context& c_;
    ContractNames& names_;
    std::vector<std::pair<SourcePosition, std::string>> where_;  ///< of ContractBook::held
};

}  // namespace

void compile_commitments(Context& context, ContractNames& names) {
    Commitments(context, names).run();
}

}  // namespace orrery::compile
