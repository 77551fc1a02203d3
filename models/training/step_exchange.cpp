// What a training step exchanges: tensor-parallel sums, ZeRO-3 gathers, gradients, stage messages.
#include <algorithm>

#include "models/training/step.hpp"

namespace orrery::training {
namespace {

using network::Collective;

constexpr double kExchangeElement = 2;  ///< bytes of an activation
constexpr double kWeight = 2;           ///< bytes of a gathered weight

}  // namespace

/// A group of `ranks` whose neighbours are `inner` accelerators apart.
double StepModel::exchange(Collective op, double bytes, int ranks, int inner, bool one_rail) const {
    const int here = std::max(1, fabric_.domain / std::max(1, inner));
    const int beside = std::min(ranks, here);
    return network::collective_time(op, bytes, {ranks, beside, one_rail ? beside : 1.0}, fabric_,
                                    network::Algorithm::ring);
}

/// Two all-reduces a dense layer and pass, one where the FFN is experts; with sequence parallelism
/// an all-gather and a reduce-scatter of the same volume each.
double StepModel::tensor(double tokens, const Plan& plan, bool moe) const {
    if (plan.tp == 1) return 0;
    const double bytes = kExchangeElement * tokens * work_.model.hidden;
    const double each = exchange(Collective::all_reduce, bytes, plan.tp, 1);
    const int times = moe && work_.model.experts_shared == 0 ? 1 : 2;
    return times * (each * c_.tensor_exposed + c_.launch_collective);
}

/// All-gather of one layer's weights over the ranks that share it.
double StepModel::gather(const Plan& plan) const {
    if (plan.sharding != Sharding::parameters) return 0;
    const llm::ModelShape& m = work_.model;
    const double tables =
        static_cast<double>(m.vocabulary) * m.hidden * (m.tied_embeddings ? 1 : 2) / m.layers;
    const double layer = (1 - moe_share_) * dense_layer_ + moe_share_ * moe_layer_ + tables;
    const double dense = kWeight * layer / plan.tp;
    double t = exchange(Collective::all_gather, dense, plan.dp * plan.cp, plan.tp, plan.one_rail);
    if (moe_share_ > 0) {
        const double bytes = kWeight * moe_share_ * expert_ * work_.model.experts / plan.ep;
        t +=
            exchange(Collective::all_gather, bytes, plan.tp * plan.dp * plan.cp / plan.ep, plan.ep);
    }
    return t;
}

/// What is left of an exchange that runs beside arithmetic, which it slows.
void StepModel::expose_gather(LayerPass& pass) const {
    const double compute = pass.device();
    const double hidden = std::min(c_.gather_overlap * pass.gather, compute);
    pass.gather = pass.gather - hidden + c_.compute_tax * hidden;
}

/// Reduction of a stage's gradients, less what the last backward pass hides.
double StepModel::gradients(const Plan& plan, double hideable) const {
    if (work_.lora_rank > 0) return 0;
    const int ranks = plan.dp * plan.cp;
    if (plan.sharding == Sharding::parameters && !plan.accumulate_local) return 0;
    const double dense = dense_parameters(plan);
    const double expert = expert_parameters(plan);
    const int expert_ranks = plan.tp * ranks / plan.ep;
    double t = 0;
    if (plan.sharding == Sharding::none) {
        t = exchange(Collective::all_reduce, dense * plan.gradient_bytes, ranks, plan.tp) +
            exchange(Collective::all_reduce, expert * plan.gradient_bytes, expert_ranks, plan.ep);
    } else {
        const double both = plan.gradient_bytes + kWeight;
        t = exchange(Collective::all_gather, dense * both, ranks, plan.tp) +
            exchange(Collective::all_gather, expert * both, expert_ranks, plan.ep);
    }
    // Shards of gradients cannot wait for the others: they are reduced with every micro-batch.
    double times = 1;
    if (plan.sharding == Sharding::gradients && !plan.accumulate_local) {
        times = micro_batches(work_, plan);
        t += (times - 1) *
             (exchange(Collective::reduce_scatter, dense * plan.gradient_bytes, ranks, plan.tp) +
              exchange(Collective::reduce_scatter, expert * plan.gradient_bytes, expert_ranks,
                       plan.ep));
    }
    double tied = 0;
    if (plan.pp > 1 && work_.model.tied_embeddings) {
        const double table = static_cast<double>(work_.model.vocabulary) * work_.model.hidden;
        tied = exchange(Collective::all_reduce, table / plan.tp * plan.gradient_bytes, 2,
                        plan.accelerators() / plan.pp * (plan.pp - 1));
    }
    const double hidden = plan.overlap ? std::min(c_.gradient_overlap * t, hideable * times) : 0;
    return t - hidden + c_.compute_tax * hidden + tied;
}

/// One boundary, there or back, of one micro-batch: each rank sends its share of the activations
/// and the receivers gather them (Narayanan et al. 2021, section 4.1).
double StepModel::messages(const Plan& plan) const {
    if (plan.pp == 1) return 0;
    const int apart = plan.tp * plan.cp * plan.dp;
    const double bytes =
        kExchangeElement * plan.micro_batch * work_.sequence / plan.cp * work_.model.hidden;
    const int here = apart * 2 <= fabric_.domain ? 2 : 1;
    const double hop =
        network::collective_time(Collective::send_recv, bytes / plan.tp, {2, here, 1}, fabric_);
    const double rebuilt =
        plan.sequence_parallel ? 0 : exchange(Collective::all_gather, bytes, plan.tp, 1);
    return (hop + rebuilt) * c_.pipe_exposed;
}

}  // namespace orrery::training
