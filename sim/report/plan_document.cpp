// A plan as a document to review: facts a line each, figures, risks, and what would flip it.
#include "sim/report/plan_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "sim/analysis/basis.hpp"
#include "sim/analysis/headroom.hpp"
#include "sim/analysis/misses.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/plan_facts.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

using analysis::amount_text;
using analysis::percent_text;
using analysis::value_of;

/// Text of users as Markdown shows it: no mark-up, no line of its own.
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            out += ' ';
            continue;
        }
        const bool marks = std::string_view("\\`*_[]<>|#&").find(c) != std::string_view::npos;
        out += marks ? std::string("\\") + c : std::string(1, c);
    }
    return out;
}

void bullet(std::string& out, const std::string& text) {
    out += "- " + text + "\n";
}

void section(std::string& out, const std::string& title, const std::vector<std::string>& lines,
             const std::string& none = {}) {
    if (lines.empty() && none.empty()) return;
    out += "\n## " + title + "\n\n";
    for (const std::string& line : lines) bullet(out, line);
    if (lines.empty()) bullet(out, none);
}

struct Shown {
    const char* path;
    const char* name;
};
constexpr std::array<Shown, 12> kShown{{{"cost.total", "Total cost (effective)"},
                                        {"finance.cash.total", "Cash paid"},
                                        {"finance.npv", "Net present value"},
                                        {"cost.per_million_tokens", "A million output tokens"},
                                        {"requests.completed", "Requests completed"},
                                        {"slo.attainment", "Share within service levels"},
                                        {"latency.ttft.p99", "First token, P99"},
                                        {"latency.e2e.p99", "Whole answer, P99"},
                                        {"utilisation.useful", "Accelerators at work, share"},
                                        {"energy.facility", "Energy of the facilities"},
                                        {"carbon.total", "CO2e, location-based and embodied"},
                                        {"risk.hhi.spend", "Concentration of spend (HHI)"}}};

std::vector<std::string> figures(const Findings& f) {
    std::vector<std::string> out;
    for (const Shown& shown : kShown) {
        const Metric* m = f.metrics.find(shown.path);
        if (!m) continue;
        std::string line = fmt::format("{}: {}{}{}", shown.name, analysis::number_text(m->value),
                                       m->unit.empty() ? "" : " ", m->unit);
        if (m->lo && m->hi) {
            line += fmt::format(" ({} to {})", analysis::number_text(*m->lo),
                                analysis::number_text(*m->hi));
        }
        const FigureBasis* basis = analysis::basis_of(f.bases, shown.path);
        out.push_back(line + "; " + (basis ? analysis::basis_text(*basis) : m->basis));
    }
    return out;
}

std::vector<std::string> bases(const Findings& f) {
    std::vector<std::string> out;
    for (const FigureBasis& b : f.bases) {
        out.push_back(fmt::format("{}: {}; weakest input: {}", b.family, analysis::basis_text(b),
                                  plain(analysis::weakest_text(b))));
    }
    return out;
}

/// Workloads below their target: of each the path ends in ".attainment".
void add_missed_levels(const World& world, const Findings& f, std::vector<std::string>& out) {
    for (const Workload& w : world.workloads) {
        const Metric* m = f.metrics.find("slo.by_workload." + w.name + ".attainment");
        if (!m || m->value >= w.spec.slo.target) continue;
        out.push_back(fmt::format("{} meets its service level in {} of requests, {} are wanted",
                                  plain(w.name), percent_text(m->value),
                                  percent_text(w.spec.slo.target)));
    }
}

void add_money_risks(const Findings& f, std::vector<std::string>& out) {
    if (!f.finance) return;
    for (const BudgetRow& b : f.finance->budgets) {
        if (b.variance <= 0) continue;
        out.push_back(fmt::format("Budget {} is exceeded by {} in {}", plain(b.name),
                                  amount_text(b.variance, f.currency), b.period));
    }
    for (const ConcentrationRow& c : f.finance->concentration) {
        const bool large = c.basis == "spend" && c.level == "vendor" && c.largest_share > .7;
        if (!large || c.largest == "own") continue;
        out.push_back(
            fmt::format("{} of spend is with {}", percent_text(c.largest_share), plain(c.largest)));
    }
    if (f.finance->hurdle && !f.finance->hurdle->above()) {
        out.push_back(plain(analysis::hurdle_sentence(*f.finance->hurdle)));
    }
}

std::vector<std::string> risks(const World& world, const Findings& f) {
    std::vector<std::string> out;
    if (f.partial) out.push_back("The run is partial: " + plain(f.partial_reason));
    for (const AssertRow& a : f.asserts) {
        if (a.holds) continue;
        out.push_back(fmt::format("Does not hold: {} ({})", plain(a.text),
                                  plain(a.problem.empty() ? "is " + a.shown : a.problem)));
    }
    add_missed_levels(world, f, out);
    add_money_risks(f, out);
    for (const DeliveryRow& d : f.deliveries) {
        if (d.late_days < 1) continue;
        out.push_back(fmt::format("{} servers of {} come {:.0f} days late, on {}", d.servers,
                                  plain(d.pool), d.late_days, d.delivered));
    }
    for (const OutageRow& o : f.outages) {
        if (o.lost + o.late <= 0) continue;
        out.push_back(fmt::format("Outage {} of {} from {}, {:.3g} h: {} requests lost, {} late",
                                  plain(o.name), plain(o.vendor), o.from, o.hours,
                                  analysis::grouped(o.lost, 0), analysis::grouped(o.late, 0)));
    }
    for (const std::string& gap : f.plan_gaps) out.push_back("Gap of the plan: " + plain(gap));
    const auto misses = analysis::misses_of(f);
    const std::string where = analysis::misses_sentence(f);
    if (!where.empty()) out.push_back(plain(where));
    if (!f.bottlenecks.empty() && analysis::targets_of(f) == analysis::Targets::missed) {
        const Bottleneck& b = *analysis::pressing_bottleneck(f);
        if (misses && b.where == misses->where && misses->moves(f)) return out;
        out.push_back(fmt::format(
            "{} here: {} ({}). {}",
            b.late_s > 0 ? "What misses its service level loses most time" : "Most time is lost",
            plain(b.name), percent_text(analysis::pressing_share(f), 0), plain(b.remedy)));
    }
    return out;
}

/// By how much of its value each asserted figure may change before the assertion turns.
void add_margins(const World& world, const Findings& f, std::vector<std::string>& out) {
    for (const AssertSpec& a : world.asserts) {
        const Metric* m = f.metrics.find(a.path);
        if (!m || a.op == "==") continue;
        if (m->value == 0) {
            out.push_back(plain(a.text) + ": turns once the figure, now 0, passes the limit");
            continue;
        }
        const double size = m->value < 0 ? -m->value : m->value;
        const bool above = a.op[0] == '>';
        const double margin = (above ? m->value - a.value : a.value - m->value) / size;
        const bool holds = margin >= 0;
        out.push_back(fmt::format("{}: {} once the figure {} by {:.3g} %", plain(a.text),
                                  holds ? "fails" : "fails now; holds",
                                  above == holds ? "falls" : "rises",
                                  100 * (holds ? margin : -margin)));
    }
}

/// How much dearer the cheapest alternative may get before another one is.
void add_alternatives(const Findings& f, std::vector<std::string>& out) {
    const auto worth = [&](const AlternativeRow& a) {
        return f.alternatives_by_hour ? a.per_hour : a.cost;
    };
    const AlternativeRow* best = nullptr;
    const AlternativeRow* next = nullptr;
    for (const AlternativeRow& a : f.alternatives) {
        if (!best || worth(a) < worth(*best)) best = &a;
    }
    for (const AlternativeRow& a : f.alternatives) {
        if (&a != best && (!next || worth(a) < worth(*next))) next = &a;
    }
    if (!best || !next || worth(*best) <= 0) return;
    out.push_back(fmt::format("{} is the cheapest; {} is once {} gets {} dearer, all else equal",
                              plain(best->name), plain(next->name), plain(best->name),
                              percent_text(worth(*next) / worth(*best) - 1)));
}

std::vector<std::string> flips(const World& world, const Findings& f) {
    std::vector<std::string> out;
    add_alternatives(f, out);
    add_margins(world, f, out);
    if (f.finance && f.finance->hurdle) {
        const HurdleVerdict& h = *f.finance->hurdle;
        out.push_back(fmt::format("{} is {:.2f} percentage points {} the {}", h.figure,
                                  100 * (h.above() ? h.value - h.hurdle : h.hurdle - h.value),
                                  h.verdict(), h.basis));
    }
    if (f.next && !f.next->next.empty()) {
        out.push_back(fmt::format("Without \"{}\" the next bottleneck is \"{}\"",
                                  plain(f.next->removed), plain(f.next->next)));
    }
    return out;
}

void facts(const World& world, std::string& out) {
    std::string open;
    for (const PlanFact& fact : plan_facts(world)) {
        if (fact.section != open) out += "\n## " + fact.section + "\n\n";
        open = fact.section;
        if (fact.section == "Dates") {
            const std::string more = fact.text.size() > 12 ? " (" + fact.text.substr(12) + ")" : "";
            bullet(out, fact.text.substr(0, 10) + ": " + plain(fact.name + more));
        } else {
            bullet(out, plain(fact.name) + ": " + plain(fact.text));
        }
    }
}

}  // namespace

std::string render_plan(const World& world, const Findings& f) {
    std::string out = "# Plan: " + plain(world.name) + "\n\n";
    if (!world.description.empty()) out += plain(world.description) + "\n\n";
    const std::int64_t end = world.start_unix_s + world.horizon.ns / kSecond.ns;
    bullet(out,
           fmt::format("From {} to {}, money in {}", print_date(world.start_unix_s).substr(0, 10),
                       print_date(end).substr(0, 10), world.currency));
    bullet(out, fmt::format("Facts of the catalog as of {}", world.catalog_as_of));
    std::vector<std::string> answer;
    for (const std::string& sentence : f.answer) answer.push_back(plain(sentence));
    section(out, "Answer", answer);
    section(out, "What it comes to", figures(f));
    facts(world, out);
    section(out, "Risks", risks(world, f), "none stands out in this run");
    section(out, "What would flip it", flips(world, f),
            "no limit or alternative is stated: add `assert:` or `finance.alternatives`, or run "
            "`orrery study tornado`");
    section(out, "What the figures rest on", bases(f));
    return out;
}

}  // namespace orrery
