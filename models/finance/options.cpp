// What it is worth to be able to decide later: lattices, plans that grow, wait or stop at gates.
#include "models/finance/options.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// Worth of a project that runs, by step and ups: expand or give up, once, at any step.
Worths running_values(const Lattice& lattice, const StageRights& rights) {
    const auto stop = [&](int step, int ups) {
        const double grown = lattice.at(step, ups) * rights.expand_factor - rights.expand_cost;
        return std::max(rights.expand_factor > 1 ? grown : kNever, rights.salvage.value_or(kNever));
    };
    const auto last = [&](int step, int ups) {
        return std::max(lattice.at(step, ups), stop(step, ups));
    };
    return option_values(lattice, stop, last);
}

/// ENPV of a plan over the futures of one signal; −1: all of them.
double expected(const StagedPlan& plan, std::span<const double> probability,
                std::span<const int> signal, int shown) {
    math::NeumaierSum sum;
    for (std::size_t i = 0; i < probability.size(); ++i) {
        if (shown < 0 || signal[i] == shown) sum.add(probability[i] * plan.npv[i]);
    }
    return sum.value();
}

struct Choice {
    double value = kNever;
    int plan = -1;
};

/// The best of the plans that begin with `first` (−1: of all).
Choice best_of(std::span<const StagedPlan> plans, std::span<const double> probability,
               std::span<const int> signal, int first, int shown) {
    Choice best;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        if (first >= 0 && plans[i].first != first) continue;
        const double value = expected(plans[i], probability, signal, shown);
        if (best.plan < 0 || value > best.value) best = {value, static_cast<int>(i)};
    }
    return best;
}

}  // namespace

double Lattice::at(int step, int ups) const {
    return start * math::pow(up, ups) * math::pow(down, step - ups);
}

Lattice crr_lattice(double start, double sigma, double rate, double years, int steps) {
    const double dt = years / steps;
    Lattice l{start, steps};
    l.up = math::exp(sigma * std::sqrt(dt));
    l.down = 1 / l.up;
    l.p = (math::exp(rate * dt) - l.down) / (l.up - l.down);
    l.discount = math::exp(-rate * dt);
    return l;
}

Worths option_values(const Lattice& lattice, const Exercise& exercise, const Exercise& final) {
    Worths worths(static_cast<std::size_t>(lattice.steps) + 1);
    for (int ups = 0; ups <= lattice.steps; ++ups) {
        worths.back().push_back(final(lattice.steps, ups));
    }
    for (int step = lattice.steps - 1; step >= 0; --step) {
        const auto at = static_cast<std::size_t>(step);
        const std::vector<double>& next = worths[at + 1];
        for (std::size_t ups = 0; ups <= at; ++ups) {
            const double kept =
                lattice.discount * (lattice.p * next[ups + 1] + (1 - lattice.p) * next[ups]);
            worths[at].push_back(std::max(kept, exercise(step, static_cast<int>(ups))));
        }
    }
    return worths;
}

double staged_value(const Lattice& lattice, const StageRights& rights) {
    const Worths running = running_values(lattice, rights);
    if (rights.invest <= 0) return running.front().front();
    const auto begin = [&](int step, int ups) {
        if (step > 0 && !rights.defer) return kNever;
        return running[static_cast<std::size_t>(step)][static_cast<std::size_t>(ups)] -
               rights.invest;
    };
    const auto last = [&](int step, int ups) { return std::max(begin(step, ups), 0.0); };
    return option_values(lattice, begin, last).front().front();
}

double rights_value(const Lattice& lattice, const StageRights& rights) {
    const double now = lattice.start - rights.invest;
    return staged_value(lattice, rights) - (rights.invest > 0 ? std::max(now, 0.0) : now);
}

StagedValue staged_plans(std::span<const StagedPlan> plans, std::span<const double> probability,
                         std::span<const int> signal) {
    StagedValue out;
    const Choice fixed = best_of(plans, probability, signal, -1, -1);
    out.fixed = fixed.value;
    out.best_fixed = fixed.plan;
    const int signals = signal.empty() ? 0 : *std::max_element(signal.begin(), signal.end()) + 1;
    out.gated = kNever;
    for (const StagedPlan& beginning : plans) {
        std::vector<int> after;
        double value = 0;
        for (int shown = 0; shown < signals; ++shown) {
            const Choice c = best_of(plans, probability, signal, beginning.first, shown);
            value += c.value;
            after.push_back(c.plan);
        }
        if (value > out.gated) {
            out.gated = value;
            out.after = after;
        }
    }
    out.option = std::max(out.gated - out.fixed, 0.0);  // sums in another order: rounding
    return out;
}

}  // namespace orrery::finance
