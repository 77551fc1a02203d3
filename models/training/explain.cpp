// The terms of a training step with the formula and the inputs of each, for people.
#include <cstdio>

#include "models/training/flops.hpp"
#include "models/training/step.hpp"

namespace orrery::training {
namespace {

template <class... Values>
std::string text(const char* format, Values... values) {
    char line[256];
    std::snprintf(line, sizeof line, format, values...);
    return line;
}

/// What the formulas call tokens, hidden, width and so on.
std::string inputs_of(Part part, const StepModel& s, const Plan& p) {
    const Work& w = s.work();
    const double tokens = p.micro_batch * w.sequence / p.cp;
    const double link = s.machine().fabric.scale_up.bandwidth;
    switch (part) {
        case Part::attention:
            return text("; tokens %g, pairs %g, width %g of %d heads", tokens,
                        causal_pairs(w.model, w.sequence), 1.0 * w.model.heads * w.model.head_dim,
                        w.model.heads);
        case Part::elementwise:
            return text("; tokens %g, hidden %d", tokens, w.model.hidden);
        case Part::head:
            return text("; tokens %g, hidden %d, vocabulary %d", tokens, w.model.hidden,
                        w.model.vocabulary);
        case Part::tensor:
            return text("; tokens %g, hidden %d, link %.3g B/s", tokens, w.model.hidden, link);
        case Part::context:
        case Part::dispatch:
        case Part::experts:
            return text("; tokens %g, hidden %d", tokens, w.model.hidden);
        case Part::messages:
        case Part::gradients:
        case Part::gather:
            return text("; network %.3g B/s, link %.3g B/s", s.machine().fabric.scale_out.bandwidth,
                        link);
        case Part::gemm:
        case Part::host:
        case Part::bubble:
        case Part::optimizer:
        case Part::overhead:
            break;
    }
    return "";
}

std::string work_formula(Part part, const StepModel& s, const Plan& p, double m) {
    const Coefficients& c = s.coefficients();
    const double layers = stage_layers(s.work().model.layers, p.pp, p.virtual_stages);
    if (part == Part::gemm) {
        return text(
            "%g micro-batches x %g layers x sum 2k(mn+%.3g)/(%.3g x %.3g FLOP/s) + "
            "%.3g x operands/%.3g B/s; forward, %s back%s",
            m, layers, c.fill, c.gemm, s.machine().rate(s.work().precision), c.gemm_memory,
            s.machine().memory_bandwidth, s.work().lora_rank > 0 ? "once" : "twice",
            p.recompute == Recompute::full ? ", forward again" : "");
    }
    if (part == Part::attention) {
        return text("%g x %g x 4 x tokens x pairs x (width + 48 heads)/tp %d/(%.3g x %.3g FLOP/s)",
                    m, layers, p.tp, c.attention, s.machine().bf16);
    }
    if (part == Part::elementwise) {
        return text("%g x %g x 3 x 2 B x (10 hidden + activations/tp) x tokens/(%.3g x %.3g B/s)",
                    m, layers, c.memory, s.machine().memory_bandwidth);
    }
    if (part == Part::experts) {
        return text("%g x %g x grouped products at %.3g of the rate + %.3g passes to route", m,
                    layers, c.expert_gemm, c.route_passes);
    }
    if (part == Part::head) {
        return text(
            "%g x (6 x tokens x hidden x vocabulary/tp %d/rate + %.3g B a logit) - "
            "layers that the last stage has fewer",
            m, p.tp, c.loss_bytes);
    }
    if (part == Part::host) {
        return text("(device^p + host^p)^(1/p) - device, p %.3g, host %.3g and %.3g s a layer",
                    c.roofline_p, c.launch_forward, c.launch_backward);
    }
    return "";
}

std::string exchange_formula(Part part, const StepModel& s, const Plan& p, double m,
                             const StepTime& t) {
    const Coefficients& c = s.coefficients();
    if (part == Part::tensor) {
        return text(
            "all-reduce of 2 B x tokens x hidden over tp %d, two a layer and pass, "
            "%.3g exposed",
            p.tp, c.tensor_exposed);
    }
    if (part == Part::context) {
        return text("all-gather of keys and values over cp %d, %.3g hidden behind attention", p.cp,
                    c.gather_overlap);
    }
    if (part == Part::dispatch) {
        return text("all-to-all of routed tokens over ep %d, four a layer, %.3g exposed", p.ep,
                    c.expert_exposed);
    }
    if (part == Part::gather) {
        return text("all-gather of weights over dp x cp %d, %.3g hidden, tax %.3g", p.dp * p.cp,
                    c.gather_overlap, c.compute_tax);
    }
    if (part == Part::messages) {
        return text("2 x (%g x v %d + pp %d - 1) sends between stages, %.3g exposed", m,
                    p.virtual_stages, p.pp, c.pipe_exposed);
    }
    if (part == Part::bubble) {
        return text("(pp %d - 1) x (%.4g + %.4g s of a stage)/v %d, or its largest chunk", p.pp,
                    t.stage_forward, t.stage_backward, p.virtual_stages);
    }
    if (part == Part::gradients) {
        const bool often = p.sharding == Sharding::gradients && !p.accumulate_local;
        return text("%g x %.4g gradients x %g B over dp x cp %d, %.3g hidden%s", often ? m : 1.0,
                    s.dense_parameters(p) + s.expert_parameters(p), p.gradient_bytes, p.dp * p.cp,
                    p.overlap ? c.gradient_overlap : 0.0,
                    p.sharding == Sharding::none ? "" : ", weights gathered back");
    }
    if (part == Part::optimizer) {
        return text("parameters held x %.3g B/(%.3g x bandwidth)", c.optimizer_passes, c.memory);
    }
    if (part == Part::overhead) {
        return text("%.3g s of a step", c.step_overhead);
    }
    return "";
}

}  // namespace

std::vector<Term> explain_step(const StepModel& model, const Plan& plan) {
    const StepTime t = model.evaluate(plan);
    std::vector<Term> terms;
    for (std::size_t i = 0; i < kParts; ++i) {
        if (t.part[i] <= 0) continue;
        const Part part = static_cast<Part>(i);
        std::string formula = work_formula(part, model, plan, t.micro_batches);
        if (formula.empty()) {
            formula = exchange_formula(part, model, plan, t.micro_batches, t);
        }
        formula += inputs_of(part, model, plan);
        terms.push_back({part_name(part), t.part[i], std::move(formula)});
    }
    return terms;
}

}  // namespace orrery::training
