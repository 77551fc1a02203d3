// The terminal summary: the answer first, then compact tables that fit the window.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/report.hpp"
#include "sim/report/text_energy.hpp"
#include "sim/report/text_jobs.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using text::Page;

double value_of(const Findings& f, const std::string& path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

std::string number(double v) {
    const double a = v < 0 ? -v : v;
    if (a >= 1e6) return fmt::format("{:.3g}M", v / 1e6);
    if (a >= 10000) return fmt::format("{:.0f}", v);
    if (a >= 100) return fmt::format("{:.1f}", v);
    return fmt::format("{:.3g}", v);
}

std::string seconds(double s) {
    if (s < 1e-3) return s <= 0 ? "0" : fmt::format("{:.0f} µs", s * 1e6);
    if (s < 1) return fmt::format("{:.0f} ms", s * 1e3);
    if (s < 120) return fmt::format("{:.2f} s", s);
    if (s < 7200) return fmt::format("{:.1f} min", s / 60);
    return fmt::format("{:.1f} h", s / 3600);
}

std::string bar(double share, std::size_t width) {
    const auto full =
        static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(width) + 0.5);
    std::string text;
    for (std::size_t i = 0; i < width; ++i) text += i < full ? "█" : "·";
    return text;
}

void latencies(const Findings& f, Page& page) {
    if (value_of(f, "requests.completed") == 0) return;
    page.heading("Latency");
    std::vector<std::vector<std::string>> rows{{"", "p50", "p90", "p99", "mean"}};
    for (const auto& [key, name] :
         {std::pair{"ttft", "first token (TTFT)"}, std::pair{"tpot", "per further token (TPOT)"},
          std::pair{"e2e", "whole answer (E2E)"}}) {
        const std::string p = std::string("latency.") + key;
        rows.push_back({name, seconds(value_of(f, p + ".p50")), seconds(value_of(f, p + ".p90")),
                        seconds(value_of(f, p + ".p99")), seconds(value_of(f, p + ".mean"))});
    }
    page.table(rows);
}

/// Names of the members of a metric group that have `tail`: ("latency.by_workload.", ".ttft.p99").
std::vector<std::string> members(const Findings& f, const std::string& prefix,
                                 const std::string& tail) {
    std::vector<std::string> names;
    for (const auto& [path, metric] : f.metrics.all()) {
        const bool fits = path.size() > prefix.size() + tail.size() && path.rfind(prefix, 0) == 0 &&
                          path.compare(path.size() - tail.size(), tail.size(), tail) == 0;
        if (!fits) continue;
        names.push_back(path.substr(prefix.size(), path.size() - prefix.size() - tail.size()));
    }
    return names;
}

void workloads(const Findings& f, Page& page) {
    const std::string prefix = "latency.by_workload.";
    const auto names = members(f, prefix, ".ttft.p99");
    if (names.size() > 1) {
        page.heading("By workload");
        std::vector<std::vector<std::string>> rows{
            {"", "requests", "TTFT p50", "TTFT p99", "TPOT p50", "SLO met"}};
        for (const std::string& name : names) {
            const std::string path = prefix + name;
            const Metric* ttft = f.metrics.find(path + ".ttft.p99");
            const Metric* slo = f.metrics.find("slo.by_workload." + name + ".attainment");
            rows.push_back({name, fmt::format("{}", ttft->n),
                            seconds(value_of(f, path + ".ttft.p50")), seconds(ttft->value),
                            seconds(value_of(f, path + ".tpot.p50")),
                            slo ? fmt::format("{:.1f} %", 100 * slo->value) : "–"});
        }
        page.table(rows);
    }
    for (const std::string& name : members(f, "tasks.", ".e2e.p50")) {
        const std::string path = "tasks." + name;
        page.paragraph(
            fmt::format("{}: {:.0f} tasks of {:.1f} calls done after {} at the median, {} at P99; "
                        "{:.0f} failed.",
                        name, value_of(f, path + ".completed"), value_of(f, path + ".calls"),
                        seconds(value_of(f, path + ".e2e.p50")),
                        seconds(value_of(f, path + ".e2e.p99")), value_of(f, path + ".failed")),
            "  ");
    }
    const double hits = value_of(f, "tokens.cache_hit_share");
    if (hits >= 0.005) {
        page.paragraph(fmt::format("Prefix caches held {:.0f} % of all prompt tokens.", 100 * hits),
                       "  ");
    }
    if (value_of(f, "requests.preemptions") > 0) {
        page.paragraph(fmt::format("{:.0f} preemptions for want of KV memory: {} tokens were "
                                   "computed again.",
                                   value_of(f, "requests.preemptions"),
                                   number(value_of(f, "tokens.recomputed"))),
                       "  ");
    }
}

/// Children of a metric group: ("cost.by_site." …) → name, value.
std::vector<std::pair<std::string, double>> group(const Findings& f, const std::string& prefix) {
    std::vector<std::pair<std::string, double>> items;
    for (const auto& [path, metric] : f.metrics.all()) {
        if (path.rfind(prefix, 0) == 0)
            items.emplace_back(path.substr(prefix.size()), metric.value);
    }
    return items;
}

void costs(const Findings& f, Page& page) {
    const double total = value_of(f, "cost.total");
    page.heading("Cost by site (" + f.currency + ", effective)");
    std::vector<std::vector<std::string>> rows;
    for (const auto& [site, amount] : group(f, "cost.by_site.")) {
        const double share = total > 0 ? amount / total : 0;
        rows.push_back({site, fmt::format("{:.2f}", amount), fmt::format("{:.0f} %", 100 * share),
                        bar(share, 20)});
    }
    rows.push_back({"total", fmt::format("{:.2f}", total), "", ""});
    page.table(rows);
}

void utilisation(const Findings& f, Page& page) {
    page.heading("Accelerator time");
    std::vector<std::vector<std::string>> rows{
        {"pool", "useful", "idle", "overhead", "failed", ""}};
    std::vector<std::string> pools;
    const std::string prefix = "utilisation.by_pool.";
    for (const auto& [path, metric] : f.metrics.all()) {
        const std::string tail = ".useful";
        const bool end = path.size() > tail.size() &&
                         path.compare(path.size() - tail.size(), tail.size(), tail) == 0;
        if (path.rfind(prefix, 0) != 0 || !end) continue;
        const std::string pool = path.substr(0, path.size() - tail.size());
        const auto percent = [&](const char* key) {
            return fmt::format("{:.1f} %", 100 * value_of(f, pool + key));
        };
        rows.push_back({pool.substr(prefix.size()), percent(".useful"), percent(".idle"),
                        percent(".overhead"), percent(".failed"), bar(metric.value, 12)});
    }
    page.table(rows);
}

void bottlenecks(const Findings& f, Page& page) {
    if (f.bottlenecks.empty()) return;
    page.heading("Where time is lost");
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min<std::size_t>(f.bottlenecks.size(), 5); ++i) {
        const Bottleneck& b = f.bottlenecks[i];
        rows.push_back(
            {b.name, seconds(b.lost_s), fmt::format("{:.0f} %", 100 * b.share), bar(b.share, 20)});
    }
    page.table(rows);
    if (f.next) {
        page.paragraph(
            fmt::format("Without \"{}\" the next would be \"{}\"; P99 TTFT would go "
                        "from {} to {}.",
                        f.next->removed, f.next->next.empty() ? "none" : f.next->next,
                        seconds(f.next->ttft_p99_before_s), seconds(f.next->ttft_p99_after_s)),
            "  ");
    }
}

void verdicts(const Findings& f, Page& page) {
    for (const BoundRow& b : f.bounds) {
        if (b.holds) continue;
        page.paragraph(fmt::format("Beyond its bound: {} {} is {} {}, bound {} ({}).", b.deployment,
                                   b.quantity, number(b.simulated), b.unit, number(b.bound), b.law),
                       "  ");
    }
    if (!f.projects.empty()) page.heading("Projects");
    for (const ProjectRow& p : f.projects) {
        const std::string where = p.placed_at.empty() ? "INFEASIBLE" : "at " + p.placed_at;
        page.paragraph(p.project + ": " + where + (p.slo.empty() ? "" : ", SLO met " + p.slo) +
                           (p.reason.empty() ? "" : " (" + p.reason + ")"),
                       "  ");
    }
    if (!f.asserts.empty()) page.heading("Assertions");
    for (const AssertRow& a : f.asserts) {
        const std::string value =
            a.problem.empty() ? fmt::format("is {} {}", number(a.value), a.unit) : a.problem;
        page.paragraph(fmt::format("{} {}  ({})", a.holds ? "✓" : "✗", a.text, value), "  ");
    }
}

}  // namespace

std::string render_text(const Findings& f, int width) {
    Page page(width);
    for (const std::string& sentence : f.answer) page.paragraph(sentence, "");
    latencies(f, page);
    workloads(f, page);
    text::jobs(f, page);
    costs(f, page);
    utilisation(f, page);
    bottlenecks(f, page);
    text::energy(f, page);
    verdicts(f, page);
    return page.out;
}

}  // namespace orrery
