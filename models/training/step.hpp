// Time of one training step, term by term: the critical path of the slowest pipeline.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "models/training/plan.hpp"

namespace orrery::training {

/// What a step's time is made of; each is what the term adds to the critical path.
enum class Part : std::uint8_t {
    gemm,         ///< dense matrix products
    attention,    ///< scores, softmax, context
    elementwise,  ///< norms, activations, residuals, dropout
    experts,      ///< routed experts: products, routing, permuting
    head,         ///< logits and loss on the last stage
    host,         ///< kernels launched more slowly than the device runs them
    tensor,       ///< tensor- and sequence-parallel exchange
    context,      ///< keys and values between context-parallel ranks
    dispatch,     ///< tokens to experts and back
    gather,       ///< ZeRO-3 weights and gradients
    messages,     ///< activations between stages
    bubble,       ///< stages that wait while the pipeline fills and drains
    gradients,    ///< data-parallel reduction
    optimizer,
    overhead,
};
constexpr std::size_t kParts = 15;
const char* part_name(Part part);

struct StepTime {
    std::array<double, kParts> part{};  ///< seconds
    double micro_batches = 0;
    double stage_forward = 0;   ///< one micro-batch on a middle stage, seconds
    double stage_backward = 0;  ///< recompute included
    double& operator[](Part p) { return part[static_cast<std::size_t>(p)]; }
    double operator[](Part p) const { return part[static_cast<std::size_t>(p)]; }
    [[nodiscard]] double seconds() const {
        double sum = 0;
        for (const double s : part) sum += s;
        return sum;
    }
};

/// One layer's forward pass of one micro-batch on one accelerator, seconds by cause.
struct LayerPass {
    double gemm = 0;
    double attention = 0;
    double elementwise = 0;
    double experts = 0;
    double tensor = 0;
    double context = 0;
    double dispatch = 0;
    double gather = 0;
    double host = 0;  ///< what the host needs to launch it
    [[nodiscard]] double device() const {
        return gemm + attention + elementwise + experts + tensor + context + dispatch;
    }
};

/// The step of one model on one machine; `evaluate` neither allocates nor writes text.
class StepModel {
public:
    StepModel(const Work& work, const Machine& machine, const Coefficients& coefficients);

    [[nodiscard]] StepTime evaluate(const Plan& plan) const;
    /// One layer: forward, or the backward pass without what is recomputed.
    [[nodiscard]] LayerPass forward(const Plan& plan, bool moe) const;
    [[nodiscard]] LayerPass backward(const Plan& plan, bool moe) const;

    /// Forward and backward of one dense layer, with what is computed again.
    [[nodiscard]] double layer_seconds(const Plan& plan) const;

    [[nodiscard]] const Work& work() const { return work_; }
    [[nodiscard]] const Machine& machine() const { return machine_; }
    [[nodiscard]] const Coefficients& coefficients() const { return c_; }
    void set_coefficients(const Coefficients& coefficients);
    /// Parameters of the fullest accelerator, routed experts apart.
    [[nodiscard]] double dense_parameters(const Plan& plan) const;
    [[nodiscard]] double expert_parameters(const Plan& plan) const;

private:
    enum class Split : std::uint8_t { none, output, input };  ///< of a product over tp
    struct Product {
        double k = 0;
        double n = 0;
        Split split = Split::none;
    };
    struct Exchange;
    void list_products();
    void add(double k, double n, Split split, bool moe_too, bool dense_too);
    [[nodiscard]] double product(double m, double k, double n, double rate, double share) const;
    [[nodiscard]] double products(double tokens, const Plan& plan, bool moe, bool backward) const;
    [[nodiscard]] double attention(const Plan& plan) const;
    [[nodiscard]] double fallback(const Plan& plan) const;
    [[nodiscard]] double elementwise(double tokens, const Plan& plan, bool moe) const;
    [[nodiscard]] double experts(double tokens, const Plan& plan, bool backward) const;
    [[nodiscard]] double head(const Plan& plan) const;
    [[nodiscard]] double exchange(network::Collective op, double bytes, int ranks, int inner,
                                  bool one_rail = false) const;
    [[nodiscard]] double tensor(double tokens, const Plan& plan, bool moe) const;
    [[nodiscard]] double gather(const Plan& plan) const;
    [[nodiscard]] double gradients(const Plan& plan, double hideable) const;
    [[nodiscard]] double messages(const Plan& plan) const;
    void expose_gather(LayerPass& pass) const;
    void scale_tensor(LayerPass& pass, double factor) const;

    Work work_;
    Machine machine_;
    Coefficients c_;
    network::Fabric fabric_;
    std::array<Product, 8> dense_{};
    std::array<Product, 8> moe_{};
    int dense_products_ = 0;
    int moe_products_ = 0;
    double dense_layer_ = 0;  ///< parameters of one layer, routed experts apart
    double moe_layer_ = 0;
    double expert_ = 0;  ///< of one routed expert
    double moe_share_ = 0;
    double kv_width_ = 0;          ///< of keys and values, all heads
    double score_width_ = 0;       ///< multiplied a pair of tokens
    double exponentials_ = 0;      ///< of a pair, in products
    double pairs_ = 0;             ///< tokens before a token, mean over layers, causal
    double activation_width_ = 0;  ///< elements a token moved by activations, tp part
    double rate_ = 0;              ///< FLOP/s reached by large products
    double expert_rate_ = 0;
    double bandwidth_ = 0;  ///< B/s reached by elementwise kernels
};

/// max(a, b) with a soft corner: device and host run beside each other.
double soft_max(double a, double b, double p);

/// A term of the step with its formula and inputs, for people.
struct Term {
    std::string name;
    double seconds = 0;
    std::string formula;
};
std::vector<Term> explain_step(const StepModel& model, const Plan& plan);

}  // namespace orrery::training
