// Whether runs may be held against each other: one span, one currency, no options added up.
#include "sim/study/kinds/comparable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "sim/analysis/wording.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"

namespace orrery::study {
namespace {

/// What of a point's text tells how its figures are to be read.
struct Side {
    std::string name;
    Scenario scenario;
    Diagnostics told;  ///< while it was read, and compiled
};

std::optional<Side> side_of(const State& state, const Point& point, bool compiled) {
    Side side;
    side.name = point.name;
    const Bed& bed = state.bed();
    const auto root = bed.document(point, nullptr, side.told);
    const std::string& file = point.base ? point.file : bed.file();
    auto scenario = root ? read_scenario_node(*root, file, side.told) : std::optional<Scenario>();
    if (!scenario) return std::nullopt;
    if (compiled) compile_world(*scenario, bed.catalog(), bed.compile(), side.told);
    side.scenario = std::move(*scenario);
    return side;
}

void error(State& state, const StepSpec& step, const char* code, std::string message,
           std::string hint) {
    Diagnostic d;
    d.code = code;
    d.at = step.where.line > 0 ? step.where : state.spec.where;
    d.path = "steps[" + step.name + "]";
    d.message = std::move(message);
    d.hint = std::move(hint);
    state.diagnostics.add(std::move(d));
}

bool begins(const std::string& text, const char* with) {
    return text.rfind(with, 0) == 0;
}

/// Sums over the run: they grow with its length. Ratios and quantiles do not.
bool is_total(const std::string& leaf) {
    for (const char* part : {"per_", "share", "utilisation", "hhi", "rate", "coverage", "sci"}) {
        if (leaf.find(part) != std::string::npos) return false;
    }
    for (const char* room :
         {"cost.", "energy.", "carbon.", "water.", "requests.", "waits.", "lost."}) {
        if (begins(leaf, room)) return true;
    }
    return leaf == "jobs.completed";
}

/// A total, or a sum or multiple of totals: what a ratio of two totals is not.
bool grows_with_time(const Term& t) {
    if (t.kind == Term::Kind::name) return is_total(t.name);
    if (t.kind == Term::Kind::binary && t.name == "/") {
        return grows_with_time(t.parts[0]) && !grows_with_time(t.parts[1]);
    }
    return std::any_of(t.parts.begin(), t.parts.end(), grows_with_time);
}

bool is_money(const MetricSpec& metric) {
    const auto names = names_in(metric.formula);
    return std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return begins(name, "cost.") || begins(name, "finance.");
    });
}

std::string span_words(Nanos span) {
    const double seconds = span.seconds();
    if (seconds >= 86400) return fmt::format("{:.6g} d", seconds / 86400);
    if (seconds >= 3600) return fmt::format("{:.6g} h", seconds / 3600);
    return fmt::format("{:.6g} min", seconds / 60);
}

void check_spans(State& state, const StepSpec& step, const std::vector<Side>& sides) {
    const Scenario& first = sides.front().scenario;
    const MetricSpec& metric = metric_named(state, step.metric);
    for (const Side& side : sides) {
        if (side.scenario.horizon == first.horizon || !grows_with_time(metric.formula.root)) {
            continue;
        }
        error(state, step, "E0921",
              fmt::format("{} is a sum over {} in \"{}\" and over {} in \"{}\"", metric.name,
                          span_words(first.horizon), sides.front().name,
                          span_words(side.scenario.horizon), side.name),
              "give all one span (--set 'horizon=" + span_words(first.horizon) +
                  "'), or compare a figure per request, token or hour");
    }
}

void check_currencies(State& state, const StepSpec& step, const std::vector<Side>& sides) {
    const auto& metrics = state.spec.metrics;
    if (std::none_of(metrics.begin(), metrics.end(), is_money)) return;
    const Scenario& first = sides.front().scenario;
    for (const Side& side : sides) {
        if (side.scenario.currency == first.currency) continue;
        error(state, step, "E0921",
              fmt::format("money is in {} in \"{}\" and in {} in \"{}\"", first.currency,
                          sides.front().name, side.scenario.currency, side.name),
              "give all one currency: --set currency=" + first.currency);
    }
}

void tell_dates(State& state, const std::vector<Side>& sides) {
    const std::int64_t first = sides.front().scenario.start_unix_s;
    for (const Side& side : sides) {
        const std::int64_t own = side.scenario.start_unix_s;
        if (own == first) continue;
        state.page.notes.push_back(fmt::format(
            "\"{}\" starts on {}, \"{}\" on {}: prices, weather and demand are those of other "
            "days.",
            sides.front().name, print_date(first).substr(0, 10), side.name,
            print_date(own).substr(0, 10)));
    }
}

/// In the mean over the runs of a point.
/// NaN where a run has no figures.
double arrived_of(const std::vector<UnitResult>& runs) {
    double sum = 0;
    for (const UnitResult& run : runs) {
        if (!run.problem.empty()) return std::numeric_limits<double>::quiet_NaN();
        for (const auto& [path, value] : run.members) {
            if (path == kArrived) sum += value;
        }
    }
    return runs.empty() ? 0 : sum / static_cast<double>(runs.size());
}

std::string text_of(const Diagnostic& d) {
    return d.code + " " + d.path + " " + d.message;
}

/// What the base says is told when it is read; what several alternatives add, once with all names.
void tell_warnings(State& state, const std::vector<Side>& sides) {
    std::vector<std::string> known;
    if (const auto base = side_of(state, Point{}, true)) {
        for (const Diagnostic& d : base->told.items()) known.push_back(text_of(d));
    }
    std::vector<Diagnostic> added;
    std::map<std::string, std::pair<std::size_t, std::string>> by_text;
    for (const Side& side : sides) {
        for (const Diagnostic& d : side.told.items()) {
            const std::string text = text_of(d);
            const bool old = std::find(known.begin(), known.end(), text) != known.end();
            if (d.severity != Severity::warning || old) continue;
            const auto [it, fresh] = by_text.try_emplace(text, added.size(), "");
            if (fresh) added.push_back(d);
            std::string& names = it->second.second;
            if (names.find("\"" + side.name + "\"") != std::string::npos) continue;
            names += (names.empty() ? "\"" : ", \"") + side.name + "\"";
        }
    }
    for (const auto& [text, one] : by_text) {
        added[one.first].message = "in " + one.second + ": " + added[one.first].message;
    }
    for (Diagnostic& d : added) state.diagnostics.add(std::move(d));
}

/// Costs of all sites together, and what rests on them.
bool counts_all_sites(const MetricSpec& metric) {
    const auto names = names_in(metric.formula);
    return std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return begins(name, "cost.") && !begins(name, "cost.alternatives.") &&
               !begins(name, "cost.by_site.") && !begins(name, "cost.by_pool.");
    });
}

}  // namespace

void tell_demand(State& state, const StepSpec& step, const std::vector<Point>& points,
                 const UnitTable& units) {
    constexpr double kSame = 0.01;
    if (!grows_with_time(metric_named(state, step.metric).formula.root)) return;
    const double first = arrived_of(units[0]);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double own = arrived_of(units[i]);
        const bool apart = std::abs(own - first) > kSame * std::max(own, first);
        if (!apart) continue;  // or not known
        state.page.notes.push_back(fmt::format(
            "{} requests come to \"{}\", {} to \"{}\": the totals are of different work; figures "
            "per request or per token compare.",
            analysis::grouped(first, 0), points[0].name, analysis::grouped(own, 0),
            points[i].name));
    }
}

void check_comparable(State& state, const StepSpec& step, const std::vector<Point>& points) {
    std::vector<Side> sides;
    for (const Point& point : points) {
        // What cannot be read is told by its runs.
        if (auto side = side_of(state, point, true)) sides.push_back(std::move(*side));
    }
    if (sides.empty()) return;
    check_spans(state, step, sides);
    check_currencies(state, step, sides);
    tell_dates(state, sides);
    tell_warnings(state, sides);
}

void check_options(State& state, const StepSpec& step, const std::vector<Point>& points) {
    const MetricSpec& metric = metric_named(state, step.metric);
    if (!counts_all_sites(metric)) return;
    for (const Point& point : points) {
        const auto side = side_of(state, point, false);
        if (!side || side->scenario.finance.alternatives.size() < 2) continue;
        std::vector<std::string> names;
        for (const AlternativeSpec& a : side->scenario.finance.alternatives) {
            names.push_back(a.name);
        }
        error(state, step, "E0922",
              fmt::format("\"{}\" holds {} options of which one is taken ({}): {} adds them up",
                          side->name, names.size(), fmt::join(names, ", "), metric.name),
              "look at cost.alternatives." + names.front() +
                  ".total, or keep the sites of one of them and leave out finance.alternatives; "
                  "`orrery run` shows them side by side");
        return;
    }
}

}  // namespace orrery::study
