// What a search knows of combinations that it has not run: closed forms, idle runs, monotone axes.
#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/optimise_search.hpp"

namespace orrery::study {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
/// Relative: sums in another order differ by that much.
constexpr double kRounding = 1e-9;
/// Waits of a queue that grows all the while rise evenly from 0: P50 and more are half of the last
/// one's; a fifth less for demand that is not quite even.
constexpr double kPartOfLastWait = 0.4;
/// Requests that are served beyond the steady rate: what the slots hold at the end.
constexpr double kServedBeyond = 1.05;

bool begins(const std::string& text, const char* with) {
    return text.rfind(with, 0) == 0;
}

/// Amounts that no demand makes less: sums of costs, energy, emissions, waits. Ratios are not.
bool is_amount(const std::string& leaf) {
    for (const char* part : {"per_", "sci", "split", "hhi", "share", "utilisation", "coverage"}) {
        if (leaf.find(part) != std::string::npos) return false;
    }
    for (const char* room :
         {"cost.", "energy.", "carbon.", "water.", "latency.", "waits.", "lost."}) {
        if (begins(leaf, room)) return true;
    }
    return false;
}

bool is_factor(const Term& t) {
    const double* number = t.kind == Term::Kind::literal ? t.literal.number() : nullptr;
    return number && *number >= 0;
}

/// Whether less demand cannot make the formula greater: sums and positive multiples of amounts.
bool never_falls(const Term& t) {
    if (t.kind == Term::Kind::name) return is_amount(t.name);
    if (t.kind == Term::Kind::literal) return t.literal.number() != nullptr;
    if (t.kind == Term::Kind::call) {
        const bool fine = t.name == "max" || t.name == "min" || t.name == "sum";
        return fine && std::all_of(t.parts.begin(), t.parts.end(), never_falls);
    }
    if (t.kind != Term::Kind::binary) return false;
    const Term& a = t.parts[0];
    const Term& b = t.parts[1];
    if (t.name == "+") return never_falls(a) && never_falls(b);
    if (t.name == "/") return never_falls(a) && is_factor(b);
    return t.name == "*" && ((is_factor(a) && never_falls(b)) || (never_falls(a) && is_factor(b)));
}

}  // namespace

bool Search::rises_with_demand() const {
    return never_falls(metric_.formula.root);
}

/// The first constraint that no fleet with more work than it can serve meets; −1: none.
int Search::overloaded(double load, double span) const {
    if (load <= 1) return -1;
    for (std::size_t k = 0; k < constraints_.size(); ++k) {
        const Constraint& c = constraints_[k];
        if (c.metric.empty()) continue;
        const Term& root = metric_named(state_, c.metric).formula.root;
        if (root.kind != Term::Kind::name) continue;
        const double limit = limit_of(state_, c);
        const bool attained = root.name == "slo.attainment" && !c.limit_is_more;
        if (attained && kServedBeyond / load < limit) return static_cast<int>(k);
        const bool waits = begins(root.name, "latency.ttft.") || begins(root.name, "latency.e2e.");
        const double wait = kPartOfLastWait * (1 - 1 / load) * span;
        if (waits && c.limit_is_more && wait > limit) return static_cast<int>(k);
    }
    return -1;
}

int Search::slope_of(std::size_t axis, int constraint) const {
    const auto of = [&](const std::string& name) {
        const auto it = slopes_[axis].find(name);
        return it == slopes_[axis].end() ? 0 : it->second;
    };
    if (constraint < 0) {
        const int own = of(metric_.name);
        return own == kSame ? kSame : own * static_cast<int>(sign_);
    }
    // Towards missing it: a metric with an upper limit does so as it rises.
    const Constraint& c = constraints_[static_cast<std::size_t>(constraint)];
    const int own = c.metric.empty() ? 0 : of(c.metric);
    return own == kSame ? kSame : c.limit_is_more ? own : -own;
}

void Search::set_towards() {
    towards_.assign(slopes_.size(), {});
    for (std::size_t a = 0; a < slopes_.size(); ++a) {
        for (int k = -1; k < static_cast<int>(constraints_.size()); ++k) {
            towards_[a].push_back(slope_of(a, k));
        }
    }
}

bool Search::follows(const Candidate& from, const Candidate& to, int constraint) const {
    for (std::size_t a = 0; a < from.at.size(); ++a) {
        if (from.at[a] == to.at[a]) continue;
        const int slope = towards_[a][static_cast<std::size_t>(constraint + 1)];
        if (slope == kSame) continue;
        if (slope == 0 || (slope > 0) != (to.at[a] > from.at[a])) return false;
    }
    return true;
}

void Search::infer(std::size_t known) {
    const Candidate& from = all_[known];
    const Numbers values = metric_of(state_, metric_, from.runs);
    const double least = value(from) - sure_error(values, most_, 0);
    std::vector<int> out;
    for (int k = 0; k < static_cast<int>(constraints_.size()); ++k) {
        if (surely_missed(from, k)) out.push_back(k);
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
        if (!all_[i].runs.empty()) continue;
        if (follows(from, all_[i], -1)) inferred_[i] = std::max(inferred_[i], least);
        for (const int k : out) {
            if (follows(from, all_[i], k)) inferred_missed_[i].insert(k);
        }
    }
}

void Search::settle() {
    check_bounds();
    set_towards();
    for (std::size_t i = 0; i < all_.size(); ++i) {
        while (check_slopes(i)) set_towards();
    }
    inferred_.assign(all_.size(), -kInfinite);
    inferred_missed_.assign(all_.size(), {});
    for (std::size_t i = 0; i < all_.size(); ++i) {
        if (!all_[i].runs.empty() && !std::isnan(value(all_[i]))) infer(i);
    }
}

void Search::check_bounds() {
    if (!idle_bounds_) return;
    for (const Candidate& c : all_) {
        if (c.runs.size() < static_cast<std::size_t>(least_) || std::isnan(value(c))) continue;
        if (c.bound <= value(c) + kRounding * std::fabs(value(c))) continue;
        idle_bounds_ = false;
        state_.page.notes.push_back(metric_.name + " of " + c.point.name +
                                    " is less than without any demand: runs without demand are no "
                                    "bound here, and are not used.");
        break;
    }
    if (idle_bounds_) return;
    for (Candidate& c : all_) c.bound = -kInfinite;
}

/// Holds what follows from a known combination against the others that are known; gives up what is
/// wrong, and says whether anything was.
bool Search::check_slopes(std::size_t known) {
    const Candidate& from = all_[known];
    if (from.runs.empty()) return false;
    std::vector<int> out;
    for (int k = 0; k < static_cast<int>(constraints_.size()); ++k) {
        if (surely_missed(from, k)) out.push_back(k);
    }
    for (const Candidate& to : all_) {
        if (to.runs.empty() || &to == &from) continue;
        if (follows(from, to, -1)) {
            const Numbers d = differences(to, from);
            const double size = std::fabs(value(from)) + std::fabs(value(to));
            if (statistics::moments(d).mean + sure_error(d, most_, 0) < -kRounding * size) {
                give_up_slopes(from, to, metric_.name);
                return true;
            }
        }
        for (const int k : out) {
            const Constraint& c = constraints_[static_cast<std::size_t>(k)];
            if (c.metric.empty() || !follows(from, to, k)) continue;
            if (!holds(state_, c, to.metrics)) continue;
            give_up_slopes(from, to, c.metric);
            return true;
        }
    }
    return false;
}

void Search::give_up_slopes(const Candidate& from, const Candidate& to, const std::string& metric) {
    std::string axes;
    for (std::size_t a = 0; a < from.at.size(); ++a) {
        if (from.at[a] == to.at[a] || slopes_[a].erase(metric) == 0) continue;
        axes += (axes.empty() ? "" : " and ") + step_.vary[a].name;
    }
    state_.page.notes.push_back(metric + " is not monotone in " + axes + " as declared: \"" +
                                from.point.name + "\" against \"" + to.point.name +
                                "\" shows it. The search went on without it.");
}

/// One combination for each constraint that bounds were trusted in: the one most likely to show
/// that they were wrong.
bool Search::try_ruled_out() {
    const int held = best();
    const double limit = held < 0 ? kInfinite : value(all_[static_cast<std::size_t>(held)]);
    for (std::size_t k = 0; k < constraints_.size(); ++k) {
        if (tried_[k]) continue;
        tried_[k] = true;
        int pick = -1;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const Candidate& c = all_[i];
            if (!c.runs.empty() || !c.problem.empty() || bound_of(i) >= limit) continue;
            if (missed(i).count(static_cast<int>(k)) == 0) continue;
            const auto p = static_cast<std::size_t>(std::max(pick, 0));
            // The least loaded where the load is known; else the dearest.
            const bool less_loaded = c.load > 0 && c.load < all_[p].load;
            const bool dearer = c.load == all_[p].load && bound_of(i) > bound_of(p);
            if (pick < 0 || less_loaded || dearer) pick = static_cast<int>(i);
        }
        if (pick < 0) continue;
        const auto i = static_cast<std::size_t>(pick);
        simulate({i}, least_);
        if (!done() || surely_missed(all_[i], static_cast<int>(k))) return true;
        for (Candidate& c : all_) {
            if (c.screened == static_cast<int>(k)) c.screened = -1;
        }
        return true;
    }
    return false;
}

/// An objective that is the same in all that was run may be so in everything: one value of each
/// axis more tells.
bool Search::tell_apart() {
    const auto [low, high] = range();
    std::set<double> bounds;
    for (const Candidate& c : all_) {
        if (c.problem.empty()) bounds.insert(c.bound);
    }
    if (low != high || bounds.size() > 1) return false;
    std::vector<std::size_t> more;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const auto& at = all_[i].at;
        const auto moved = std::count_if(at.begin(), at.end(), [](std::size_t v) { return v > 0; });
        const bool first = moved == 0;
        bool last_of_one = moved == 1;
        for (std::size_t a = 0; a < at.size(); ++a) {
            last_of_one = last_of_one && (at[a] == 0 || at[a] + 1 == step_.vary[a].values.size());
        }
        const bool unseen = all_[i].runs.empty() && all_[i].problem.empty();
        if (unseen && (first || last_of_one)) more.push_back(i);
    }
    simulate(more, least_);
    return !more.empty();
}

}  // namespace orrery::study
