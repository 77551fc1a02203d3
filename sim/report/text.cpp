// The terminal summary: the answer first, then compact tables that fit the window.
#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/misses.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_assets.hpp"
#include "sim/report/text_basis.hpp"
#include "sim/report/text_energy.hpp"
#include "sim/report/text_finance.hpp"
#include "sim/report/text_jobs.hpp"
#include "sim/report/text_page.hpp"
#include "sim/report/text_supply.hpp"

namespace orrery {
namespace {

using text::Page;

constexpr std::size_t kBounds = 6;  ///< that are named
constexpr std::size_t kFlows = 12;  ///< likewise

using analysis::value_of;

using analysis::number_text;

std::string seconds(double s) {
    if (s < 1e-3) return s <= 0 ? "0 s" : fmt::format("{:.0f} µs", s * 1e6);
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
        if (!f.metrics.find(p + ".p50")) continue;  // no tokens: only whole answers
        rows.push_back({name, seconds(value_of(f, p + ".p50")), seconds(value_of(f, p + ".p90")),
                        seconds(value_of(f, p + ".p99")), seconds(value_of(f, p + ".mean"))});
    }
    page.table(rows);
    const double early = value_of(f, "requests.in_warm_up");
    if (early == 0) return;
    page.paragraph(
        fmt::format("{} of {} requests came in the warm-up: they are served and paid for, and left "
                    "out of latencies, waits and service levels.",
                    analysis::grouped(early, 0),
                    analysis::grouped(value_of(f, "requests.arrived"), 0)),
        "  ");
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

/// Whether a group of equal entries is shown instead.
bool hidden(const Findings& f, const char* kind, const std::string& name) {
    return std::any_of(f.groups.begin(), f.groups.end(), [&](const Group& group) {
        return group.kind == kind &&
               std::binary_search(group.members.begin(), group.members.end(), name);
    });
}

/// Rows of a table by name: single entries, then groups as "retail (400)".
struct Shown {
    std::string title;
    std::string path;  ///< "by_site.hall" or "by_group.retail"
};
std::vector<Shown> shown(const Findings& f, const char* kind,
                         const std::vector<std::string>& names) {
    std::vector<Shown> rows;
    for (const std::string& name : names) {
        if (!hidden(f, kind, name)) rows.push_back({name, fmt::format("by_{}.{}", kind, name)});
    }
    for (const Group& group : f.groups) {
        if (group.kind != kind) continue;
        rows.push_back(
            {fmt::format("{} ({})", group.name, group.members.size()), "by_group." + group.name});
    }
    return rows;
}

void by_workload(const Findings& f, Page& page) {
    const auto names = members(f, "latency.by_workload.", ".e2e.p99");
    if (names.size() < 2) return;
    page.heading("By workload");
    const char* counted = value_of(f, "requests.in_warm_up") > 0 ? "after warm-up" : "completed";
    std::vector<std::vector<std::string>> rows{
        {"", counted, "TTFT p50", "TTFT p99", "TPOT p50", "E2E p99", "SLO met"}};
    const auto time = [&](const std::string& path) {
        const Metric* m = f.metrics.find(path);
        return m ? seconds(m->value) : "–";
    };
    for (const auto& [title, member] : shown(f, "workload", names)) {
        const std::string path = "latency." + member;
        const Metric* e2e = f.metrics.find(path + ".e2e.p99");
        const Metric* slo = f.metrics.find("slo." + member + ".attainment");
        rows.push_back({title, e2e ? number_text(static_cast<double>(e2e->n)) : "0",
                        time(path + ".ttft.p50"), time(path + ".ttft.p99"),
                        time(path + ".tpot.p50"), time(path + ".e2e.p99"),
                        slo ? analysis::percent_text(slo->value) : "–"});
    }
    // Behind a mean over runs stands their number, no longer that of the requests.
    if (analysis::replications_of(f.metrics) > 1) {
        for (auto& row : rows) row.erase(row.begin() + 1);
    }
    page.table(rows);
}

/// Where service levels are missed; nothing where one deployment serves all.
void by_deployment(const Findings& f, Page& page) {
    const auto names = members(f, analysis::kSloByDeployment, ".missed");
    if (names.size() < 2) return;
    page.heading("Service levels by deployment");
    std::vector<std::vector<std::string>> rows{
        {"", "completed", "SLO met", "missed", "too slow even alone"}};
    for (const std::string& name : names) {
        const std::string path = analysis::kSloByDeployment + name;
        const Metric* met = f.metrics.find(path + ".attainment");
        rows.push_back({name, number_text(value_of(f, path + ".completed")),
                        met ? analysis::percent_text(met->value) : "–",
                        number_text(value_of(f, path + ".missed")),
                        number_text(value_of(f, path + ".missed_alone"))});
    }
    page.table(rows);
}

void workloads(const Findings& f, Page& page) {
    by_workload(f, page);
    by_deployment(f, page);
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
    if (const double n = value_of(f, "requests.preemptions"); n > 0) {
        page.paragraph(fmt::format("{} preemption{} for want of KV memory: {} tokens were "
                                   "computed again.",
                                   number_text(n), n == 1 ? "" : "s",
                                   number_text(value_of(f, "tokens.recomputed"))),
                       "  ");
    }
}

void costs(const Findings& f, Page& page) {
    const double total = value_of(f, "cost.total");
    page.heading("Cost by site (" + f.currency + ", effective)");
    std::vector<std::vector<std::string>> rows;
    for (const auto& [site, path] : shown(f, "site", members(f, "cost.by_site.", ""))) {
        const double amount = value_of(f, "cost." + path);
        const double share = total > 0 ? amount / total : 0;
        rows.push_back(
            {site, analysis::money_text(amount), analysis::percent_text(share, 0), bar(share, 20)});
    }
    const char* sum = f.alternatives.empty() ? "total" : "sum of alternatives";
    rows.push_back({sum, analysis::money_text(total), "", ""});
    page.table(rows);
}

/// What was promised to vendors: due, consumed, and paid for nothing.
void commitments(const Findings& f, Page& page) {
    const auto names = members(f, "cost.commitment.", ".prepaid");
    if (names.empty()) return;
    page.heading("Commitments (" + f.currency + ")");
    std::vector<std::vector<std::string>> rows{{"contract", "fell due", "consumed", "of it unused",
                                                "prepaid", "used", "covers", "a used server-h"}};
    for (const std::string& name : names) {
        const auto value = [&f, at = "cost.commitment." + name](const char* key) {
            return value_of(f, at + key);
        };
        const auto percent = [&](const char* key) { return analysis::percent_text(value(key), 0); };
        const auto money = [&](const char* key) { return analysis::money_text(value(key)); };
        const double hour = value(".per_used_hour");
        rows.push_back({name, money(".billed"), money(".effective"), money(".unused"),
                        money(".prepaid"), percent(".utilisation"), percent(".coverage"),
                        hour > 0 ? analysis::price_text(hour) : "–"});
    }
    page.table(rows);
}

/// What was promised to be spent: in the year that runs, and what was paid for years that fell
/// short.
void spend_commitments(const Findings& f, Page& page) {
    const auto names = members(f, "cost.commitment.", ".burn");
    if (names.empty()) return;
    page.heading("Spend commitments (" + f.currency + ")");
    std::vector<std::vector<std::string>> rows{
        {"contract", "spent this year", "of it", "to be spent", "true-ups"}};
    for (const std::string& name : names) {
        const auto value = [&f, at = "cost.commitment." + name](const char* key) {
            return value_of(f, at + key);
        };
        rows.push_back({name, analysis::grouped(value(".spent"), 0),
                        fmt::format("{:.0f} %", 100 * value(".burn")),
                        analysis::grouped(value(".remaining"), 0),
                        analysis::grouped(value(".true_up"), 0)});
    }
    page.table(rows);
}

void utilisation(const Findings& f, Page& page) {
    page.heading("Accelerator time");
    std::vector<std::vector<std::string>> rows{
        {"pool", "useful", "idle", "overhead", "failed", ""}};
    const auto names = members(f, "utilisation.by_pool.", ".useful");
    for (const auto& [title, path] : shown(f, "pool", names)) {
        const auto value = [&f, at = "utilisation." + path](const char* key) {
            return value_of(f, at + key);
        };
        const auto percent = [&](const char* key) {
            return fmt::format("{:.1f} %", 100 * value(key));
        };
        rows.push_back({title, percent(".useful"), percent(".idle"), percent(".overhead"),
                        percent(".failed"), bar(value(".useful"), 12)});
    }
    page.table(rows);
}

void bottlenecks(const Findings& f, Page& page) {
    if (f.bottlenecks.empty()) return;
    page.heading(analysis::replications_of(f.metrics) > 1 ? "Where time is lost (first run)"
                                                          : "Where time is lost");
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min<std::size_t>(f.bottlenecks.size(), 5); ++i) {
        const Bottleneck& b = f.bottlenecks[i];
        rows.push_back(
            {b.name, seconds(b.lost_s), fmt::format("{:.0f} %", 100 * b.share), bar(b.share, 20)});
    }
    page.table(rows);
    if (f.next) {
        const bool tokens = f.metrics.find("latency.ttft.p99") != nullptr;
        const std::string ttft =
            fmt::format("; P99 TTFT{} would go from {} to {}",
                        analysis::replications_of(f.metrics) > 1 ? " of the first run" : "",
                        seconds(f.next->ttft_p99_before_s), seconds(f.next->ttft_p99_after_s));
        page.paragraph(
            fmt::format("Without \"{}\" the next would be \"{}\"{}.", f.next->removed,
                        f.next->next.empty() ? "none" : f.next->next, tokens ? ttft : ""),
            "  ");
    }
}

/// Classed data: what goes where, and by which rule.
void data_flows(const Findings& f, Page& page) {
    if (f.data_flows.empty()) return;
    page.heading("Data flows (all of them in data_flows.csv)");
    for (std::size_t i = 0; i < std::min(f.data_flows.size(), kFlows); ++i) {
        const FlowRow& r = f.data_flows[i];
        page.paragraph(
            fmt::format("{}{} of {}{}: {} – {} ({}, {}); {}", r.allowed ? "" : "refused: ", r.what,
                        r.subject, r.data_class.empty() ? "" : " [" + r.data_class + "]", r.from,
                        r.to, r.operated_by, r.country, r.rule),
            "  ");
    }
    if (f.data_flows.size() > kFlows) {
        page.paragraph(fmt::format("… and {} more.", f.data_flows.size() - kFlows), "  ");
    }
}

void verdicts(const Findings& f, Page& page) {
    std::size_t beyond = 0;
    for (const BoundRow& b : f.bounds) {
        if (b.holds || ++beyond > kBounds) continue;
        page.paragraph(fmt::format("Beyond its bound: {} {} is {}{}, bound {} ({}).", b.deployment,
                                   b.quantity, number_text(b.simulated),
                                   b.unit.empty() ? "" : " " + b.unit, number_text(b.bound), b.law),
                       "  ");
    }
    if (beyond > kBounds) {
        page.paragraph(fmt::format("… and {} more beyond their bounds.", beyond - kBounds), "  ");
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
        const std::string own =
            analysis::money_text(a.value) + (a.unit.empty() ? "" : " " + a.unit);
        const std::string value =
            a.problem.empty() ? "is " + (a.shown.empty() ? own : a.shown) : a.problem;
        page.paragraph(fmt::format("{} {}  ({})", a.holds ? "✓" : "✗", a.text, value), "  ");
    }
}

}  // namespace

std::string render_text(const Findings& f, int width) {
    Page page(width);
    for (const std::string& sentence : f.answer) page.paragraph(sentence, "");
    text::alternatives(f, page);
    latencies(f, page);
    workloads(f, page);
    text::jobs(f, page);
    costs(f, page);
    text::pool_costs(f, page);
    commitments(f, page);
    spend_commitments(f, page);
    text::finance(f, page);
    utilisation(f, page);
    bottlenecks(f, page);
    text::supply(f, page);
    text::energy(f, page);
    text::assets(f, page);
    data_flows(f, page);
    verdicts(f, page);
    text::bases(f, page);
    return page.out;
}

}  // namespace orrery
