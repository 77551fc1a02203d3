// The requests behind a latency, a service level or a count: what became of them, the slowest, what
// they waited for.
#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/wording.hpp"
#include "sim/report/explain_parts.hpp"

namespace orrery::explain {
namespace {

constexpr std::size_t kSlowest = 8;

/// "support-chat" of "latency.by_workload.support-chat.ttft.p99"; names may have dots.
std::string workload_of(const Asked& a) {
    for (const RequestCountRow& row : a.results.rows.requests) {
        for (const char* prefix : {"latency.by_workload.", "slo.by_workload."}) {
            if (a.begins(prefix + row.workload + ".")) return row.workload;
        }
    }
    return {};
}

/// "chat" of "slo.by_deployment.chat.missed"; of equal sites all of them: no single one's name.
std::string deployment_of(const Asked& a) {
    for (const ServedRow& row : a.results.rows.served) {
        for (const char* head : {"slo.by_deployment.", "slo.below_target.by_deployment."}) {
            if (a.begins(head + row.deployment + ".")) return row.deployment;
        }
    }
    return {};
}

/// Whether a row is of the workload or deployment that is asked for.
struct Asks {
    std::string workload;
    std::string deployment;

    explicit Asks(const Asked& a) : workload(workload_of(a)), deployment(deployment_of(a)) {}
    template <class Row>
    [[nodiscard]] bool about(const Row& row) const {
        return (workload.empty() || row.workload == workload) &&
               (deployment.empty() || row.deployment == deployment);
    }
};

/// Of a group of equal workloads only the figure is kept, not who is in it.
bool of_group(const Asked& a) {
    return a.begins("latency.by_group.") || a.begins("slo.by_group.");
}

std::string measure_of(const Asked& a) {
    for (const char* measure : {"ttft", "tpot", "e2e"}) {
        if (a.path.find(std::string(".") + measure + ".") != std::string::npos) return measure;
    }
    return a.begins("slo.") ? "ttft" : "";
}

double value_of(const SlowRequest& r, const std::string& measure) {
    return measure == "ttft" ? r.ttft_s : measure == "tpot" ? r.tpot_s : r.e2e_s;
}

/// "slots 1.20 s, iteration 20 ms": its waits, longest first.
std::string waits_words(const std::array<double, kWaitCauses>& wait_s) {
    std::vector<std::size_t> order;
    for (std::size_t c = 0; c < kWaitCauses; ++c) {
        if (wait_s[c] > 0) order.push_back(c);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t x, std::size_t y) { return wait_s[x] > wait_s[y]; });
    std::string out;
    for (const std::size_t c : order) {
        out += (out.empty() ? "" : ", ") + std::string(kWaitCauseNames[c]) + " " +
               span_words(wait_s[c]);
    }
    return out;
}

void slowest(const Asked& a, const std::string& measure) {
    const Asks asks(a);
    std::vector<const SlowRequest*> rows;
    for (const SlowRequest& r : a.results.rows.slow) {
        if (r.measure == measure && asks.about(r)) rows.push_back(&r);
    }
    if (rows.empty()) {
        a.page.out += "\n";
        a.page.paragraph(
            "The slowest requests are not kept in this result: run the scenario again.", "  ");
        return;
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const SlowRequest* x, const SlowRequest* y) {
        return value_of(*x, measure) > value_of(*y, measure);
    });
    rows.resize(std::min(rows.size(), kSlowest));
    a.page.heading(fmt::format("The slowest requests by {} (first replication)", measure));
    for (const SlowRequest* r : rows) {
        a.page.paragraph(
            fmt::format("{}  {} of {}, request {} at {}: {} + {} tokens{}",
                        span_words(value_of(*r, measure)), r->workload, r->deployment,
                        r->request_id, instant_words(a.results.rows, r->arrival_s),
                        r->prompt_tokens, r->output_tokens,
                        r->preemptions > 0 ? fmt::format(", {} preemptions", r->preemptions) : ""),
            "  ");
        const std::string waited = waits_words(r->wait_s);
        a.page.paragraph(waited.empty() ? "did not wait" : "waited: " + waited, "    ");
    }
}

std::int64_t misses(const RequestCountRow& row, const std::vector<ServedRow>& served) {
    std::int64_t met = 0;
    for (const ServedRow& s : served) met += s.workload == row.workload ? s.slo_met : 0;
    return row.counts.measured_arrived - met;
}

}  // namespace

void latencies(const Asked& a) {
    if (of_group(a)) {
        a.page.out += "\n";
        a.page.paragraph("It is of a group of equal workloads; single ones are not kept apart.",
                         "  ");
        return;
    }
    const std::string measure = measure_of(a);
    if (!measure.empty()) slowest(a, measure);
}

void counts(const Asked& a) {
    const auto& requests = a.results.rows.requests;
    if (requests.empty()) {
        a.page.out += "\n";
        a.page.paragraph("Counts by workload are not kept in this result.", "  ");
        return;
    }
    const std::string only = workload_of(a);
    a.page.heading("Requests by workload, first replication");
    std::vector<std::vector<std::string>> rows{{"", "arrived", "completed", "rejected", "timed out",
                                                "lost", "in flight", "retries", "missed SLO"}};
    const auto text = [](std::int64_t n) { return analysis::grouped(static_cast<double>(n), 0); };
    for (const RequestCountRow& r : requests) {
        if (!only.empty() && r.workload != only) continue;
        const WorkloadCounts& c = r.counts;
        rows.push_back({r.workload, text(c.arrived), text(c.completed), text(c.rejected),
                        text(c.timed_out), text(c.lost), text(c.in_flight), text(c.retries),
                        text(misses(r, a.results.rows.served))});
    }
    const std::size_t more = rows.size() > 21 ? rows.size() - 21 : 0;
    if (more > 0) rows.resize(21);
    a.page.table(rows);
    if (more > 0) a.page.paragraph(fmt::format("… and {} more workloads", more), "  ");
    if (!a.begins("slo.")) return;
    a.page.paragraph(
        fmt::format("Those that arrived within the first {} (warm-up) do not count as missed.",
                    span_words(a.results.rows.warmup_s)),
        "  ");
}

void waits(const Asked& a) {
    const Asks asks(a);
    const std::string cause = a.member("waits.");
    struct Line {
        std::string place;
        std::size_t cause = 0;
        double seconds = 0;
    };
    std::vector<Line> lines;
    double all = 0;
    for (const ServedRow& s : a.results.rows.served) {
        if (!asks.about(s)) continue;
        for (std::size_t c = 0; c < kWaitCauses; ++c) {
            const bool asked = cause.empty() || cause == "total" || cause == kWaitCauseNames[c];
            if (!asked || s.wait_s[c] <= 0) continue;
            lines.push_back({s.workload + " on " + s.deployment, c, s.wait_s[c]});
            all += s.wait_s[c];
        }
    }
    if (a.results.rows.served.empty() || of_group(a)) return;
    if (lines.empty()) {
        a.page.out += "\n";
        a.page.paragraph("No completed request waited for this.", "  ");
        return;
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line& x, const Line& y) { return x.seconds > y.seconds; });
    a.page.heading("What the completed requests waited for, summed (first replication)");
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines) {
        if (rows.size() == 12) break;
        rows.push_back({line.place, kWaitCauseNames[line.cause], span_words(line.seconds),
                        analysis::percent_text(line.seconds / all, 0)});
    }
    a.page.table(rows);
    if (lines.size() > rows.size()) {
        a.page.paragraph(fmt::format("… and {} shorter ones", lines.size() - rows.size()), "  ");
    }
}

}  // namespace orrery::explain
