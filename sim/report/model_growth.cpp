// A series of growing models as text and JSON.
#include "sim/report/model_growth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/training/run.hpp"

namespace orrery {
namespace {

double days(const TrainingQuestion& q, const ModelRelease& r, double tokens) {
    const double step = r.run.best.front().seconds;
    const double rate = q.work.global_batch * q.work.sequence / step;
    return training::run_hours(tokens, rate / q.accelerators, q.accelerators).days();
}

double tokens_of(const TrainingQuestion& q, const ModelRelease& r,
                 const std::vector<ModelRelease>& series, bool grow) {
    return grow ? q.tokens * r.parameters / series.front().parameters : q.tokens;
}

std::string remark(const ModelRelease& r) {
    if (r.run.best.empty()) return r.run.problem;
    if (!r.layout_fits) return "the layout before no longer fits";
    return r.layout_changes ? "another layout is faster" : "";
}

/// The first release whose predecessor's layout does not do, and the first that nothing trains.
std::string answer(const TrainingQuestion& q, const std::vector<ModelRelease>& series) {
    std::string text = "Answer: ";
    const auto changes = std::find_if(series.begin(), series.end(),
                                      [](const ModelRelease& r) { return !r.layout_fits; });
    if (changes == series.end()) {
        text += "the first layout does for the whole series";
    } else {
        text += fmt::format("parallelism must change at {:.3g} G parameters",
                            changes->parameters * 1e-9);
    }
    const auto beyond = std::find_if(series.begin(), series.end(),
                                     [](const ModelRelease& r) { return r.run.best.empty(); });
    if (beyond != series.end()) {
        text += fmt::format("; {} {} no longer train {:.3g} G", q.accelerators, q.accelerator,
                            beyond->parameters * 1e-9);
    }
    return text + ".\n";
}

}  // namespace

std::string render_growth_text(const TrainingQuestion& q, const std::vector<ModelRelease>& series,
                               bool tokens_grow) {
    std::string text = answer(q, series) + fmt::format("\n{:>10}{:>9}{:>7}{:>8}{:>10}  layout\n",
                                                       "params", "step", "MFU", "memory", "days");
    for (const ModelRelease& r : series) {
        text += fmt::format("{:>8.4g} G", r.parameters * 1e-9);
        if (r.run.best.empty()) {
            text += fmt::format("{:>34}\n{:>12}{}\n", "–", "", remark(r));
            continue;
        }
        const TrainingCandidate& c = r.run.best.front();
        const double tokens = tokens_of(q, r, series, tokens_grow);
        text += fmt::format("{:>7.3g} s{:>6.1f}%{:>5.0f} GB{:>10}  {}\n", c.seconds, 100 * c.mfu,
                            c.memory.total() * 1e-9,
                            tokens > 0 ? fmt::format("{:.1f}", days(q, r, tokens)) : "–",
                            plan_text(c.plan));
        if (const std::string note = remark(r); !note.empty()) {
            text += fmt::format("{:>46}{}\n", "", note);
        }
    }
    return text;
}

std::string render_growth_json(const TrainingQuestion& q, const std::vector<ModelRelease>& series,
                               bool tokens_grow) {
    using Json = nlohmann::ordered_json;
    Json rows = Json::array();
    for (const ModelRelease& r : series) {
        Json j{{"model", r.model.name},
               {"parameters", {{"value", r.parameters}, {"unit", ""}, {"formula", "of the shape"}}},
               {"layout_of_before_fits", r.layout_fits},
               {"layout_changes", r.layout_changes},
               {"remark", remark(r)}};
        if (!r.run.best.empty()) {
            const TrainingCandidate& c = r.run.best.front();
            const double tokens = tokens_of(q, r, series, tokens_grow);
            j["layout"] = plan_text(c.plan);
            j["step"] = {{"value", c.seconds}, {"unit", "s"}, {"formula", "sum of the terms"}};
            j["mfu"] = {{"value", c.mfu}, {"unit", ""}, {"formula", "model FLOPs / peak"}};
            j["memory"] = {
                {"value", c.memory.total()}, {"unit", "B"}, {"formula", "fullest accelerator"}};
            if (tokens > 0) {
                j["days"] = {{"value", days(q, r, tokens)},
                             {"unit", "d"},
                             {"formula", "tokens / (tokens a second)"}};
            }
        }
        rows.push_back(std::move(j));
    }
    const Json all{{"schema_version", 1},          {"study", "training-run"},
                   {"answer", answer(q, series)},  {"accelerators", q.accelerators},
                   {"accelerator", q.accelerator}, {"releases", std::move(rows)}};
    return all.dump(2) + "\n";
}

}  // namespace orrery
