// What changes from one plan to another, a line a change: ~ what differs, + what is new, - what is
// gone; the total with its causes, what is paid once, then service and emissions.
#include "sim/report/compare_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "models/contracts/month.hpp"
#include "sim/accounts/paid_once.hpp"
#include "sim/analysis/differs.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/compare_once.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

constexpr double kMonthS = contracts::kHoursPerMonth * 3600;
constexpr std::size_t kShown = 20;  ///< changes of a family; the smaller ones are summed

enum class Kind { money, once, seconds, share, kilograms, count };
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
    [[nodiscard]] bool of_money() const { return kind == Kind::money || kind == Kind::once; }
};

std::optional<double> figure(const ComparedPlan& plan, const std::string& path) {
    const auto it = plan.figures.find(path);
    return it == plan.figures.end() ? std::nullopt : std::optional(it->second);
}

/// Nothing where neither plan has it.
std::optional<Change> change_of(std::optional<double> before, std::optional<double> after,
                                std::string name, Kind kind, double scale = 1, double whole = 0) {
    if (!before && !after) return std::nullopt;
    Change c{'~', std::move(name), kind, before.value_or(0) * scale, after.value_or(0) * scale};
    const double size = std::max(std::fabs(c.before), std::fabs(c.after));
    if (c.of_money() && !analysis::differs(c.difference(), std::max(size, whole))) {
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

std::optional<Change> change_of(const ComparedPlan& was, const ComparedPlan& is,
                                const std::string& path, std::string name, Kind kind,
                                double scale = 1, double whole = 0) {
    return change_of(figure(was, path), figure(is, path), std::move(name), kind, scale, whole);
}

void largest_first(std::vector<Change>& all) {
    std::stable_sort(all.begin(), all.end(), [](const Change& a, const Change& b) {
        return std::fabs(a.difference()) > std::fabs(b.difference());
    });
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
        const std::string member = path.substr(prefix.size());
        const auto c = change_of(was, is, path, member == kNoSite ? member : word + member,
                                 Kind::money, scale, whole);
        if (c) out.push_back(*c);
    }
    largest_first(out);
    return out;
}

struct Diff {
    std::vector<Change> sites;
    std::optional<Change> total;
    std::vector<Change> causes;
    std::optional<Change> once;
    std::vector<Change> once_causes;
    std::vector<Change> service;
    std::size_t equal = 0;
};

std::size_t take_equal(std::vector<Change>& all) {
    return std::erase_if(all, [](const Change& c) { return c.sign == '='; });
}

/// What is paid once, whole: no month has more of it than another.
void add_once(const PlanCosts& was, const PlanCosts& is, Diff& d) {
    const auto amount = [](const PlanCosts& costs, const std::string& category) {
        const auto at = costs.once.find(category);
        return at == costs.once.end() ? std::nullopt : std::optional(at->second);
    };
    const auto sum = [](const PlanCosts& costs) {
        return costs.once.empty() ? std::nullopt : std::optional(costs.paid_once());
    };
    d.once = change_of(sum(was), sum(is), "once", Kind::once);
    if (!d.once) return;
    for (const char* category : kPaidOnce) {
        const auto c = change_of(amount(was, category), amount(is, category), category, Kind::once);
        if (c) d.once_causes.push_back(*c);
    }
    largest_first(d.once_causes);
}

Diff diff_of(const ComparedPlan& first, const ComparedPlan& second, const CompareFrame& frame) {
    const PlanCosts before = costs_of(first);
    const PlanCosts after = costs_of(second);
    const ComparedPlan& was = before.rest;
    const ComparedPlan& is = after.rest;
    const double month = frame.to_month();
    Diff d;
    add_once(before, after, d);
    d.total = change_of(was, is, kTotal, "total", Kind::money, month);
    const double whole =
        d.total ? std::max(std::fabs(d.total->before), std::fabs(d.total->after)) : 0;
    d.sites = family(was, is, kSites, "site ", month, whole);
    d.causes = family(was, is, kCauses, "", month, whole);
    for (const Single& single : kSingles) {
        const auto c = change_of(was, is, single.path, single.name, single.kind);
        if (c) d.service.push_back(*c);
    }
    for (std::vector<Change>* all : {&d.sites, &d.service, &d.causes, &d.once_causes}) {
        d.equal += take_equal(*all);
    }
    for (const auto& sum : {d.total, d.once}) {
        if (sum && sum->sign == '=') ++d.equal;
    }
    return d;
}

std::string value_text(const Change& c, double value, const CompareFrame& frame, bool unit) {
    switch (c.kind) {
        case Kind::money:
            return analysis::money_text(value) + (unit ? " " + frame.currency + "/month" : "");
        case Kind::once:
            return analysis::money_text(value) + (unit ? " " + frame.currency : "");
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
    if (!c.of_money()) return relative;
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

/// "energy +1,200, compute +1,600": they sum to the whole's difference.
std::string causes_text(const std::optional<Change>& sum, const std::vector<Change>& causes) {
    std::string out;
    double left = sum ? sum->difference() : 0;
    const double whole = std::fabs(left);
    for (std::size_t i = 0; i < causes.size(); ++i) {
        left -= causes[i].difference();
        if (i >= kShown) continue;
        out += (out.empty() ? "" : ", ") + causes[i].name + " " +
               analysis::change_text(causes[i].difference());
    }
    if (causes.size() > kShown) out += ", others " + analysis::change_text(rest_of(causes));
    if (std::fabs(left) > 1e-6 * whole + 0.005) {
        out +=
            (out.empty() ? "" : ", ") + std::string("not in these ") + analysis::change_text(left);
    }
    return out;
}

void text_sum(const std::optional<Change>& sum, const std::vector<Change>& causes,
              const CompareFrame& frame, text::Page& page) {
    if (!sum || sum->sign == '=') return;
    page.paragraph(line_of(*sum, frame), "  ");
    const std::string words = causes_text(sum, causes);
    if (!words.empty()) page.paragraph("by: " + words, "    ");
}

/// "1 figure is equal", "3 figures are equal"
std::string equal_text(std::size_t n) {
    return fmt::format("{} {} equal and not shown", n, n == 1 ? "figure is" : "figures are");
}

std::string smaller_text(std::size_t n) {
    return fmt::format("{} smaller {}", n, n == 1 ? "change" : "changes");
}

void text_block(const ComparedPlan& was, const ComparedPlan& is, const CompareFrame& frame,
                text::Page& page) {
    const Diff d = diff_of(was, is, frame);
    page.heading(was.name + " → " + is.name + ", cost by a month of 730 hours");
    for (std::size_t i = 0; i < std::min(d.sites.size(), kShown); ++i) {
        page.paragraph(line_of(d.sites[i], frame), "  ");
    }
    if (d.sites.size() > kShown) {
        page.paragraph(fmt::format("… and {}: {}", smaller_text(d.sites.size() - kShown),
                                   analysis::change_text(rest_of(d.sites))),
                       "  ");
    }
    text_sum(d.total, d.causes, frame, page);
    text_sum(d.once, d.once_causes, frame, page);
    for (const Change& c : d.service) page.paragraph(line_of(c, frame), "  ");
    if (d.equal > 0) page.paragraph(equal_text(d.equal), "  ");
}

std::vector<std::string> row_of(const Change& c, const CompareFrame& frame) {
    const bool is_new = c.sign == '+';
    const bool gone = c.sign == '-';
    const char* unit = c.kind == Kind::money ? "/month" : "";
    const std::string name = c.name + (c.of_money()                ? ", " + frame.currency + unit
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
        rows.push_back({"… " + smaller_text(d.sites.size() - kShown), "", "",
                        analysis::change_text(rest_of(d.sites))});
    }
    for (const auto& sum : {d.total, d.once}) {
        if (sum) rows.push_back(row_of(*sum, frame));
    }
    for (const Change& c : d.service) rows.push_back(row_of(c, frame));
    std::string out = markdown_table(rows);
    const std::string causes = causes_text(d.total, d.causes);
    if (!causes.empty()) out += "\nThe total changes by: " + markdown_text(causes) + "\n";
    const std::string once = causes_text(d.once, d.once_causes);
    if (!once.empty()) out += "\nWhat is paid once changes by: " + markdown_text(once) + "\n";
    if (d.equal > 0) out += "\n" + equal_text(d.equal) + ".\n";
    return out;
}

}  // namespace

double CompareFrame::to_month() const {
    return horizon_s > 0 ? kMonthS / horizon_s : 1;
}

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
