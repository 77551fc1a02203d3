// Training coefficients fitted to measured step times: bounded, robust, each level drawn to its
// parent.
#include "sim/evidence/training_fit.hpp"

#include <algorithm>

#include "orrery/base/math.hpp"
#include "sim/evidence/least_squares.hpp"

namespace orrery {
namespace {

using training::Coefficients;
using training::StepModel;

constexpr std::size_t kLevels = 8;
/// Residuals that an e-fold from the parent is worth, by depth of the level.
constexpr double kPrior[kLevels] = {0.5, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8};
constexpr double kScale = 0.05;  ///< of the soft-L1 loss
/// A sweep of more rows than this weighs as much as one of so many.
constexpr double kSweep = 100;
constexpr double kRowWeight = 5;

struct Point {
    const TrainingCase* question;
    StepModel model;
    double weight;
};

using Points = std::vector<Point*>;

Coefficients with(const Coefficients& parent, const std::vector<double>& x) {
    Coefficients c = parent;
    for (std::size_t i = 0; i < x.size(); ++i) c.*(training::coefficient_fields()[i].member) = x[i];
    return c;
}

/// Trust of a parent's value: what makers publish least, and what networks differ in most, least.
double below(const training::CoefficientField& t) {
    const bool own =
        t.member == &Coefficients::network || t.member == &Coefficients::gather_overlap;
    return t.trust > 3 ? 2 : t.trust < 1 || own ? 0.5 : 1;
}

Coefficients fit_level(const Points& points, const Coefficients& parent, double prior, bool root) {
    std::vector<FitBound> bounds;
    std::vector<double> start;
    std::vector<double> weights;
    for (const training::CoefficientField& t : training::coefficient_fields()) {
        const double at = parent.*(t.member);
        bounds.push_back({t.low, t.high, at, prior * (root ? t.trust : below(t))});
        start.push_back(at);
    }
    for (const Point* p : points) weights.push_back(p->weight);
    const auto errors = [&](const std::vector<double>& x) {
        const Coefficients c = with(parent, x);
        std::vector<double> e;
        e.reserve(points.size());
        for (Point* p : points) {
            p->model.set_coefficients(c);
            e.push_back(math::log(predict_training(*p->question, p->model) / p->question->seconds));
        }
        return e;
    };
    return with(parent, fit_log_errors(bounds, start, weights, errors, {kScale, 40}).x);
}

/// Nearest wider level that was fitted.
const Coefficients& parent_of(const TrainingFit& fit, const TrainingCase& c, std::size_t depth) {
    const auto names = training_levels(c);
    for (std::size_t d = depth; d-- > 0;) {
        const auto found = fit.levels.find(names[d]);
        if (found != fit.levels.end()) return found->second;
    }
    static const Coefficients prior;
    return prior;
}

/// Whether the nearest wider level was fitted on the same points: it knows all that this one would.
bool nothing_new(const TrainingFit& fit, const TrainingCase& c, std::size_t depth, int points) {
    const auto names = training_levels(c);
    for (std::size_t d = depth; d-- > 0;) {
        const auto found = fit.points.find(names[d]);
        if (found != fit.points.end()) return found->second == points;
    }
    return false;
}

std::vector<Point> points_of(const std::vector<const TrainingCase*>& cases) {
    std::map<std::string, double> sweep;
    const auto key = [](const TrainingCase& c) {
        return c.software.generation + (c.one_node ? "|1" : "|n");
    };
    for (const TrainingCase* c : cases) ++sweep[key(*c)];
    std::vector<Point> points;
    for (const TrainingCase* c : cases) {
        const double crowd = std::max(1.0, sweep[key(*c)] / kSweep);
        points.push_back({c, StepModel(c->work, c->machine, {}), kRowWeight / crowd});
    }
    return points;
}

}  // namespace

std::vector<std::string> training_levels(const TrainingCase& c) {
    const bool experts = c.work.model.experts > 0;
    const std::string kind = experts ? "/experts" : "/dense";
    const std::string shape = experts ? kind + "/" + c.work.model.family : kind;
    const std::string cell = c.software.generation + "/" + c.accelerator + shape;
    const std::string software = c.software.name + "/" + c.family;
    return {"*",
            c.family,
            software,
            software + kind,
            software + shape,
            c.software.name + "/" + c.accelerator + shape,
            cell,
            c.one_node ? cell + "/server" : cell};
}

const Coefficients& TrainingFit::of(const TrainingCase& c) const {
    return parent_of(*this, c, kLevels);
}

TrainingFit fit_training(const std::vector<const TrainingCase*>& cases) {
    std::vector<Point> points = points_of(cases);
    TrainingFit fit;
    for (std::size_t depth = 0; depth < kLevels; ++depth) {
        std::map<std::string, Points> groups;
        for (Point& p : points) groups[training_levels(*p.question)[depth]].push_back(&p);
        for (const auto& [name, members] : groups) {
            const TrainingCase& first = *members.front()->question;
            const int count = static_cast<int>(members.size());
            if (fit.levels.count(name) || nothing_new(fit, first, depth, count)) continue;
            const Coefficients parent = parent_of(fit, first, depth);
            fit.levels[name] = fit_level(members, parent, kPrior[depth], depth == 0);
            fit.points[name] = count;
        }
    }
    return fit;
}

double predict_training(const TrainingCase& c, const StepModel& model) {
    if (c.quantity == TrainingQuantity::step) return model.evaluate(c.plan).seconds();
    return model.layer_seconds(c.plan);
}

double predict_training(const TrainingCase& c, const Coefficients& coefficients) {
    return predict_training(c, StepModel(c.work, c.machine, coefficients));
}

}  // namespace orrery
