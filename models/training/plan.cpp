// Layers of a stage, micro-batches, and why a layout cannot be.
#include "models/training/plan.hpp"

#include <cmath>

namespace orrery::training {
namespace {

bool divides(double whole, double part) {
    return part > 0 && std::fmod(whole, part) == 0;
}

std::string number(double x) {
    const std::string s = std::to_string(x);
    return s.substr(0, s.find('.'));
}

std::string not_divided(const char* what, double whole, const char* by, double part) {
    return std::string(what) + " " + number(whole) + " cannot be divided by " + by + " " +
           number(part);
}

}  // namespace

double stage_layers(int layers, int pp, int virtual_stages) {
    const int chunks = pp * virtual_stages;
    if (layers % chunks == 0) return static_cast<double>(layers) / pp;
    if ((layers + 2) % chunks == 0) return static_cast<double>(layers + 2) / pp;
    return std::ceil(static_cast<double>(layers) / pp);
}

double chunk_layers(int layers, int pp, int virtual_stages) {
    const int chunks = pp * virtual_stages;
    if ((layers + 2) % chunks == 0) return static_cast<double>(layers + 2) / chunks;
    return std::ceil(static_cast<double>(layers) / chunks);
}

double last_stage_relief(int layers, int pp, int virtual_stages) {
    const double slack = stage_layers(layers, pp, virtual_stages) * pp - layers;
    return slack >= 2 ? slack / 2 : slack;
}

double micro_batches(const Work& work, const Plan& plan) {
    return work.global_batch / (plan.dp * plan.micro_batch);
}

std::string layout_problem(const Work& w, const Plan& p) {
    if (p.tp < 1 || p.cp < 1 || p.dp < 1 || p.pp < 1 || p.virtual_stages < 1 || p.ep < 1 ||
        !(p.micro_batch >= 1)) {
        return "every degree and the micro-batch are at least 1";
    }
    const llm::ModelShape& m = w.model;
    if (!divides(m.heads, p.tp)) return not_divided("heads", m.heads, "tp", p.tp);
    if (p.tp > m.kv_heads && !divides(p.tp, m.kv_heads)) {
        return not_divided("tp", p.tp, "kv_heads", m.kv_heads);
    }
    if (p.pp * p.virtual_stages > m.layers + 2) {
        return "pp " + number(p.pp) + " x virtual stages " + number(p.virtual_stages) +
               " exceeds the layers " + number(m.layers);
    }
    if (p.pp == 1 && p.virtual_stages > 1) return "virtual stages need pp above 1";
    if (!divides(w.global_batch, p.dp * p.micro_batch)) {
        return not_divided("global batch", w.global_batch, "dp x micro-batch",
                           p.dp * p.micro_batch);
    }
    if (p.virtual_stages > 1 && micro_batches(w, p) < p.pp) {
        return "virtual stages need at least pp " + number(p.pp) + " micro-batches, not " +
               number(micro_batches(w, p));
    }
    if (!divides(w.sequence, p.cp * 2) && p.cp > 1) {
        return not_divided("sequence", w.sequence, "2 x cp", 2 * p.cp);
    }
    if (p.ep > 1 && m.experts == 0) return "ep above 1 needs a mixture of experts";
    if (p.ep > 1 && !divides(m.experts, p.ep)) return not_divided("experts", m.experts, "ep", p.ep);
    if (p.ep > 1 && !divides(p.tp * p.cp * p.dp, p.ep)) {
        return not_divided("tp x cp x dp", p.tp * p.cp * p.dp, "ep", p.ep);
    }
    return "";
}

}  // namespace orrery::training
