// Measured energy as questions to the serving model: joules a token, watts, tokens a second.
#include "sim/evidence/energy_case.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>

namespace orrery {
namespace {

/// Joules a token times tokens a second are the watts, or a row contradicts itself.
constexpr double kIdentity = 0.02;
/// How the reason of such a run ends.
constexpr const char* kHostBound = "bound by the host";

/// The collection of measured inference has the same benchmark under this name.
constexpr const char* kSource = "ml.energy-leaderboard";
constexpr const char* kEngine = "vLLM (ML.ENERGY v3, 2025-26)";

struct Column {
    const char* metric;
    double (*of)(const MeasuredEnergy&);
};
constexpr std::array<Column, 4> kColumns{
    {{"output_tok_s_total", [](const MeasuredEnergy& r) { return r.tokens_s; }},
     {"itl_ms_p50", [](const MeasuredEnergy& r) { return r.step_ms; }},
     {"avg_gpu_power_w_per_gpu", [](const MeasuredEnergy& r) { return r.watts / r.accelerators; }},
     {"energy_j_per_output_token", [](const MeasuredEnergy& r) { return r.token_j; }}}};

/// Empty, or why a row has no joules a token that a serving engine answers for.
std::string reason_against(const MeasuredEnergy& r) {
    if (r.boundary.find("per IMAGE") != std::string::npos) return "energy of an image, not a token";
    if (r.boundary.find("per VIDEO") != std::string::npos) return "energy of a video, not a token";
    if (!r.verified.starts_with("yes")) return "not verified at its source";
    if (!r.source.starts_with("ML.ENERGY")) return "a model's figure, not a measurement";
    if (r.token_j <= 0 || r.tokens_s <= 0 || r.watts <= 0 || r.accelerators <= 0) {
        return "joules a token, tokens a second, watts or accelerators not recorded";
    }
    if (std::fabs(r.token_j * r.tokens_s / r.watts - 1) > kIdentity) {
        return "joules a token times tokens a second are not its watts";
    }
    return {};
}

MeasuredInference as_inference(const MeasuredEnergy& r, const Column& column) {
    MeasuredInference m;
    m.source = kSource;
    m.engine_version = kEngine;
    m.model = r.model;
    m.precision = r.precision;
    m.accelerator = r.accelerator;
    m.accelerators = r.accelerators;
    m.tp = r.tp;
    m.pp = 1;
    m.dp = r.dp;
    m.prompt = "dataset:" + r.task;
    m.output = r.output;
    m.load = fmt::format("max_num_seqs={} avg_batch={}", r.max_num_seqs, r.batch);
    m.metric = column.metric;
    m.value = column.of(r);
    m.notes = fmt::format("ep={}", r.ep);
    m.line = r.line;
    return m;
}

/// Loads of one configuration on one task.
std::string series_of(const MeasuredEnergy& r) {
    return fmt::format("{}|{}|{}|{}|{}|{}|{}.{}.{}", r.source, r.model, r.precision, r.task,
                       r.accelerator, r.accelerators, r.tp, r.ep, r.dp);
}

/// Where most runs of a series wait for the host, the others do so, too, if less: their reason.
void leave_out_series(const std::vector<MeasuredEnergy>& rows,
                      std::map<std::size_t, std::string>& reasons) {
    std::map<std::string, std::pair<int, int>> series;  // runs, and those bound by the host
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto reason = reasons.find(i);
        const bool bound = reason != reasons.end() && reason->second.ends_with(kHostBound);
        if (reason != reasons.end() && !bound) continue;
        auto& [runs, waiting] = series[series_of(rows[i])];
        ++runs;
        waiting += bound ? 1 : 0;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto found = series.find(series_of(rows[i]));
        if (found == series.end() || 2 * found->second.second <= found->second.first) continue;
        reasons.emplace(i, "of a series bound by the host");
    }
}

}  // namespace

EnergyCases resolve_energy(const std::vector<MeasuredEnergy>& rows, const Catalog& catalog,
                           bool host_bound) {
    EnergyCases all;
    all.rows = rows;
    std::vector<MeasuredInference> asked;
    std::vector<std::size_t> row_of;
    std::map<std::size_t, std::string> reasons;  // by row: of its joules a token
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string reason = reason_against(rows[i]);
        if (!reason.empty()) reasons[i] = reason;
        for (const Column& q : kColumns) {
            if (!reason.empty() || q.of(rows[i]) <= 0) continue;
            asked.push_back(as_inference(rows[i], q));
            row_of.push_back(i);
        }
    }
    InferenceCases resolved = resolve_inference(asked, catalog, host_bound);
    for (const SkippedInference& s : resolved.skipped) {
        if (asked[s.row].metric == kColumns.back().metric) reasons[row_of[s.row]] = s.reason;
    }
    leave_out_series(rows, reasons);
    for (InferenceCase& c : resolved.cases) {
        c.row = row_of[c.row];
        if (reasons.count(c.row) == 0) all.cases.push_back(std::move(c));
    }
    for (const auto& [row, reason] : reasons) {
        all.skipped.push_back({std::to_string(rows[row].line), reason});
    }
    return all;
}

std::string energy_model(const InferenceCase& c) {
    return fmt::format("{} {:.4g}B", c.shape.model.family, c.shape.model.parameters_total * 1e-9);
}

}  // namespace orrery
