// What a plan runs and carries, its gates, and who answers for what it supposes.
#include <fmt/format.h>

#include <set>

#include "sim/analysis/wording.hpp"
#include "sim/report/plan_parts.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::plan {
namespace {

const char* const kNobody = "nobody owns it";

std::string owner_text(const std::string& owner) {
    return owner.empty() ? kNobody : "owner " + owner;
}

std::string demand_text(const WorkloadSpec& w) {
    if (w.trace) {
        const TraceSpec& t = *w.trace;
        return "recorded in " + t.file + (t.scale == 1 ? "" : fmt::format(" × {:g}", t.scale));
    }
    if (!w.synthetic) return "no demand of its own";
    const SyntheticSpec& s = *w.synthetic;
    std::string text = print_quantity(s.rate, Measure::rate) + " at the start";
    if (s.growth.law == GrowthLaw::exponential) {
        text += fmt::format(", growing {} a year", analysis::percent_text(s.growth.per_year, 0));
    } else if (s.growth.law == GrowthLaw::logistic) {
        text += fmt::format(", rising to {:g} times", s.growth.ceiling);
    } else if (s.growth.law == GrowthLaw::steps) {
        text += ", in steps";
    }
    return fmt::format("{}, {:.6g} tokens in and {:.6g} out", text, s.prompt.mean, s.output.mean);
}

std::string slo_text(const SloSpec& slo) {
    std::string text;
    for (const auto& [name, seconds] :
         {std::pair{"TTFT", slo.ttft_s}, std::pair{"TPOT", slo.tpot_s},
          std::pair{"E2E", slo.e2e_s}}) {
        if (seconds > 0) text += fmt::format(", {} < {:.6g} s", name, seconds);
    }
    if (text.empty()) return ", no service level";
    return text + fmt::format(" in {:.6g} %", 100 * slo.target);
}

void add_deployments(Facts& f) {
    const auto counts = counts_of(f.world.deployments);
    std::set<std::string> said;
    for (const Deployment& d : f.world.deployments) {
        const std::string& name = entry_of(d);
        if (d.tokens || !said.insert(name).second) continue;
        const std::string replicas = d.replicas_max > d.replicas_min
                                         ? fmt::format("{} to {}", d.replicas_min, d.replicas_max)
                                         : fmt::to_string(d.replicas_min);
        f.add("Runs there", name,
              fmt::format("replicas: {} of {} on {}, accelerators each: {}{}", replicas,
                          d.model.empty() ? "a service" : d.model,
                          entry_of(f.world.pools[d.pool.index()]), d.accelerators,
                          times(counts.at(name))));
    }
}

void add_workloads(Facts& f) {
    std::set<std::string> said;
    for (const Workload& w : f.world.workloads) {
        const std::string& name = w.spec.group.empty() ? w.name : w.spec.group;
        if (!said.insert(name).second) continue;
        std::string text =
            fmt::format("for {}: {}{}", w.tenant, demand_text(w.spec), slo_text(w.spec.slo));
        for (std::size_t i = 0; i < w.spec.residency.size(); ++i) {
            text += (i == 0 ? ", may be served in " : ", ") + w.spec.residency[i];
        }
        f.add("Carries", name, text);
        if (w.spec.value) {
            const ValueSpec& v = *w.spec.value;
            f.add("Assumptions", "value of " + name,
                  fmt::format("{}, probability {}, {}, source {}",
                              v.kind == ValueKind::revenue ? "revenue" : "avoided cost",
                              analysis::percent_text(v.probability, 0), owner_text(v.owner),
                              v.source.empty() ? "assumed" : v.source));
        }
    }
}

void add_jobs(Facts& f) {
    for (const Job& j : f.world.jobs) {
        f.add("Carries", j.name,
              fmt::format("for {}: {} accelerators of {} from {}, {} steps", j.spec.tenant,
                          j.spec.accelerators, f.world.pools[j.pool.index()].name,
                          f.day(j.spec.submit), j.spec.steps));
        f.date("deadline of " + j.name, j.spec.deadline);
    }
    for (const JobTrace& t : f.world.job_traces) {
        f.add("Carries", t.name, "jobs recorded in " + t.spec.file);
    }
}

}  // namespace

void add_work(Facts& f) {
    add_deployments(f);
    add_workloads(f);
    add_jobs(f);
}

void add_gates(Facts& f) {
    for (const AssertSpec& a : f.world.asserts) f.add("Gates", a.text, "must hold");
    for (const BudgetSpec& b : f.world.finance.budgets) {
        f.add("Gates", "budget " + b.name,
              fmt::format("{} of {} a {}, {}{}", f.money(b.usd), b.kind, b.period,
                          owner_text(b.owner), b.hard ? ", hard" : ""));
    }
    const FinanceSpec& money = f.world.finance;
    if (money.hurdle_rate >= 0) {
        f.add("Gates", "hurdle", fmt::format("{:.4g} % a year", 100 * money.hurdle_rate));
    }
    for (const RunbookSpec& r : f.world.runbooks) {
        f.add("Gates", "runbook " + r.name,
              fmt::format("answers an outage of {}, RTO {}, {}", r.on,
                          r.rto > Nanos{0} ? span(r.rto) : "not set", owner_text(r.owner)));
        const auto last = parse_date(r.reviewed);
        if (!last || r.review_every <= Nanos{0}) continue;
        f.date("review of runbook " + r.name,
               Nanos{(*last - f.world.start_unix_s) * kSecond.ns} + r.review_every);
    }
}

void add_assumptions(Facts& f) {
    for (const AssumptionSpec& a : f.world.assumptions) {
        f.add("Assumptions", a.name,
              fmt::format("{}, {}, source {}{}{}", a.value, owner_text(a.owner),
                          a.source.empty() ? "assumed" : a.source,
                          a.as_of.empty() ? "" : ", as of " + a.as_of,
                          a.valid_until.empty() ? "" : ", valid until " + a.valid_until));
        const auto until = parse_date(a.valid_until);
        if (!until) continue;
        f.date("assumption " + a.name + " expires",
               Nanos{(*until - f.world.start_unix_s) * kSecond.ns}, "confirm or replace it");
    }
    if (f.world.finance.discount_rate) {
        f.add("Assumptions", "discount rate",
              fmt::format("{:.4g} % a year", 100 * *f.world.finance.discount_rate));
    }
}

}  // namespace orrery::plan
