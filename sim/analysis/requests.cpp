// Requests, latencies, SLO attainment and waits by cause.
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/sketches.hpp"

namespace orrery::analysis {
namespace {

/// Nothing is said of what never happened.
void add_sketch(Findings& out, const std::string& path, const Sketch& s, const std::string& what) {
    if (s.count() == 0) return;
    const std::string tail = " of " + what + ", nearest rank, from a sketch (error ≤ 0.4 %)";
    set_metric(out, path + ".p50", s.quantile(0.5), "s", "p50" + tail, s.count());
    set_metric(out, path + ".p90", s.quantile(0.9), "s", "p90" + tail, s.count());
    set_metric(out, path + ".p99", s.quantile(0.99), "s", "p99" + tail, s.count());
    set_metric(out, path + ".mean", s.mean(), "s", "mean of " + what + ", exact", s.count());
}

std::string slo_formula() {
    return "requests that met every limit / requests that arrived after the warm-up; rejected, "
           "timed-out, lost and unfinished ones are misses";
}

/// All of a workload, or of everything, without first tokens of what does not answer in tokens.
ServingStats spoken(const Input& in, std::size_t workload) {
    ServingStats all = merged(in.o, workload);
    const auto& rows = in.o.serving[workload];
    const SloSpec& slo = in.world.workloads[workload].spec.slo;
    if (slo.ttft_s >= 0 || slo.tpot_s >= 0) return all;  // asked for: until a slot is free
    bool silent = false;
    for (std::size_t d = 0; d < rows.size(); ++d) {
        silent = silent || (rows[d].completed > 0 && !answers_in_tokens(in.world.deployments[d]));
    }
    if (!silent) return all;
    all.ttft = Sketch{};
    all.tpot = Sketch{};
    for (std::size_t d = 0; d < rows.size(); ++d) {
        if (!answers_in_tokens(in.world.deployments[d])) continue;
        all.ttft.merge(rows[d].ttft);
        all.tpot.merge(rows[d].tpot);
    }
    return all;
}

ServingStats spoken(const Input& in) {
    ServingStats all = merged(in.o);
    all.ttft = Sketch{};
    all.tpot = Sketch{};
    for (std::size_t w = 0; w < in.o.serving.size(); ++w) {
        const ServingStats s = spoken(in, w);
        all.ttft.merge(s.ttft);
        all.tpot.merge(s.tpot);
    }
    return all;
}

/// Whether fewer than the wanted share stay within a level that is given.
bool misses(const Sketch& times, double level, double target) {
    return level > 0 && times.count() > 0 && times.quantile(target) > level;
}

void add_cdfs(const Input& in, Findings& out) {
    const ServingStats all = spoken(in);
    double ttft = -1, tpot = -1, e2e = -1;
    if (in.world.workloads.size() == 1) {
        const SloSpec& slo = in.world.workloads[0].spec.slo;
        ttft = slo.ttft_s;
        tpot = slo.tpot_s;
        e2e = slo.e2e_s;
    }
    out.cdfs.push_back({"TTFT", "all", all.ttft.cdf(), ttft});
    out.cdfs.push_back({"TPOT", "all", all.tpot.cdf(), tpot});
    out.cdfs.push_back({"E2E", "all", all.e2e.cdf(), e2e});
    if (in.world.workloads.size() < 2) return;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const ServingStats s = spoken(in, w);
        const Workload& workload = in.world.workloads[w];
        if (!workload.spec.group.empty()) continue;  // equal sites are in "all"
        const SloSpec& slo = workload.spec.slo;
        out.cdfs.push_back({"TTFT", workload.name, s.ttft.cdf(), slo.ttft_s});
        // The others where they are what breaks the promise: curves of all would hide them.
        if (misses(s.tpot, slo.tpot_s, slo.target)) {
            out.cdfs.push_back({"TPOT", workload.name, s.tpot.cdf(), slo.tpot_s});
        }
        if (misses(s.e2e, slo.e2e_s, slo.target)) {
            out.cdfs.push_back({"E2E", workload.name, s.e2e.cdf(), slo.e2e_s});
        }
    }
}

/// What prefix caches spared and preemptions cost, in prompt tokens.
void add_cache(const Input& in, Findings& out) {
    std::int64_t cached = 0;
    std::int64_t recomputed = 0;
    std::int64_t computed = 0;
    for (const ReplicaCounts& r : in.o.replicas) {
        cached += r.cached_tokens;
        recomputed += r.recomputed_tokens;
    }
    for (const auto& pool : in.o.pools) {
        for (const PoolUsage& usage : pool) computed += usage.prefill_tokens;
    }
    out.metrics.count("tokens.cached", cached);
    out.metrics.count("tokens.recomputed", recomputed);
    const std::int64_t all = cached + computed;
    if (all == 0) return;
    set_metric(out, "tokens.cache_hit_share",
               static_cast<double>(cached) / static_cast<double>(all), "",
               "prompt tokens found in prefix caches / prompt tokens found or computed", all);
}

/// Conversations and agents.
void add_tasks(const Input& in, Findings& out) {
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const TaskStats& t = in.o.tasks[w];
        if (t.started == 0) continue;
        const std::string path = "tasks." + in.world.workloads[w].name;
        out.metrics.count(path + ".started", t.started);
        out.metrics.count(path + ".completed", t.completed);
        out.metrics.count(path + ".failed", t.failed);
        if (t.completed == 0) continue;
        set_metric(out, path + ".calls",
                   static_cast<double>(t.calls) / static_cast<double>(t.completed), "",
                   "mean calls of a completed conversation or agent", t.completed);
        add_sketch(out, path + ".e2e", t.e2e,
                   "last answer − first arrival, thinking and tools included");
    }
}

}  // namespace

bool answers_in_tokens(const Deployment& d) {
    return d.service != ServiceKind::exponential;
}

Tokens tokens_of(const Input& in) {
    Tokens t;
    for (const auto& row : in.o.serving) {
        for (std::size_t d = 0; d < row.size(); ++d) {
            if (!answers_in_tokens(in.world.deployments[d])) continue;
            t.prompt += row[d].prompt_tokens;
            t.output += row[d].output_tokens;
            t.any = t.any || row[d].completed > 0;
        }
    }
    return t;
}

void add_latencies(Findings& out, const std::string& path, const ServingStats& s) {
    add_sketch(out, path + ".ttft", s.ttft, "first token − arrival, network included");
    add_sketch(out, path + ".tpot", s.tpot, "(finish − first token) / (output tokens − 1)");
    add_sketch(out, path + ".e2e", s.e2e, "finish − arrival, network included");
}

void add_requests(const Input& in, Findings& out) {
    WorkloadCounts sum;
    for (const WorkloadCounts& c : in.o.workloads) {
        sum.arrived += c.arrived;
        sum.measured_arrived += c.measured_arrived;
        sum.completed += c.completed;
        sum.rejected += c.rejected;
        sum.too_long += c.too_long;
        sum.timed_out += c.timed_out;
        sum.lost += c.lost;
        sum.in_flight += c.in_flight;
        sum.retries += c.retries;
        sum.preemptions += c.preemptions;
    }
    Metrics& m = out.metrics;
    m.count("requests.arrived", sum.arrived);
    if (in.world.warmup.ns > 0) {
        m.count("requests.in_warm_up", sum.arrived - sum.measured_arrived);
    }
    m.count("requests.completed", sum.completed);
    m.count("requests.rejected", sum.rejected);
    m.count("requests.too_long", sum.too_long);
    m.count("requests.timed_out", sum.timed_out);
    m.count("requests.lost", sum.lost);
    m.count("requests.in_flight", sum.in_flight);
    m.count("requests.retries", sum.retries);
    m.count("requests.preemptions", sum.preemptions);
    const Tokens tokens = tokens_of(in);
    if (tokens.any || sum.completed == 0) {
        m.count("tokens.prompt", tokens.prompt);
        m.count("tokens.output", tokens.output);
    }
    const double span = in.o.ended_at.seconds();
    if (span <= 0) return;
    set_metric(out, "throughput.requests", static_cast<double>(sum.completed) / span, "1/s",
               "completed requests / simulated time", sum.completed);
    if (tokens.any || sum.completed == 0) {
        set_metric(out, "throughput.output_tokens", static_cast<double>(tokens.output) / span,
                   "1/s", "output tokens of completed requests / simulated time", sum.completed);
    }
    add_cache(in, out);
    add_tasks(in, out);
}

void add_latency(const Input& in, Findings& out) {
    add_latencies(out, "latency", spoken(in));
    std::int64_t met = 0;
    std::int64_t arrived = 0;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const Workload& workload = in.world.workloads[w];
        const ServingStats s = merged(in.o, w);
        add_latencies(out, "latency.by_workload." + workload.name, spoken(in, w));
        const std::int64_t n = in.o.workloads[w].measured_arrived;
        if (!workload.spec.slo.given() || n == 0) continue;
        met += s.slo_met;
        arrived += n;
        const std::string path = "slo.by_workload." + workload.name;
        set_metric(out, path + ".attainment",
                   static_cast<double>(s.slo_met) / static_cast<double>(n), "", slo_formula(), n);
        set_metric(out, path + ".target", workload.spec.slo.target, "", "as the scenario states it",
                   0);
    }
    if (arrived > 0) {
        set_metric(out, "slo.attainment", static_cast<double>(met) / static_cast<double>(arrived),
                   "", slo_formula(), arrived);
        set_metric(out, "slo.missed", static_cast<double>(arrived - met), "",
                   "requests that arrived after the warm-up − those that met every limit", arrived);
    }
    add_cdfs(in, out);
}

std::optional<Sketch> latency_sketch(const Input& in, const std::string& path) {
    const std::size_t dot = path.rfind('.');
    const std::string family = path.substr(0, dot);
    const std::string name = path.substr(dot + 1);
    const auto part = [&name](const ServingStats& s) -> std::optional<Sketch> {
        if (name == "ttft") return s.ttft;
        if (name == "tpot") return s.tpot;
        if (name == "e2e") return s.e2e;
        return std::nullopt;
    };
    if (family == "latency") return part(spoken(in));
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (family == "latency.by_workload." + in.world.workloads[w].name) {
            return part(spoken(in, w));
        }
    }
    return std::nullopt;
}

void add_waits(const Input& in, Findings& out) {
    const ServingStats all = merged(in.o);
    DeviceTime total = 0;
    for (std::size_t i = 0; i < kWaitCauses; ++i) {
        total += all.wait_ns[i];
        set_metric(
            out, std::string("waits.") + kWaitCauseNames[i],
            static_cast<double>(all.wait_ns[i]) * 1e-9, "s",
            "Σ over completed requests of the time in which this was the first cause to block "
            "them",
            all.measured);
    }
    set_metric(out, "waits.total", static_cast<double>(total) * 1e-9, "s",
               "Σ of the causes: arrival at the site until the prompt's first chunk runs",
               all.measured);
}

}  // namespace orrery::analysis
