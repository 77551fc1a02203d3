// Commitments: how much of them is used, what they cover, what was paid for nothing.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/contracts/commitments.hpp"
#include "sim/accounts/true_up.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery::analysis {
namespace {

/// Sums of one contract's postings, in the reporting currency.
struct ContractSums {
    double used = 0;
    double unused = 0;
    double billed = 0;
    double brought = 0;
    double prepaid = 0;
    double hours = 0;  ///< used, of servers
};

std::map<std::string, ContractSums> sums_of(const Ledger& ledger) {
    std::map<std::string, ContractSums> sums;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.contract.empty()) continue;
        ContractSums& s = sums[c.contract];
        s.billed += p.of(CostColumn::billed).units();
        if (c.category == "brought forward") s.brought += p.quantity;
        if (c.category == "carried forward") s.prepaid += p.quantity;
        if (c.status == CommitmentStatus::unused) s.unused += p.effective();
        if (c.status != CommitmentStatus::used) continue;
        s.used += p.effective();
        s.hours += p.quantity;
    }
    return sums;
}

/// Server hours of a pool, however they were paid.
std::map<std::string, double> hours_by_pool(const Ledger& ledger) {
    std::map<std::string, double> hours;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        const bool usage = c.kind == ChargeKind::usage && c.category == "compute";
        if (usage && c.status != CommitmentStatus::unused) hours[c.pool] += p.quantity;
    }
    return hours;
}

using Hours = std::map<std::string, double>;

double coverage(const Input& in, const Hours& hours, const std::vector<PoolId>& pools,
                double used) {
    double all = 0;
    for (const PoolId id : pools) {
        const auto it = hours.find(in.world.pools[id.index()].name);
        if (it != hours.end()) all += it->second;
    }
    return all > 0 ? used / all : 0;
}

void add_commitment(const Input& in, Findings& out, const std::string& name, const ContractSums& s,
                    const Hours& hours, const std::vector<PoolId>& pools) {
    const std::string path = "cost.commitment." + name;
    const std::string& c = in.ledger.currency;
    const double whole = s.used + s.unused;
    set_metric(out, path + ".utilisation", whole > 0 ? s.used / whole : 0, "",
               "effective cost of its used part / of all that the run consumed of it");
    set_metric(out, path + ".coverage", coverage(in, hours, pools, s.hours), "",
               "server hours that it paid / server hours of its pools");
    set_metric(out, path + ".unused", s.unused, c, "Σ effective cost of its unused part");
    set_metric(out, path + ".effective", whole, c, "Σ effective cost, used and unused");
    if (s.hours > 0) {
        set_metric(out, path + ".per_used_hour", whole / s.hours, c,
                   "effective cost, used and unused / server hours that it paid");
    }
    set_metric(out, path + ".billed", s.billed, c, "Σ of its purchases that fell due");
    if (s.brought != 0)
        set_metric(out, path + ".brought", s.brought, c,
                   "of a term that began before the run: billed before it and not consumed");
    set_metric(out, path + ".prepaid", s.prepaid, c,
               "brought + billed − consumed, carried forward at the end; negative: owed");
}

/// Discontinuous: what is left to be spent in the year that runs at the end.
void add_spend(const Input& in, Findings& out, const SpendSpec& s, double true_up) {
    const std::string path = "cost.commitment." + s.name;
    const std::string& c = in.ledger.currency;
    set_metric(out, path + ".true_up", true_up, c, "Σ of what was missing at the end of its years");
    const Nanos year = kContractYear;
    const auto now = static_cast<std::size_t>(
        std::max<std::int64_t>(0, (in.o.ended_at.ns - 1 - s.start.ns) / year.ns));
    if (in.o.ended_at <= s.start || now >= s.usd_year.size()) return;
    std::vector<double> spent(now + 1);
    // The year in which the run begins may have begun before it.
    if (s.start < Nanos{0} && s.spent_usd > 0) {
        const auto first = static_cast<std::size_t>(-s.start.ns / year.ns);
        spent[std::min(first, now)] += s.spent_usd / in.world.usd_per_currency;
    }
    for (const Posting& p : in.ledger.postings) {
        const Charge& charge = in.ledger.of(p);
        const bool counts = counts_as_spend(charge, s) && charge.contract != s.name;
        if (!counts || p.from < s.start) continue;
        const auto y = static_cast<std::size_t>((p.from - s.start).ns / year.ns);
        spent[std::min(y, now)] += p.of(CostColumn::billed).units();
    }
    std::vector<double> committed;
    for (std::size_t y = 0; y <= now; ++y) {
        const Nanos at = s.start + year * static_cast<std::int64_t>(y);
        committed.push_back(s.usd_year[y] * in.world.contracts.drift(s.currency, at_hour(at)) /
                            in.world.usd_per_currency);
    }
    set_metric(out, path + ".spent", spent[now], c, "Σ billed by the vendor in the year that runs");
    set_metric(out, path + ".remaining", contracts::true_ups(spent, committed, s.carry_over)[now],
               c, "the year's commitment − what was spent of it and carried over into it");
    set_metric(out, path + ".burn", committed[now] > 0 ? spent[now] / committed[now] : 0, "",
               "spent / committed in the year that runs");
}

}  // namespace

void add_contracts(const Input& in, Findings& out) {
    const ContractBook& book = in.world.contracts;
    if (book.held.empty() && book.plans.empty() && book.spend.empty()) return;
    const auto sums = sums_of(in.ledger);
    const Hours hours = hours_by_pool(in.ledger);
    const auto of = [&](const std::string& name) {
        const auto it = sums.find(name);
        return it == sums.end() ? ContractSums{} : it->second;
    };
    double unused = 0;
    for (const auto& [name, s] : sums) unused += s.unused;
    for (const HeldServers& h : book.held) {
        if (h.kind != HeldKind::reservation)
            add_commitment(in, out, h.name, of(h.name), hours, h.pools);
    }
    for (const HourlyPlan& plan : book.plans) {
        std::vector<PoolId> pools;
        for (const PlanPool& pool : plan.pools) pools.push_back(pool.pool);
        add_commitment(in, out, plan.name, of(plan.name), hours, pools);
    }
    for (const SpendSpec& s : book.spend) add_spend(in, out, s, of(s.name).billed);
    double list = 0;
    double effective = 0;
    for (const Posting& p : in.ledger.postings) {
        const Charge& c = in.ledger.of(p);
        if (c.kind != ChargeKind::usage || c.category != "compute") continue;
        list += p.of(CostColumn::list).units();
        effective += p.effective();
    }
    if (list <= 0) return;
    const std::string& c = in.ledger.currency;
    set_metric(out, "cost.commitment_unused", unused, c, "Σ effective cost of unused commitments");
    set_metric(out, "cost.effective_savings_rate", 1 - effective / list, "",
               "1 − effective cost of rented servers, unused commitments included / list price of "
               "what was used");
}

namespace {

/// Commitments to spend that were not spent in full.
std::string shortfall_sentence(const Input& in, const Findings& f) {
    std::string names;
    double missing = 0;
    for (const SpendSpec& s : in.world.contracts.spend) {
        const double true_up = value_of(f, "cost.commitment." + s.name + ".true_up");
        if (true_up <= 0) continue;
        missing += true_up;
        names += (names.empty() ? "" : ", ") + s.name;
    }
    if (names.empty()) return names;
    return fmt::format("Commitments that were not spent in full cost {}: {}.",
                       amount_text(missing, f.currency), names);
}

}  // namespace

std::string contracts_sentence(const Input& in, const Findings& f) {
    std::string s;
    double unused = 0;
    const auto add = [&](const std::string& name) {
        const std::string path = "cost.commitment." + name;
        if (!f.metrics.find(path + ".unused")) return;
        unused += value_of(f, path + ".unused");
        s += fmt::format("{}{:.0f} % of {}", s.empty() ? "" : ", ",
                         100 * value_of(f, path + ".utilisation"), name);
    };
    for (const HeldServers& h : in.world.contracts.held) add(h.name);
    for (const HourlyPlan& p : in.world.contracts.plans) add(p.name);
    if (!s.empty()) {
        s = fmt::format("Of commitments {} is used{}.", s,
                        unused < 0.005 ? ""
                                       : "; " + amount_text(unused, f.currency) +
                                             " were paid for what was not");
    }
    const std::string short_of = shortfall_sentence(in, f);
    return s + (s.empty() || short_of.empty() ? "" : " ") + short_of;
}

}  // namespace orrery::analysis
