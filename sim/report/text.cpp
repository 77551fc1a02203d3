// The terminal summary: the answer first, then compact tables that fit the window.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/report.hpp"
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

void carbon(const Findings& f, Page& page) {
    page.heading("Energy and CO2e (location-based; embodied by life)");
    std::vector<std::vector<std::string>> rows{{"site", "kWh", "kg CO2e"}};
    for (const auto& [site, g] : group(f, "carbon.by_site.")) {
        rows.push_back({site, number(value_of(f, "energy.by_site." + site)), number(g / 1000)});
    }
    rows.push_back({"total", number(value_of(f, "energy.facility")),
                    number(value_of(f, "carbon.total") / 1000)});
    page.table(rows);
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
    costs(f, page);
    utilisation(f, page);
    bottlenecks(f, page);
    carbon(f, page);
    verdicts(f, page);
    return page.out;
}

}  // namespace orrery
