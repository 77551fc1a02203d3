// A measured training row as a question to the model: what, how laid out, on what, and the answer.
#include "sim/evidence/training_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/llm/count.hpp"
#include "models/training/memory.hpp"

namespace orrery {
namespace {

using training::Plan;
using training::Recompute;
using training::Sharding;
using training::Work;

/// Frameworks free what the formula still counts; so much over memory may have fitted.
constexpr double kSlack = 1.1;

int whole(double x) {
    return x > 0 ? static_cast<int>(x) : 1;
}

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

/// A shape that the row itself gives in full: a plain decoder of its time.
llm::ModelShape shape_of(const MeasuredTraining& r) {
    llm::ModelShape m;
    m.name = r.model;
    m.family = "gpt";
    m.layers = whole(r.layers);
    m.hidden = whole(r.hidden);
    m.heads = whole(r.heads);
    m.kv_heads = r.kv_heads > 0 ? whole(r.kv_heads) : m.heads;
    m.head_dim = m.hidden / m.heads;
    m.ffn = r.ffn > 0 ? whole(r.ffn) : 4 * m.hidden;
    m.gated = r.ffn > 0 && std::fmod(r.ffn, r.hidden) != 0;
    m.vocabulary = r.vocabulary > 0 ? whole(r.vocabulary) : 51200;
    m.tied_embeddings = true;
    m.parameters_total = r.params_b * 1e9;
    m.parameters_active = m.parameters_total;
    return m;
}

std::optional<Precision> precision_of(const std::string& text) {
    if (text == "fp16" || text == "bf16") return Precision::bf16;
    if (text == "fp8" || text == "mxfp8") return Precision::fp8;
    if (text == "nvfp4" || text == "fp4" || text == "mxfp4") return Precision::fp4;
    return std::nullopt;
}

Sharding sharding_of(const MeasuredTraining& r, const TrainingSoftware& software) {
    if (has(r.sharding, "no reshard")) return Sharding::gradients;
    if (has(r.sharding, "FSDP") || r.sharding == "ZeRO-3") return Sharding::parameters;
    if (has(r.sharding, "ZeRO-1") || has(r.sharding, "dist-opt")) return Sharding::optimizer;
    return software.sharding;
}

/// Virtual stages of a pipeline that the source runs interleaved without saying how deep.
bool open_interleaving(const MeasuredTraining& r, const TrainingSoftware& software) {
    return r.virtual_stages <= 0 && r.pp > 1 && software.interleaves;
}

bool even(int layers, const Plan& p) {
    const int chunks = p.pp * p.virtual_stages;
    return layers % chunks == 0 || (layers + 2) % chunks == 0;
}

/// One row while it is read; `problem` says why it cannot be predicted.
class Resolver {
public:
    Resolver(const MeasuredTraining& row, const Catalog& catalog) : r_(row), catalog_(catalog) {}

    std::string resolve(TrainingCase& c) {
        for (const auto step : {&Resolver::hardware, &Resolver::shape, &Resolver::layout,
                                &Resolver::recompute, &Resolver::target}) {
            std::string problem = (this->*step)(c);
            if (!problem.empty()) return problem;
        }
        complete(c);
        name(c);
        return "";
    }

private:
    std::string hardware(TrainingCase& c) {
        const auto software = training_software(r_);
        if (!software) return "no profile of the software: " + r_.source;
        c.software = *software;
        const auto found = catalog_.accelerators.find(training_accelerator(r_.hardware));
        if (found == catalog_.accelerators.end()) {
            return "accelerator not in the catalog: " + r_.hardware;
        }
        c.accelerator = found->first;
        c.family = found->second.family;
        const auto known = network_of(r_.interconnect, r_.node_size > 8 ? 1 : r_.node_size);
        c.machine =
            training_machine(found->second, known.value_or(usual_network(catalog_, c.family)));
        if (r_.node_size > 0 && r_.node_size <= 8) {
            c.machine.fabric.domain = static_cast<int>(r_.node_size);
        }
        return "";
    }

    std::string shape(TrainingCase& c) {
        const auto precision = precision_of(r_.precision);
        if (!precision) return "number format not stated";
        c.work.precision = *precision;
        const auto found = catalog_.models.find(training_model(r_.model));
        if (found != catalog_.models.end() &&
            (r_.layers <= 0 || found->second.layers == whole(r_.layers))) {
            c.work.model = found->second;
        } else if (r_.layers > 0 && r_.hidden > 0 && r_.heads > 0) {
            c.work.model = shape_of(r_);
        } else {
            return "shape of the model neither in the row nor in the catalog: " + r_.model;
        }
        c.work.fused_attention = c.software.fused_attention;
        return "";
    }

    std::string layout(TrainingCase& c) {
        if (r_.accelerators <= 0 || r_.sequence <= 0) return "accelerators or sequence not stated";
        Plan& p = c.plan;
        const bool data_only = sharding_of(r_, c.software) == Sharding::parameters && r_.dp > 0;
        if ((r_.tp <= 0 || r_.pp <= 0) && !data_only && r_.category != "micro") {
            return "layout (tp, pp) not stated";
        }
        p.tp = whole(r_.tp);
        p.pp = whole(r_.pp);
        p.cp = whole(r_.cp);
        p.ep = whole(r_.ep);
        p.dp = static_cast<int>(r_.accelerators) / (p.tp * p.pp * p.cp);
        p.virtual_stages = p.pp > 1 ? whole(r_.virtual_stages) : 1;
        p.micro_batch = std::max(1.0, r_.micro_batch);
        if (p.dp < 1) return "tp x pp x cp exceeds the accelerators";
        c.work.sequence = r_.sequence;
        c.work.global_batch = r_.global_batch > 0 ? r_.global_batch : p.dp * p.micro_batch;
        if (r_.category != "micro" && r_.global_batch <= 0) return "global batch not stated";
        p.sharding = sharding_of(r_, c.software);
        p.overlap = c.software.overlap;
        p.one_rail = c.software.one_rail;
        p.gradient_bytes = c.software.gradient_bytes;
        p.sequence_parallel =
            p.tp > 1 && (c.software.sequence_parallel || has(r_.recompute, "SP") ||
                         has(r_.recompute, "seq_parallel"));
        return "";
    }

    std::string recompute(TrainingCase& c) {
        const std::string& text = r_.recompute;
        if (has(text, "full")) c.plan.recompute = Recompute::full;
        if (has(text, "selective")) c.plan.recompute = Recompute::selective;
        return "";
    }

    std::string target(TrainingCase& c) {
        const double tokens = c.work.global_batch * c.work.sequence;
        const double each = tokens / r_.accelerators;
        if (r_.category == "micro") {
            c.quantity = TrainingQuantity::layer;
            c.seconds = r_.value / 1000;
            c.per_second = 0;
            c.metric = "layer time";
            return r_.unit == "ms" ? "" : "unit of the layer time is not ms";
        }
        if (has(r_.quantity, "tokens/s")) {
            c.metric = "tokens/s/GPU";
            c.per_second = each;
        } else if (has(r_.quantity, "hardware TFLOP/s")) {
            c.metric = "TFLOP/s/GPU";
            c.per_second =
                each * flops_per_token(c.work, training::Convention::megatron_hardware) * 1e-12;
        } else if (has(r_.quantity, "MFU") && r_.peak_tflops > 0) {
            c.metric = "MFU";
            c.per_second = each * flops_per_token(c.work, c.software.convention) * 1e-12 /
                           r_.peak_tflops * 100;
        } else if (has(r_.quantity, "time") && r_.unit.starts_with("s")) {
            c.metric = "iteration time";
        } else {
            return "no step time: " + r_.quantity;
        }
        c.seconds = c.per_second > 0 ? c.per_second / r_.value : r_.value;
        return "";
    }

    /// What is left open, tuned within memory with what nothing measured says.
    void complete(TrainingCase& c) const {
        if (c.quantity == TrainingQuantity::layer) return;
        const bool open_batch = r_.micro_batch <= 0;
        const bool open_stages = open_interleaving(r_, c.software);
        const bool open_recompute = r_.recompute.empty();
        if (!open_batch && !open_stages && !open_recompute) return;
        const training::StepModel model(c.work, c.machine, {});
        Plan best = c.plan;
        double least = 0;
        for (const double batch : {1, 2, 4, 8, 16}) {
            for (const int stages : {1, 2, 3, 4, 5, 6, 8}) {
                for (const auto again : {Recompute::none, Recompute::selective, Recompute::full}) {
                    Plan p = c.plan;
                    if (open_batch) p.micro_batch = batch;
                    if (open_stages) p.virtual_stages = stages;
                    if (open_recompute) p.recompute = again;
                    if (!layout_problem(c.work, p).empty()) continue;
                    if (open_stages && !even(c.work.model.layers, p)) continue;
                    const double need =
                        training::training_memory(c.work, p, c.machine.memory).total();
                    if (need > kSlack * c.machine.memory) continue;
                    const double s = model.evaluate(p).seconds();
                    if (least > 0 && s >= least) continue;
                    least = s;
                    best = p;
                }
            }
        }
        c.plan = best;
        if (least == 0 && open_recompute) c.plan.recompute = Recompute::full;
    }

    void name(TrainingCase& c) const {
        const Plan& p = c.plan;
        c.one_node = p.accelerators() <= 8;
        c.size = r_.model;
        c.configuration = fmt::format(
            "{}|{}|{}|{}|{}|{}.{}.{}.{}.{}.{}|{}|{}|{}|{}", c.software.generation, c.accelerator,
            r_.model, r_.precision, c.work.sequence, p.tp, p.cp, p.dp, p.pp, p.virtual_stages, p.ep,
            p.micro_batch, c.work.global_batch, r_.recompute, c.metric);
    }

    const MeasuredTraining& r_;
    const Catalog& catalog_;
};

bool wanted(const MeasuredTraining& r) {
    return r.category == "throughput" || r.category == "throughput_measured_sweep" ||
           r.category == "micro";
}

}  // namespace

TrainingCases resolve_training(const std::vector<MeasuredTraining>& rows, const Catalog& catalog) {
    TrainingCases out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!wanted(rows[i])) continue;
        TrainingCase c;
        c.row = i;
        const std::string problem = Resolver(rows[i], catalog).resolve(c);
        if (problem.empty()) {
            out.cases.push_back(std::move(c));
        } else {
            out.skipped.push_back({rows[i].id, problem});
        }
    }
    return out;
}

}  // namespace orrery
