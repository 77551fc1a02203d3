// What changes from one plan to another, a line a change: ~ what differs, + what is new, - what is
// gone; the total with its causes, then service and emissions.
#include "sim/report/compare_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "models/contracts/month.hpp"
#include "sim/analysis/differs.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

constexpr double kMonthS = contracts::kHoursPerMonth * 3600;
constexpr std::size_t kShown = 20;  ///< changes of a family; the smaller ones are summed

enum class Kind { money, seconds, share, kilograms, count };
struct Single {
    const char* path;
    const char* name;
    Kind kind;
};
constexpr Single kSingles[] = {{"slo.attainment", "SLO attainment", Kind::share},
                               {"latency.ttft.p99", "TTFT P99", Kind::seconds},
                               {"latency.tpot.p99", "TPOT P99", Kind::seconds},
                               {"latency.e2e.p99", "E2E P99", Kind::seconds},
                               {"jobs.completed", "jobs completed", Kind::count},
                               {"carbon.total", "CO2e", Kind::kilograms},
                               {"risk.hhi.spend", "HHI of spend", Kind::count}};
constexpr const char* kSites = "cost.by_site.";
constexpr const char* kCauses = "cost.by_category.";
constexpr const char* kTotal = "cost.total";

struct Change {
    char sign = '~';  ///< '+' new, '-' gone, '=' equal
    std::string name;
    Kind kind = Kind::money;
    double before = 0;
    double after = 0;
    [[nodiscard]] double difference() const { return after - before; }
};

std::optional<double> figure(const ComparedPlan& plan, const std::string& path) {
    const auto it = plan.figures.find(path);
    return it == plan.figures.end() ? std::nullopt : std::optional(it->second);
}

/// Nothing where neither plan has it.
std::optional<Change> change_of(const ComparedPlan& was, const ComparedPlan& is,
                                const std::string& path, std::string name, Kind kind,
                                double scale = 1, double whole = 0) {
    const auto before = figure(was, path);
    const auto after = figure(is, path);
    if (!before && !after) return std::nullopt;
    Change c{'~', std::move(name), kind, before.value_or(0) * scale, after.value_or(0) * scale};
    const double size = std::max(std::fabs(c.before), std::fabs(c.after));
    const bool money = kind == Kind::money;
    if (money && !analysis::differs(c.difference(), std::max(size, whole))) {
        c.sign = '=';
    } else if (!before) {
        c.sign = '+';
    } else if (!after) {
        c.sign = '-';
    } else if (std::fabs(c.difference()) <= 1e-9 * size) {
        c.sign = '=';
    }
    return c;
}

/// Members of a family in either plan, largest change first.
std::vector<Change> family(const ComparedPlan& was, const ComparedPlan& is,
                           const std::string& prefix, const std::string& word, double scale,
                           double whole) {
    std::set<std::string> paths;
    for (const ComparedPlan* plan : {&was, &is}) {
        for (const auto& [path, value] : plan->figures) {
            if (path.rfind(prefix, 0) == 0) paths.insert(path);
        }
    }
    std::vector<Change> out;
    for (const std::string& path : paths) {
        const auto c =
            change_of(was, is, path, word + path.substr(prefix.size()), Kind::money, scale, whole);
        if (c) out.push_back(*c);
    }
    std::stable_sort(out.begin(), out.end(), [](const Change& a, const Change& b) {
        return std::fabs(a.difference()) > std::fabs(b.difference());
    });
    return out;
}

struct Diff {
    std::vector<Change> sites;
    std::optional<Change> total;
    std::vector<Change> causes;
    std::vector<Change> service;
    std::size_t equal = 0;
};

std::size_t take_equal(std::vector<Change>& all) {
    return std::erase_if(all, [](const Change& c) { return c.sign == '='; });
}

Diff diff_of(const ComparedPlan& was, const ComparedPlan& is, const CompareFrame& frame) {
    const double month = frame.horizon_s > 0 ? kMonthS / frame.horizon_s : 1;
    Diff d;
    d.total = change_of(was, is, kTotal, "total", Kind::money, month);
    const double whole =
        d.total ? std::max(std::fabs(d.total->before), std::fabs(d.total->after)) : 0;
    d.sites = family(was, is, kSites, "site ", month, whole);
    d.causes = family(was, is, kCauses, "", month, whole);
    for (const Single& single : kSingles) {
        const auto c = change_of(was, is, single.path, single.name, single.kind);
        if (c) d.service.push_back(*c);
    }
    d.equal = take_equal(d.sites) + take_equal(d.service) + take_equal(d.causes);
    if (d.total && d.total->sign == '=') ++d.equal;
    return d;
}

std::string value_text(const Change& c, double value, const CompareFrame& frame, bool unit) {
    switch (c.kind) {
        case Kind::money:
            return analysis::money_text(value) + (unit ? " " + frame.currency + "/month" : "");
        case Kind::seconds:
            return value < 1 ? fmt::format("{:.0f} ms", value * 1e3)
                             : analysis::number_text(value) + " s";
        case Kind::share:
            return analysis::percent_text(value);
        case Kind::kilograms:
            return analysis::number_text(value / 1000) + (unit ? " kg" : "");
        case Kind::count:
            break;
    }
    return analysis::number_text(value);
}

/// "+23 %", "−1.5 points"; nothing from zero.
std::string relative_text(const Change& c) {
    if (c.kind == Kind::share) {
        const double points = 100 * c.difference();
        return fmt::format("{}{:.2g} points", points < 0 ? "−" : "+", std::fabs(points));
    }
    if (c.before == 0) return {};
    const double percent = 100 * c.difference() / std::fabs(c.before);
    const int decimals = std::fabs(percent) < 10 ? 1 : 0;
    return fmt::format("{}{} %", percent < 0 ? "−" : "+",
                       analysis::grouped(std::fabs(percent), decimals));
}

/// "(+2,800, +23 %)"
std::string difference_text(const Change& c) {
    const std::string relative = relative_text(c);
    if (c.kind != Kind::money) return relative;
    return analysis::change_text(c.difference()) + (relative.empty() ? "" : ", " + relative);
}

std::string line_of(const Change& c, const CompareFrame& frame) {
    if (c.sign == '+') {
        return fmt::format("+ {}: {} (new)", c.name, value_text(c, c.after, frame, true));
    }
    if (c.sign == '-') {
        return fmt::format("- {}: {} (gone)", c.name, value_text(c, c.before, frame, true));
    }
    const std::string difference = difference_text(c);
    return fmt::format("{} {}: {} → {}{}", c.sign, c.name, value_text(c, c.before, frame, false),
                       value_text(c, c.after, frame, true),
                       difference.empty() ? "" : " (" + difference + ")");
}

double rest_of(const std::vector<Change>& all) {
    double sum = 0;
    for (std::size_t i = kShown; i < all.size(); ++i) sum += all[i].difference();
    return sum;
}

/// "energy +1,200, compute +1,600": they sum to the total's difference.
std::string causes_text(const Diff& d) {
    std::string out;
    double left = d.total ? d.total->difference() : 0;
    const double whole = std::fabs(left);
    for (std::size_t i = 0; i < d.causes.size(); ++i) {
        left -= d.causes[i].difference();
        if (i >= kShown) continue;
        out += (out.empty() ? "" : ", ") + d.causes[i].name + " " +
               analysis::change_text(d.causes[i].difference());
    }
    if (d.causes.size() > kShown) out += ", others " + analysis::change_text(rest_of(d.causes));
    if (std::fabs(left) > 1e-6 * whole + 0.005) {
        out +=
            (out.empty() ? "" : ", ") + std::string("not in these ") + analysis::change_text(left);
    }
    return out;
}

void text_block(const ComparedPlan& was, const ComparedPlan& is, const CompareFrame& frame,
                text::Page& page) {
    const Diff d = diff_of(was, is, frame);
    page.heading(was.name + " → " + is.name + ", cost by a month of 730 hours");
    for (std::size_t i = 0; i < std::min(d.sites.size(), kShown); ++i) {
        page.paragraph(line_of(d.sites[i], frame), "  ");
    }
    if (d.sites.size() > kShown) {
        page.paragraph(fmt::format("… and {} smaller changes: {}", d.sites.size() - kShown,
                                   analysis::change_text(rest_of(d.sites))),
                       "  ");
    }
    if (d.total && d.total->sign != '=') {
        page.paragraph(line_of(*d.total, frame), "  ");
        const std::string causes = causes_text(d);
        if (!causes.empty()) page.paragraph("by: " + causes, "    ");
    }
    for (const Change& c : d.service) page.paragraph(line_of(c, frame), "  ");
    if (d.equal > 0) {
        page.paragraph(fmt::format("{} figures are equal and not shown", d.equal), "  ");
    }
}

std::vector<std::string> row_of(const Change& c, const CompareFrame& frame) {
    const bool is_new = c.sign == '+';
    const bool gone = c.sign == '-';
    const char* unit = c.kind == Kind::money ? "/month" : "";
    const std::string name = c.name + (c.kind == Kind::money       ? ", " + frame.currency + unit
                                       : c.kind == Kind::kilograms ? ", kg"
                                                                   : "");
    return {std::string(1, c.sign) + " " + name,
            is_new ? "" : value_text(c, c.before, frame, false),
            gone ? "" : value_text(c, c.after, frame, false),
            is_new ? "new"
            : gone ? "gone"
                   : difference_text(c)};
}

std::string markdown_block(const ComparedPlan& was, const ComparedPlan& is,
                           const CompareFrame& frame) {
    const Diff d = diff_of(was, is, frame);
    std::vector<std::vector<std::string>> rows{{"", was.name, is.name, "change"}};
    for (std::size_t i = 0; i < std::min(d.sites.size(), kShown); ++i) {
        rows.push_back(row_of(d.sites[i], frame));
    }
    if (d.sites.size() > kShown) {
        rows.push_back({fmt::format("… {} smaller changes", d.sites.size() - kShown), "", "",
                        analysis::change_text(rest_of(d.sites))});
    }
    if (d.total) rows.push_back(row_of(*d.total, frame));
    for (const Change& c : d.service) rows.push_back(row_of(c, frame));
    std::string out = markdown_table(rows);
    const std::string causes = causes_text(d);
    if (!causes.empty()) out += "\nThe total changes by: " + markdown_text(causes) + "\n";
    if (d.equal > 0) out += fmt::format("\n{} figures are equal and not shown.\n", d.equal);
    return out;
}

}  // namespace

const std::vector<std::string>& compared_families() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out{kSites, kCauses, kTotal};
        for (const Single& single : kSingles) out.emplace_back(single.path);
        return out;
    }();
    return all;
}

std::string render_diff_text(const std::vector<ComparedPlan>& plans, const CompareFrame& frame,
                             int width) {
    text::Page page(width);
    for (std::size_t i = 1; i < plans.size(); ++i) text_block(plans[0], plans[i], frame, page);
    return page.out;
}

std::string render_diff_markdown(const std::vector<ComparedPlan>& plans,
                                 const CompareFrame& frame) {
    std::string out;
    for (std::size_t i = 1; i < plans.size(); ++i) {
        out += (i > 1 ? "\n" : "") + markdown_block(plans[0], plans[i], frame);
    }
    return out;
}

}  // namespace orrery
