// Rates, budgets and what workloads bring in.
#include <fmt/format.h>

#include <map>

#include "models/finance/cash_flow.hpp"
#include "sim/scenario/compile/money.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

constexpr Nanos kHourly{400 * kDay.ns};  ///< longest run that is posted by hours

void compile_period(Context& context) {
    LedgerPeriod& period = context.world.ledger_period;
    period = context.scenario.ledger_period;
    if (period != LedgerPeriod::automatic) return;
    period = context.world.horizon <= kHourly ? LedgerPeriod::hour : LedgerPeriod::month;
}

/// The discount rate of the cost of capital, where that was given instead.
void compile_rates(Context& context) {
    FinanceSpec& f = context.world.finance;
    if (!f.wacc) return;
    if (f.discount_rate) {
        context.error({}, "E0801", "finance.discount_rate",
                      "a discount rate and a cost of capital (wacc) are both given",
                      "keep one: wacc gives the rate");
        return;
    }
    if (f.wacc->equity < 1 && f.wacc->cost_of_debt <= 0) {
        context.error(context.key_at("finance.wacc.equity", {}), "E0802", "finance.wacc",
                      fmt::format("{} of the capital is debt and cost_of_debt is not given",
                                  print_quantity(1 - f.wacc->equity, Measure::share)),
                      "give its interest before tax, or equity: 100 %");
        return;
    }
    f.discount_rate =
        finance::wacc(f.wacc->equity, f.wacc->cost_of_equity, f.wacc->cost_of_debt, f.tax_rate);
    context.assume("finance.discount_rate", print_quantity(*f.discount_rate, Measure::share),
                   "finance.wacc");
}

/// Everybody who is paid by pools, places and tokens, or described by the scenario or the catalog.
std::vector<std::string> payees(const Context& context) {
    std::set<std::string> names;
    for (const Pool& pool : context.world.pools) names.insert(pool.terms.vendor);
    for (const Deployment& d : context.world.deployments) {
        if (d.tokens) names.insert(d.tokens->vendor);
    }
    for (const SiteSpec& site : context.scenario.sites) names.insert(site.vendor);
    for (const VendorSpec& vendor : context.scenario.vendors) names.insert(vendor.name);
    for (const auto& [name, fact] : context.catalog.vendors) names.insert(name);
    names.erase("");
    return {names.begin(), names.end()};
}

/// What postings are of; `cli: examples` asks for a budget of each category that examples have.
const std::vector<std::string>& cost_categories() {
    // clang-format off
    static const std::vector<std::string> all{
        "battery", "brought forward", "carried forward", "certificates", "colocation",
        "colocation setup", "compute", "credits", "cross connects", "depreciation", "disposal",
        "egress", "energy", "energy export", "financing", "flexible power", "floor", "generation",
        "insurance", "interest", "lease", "lease payment", "licences", "maintenance", "porting",
        "ppa", "purchase", "qualification", "remote hands", "sale", "staff", "standby", "storage",
        "sublease", "support", "tax", "tokens", "tooling", "training of staff", "true-up"};
    // clang-format on
    return all;
}

Nanos length_of(const std::string& period) {
    if (period == "month") return kDay * 28;
    if (period == "quarter") return kDay * 90;
    return period == "year" ? kDay * 365 : Nanos{0};
}

void check_budget(Context& context, const BudgetSpec& b) {
    const std::string path = "finance.budgets[" + b.name + "]";
    const std::vector<std::string> known = payees(context);
    if (!b.vendor.empty() && std::find(known.begin(), known.end(), b.vendor) == known.end()) {
        const std::string similar = closest(b.vendor, known);
        context.error(context.key_at(path + ".vendor", b.where), "E0803", path + ".vendor",
                      "nothing is paid to \"" + b.vendor + "\"",
                      similar.empty() ? "name the vendor of a pool, a site or an API"
                                      : "did you mean " + similar + "?");
    }
    const auto& categories = cost_categories();
    if (!b.category.empty() &&
        std::find(categories.begin(), categories.end(), b.category) == categories.end()) {
        const std::string similar = closest(b.category, categories);
        context.error(context.key_at(path + ".category", b.where), "E0803", path + ".category",
                      "no cost is of the category \"" + b.category + "\"",
                      similar.empty() ? "for example compute, energy, depreciation or tokens"
                                      : "did you mean " + similar + "?");
    }
    if (length_of(b.period) > context.world.horizon) {
        context.warn(context.key_at(path + ".period", b.where), "E0807", path + ".period",
                     "the run is shorter than a " + b.period +
                         "; all of the amount stands "
                         "against the part that is simulated",
                     "take period: run with the amount for its length");
    }
}

void compile_budgets(Context& context) {
    FinanceSpec& f = context.world.finance;
    std::set<std::string> seen;
    for (const BudgetSpec& b : f.budgets) {
        if (!seen.insert(b.name).second) {
            context.error(b.where, "E0301", "finance.budgets[" + b.name + "].name",
                          "the name \"" + b.name + "\" is taken", "names are unique in a list");
        }
        if (b.name.find('.') != std::string::npos) {
            context.error(b.where, "E0217", "finance.budgets[" + b.name + "].name",
                          "\"" + b.name + "\" is not a name",
                          "names have letters, digits, - and _: dots separate result paths");
        }
        check_budget(context, b);
    }
    if (f.budget_usd <= 0) return;
    if (seen.count("run") > 0) {
        context.error(context.key_at("finance.budget", {}), "E0301", "finance.budget",
                      "the name \"run\" is taken by an entry of budgets", "rename that entry");
        return;
    }
    BudgetSpec whole;
    whole.name = "run";
    whole.usd = f.budget_usd;
    f.budgets.insert(f.budgets.begin(), whole);
}

/// Each site is in one alternative only.
void compile_alternatives(Context& context) {
    std::set<std::string> names;
    std::map<std::string, std::string> taken;
    for (const AlternativeSpec& a : context.world.finance.alternatives) {
        const std::string path = "finance.alternatives[" + a.name + "]";
        if (!names.insert(a.name).second || a.name.find('.') != std::string::npos) {
            context.error(a.where, "E0808", path + ".name",
                          "\"" + a.name + "\" is taken, or has a dot",
                          "names are unique in a list, without dots");
        }
        for (const std::string& site : a.sites) {
            const SourcePosition at = context.key_at(path + ".sites", a.where);
            if (taken.emplace(site, a.name).second) continue;
            context.error(at, "E0808", path + ".sites",
                          fmt::format("{} is part of {} already", site, taken[site]),
                          "a site belongs to one alternative");
        }
    }
    if (names.size() == 1) {
        context.error(context.world.finance.alternatives[0].where, "E0808", "finance.alternatives",
                      "one alternative is none", "add what it is held against, or leave it out");
    }
}

/// Amounts that fit what carries them, some amount at all, and a ramp that ends.
void check_value(Context& context, const ValueSpec& v, const std::string& path, bool job) {
    if (v.usd_million_tokens + v.usd_1000_requests + v.usd_month + v.usd_once <= 0) {
        context.error(v.where, "E0804", path, "no amount is given",
                      job ? "give once (when it is done) or per_month"
                          : "give per_million_tokens, per_1000_requests or per_month");
        return;
    }
    if (job ? v.usd_million_tokens + v.usd_1000_requests > 0 : v.usd_once > 0) {
        context.error(v.where, "E0805", path,
                      job ? "a job serves no requests and no tokens to be paid for"
                          : "a workload is never done, so nothing comes once",
                      job ? "give once or per_month"
                          : "give per_million_tokens, per_1000_requests or per_month");
    }
    if (v.ramp > context.world.horizon) {
        context.warn(context.key_at(path + ".ramp", v.where), "E0806", path + ".ramp",
                     "the ramp is longer than the run, in which the full value is never reached",
                     "lengthen horizon, or shorten the ramp");
    }
}

}  // namespace

void compile_finance(Context& context) {
    context.world.finance = context.scenario.finance;
    compile_period(context);
    compile_rates(context);
    compile_budgets(context);
    compile_alternatives(context);
    for (const Workload& w : context.world.workloads) {
        if (!w.spec.value) continue;
        check_value(context, *w.spec.value, "workloads[" + w.name + "].value", false);
    }
    for (const Job& j : context.world.jobs) {
        if (!j.spec.value) continue;
        check_value(context, *j.spec.value, "jobs[" + j.name + "].value", true);
    }
}

}  // namespace orrery::compile
