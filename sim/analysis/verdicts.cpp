// The project list, and the answer in sentences.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/analysis/alternatives.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/groups.hpp"
#include "sim/analysis/headroom.hpp"
#include "sim/analysis/misses.hpp"
#include "sim/analysis/network.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

/// "Serving 10 of 12 requests, running 1 of 1 jobs and 5 of 9 recorded jobs".
std::string work_text(const Input& in, const Findings& f) {
    const auto of = [](double done, double all, const char* what) {
        const bool mean = done < 100 && std::fmod(done, 1) != 0;  // of runs: not "0 of 1 jobs"
        return fmt::format("{} of {} {}", grouped(done, mean ? 2 : 0), grouped(all, 0), what);
    };
    std::int64_t recorded = 0;
    std::int64_t ended = 0;
    for (const SharedJobRow& row : in.o.shared_jobs) {
        if (row.submit >= in.o.ended_at) continue;
        ++recorded;
        ended += row.status == JobStatus::done ? 1 : 0;
    }
    const double arrived = value_of(f, "requests.arrived");
    const double jobs = value_of(f, "jobs.submitted");
    std::string running;
    if (jobs > 0) running = of(value_of(f, "jobs.completed"), jobs, "jobs");
    if (recorded > 0) {
        running += (running.empty() ? "" : " and ") +
                   of(static_cast<double>(ended), static_cast<double>(recorded), "recorded jobs");
    }
    if (arrived == 0 && !running.empty()) return "Running " + running + " to their end";
    const std::string serving = of(value_of(f, "requests.completed"), arrived, "requests");
    return "Serving " + serving + (running.empty() ? "" : ", running " + running + " to their end");
}

std::string cost_sentence(const Input& in, const Findings& f) {
    const std::string total = amount_text(value_of(f, "cost.total"), f.currency);
    std::string s = fmt::format("{} over {}", work_text(in, f), span_text(f.horizon_s));
    if (!f.alternatives.empty()) {
        return fmt::format("{}, in all alternatives together: nobody pays their sum of {}.", s,
                           total);
    }
    s += " costs " + total;
    const Metric* unit = f.metrics.find("cost.per_million_tokens");
    const char* of = "per million output tokens";
    // A token a request is no text: classes, embeddings, or no tokens at all.
    if (static_cast<double>(tokens_of(in).output) <= value_of(f, "requests.completed")) {
        unit = f.metrics.find("cost.per_1000_requests");
        of = "per 1,000 requests";
    }
    if (unit) {
        const bool jobs = !in.o.jobs.empty() || !in.o.shared_jobs.empty();
        s += fmt::format("{} {} {} {}", jobs ? "; the requests' share is" : ",",
                         price_text(unit->value), f.currency, of);
    }
    return s + ".";
}

/// Seconds with two figures after the point, or whole milliseconds below a tenth.
std::string latency_text(double seconds) {
    if (seconds >= 120) return span_text(seconds);
    return seconds < 0.1 ? fmt::format("{:.0f} ms", 1e3 * seconds)
                         : fmt::format("{:.2f} s", seconds);
}

std::string latency_sentence(const Findings& f) {
    const bool tokens = f.metrics.find("latency.ttft.p99") != nullptr;
    const std::string path = tokens ? "latency.ttft" : "latency.e2e";
    const Metric* p99 = f.metrics.find(path + ".p99");
    if (!p99 || p99->n == 0) return {};
    std::string s = fmt::format("{} after {} at the median and {} for the slowest hundredth",
                                tokens ? "The first token comes" : "Requests are done",
                                latency_text(value_of(f, path + ".p50")), latency_text(p99->value));
    if (const Metric* slo = f.metrics.find("slo.attainment")) {
        s += fmt::format("; {:.1f} % of requests meet their service levels", 100 * slo->value);
    }
    return s + ".";
}

std::string missed_sentence(const Input& in, const Findings& f) {
    std::string missed;
    std::set<std::string> said;
    for (const Workload& w : in.world.workloads) {
        const bool group = !w.spec.group.empty();
        const std::string& name = group ? w.spec.group : w.name;
        const Metric* m = f.metrics.find(
            fmt::format("slo.by_{}.{}.attainment", group ? "group" : "workload", name));
        if (!m || m->value >= w.spec.slo.target || !said.insert(name).second) continue;
        missed += fmt::format("{}{} ({:.1f} % of the {:.4g} % wanted)", missed.empty() ? "" : ", ",
                              name, 100 * m->value, 100 * w.spec.slo.target);
    }
    return missed.empty() ? std::string() : "Below target: " + missed + ".";
}

/// Where a run serves everybody because nobody gives up: longer than people wait for a first token.
std::string patience_sentence(const Input& in, const Findings& f) {
    constexpr double kPatience = 60;  // s
    std::string who;
    for (const Workload& w : in.world.workloads) {
        const Nanos patience = min(w.spec.timeout, w.spec.deadline);
        const double p99 = value_of(f, "latency.by_workload." + w.name + ".ttft.p99");
        const bool awaited = w.spec.slo.ttft_s >= 0;  // others may be work of the night
        if (!awaited || patience != Nanos::never() || p99 <= kPatience) continue;
        if (!who.empty())
            return "Requests of several workloads wait over a minute, and nobody "
                   "gives up: workloads[].timeout says who would.";
        who = w.name;
    }
    if (who.empty()) return {};
    return "Requests of " + who + " wait over a minute, and nobody gives up: workloads[" + who +
           "].timeout says who would.";
}

/// Those that no deployment answered; requests too long for any are told apart.
std::string unserved_sentence(const Findings& f) {
    const double too_long = value_of(f, "requests.too_long");
    const std::pair<double, const char*> parts[]{
        {value_of(f, "requests.rejected") - too_long, "turned away"},
        {value_of(f, "requests.timed_out"), "timed out"},
        {value_of(f, "requests.lost"), "lost"},
        {value_of(f, "requests.in_flight"), "under way at the end"}};
    double all = 0;
    std::string list;
    for (const auto& [n, what] : parts) {
        if (n < 0.5) continue;
        all += n;
        list += fmt::format("{}{} {}", list.empty() ? "" : ", ", grouped(n, 0), what);
    }
    const double under_way = value_of(f, "requests.in_flight");
    if (all - under_way < 0.5) return {};  // the end of a run is no refusal
    return fmt::format("{} request{} not served: {}.", grouped(all, 0), all < 1.5 ? " is" : "s are",
                       list);
}

std::string too_long_sentence(const Input& in) {
    std::string text;
    std::map<std::string, std::int64_t> sums;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const Workload& workload = in.world.workloads[w];
        sums[workload.spec.group.empty() ? workload.name : workload.spec.group] +=
            in.o.workloads[w].too_long;
    }
    for (const auto& [name, n] : sums) {
        if (n == 0) continue;
        text += fmt::format("{}{} of {}", text.empty() ? "" : ", ",
                            grouped(static_cast<double>(n), 0), name);
    }
    if (text.empty()) return text;
    return "Rejected as longer than any context or KV cache that may serve them: " + text + ".";
}

/// Queues of these deployments only grow while demand is as it was.
std::string overload_sentence(const Findings& f) {
    std::string text;
    for (const BoundRow& b : f.bounds) {
        if (b.holds || b.quantity.rfind("offered ", 0) != 0 || b.quantity == kApiLimit) continue;
        const std::string& name = shown(f, "deployment", b.deployment);
        if (text.find(name) != std::string::npos) continue;
        const bool link = b.quantity == kTransfers;
        text += fmt::format("{}{}{} ({:.2f} times what it can do)",
                            text.empty() ? "Overloaded: " : ", ", link ? "the KV link of " : "",
                            name, b.simulated);
    }
    return text.empty() ? text : text + "; queues grow as long as that lasts.";
}

/// An accelerator with one request is as busy as one with a full batch: the share is no measure of
/// what more would fit.
std::string carbon_sentence(const Input& in, const Findings& f) {
    const bool serves = value_of(f, "requests.completed") > 0;
    const bool jobs = !in.o.jobs.empty() || !in.o.shared_jobs.empty();
    const char* work = !serves ? "work"
                       : jobs  ? "have work (a job, one request or a full batch)"
                               : "have work (one request or a full batch)";
    const double useful = value_of(f, "utilisation.useful");
    // Committed servers that nobody started are paid for too, and are not in this figure.
    const bool unused = f.metrics.find("cost.commitment_unused") != nullptr &&
                        value_of(f, "cost.commitment_unused") > 0;
    return fmt::format(
        "It emits {} kg CO2e, {} by its energy (location-based, life cycle) and {} embodied in its "
        "hardware, from {} kWh; the accelerators {} {:.0f} % of the time that {}.",
        grouped(value_of(f, "carbon.total") / 1000, 1),
        grouped(value_of(f, "carbon.location_based") / 1000, 1),
        grouped(value_of(f, "carbon.embodied") / 1000, 1),
        grouped(value_of(f, "energy.facility"), 0), work, 100 * useful,
        unused ? "servers run" : "is paid for");
}

/// Where a project's workload or job is served; empty if no such carrier can serve it.
std::string placed_at(const Input& in, const std::string& carrier) {
    std::string places;
    std::set<std::string> said;
    for (const Workload& w : in.world.workloads) {
        if (w.name != carrier && w.spec.group != carrier) continue;
        for (const Route& route : w.routes) {
            const Deployment& d = in.world.deployments[route.deployment.index()];
            const std::string& name = d.group.empty() ? d.name : d.group;
            if (said.insert(name).second) places += (places.empty() ? "" : ", ") + name;
        }
    }
    for (const Job& job : in.world.jobs) {
        if (job.name == carrier) places = in.world.pools[job.pool.index()].name;
    }
    return places;
}

}  // namespace

void add_projects(const Input& in, Findings& out) {
    for (const Project& project : in.world.projects) {
        ProjectRow row{project.name,
                       project.tenant,
                       project.workload,
                       placed_at(in, project.workload),
                       "",
                       ""};
        const Metric* slo = out.metrics.find("slo.by_workload." + project.workload + ".attainment");
        if (!slo) slo = out.metrics.find("slo.by_group." + project.workload + ".attainment");
        if (slo) row.slo = fmt::format("{:.1f} %", 100 * slo->value);
        const Metric* end = out.metrics.find("jobs.by_name." + project.workload + ".end");
        const bool late =
            project.deadline != Nanos::never() && end && end->value > project.deadline.seconds();
        if (row.placed_at.empty()) row.reason = "nothing in the scenario may serve it";
        const bool open = project.deadline != Nanos::never() && !end && !row.placed_at.empty() &&
                          out.metrics.find("jobs.by_name." + project.workload + ".progress") &&
                          project.deadline <= in.o.ended_at;
        if (late) row.reason = "done after its deadline";
        if (open) row.reason = "not done, and its deadline has passed";
        out.projects.push_back(std::move(row));
    }
}

void add_answer(const Input& in, Findings& out) {
    if (out.partial) {
        // A run that came to its end is partial where other replications did not: the reason is
        // then all that is said.
        const double horizon = in.world.horizon.seconds();
        const std::string when = out.horizon_s < horizon ? " after " + span_text(out.horizon_s) +
                                                               " of " + span_text(horizon)
                                                         : std::string();
        out.answer.push_back("PARTIAL: " + out.partial_reason + when +
                             "; nothing is extrapolated.");
    }
    for (std::string sentence : {alternatives_sentence(out) + discounted_alternatives(in, out),
                                 pool_cost_sentence(in, out),
                                 cost_sentence(in, out),
                                 budget_sentence(out),
                                 latency_sentence(out),
                                 missed_sentence(in, out),
                                 patience_sentence(in, out),
                                 unserved_sentence(out),
                                 too_long_sentence(in),
                                 overload_sentence(out),
                                 limits_sentence(out),
                                 job_sentence(in, out),
                                 deadlines_sentence(in, out),
                                 contracts_sentence(in, out),
                                 power_sentence(in, out),
                                 partition_sentence(in),
                                 supply_sentence(in, out),
                                 misses_sentence(out),
                                 bottleneck_sentence(out),
                                 headroom_sentence(out),
                                 carbon_sentence(in, out)}) {
        if (!sentence.empty()) out.answer.push_back(std::move(sentence));
    }
}

void retell(const Input& in, Findings& out) {
    out.asserts.clear();
    out.projects.clear();
    out.answer.clear();
    retell_budgets(out);
    retell_worth(out);
    add_projects(in, out);
    add_asserts(in, out);
    add_answer(in, out);
    tell_sampled(in, out);
    if (replications_of(out.metrics) < 2) return;
    out.answer.push_back(
        fmt::format("Figures are means of {} runs that differ by chance; what is listed by pool, "
                    "job, outage or loss is the first one's.",
                    replications_of(out.metrics)));
}

}  // namespace orrery::analysis
