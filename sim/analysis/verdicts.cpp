// Assertions, the project list, and the answer in sentences.
#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {
namespace {

bool compare(double left, const std::string& op, double right) {
    if (op == "<") return left < right;
    if (op == "<=") return left <= right;
    if (op == ">") return left > right;
    if (op == ">=") return left >= right;
    return left == right;
}

std::vector<std::string> paths_of(const Metrics& metrics) {
    std::vector<std::string> paths;
    for (const auto& [path, metric] : metrics.all()) paths.push_back(path);
    return paths;
}

double value_of(const Findings& f, const char* path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

std::string span_text(double seconds) {
    if (seconds >= 2 * 86400) return fmt::format("{:.4g} days", seconds / 86400);
    if (seconds >= 2 * 3600) return fmt::format("{:.4g} hours", seconds / 3600);
    if (seconds >= 120) return fmt::format("{:.4g} minutes", seconds / 60);
    return fmt::format("{:.4g} seconds", seconds);
}

/// 1234567 → "1,234,567": what people read.
std::string grouped(double value, int decimals) {
    std::string digits = fmt::format("{:.{}f}", value, decimals);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    for (std::size_t i = point; i > 3 + (digits[0] == '-' ? 1u : 0u); i -= 3) {
        digits.insert(i - 3, ",");
    }
    return digits;
}

/// The job that held most accelerator time.
std::string job_sentence(const Input& in) {
    const JobRecord* most = nullptr;
    for (const JobRecord& r : in.o.jobs) {
        if (!most || r.held_ns > most->held_ns) most = &r;
    }
    if (!most || most->held_ns == 0) return {};
    const Job& job = in.world.jobs[most->job.index()];
    const bool done = most->status == JobStatus::done;
    std::string s = fmt::format(
        "{} is {}", job.name,
        done ? "done after " + span_text((most->end - most->submit).seconds())
             : fmt::format("{:.1f} % done", 100.0 * static_cast<double>(most->steps_done) /
                                                static_cast<double>(job.spec.steps)));
    s += fmt::format(
        "; {:.1f} % of its accelerator time went into steps that count",
        100 * static_cast<double>(most->time.useful) / static_cast<double>(most->time.total()));
    std::int64_t n = 0;
    for (const std::int64_t k : most->interruptions) n += k;
    if (n == 0) return s + ".";
    const double wall =
        ((done ? most->end : in.o.ended_at) - most->start).seconds() / static_cast<double>(n);
    s += fmt::format(
        ". {} interruption{}, one every {}; {} cost{} most", n, n == 1 ? "" : "s", span_text(wall),
        binding_hazard(*most).empty() ? "none" : binding_hazard(*most), n == 1 ? "" : "s");
    if (job.spec.deadline != Nanos::never()) {
        const bool met = done && most->end <= job.spec.deadline;
        s += met ? "; the deadline is met" : "; the deadline is missed";
    }
    return s + ".";
}

std::string cost_sentence(const Findings& f) {
    const double total = value_of(f, "cost.total");
    if (value_of(f, "requests.arrived") == 0 && value_of(f, "jobs.submitted") > 0) {
        return fmt::format("Running {} of {} jobs to their end over {} costs {} {}.",
                           grouped(value_of(f, "jobs.completed"), 0),
                           grouped(value_of(f, "jobs.submitted"), 0), span_text(f.horizon_s),
                           grouped(total, total < 100 ? 2 : 0), f.currency);
    }
    std::string s = fmt::format("Serving {} of {} requests over {} costs {} {}",
                                grouped(value_of(f, "requests.completed"), 0),
                                grouped(value_of(f, "requests.arrived"), 0), span_text(f.horizon_s),
                                grouped(total, total < 100 ? 2 : 0), f.currency);
    if (const Metric* m = f.metrics.find("cost.per_million_tokens")) {
        s += fmt::format(", {} {} per million output tokens", grouped(m->value, 2), f.currency);
    }
    return s + ".";
}

/// Seconds with two figures after the point, or whole milliseconds below a tenth.
std::string latency_text(double seconds) {
    return seconds < 0.1 ? fmt::format("{:.0f} ms", 1e3 * seconds)
                         : fmt::format("{:.2f} s", seconds);
}

std::string latency_sentence(const Findings& f) {
    const Metric* p99 = f.metrics.find("latency.ttft.p99");
    if (!p99 || p99->n == 0) return {};
    std::string s =
        fmt::format("The first token comes after {} at the median and {} for the slowest hundredth",
                    latency_text(value_of(f, "latency.ttft.p50")), latency_text(p99->value));
    if (const Metric* slo = f.metrics.find("slo.attainment")) {
        s += fmt::format("; {:.1f} % of requests meet their service levels", 100 * slo->value);
    }
    return s + ".";
}

std::string missed_sentence(const Input& in, const Findings& f) {
    std::string missed;
    for (const Workload& w : in.world.workloads) {
        const Metric* m = f.metrics.find("slo.by_workload." + w.name + ".attainment");
        if (!m || m->value >= w.spec.slo.target) continue;
        missed += fmt::format("{}{} ({:.1f} % of the {:.4g} % wanted)", missed.empty() ? "" : ", ",
                              w.name, 100 * m->value, 100 * w.spec.slo.target);
    }
    return missed.empty() ? std::string() : "Below target: " + missed + ".";
}

std::string too_long_sentence(const Input& in) {
    std::string text;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const std::int64_t n = in.o.workloads[w].too_long;
        if (n == 0) continue;
        text += fmt::format("{}{} of {}", text.empty() ? "" : ", ",
                            grouped(static_cast<double>(n), 0), in.world.workloads[w].name);
    }
    if (text.empty()) return text;
    return "Rejected as longer than any context or KV cache that may serve them: " + text + ".";
}

/// Queues of these deployments only grow while demand is as it was.
std::string overload_sentence(const Findings& f) {
    std::string text;
    for (const BoundRow& b : f.bounds) {
        if (b.holds || b.quantity.rfind("offered ", 0) != 0) continue;
        if (text.find(b.deployment) != std::string::npos) continue;
        text += fmt::format("{}{} ({:.2f} times what it can do)",
                            text.empty() ? "Overloaded: " : ", ", b.deployment, b.simulated);
    }
    return text.empty() ? text : text + "; queues grow as long as that lasts.";
}

/// "Shared accelerators of x" → "shared accelerators of x"; "KV cache …" stays.
std::string in_sentence(std::string name) {
    const bool word = name.size() > 1 && name[1] >= 'a' && name[1] <= 'z';
    if (word && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
    return name;
}

std::string bottleneck_sentence(const Findings& f) {
    if (f.bottlenecks.empty()) return {};
    const Bottleneck& b = f.bottlenecks.front();
    return fmt::format("Most time is lost to {} ({:.0f} % of all time lost). {}",
                       in_sentence(b.name), 100 * b.share, b.remedy);
}

std::string carbon_sentence(const Findings& f) {
    const double useful = value_of(f, "utilisation.useful");
    return fmt::format(
        "It emits {} kg CO2e (location-based and embodied) from {} kWh; the "
        "accelerators work {:.0f} % of the time that is paid for.",
        grouped(value_of(f, "carbon.total") / 1000, 1), grouped(value_of(f, "energy.facility"), 0),
        100 * useful);
}

/// Where a project's workload or job is served; empty if no such carrier can serve it.
std::string placed_at(const Input& in, const std::string& carrier) {
    std::string places;
    for (const Workload& w : in.world.workloads) {
        if (w.name != carrier) continue;
        for (const Route& route : w.routes) {
            places +=
                (places.empty() ? "" : ", ") + in.world.deployments[route.deployment.index()].name;
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
        if (slo) row.slo = fmt::format("{:.1f} %", 100 * slo->value);
        const Metric* end = out.metrics.find("jobs.by_name." + project.workload + ".end");
        const bool late =
            project.deadline != Nanos::never() && end && end->value > project.deadline.seconds();
        if (row.placed_at.empty()) row.reason = "nothing in the scenario may serve it";
        if (late) row.reason = "done after its deadline";
        out.projects.push_back(std::move(row));
    }
}

void add_asserts(const Input& in, Findings& out) {
    for (const AssertSpec& spec : in.world.asserts) {
        AssertRow row;
        row.text = spec.text;
        const Metric* metric = out.metrics.find(spec.path);
        if (!metric) {
            const std::string similar = closest(spec.path, paths_of(out.metrics));
            row.problem = "there is no result " + spec.path +
                          (similar.empty() ? "" : "; did you mean " + similar + "?");
        } else {
            row.value = metric->value;
            row.unit = metric->unit;
            row.holds = compare(metric->value, spec.op, spec.value);
        }
        out.asserts.push_back(std::move(row));
    }
}

void add_answer(const Input& in, Findings& out) {
    if (out.partial) {
        out.answer.push_back("PARTIAL: " + out.partial_reason + " after " +
                             span_text(out.horizon_s) + " of " +
                             span_text(in.world.horizon.seconds()) + "; nothing is extrapolated.");
    }
    for (std::string sentence :
         {cost_sentence(out), latency_sentence(out), missed_sentence(in, out),
          too_long_sentence(in), overload_sentence(out), job_sentence(in), bottleneck_sentence(out),
          carbon_sentence(out)}) {
        if (!sentence.empty()) out.answer.push_back(std::move(sentence));
    }
}

}  // namespace orrery::analysis
