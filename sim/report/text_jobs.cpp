// The terminal summary of jobs: goodput, interruptions, the waterfall of accelerator time.
#include "sim/report/text_jobs.hpp"

#include <array>

#include "sim/analysis/wording.hpp"

namespace orrery::text {
namespace {

using analysis::value_of;

constexpr std::size_t kMaxJobs = 12;
constexpr std::size_t kMaxCauses = 8;

std::vector<std::string> names_of(const Findings& f) {
    const std::string head = "jobs.by_name.";
    const std::string tail = ".goodput";
    std::vector<std::string> names;
    for (const auto& [path, metric] : f.metrics.all()) {
        const bool fits = path.rfind(head, 0) == 0 && path.size() > head.size() + tail.size() &&
                          path.compare(path.size() - tail.size(), tail.size(), tail) == 0;
        if (fits)
            names.push_back(path.substr(head.size(), path.size() - head.size() - tail.size()));
    }
    return names;
}

std::string percent(double share) {
    return fmt::format("{:.1f} %", 100 * share);
}

std::string span(double s) {
    if (s >= 2 * 86400) return fmt::format("{:.1f} d", s / 86400);
    if (s >= 7200) return fmt::format("{:.1f} h", s / 3600);
    return s >= 120 ? fmt::format("{:.1f} min", s / 60) : fmt::format("{:.1f} s", s);
}

/// Children of a group, largest first; ties by name.
std::vector<std::pair<std::string, double>> ranked(const Findings& f, const std::string& prefix) {
    std::vector<std::pair<std::string, double>> items;
    for (const auto& [path, metric] : f.metrics.all()) {
        if (path.rfind(prefix, 0) == 0) {
            items.emplace_back(path.substr(prefix.size()), metric.value);
        }
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return items;
}

/// The step as modelled, and the three terms that it is mostly made of.
void modelled_step(const Findings& f, const std::string& path, Page& page) {
    const double step = value_of(f, path + ".step_time");
    std::string terms;
    const auto parts = ranked(f, path + ".step.");
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 3); ++i) {
        terms += fmt::format("{}{} {:.0f} %", i == 0 ? "" : ", ", parts[i].first,
                             100 * parts[i].second / step);
    }
    const double error = value_of(f, path + ".error_pct");
    const std::string trust = error > 0 ? fmt::format("within {:.0f} %", error)
                                        : "estimated: never measured on this hardware";
    page.paragraph(fmt::format("A step takes {:.3g} s as modelled ({}): {} …; MFU {}, "
                               "{:.0f} GB on the fullest accelerator.",
                               step, trust, terms, percent(value_of(f, path + ".mfu")),
                               value_of(f, path + ".memory")),
                   "  ");
}

void details(const Findings& f, const std::string& name, Page& page) {
    const std::string path = "jobs.by_name." + name;
    std::string shares;
    for (const char* part : {"useful", "recompute", "lost", "checkpoint", "restart", "waiting",
                             "delivery", "throttled", "starved", "idle"}) {
        const double share = value_of(f, path + ".waterfall." + part + "_share");
        if (share < 5e-5) continue;
        shares += fmt::format("{}{} {:.2f} %", shares.empty() ? "" : ", ", part, 100 * share);
    }
    page.paragraph(name + ": " + shares + " of its accelerator time.", "  ");
    if (f.metrics.find(path + ".training.step_time")) modelled_step(f, path + ".training", page);
    const double starved = value_of(f, path + ".input.starved");
    if (starved > 0) {
        page.paragraph(
            fmt::format("Input lets {:.4g} of {:.4g} items a second through: "
                        "accelerators wait {:.1f} % of each step for data. {}",
                        value_of(f, path + ".input.rate"), value_of(f, path + ".input.wanted"),
                        100 * starved, f.metrics.find(path + ".input.rate")->formula),
            "  ");
    }
    const auto costs = ranked(f, path + ".interruptions.cost.");
    if (costs.empty()) return;
    std::string causes;
    const auto by_cause = ranked(f, path + ".interruptions.by_cause.");
    for (std::size_t i = 0; i < std::min(by_cause.size(), kMaxCauses); ++i) {
        std::string cause = by_cause[i].first;
        std::replace(cause.begin(), cause.end(), '_', ' ');
        causes += fmt::format("{}{} {:.4g}", causes.empty() ? "" : ", ", cause, by_cause[i].second);
    }
    page.paragraph(fmt::format("Interrupted by {}; {} cost {:.0f} % of what that took.", causes,
                               costs[0].first, 100 * value_of(f, path + ".bound_share")),
                   "  ");
}

/// What of a trace does not run, and why; empty if all does.
std::string left_out(const Findings& f, const std::string& path, const std::string& name) {
    std::string text;
    for (const auto& [key, what] :
         {std::pair{"never_fit", "that never fit"}, std::pair{"too_large", "larger than the pool"},
          std::pair{"without_gpu", "without a GPU"},
          std::pair{"refused_rows", "in refused rows"}}) {
        const double n = value_of(f, path + "." + key);
        if (n > 0) text += fmt::format("{}{:.0f} {}", text.empty() ? "" : ", ", n, what);
    }
    return text.empty() ? text : "Jobs of " + name + " that do not run: " + text + ".";
}

/// Recorded jobs by trace: how many, how long they waited, for what most.
void recorded(const Findings& f, Page& page) {
    const std::string head = "jobs.recorded.";
    const std::string tail = ".refused_rows";
    std::vector<std::vector<std::string>> rows{
        {"", "submitted", "done", "still wait", "waited", "p99", "most of it for"}};
    std::string beside;
    for (const auto& [path, metric] : f.metrics.all()) {
        const bool fits = path.rfind(head, 0) == 0 && path.size() > tail.size() &&
                          path.compare(path.size() - tail.size(), tail.size(), tail) == 0;
        if (!fits) continue;
        const std::string trace = path.substr(0, path.size() - tail.size());
        std::string cause = "–";
        double most = 0;
        for (const auto& [other, m] : f.metrics.all()) {
            if (other.rfind(trace + ".waits.", 0) != 0 || m.value <= most) continue;
            most = m.value;
            cause = other.substr(trace.size() + 7);
        }
        rows.push_back({trace.substr(head.size()),
                        fmt::format("{:.0f}", value_of(f, trace + ".submitted")),
                        fmt::format("{:.0f}", value_of(f, trace + ".completed")),
                        fmt::format("{:.0f}", value_of(f, trace + ".waiting")),
                        span(value_of(f, trace + ".wait.mean")),
                        span(value_of(f, trace + ".wait.p99")), cause});
        const std::string without = left_out(f, trace, trace.substr(head.size()));
        beside += (beside.empty() || without.empty() ? "" : " ") + without;
    }
    if (rows.size() == 1) return;
    page.heading("Recorded jobs");
    page.table(rows);
    if (!beside.empty()) page.paragraph(beside, "  ");
}

}  // namespace

void jobs(const Findings& f, Page& page) {
    recorded(f, page);
    const auto names = names_of(f);
    if (names.empty()) return;
    page.heading("Jobs");
    std::vector<std::vector<std::string>> rows{
        {"", "done", "goodput", "ETTR", "interrupted", "MTTI", "waited", "cost"}};
    const std::size_t shown = std::min(names.size(), kMaxJobs);
    for (std::size_t i = 0; i < shown; ++i) {
        const std::string path = "jobs.by_name." + names[i];
        const Metric* end = f.metrics.find(path + ".end");
        const Metric* mtti = f.metrics.find(path + ".mtti");
        rows.push_back({names[i],
                        end ? "at " + span(end->value) + analysis::known_text(f.metrics, *end)
                            : percent(value_of(f, path + ".progress")),
                        percent(value_of(f, path + ".goodput")),
                        percent(value_of(f, path + ".ettr")),
                        fmt::format("{:.4g}", value_of(f, path + ".interruptions.total")),
                        mtti ? span(mtti->value) : "–", span(value_of(f, path + ".wait")),
                        analysis::amount_text(value_of(f, path + ".cost"), f.currency)});
    }
    page.table(rows);
    if (names.size() > shown) {
        page.paragraph(fmt::format("and {} more, in jobs.csv", names.size() - shown), "  ");
    }
    for (std::size_t i = 0; i < shown; ++i) {
        if (value_of(f, "jobs.by_name." + names[i] + ".interruptions.total") > 0) {
            details(f, names[i], page);
        }
    }
}

}  // namespace orrery::text
