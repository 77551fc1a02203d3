// A series of models that grow: when does the layout that trained the last one no longer do?
#include "sim/study/model_growth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/llm/count.hpp"
#include "orrery/base/math.hpp"

namespace orrery {
namespace {

int scaled(int value, double factor, int multiple) {
    const double steps = std::round(value * factor / multiple);
    return std::max(1, static_cast<int>(steps)) * multiple;
}

bool same_layout(const training::Plan& a, const training::Plan& b) {
    return a.tp == b.tp && a.pp == b.pp && a.cp == b.cp && a.ep == b.ep && a.sharding == b.sharding;
}

/// Whether the layout of the release before can be used again.
bool still_fits(const TrainingQuestion& q, const training::Plan& plan) {
    return training::layout_problem(q.work, plan).empty() &&
           training::memory_problem(q.work, plan, q.machine.memory).empty();
}

}  // namespace

llm::ModelShape grown(const llm::ModelShape& model, double factor) {
    if (factor == 1) return model;
    llm::ModelShape m = model;
    const double each = math::pow(factor, 1.0 / 3);
    // Heads in multiples of 8: tensor parallelism divides them.
    const int heads = scaled(model.heads, each, std::min(8, model.heads));
    const double width = static_cast<double>(heads) / model.heads;
    m.heads = heads;
    if (model.kv_heads == model.heads) m.kv_heads = heads;
    m.hidden = scaled(model.hidden, width, 128);
    m.ffn = model.ffn > 0 ? scaled(model.ffn, width, 128) : 0;
    m.expert_ffn = model.expert_ffn > 0 ? scaled(model.expert_ffn, width, 128) : 0;
    m.layers = scaled(model.layers, factor / (width * width), 2);
    m.window_layers = model.window_layers * m.layers / model.layers;
    m.linear_layers = model.linear_layers * m.layers / model.layers;
    m.name = fmt::format("{} x {:.3g}", model.name, factor);
    m.title = fmt::format("{} x {:.3g}", model.title.empty() ? model.name : model.title, factor);
    const llm::ParameterCount count = llm::parameter_count(m);
    m.parameters_total = count.total;
    m.parameters_active = count.active;
    return m;
}

std::vector<ModelRelease> study_growth(const TrainingQuestion& question, double factor,
                                       int releases) {
    std::vector<ModelRelease> series;
    for (int i = 0; i < releases; ++i) {
        TrainingQuestion q = question;
        q.work.model = grown(question.work.model, math::pow(factor, i));
        ModelRelease release;
        release.model = q.work.model;
        release.parameters = llm::parameter_count(q.work.model).total;
        release.run = study_training(q);
        const bool before = !series.empty() && !series.back().run.best.empty();
        if (before) {
            const training::Plan& last = series.back().run.best.front().plan;
            release.layout_fits = still_fits(q, last);
            release.layout_changes =
                release.run.best.empty() || !same_layout(last, release.run.best.front().plan);
        }
        series.push_back(std::move(release));
    }
    return series;
}

}  // namespace orrery
