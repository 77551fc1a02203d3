// When a search has no answer: nothing compiles, constraints that exclude each other, no choice.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/study/kinds/optimise_page.hpp"

namespace orrery::study {
namespace {

void error(State& state, const StepSpec& step, const char* code, std::string message,
           std::string hint, Verdict verdict) {
    Diagnostic d;
    d.code = code;
    d.at = step.where;
    d.path = "steps[" + step.name + "]";
    d.message = std::move(message);
    d.hint = std::move(hint);
    d.verdict = verdict;
    state.diagnostics.add(std::move(d));
}

/// How far the limit must move for something to meet it and all others: the least, as simulated.
std::string relief(const State& state, const Constraint& k, int constraint,
                   const std::vector<Candidate>& all, const std::vector<std::set<int>>& missed) {
    double nearest = -std::numeric_limits<double>::infinity();
    const Candidate* found = nullptr;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].runs.empty() || missed[i] != std::set<int>{constraint}) continue;
        const double own = room(state, k, all[i].metrics);
        if (!(own > nearest)) continue;
        nearest = own;
        found = &all[i];
    }
    if (!found) return {};
    const double share = -nearest / std::fabs(limit_of(state, k));
    return fmt::format("\"{}\" by {:.3g} % ({})", k.formula->text, 100 * share, found->point.name);
}

}  // namespace

void tell_infeasible(State& state, const StepSpec& step, const std::vector<Constraint>& constraints,
                     const std::vector<Candidate>& all, const std::vector<std::set<int>>& missed) {
    if (constraints.empty()) {
        error(state, step, "E0917", "no combination has a figure for every objective",
              "look at one of them by a grid", Verdict::infeasible);
        return;
    }
    std::vector<std::set<int>> compiled;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].problem.empty()) compiled.push_back(missed[i]);
    }
    std::vector<std::string> names;
    std::vector<std::string> reliefs;
    for (const int k : conflict_of(compiled, static_cast<int>(constraints.size()))) {
        const Constraint& c = constraints[static_cast<std::size_t>(k)];
        names.push_back("\"" + c.formula->text + "\"");
        const std::string own = relief(state, c, k, all, missed);
        if (!own.empty()) reliefs.push_back(own);
    }
    std::string hint = "widen what may vary, or relax one of them";
    if (!reliefs.empty()) {
        hint = fmt::format("relax {}, or widen what may vary", fmt::join(reliefs, ", or "));
    }
    error(state, step, "E0917",
          fmt::format("none of {} combinations meets the constraints; {} {}", all.size(),
                      fmt::join(names, " and "),
                      names.size() == 1 ? "is met by none" : "exclude each other"),
          hint, Verdict::infeasible);
}

bool tell_uncompiled(State& state, const StepSpec& step, const std::vector<Candidate>& all) {
    std::size_t failed = 0;
    const Candidate* first = nullptr;
    bool jointly = true;
    for (const Candidate& c : all) {
        if (c.problem.empty()) continue;
        ++failed;
        jointly = jointly && c.infeasible;
        if (!first) first = &c;
    }
    if (failed == 0) return false;
    if (failed < all.size()) {
        state.page.notes.push_back(fmt::format("{} of {} combinations cannot be run, as {}: {}.",
                                               failed, all.size(), first->point.name,
                                               first->problem));
        return false;
    }
    error(state, step, "E0915",
          fmt::format("none of {} combinations can be run; the first: {}", failed, first->problem),
          "run the base by `orrery check`, then look at what the study sets",
          jointly ? Verdict::infeasible : Verdict::invalid);
    return true;
}

bool tell_search_problems(State& state, const StepSpec& step, const Search& search) {
    if (tell_uncompiled(state, step, search.all())) return true;
    std::vector<Point> points;
    UnitTable table;
    for (const Candidate& c : search.all()) {
        if (c.runs.empty()) continue;
        points.push_back(c.point);
        table.push_back(c.runs);
    }
    check_leaves(state, points, table);
    if (state.diagnostics.has_errors()) return true;
    const auto [low, high] = search.range();
    if (points.size() > 1 && low == high) {
        error(state, step, "E0918",
              fmt::format("{} is the same in all {} combinations that were run, {:.6g}",
                          search.metric().name, points.size(), std::fabs(low)),
              "vary what it depends on, or minimise another metric", Verdict::invalid);
        return true;
    }
    if (search.best() >= 0) return false;
    std::vector<std::set<int>> missed;
    bool each = !search.constraints().empty();
    for (std::size_t i = 0; i < search.all().size(); ++i) {
        missed.push_back(search.missed(i));
        each = each && (!missed.back().empty() || !search.all()[i].problem.empty());
    }
    if (each) {
        tell_infeasible(state, step, search.constraints(), search.all(), missed);
        return true;
    }
    error(
        state, step, "E0917",
        fmt::format("none of the {} combinations that were run has a {} and meets the constraints",
                    points.size(), search.metric().name),
        step.evaluations > 0 ? "allow more evaluations" : "look at one of them by a grid",
        Verdict::infeasible);
    return true;
}

}  // namespace orrery::study
