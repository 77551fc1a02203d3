// A run as Markdown: the answer, the figures that matter with what each rests on, the rest to
// unfold.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/analysis/wording.hpp"
#include "sim/report/markdown.hpp"

namespace orrery {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using analysis::money_text;
using analysis::number_text;
using analysis::percent_text;

enum class Shown { money, seconds, share, kilograms, count };
struct Figure {
    const char* path;
    const char* name;
    Shown shown;
};
constexpr Figure kFigures[] = {
    {"cost.total", "cost, effective", Shown::money},
    {"cost.per_million_tokens", "per million output tokens", Shown::money},
    {"latency.ttft.p99", "first token (TTFT), P99", Shown::seconds},
    {"latency.tpot.p99", "per further token (TPOT), P99", Shown::seconds},
    {"latency.e2e.p99", "whole answer (E2E), P99", Shown::seconds},
    {"slo.attainment", "SLO attainment", Shown::share},
    {"jobs.completed", "jobs completed", Shown::count},
    {"utilisation.useful", "accelerator time in use", Shown::share},
    {"carbon.total", "emissions, CO2e", Shown::kilograms},
    {"finance.npv", "net present value", Shown::money}};

std::string value_text(const Figure& figure, double value, const std::string& currency) {
    switch (figure.shown) {
        case Shown::money:
            return money_text(value) + " " + currency;
        case Shown::seconds:
            return value < 1 ? fmt::format("{:.0f} ms", value * 1e3) : number_text(value) + " s";
        case Shown::share:
            return percent_text(value);
        case Shown::kilograms:
            return number_text(value / 1000) + " kg";
        case Shown::count:
            break;
    }
    return number_text(value);
}

std::string figures(const Findings& f) {
    Rows rows{{"", "value", "95 % interval", "rests on"}};
    for (const Figure& figure : kFigures) {
        const Metric* m = f.metrics.find(figure.path);
        if (!m) continue;
        const std::string interval = m->lo && m->hi
                                         ? value_text(figure, *m->lo, f.currency) + " to " +
                                               value_text(figure, *m->hi, f.currency)
                                         : "";
        rows.push_back({figure.name, value_text(figure, m->value, f.currency), interval,
                        m->is_count ? "counted" : m->basis});
    }
    return rows.size() > 1 ? markdown_table(rows) : std::string();
}

/// "812 figures: 640 modelled, 150 counted, 22 measured"
std::string badge(const Findings& f) {
    std::map<std::string, std::size_t> bases;
    for (const auto& [path, m] : f.metrics.all()) ++bases[m.is_count ? "counted" : m.basis];
    std::string out = fmt::format("{} figures", f.metrics.all().size());
    bool first = true;
    for (const auto& [basis, n] : bases) {
        out += fmt::format("{} {} {}", first ? ":" : ",", n, basis);
        first = false;
    }
    return out;
}

/// Members of a family, largest first, with their share.
std::string family(const Findings& f, const std::string& prefix) {
    std::vector<std::pair<std::string, double>> all;
    double total = 0;
    for (const auto& [path, m] : f.metrics.all()) {
        if (path.rfind(prefix, 0) != 0) continue;
        all.emplace_back(path.substr(prefix.size()), m.value);
        total += m.value;
    }
    if (all.empty()) return {};
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    Rows rows{{"", f.currency, "share"}};
    for (const auto& [name, value] : all) {
        rows.push_back({name, money_text(value), total > 0 ? percent_text(value / total) : ""});
    }
    return markdown_table(rows);
}

std::string bottlenecks(const Findings& f) {
    if (f.bottlenecks.empty()) return {};
    Rows rows{{"time is lost to", "share", "what would shorten it"}};
    for (const Bottleneck& b : f.bottlenecks) {
        rows.push_back({b.name, percent_text(b.share, 0), b.remedy});
    }
    return markdown_table(rows);
}

std::string outages(const Findings& f) {
    if (f.outages.empty()) return {};
    Rows rows{{"outage", "from", "until", "requests lost", "late"}};
    for (const OutageRow& o : f.outages) {
        rows.push_back({o.vendor + " " + o.name + " (" + o.plane + ")", o.from, o.until,
                        number_text(o.lost), number_text(o.late)});
    }
    return markdown_table(rows);
}

/// What must hold stands open: a failed assertion is why somebody reads the comment.
std::string assertions(const Findings& f) {
    std::string out;
    for (const AssertRow& a : f.asserts) {
        const std::string value = !a.problem.empty() ? a.problem
                                  : a.shown.empty()  ? number_text(a.value) + " " + a.unit
                                                     : a.shown;
        out += fmt::format("- {} {} ({})\n", a.holds ? "✅" : "❌", markdown_text(a.text),
                           markdown_text(value));
    }
    return out;
}

}  // namespace

std::string render_markdown(const Findings& f) {
    std::string out = "### " + markdown_text(f.name) + "\n";
    for (std::size_t i = 0; i < f.answer.size(); ++i) {
        const std::string text = markdown_text(f.answer[i]);
        out += i == 0 ? "\n**" + text + "**\n" : "\n" + text + "\n";
    }
    const auto block = [&out](const std::string& text) {
        if (!text.empty()) out += "\n" + text;
    };
    block(assertions(f));
    block(figures(f));
    out += markdown_details("Cost by site", family(f, "cost.by_site."));
    out += markdown_details("Cost by category", family(f, "cost.by_category."));
    out += markdown_details("Cost by tenant", family(f, "cost.by_tenant."));
    out += markdown_details("Where time is lost", bottlenecks(f));
    out += markdown_details("Outages", outages(f));
    return out + fmt::format("\n<sub>{}; {}, seed {}</sub>\n", badge(f), f.fidelity, f.seed);
}

}  // namespace orrery
