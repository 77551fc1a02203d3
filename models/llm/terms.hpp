// The direct formula of one iteration: time by term, bytes, arithmetic and energy.
#pragma once
#include "models/llm/count.hpp"
#include "models/llm/iteration.hpp"
#include "models/llm/step_model.hpp"

namespace orrery::llm {

/// One iteration's time by term, seconds (reference: iteration model).
struct IterationTerms {
    double attention_projections = 0;
    double dense_ffn = 0;
    double experts = 0;
    double head = 0;
    double decode_attention = 0;
    double prefill_attention = 0;
    double all_reduce = 0;
    double all_to_all = 0;
    double overhead = 0;
    double launch = 0;        ///< of the overhead: iterations' and layers', the accelerator waits
    double bytes = 0;         ///< moved by one accelerator
    double flops = 0;         ///< computed by one accelerator
    double peak_seconds = 0;  ///< its arithmetic at the datasheet rate of each format
    [[nodiscard]] double seconds() const {
        return attention_projections + dense_ffn + experts + head + decode_attention +
               prefill_attention + all_reduce + all_to_all + overhead;
    }
    [[nodiscard]] double exchange() const { return all_reduce + all_to_all; }
    [[nodiscard]] double attention() const { return decode_attention + prefill_attention; }
};

/// The formula of one replica. Its parts add: t(B,P) = tokens(B+P) + sequences(B) +
/// decode_attention(ΣW) + prefill_attention(ΣP·W), W(c) the contexts weighted by layers.
class IterationFormula {
public:
    explicit IterationFormula(const ReplicaShape& shape);

    /// Another engine's coefficients on the same replica: what a fit varies.
    void set_coefficients(const EngineCoefficients& coefficients) { engine_ = coefficients; }
    /// Measured operator times instead of the formula's, where closed forms ask for whole
    /// iterations; must outlive the formula.
    void set_measured(const StepModel* measured) { measured_ = measured; }
    [[nodiscard]] const StepModel* measured() const { return measured_; }

    /// Terms of n tokens, whichever they are.
    [[nodiscard]] IterationTerms tokens(double n) const;
    /// Terms of b decode sequences: the head and the host's work.
    [[nodiscard]] IterationTerms sequences(double b) const;
    /// Reading the KV cache of contexts whose weighted sum is given.
    [[nodiscard]] IterationTerms decode_attention(double sum_context) const;
    /// Attention of prompt tokens, the sum over them of weighted positions.
    [[nodiscard]] IterationTerms prefill_attention(double sum_prefill) const;

    /// W(c): layers that see c tokens times c, window layers at most their window.
    [[nodiscard]] double weighted_context(double c) const {
        return full_layers_ * c + window_layers_ * (c < window_ ? c : window_);
    }
    [[nodiscard]] double accelerators() const { return accelerators_; }
    [[nodiscard]] double stages() const { return stages_; }
    [[nodiscard]] const EngineCoefficients& coefficients() const { return engine_; }

    /// Joules of all accelerators: each phase draws its share of TDP for its seconds, and moving
    /// bytes and multiplying draw more: TDP·min(Σ pᵢ·tᵢ + a·bytes/BW + b·peak_seconds, t). Linear
    /// below TDP so that it separates as time does; clamped part by part, never above TDP.
    [[nodiscard]] double joules(const IterationTerms& terms) const;
    /// Seconds that the datasheet's bandwidth and rates allow at best.
    [[nodiscard]] double floor_seconds(const IterationTerms& terms) const;

private:
    struct Work {
        double bytes = 0;
        double flops = 0;
        double rate = 1;
        double seconds = 0;
    };
    /// Formats that a GEMM multiplies in, by how much of their peak engines reach.
    enum class Multiply { bf16, fp8, fp4 };
    static Multiply multiply(const Accelerator& accelerator, Precision precision, double rate);
    [[nodiscard]] double share(Multiply format) const;
    [[nodiscard]] Work gemm(double parameters, double tokens, double bytes_each, double rate,
                            Multiply format) const;
    [[nodiscard]] Work experts(double n) const;
    void set_links(const ReplicaShape& shape);
    [[nodiscard]] double all_reduce(double n) const;
    [[nodiscard]] double stage_hops(double n) const;
    [[nodiscard]] double all_to_all(double n) const;
    static void add(IterationTerms& terms, double IterationTerms::*field, const Work& work);

    EngineCoefficients engine_;
    const StepModel* measured_ = nullptr;
    ParameterCount count_;
    double layers_ = 0;
    double full_layers_ = 0;
    double window_layers_ = 0;
    double window_ = 0;
    double stages_ = 1;
    double hidden_ = 0;
    double experts_ = 0;
    double experts_active_ = 0;
    double tp_ = 1;
    double dp_ = 1;
    double stage_ = 1;         ///< accelerators of a pipeline stage: tp·dp
    double imbalanced_ = 0;    ///< 1 with expert parallelism
    double accelerators_ = 1;  ///< of the replica
    double tdp_ = 0;           ///< W
    double dense_ = 0;         ///< parameters of dense and shared FFNs, all layers
    double rest_bytes_ = 0;    ///< a parameter outside the routed experts
    double expert_bytes_ = 0;  ///< a parameter of a routed expert
    double rest_rate_ = 0;     ///< peak GEMM rates of both
    double expert_rate_ = 0;
    Multiply rest_format_ = Multiply::bf16;
    Multiply expert_format_ = Multiply::bf16;
    double bf16_ = 0;
    double bandwidth_ = 0;
    double link_ = 0;           ///< of an all-to-all, one direction and accelerator
    double reduce_link_ = 0;    ///< of a ring over the accelerators of tp
    double hop_ = 0;            ///< from a stage to the next, where hops cross the network
    double hops_ = 0;           ///< those
    double doublings_ = 0;      ///< log2(tp)
    double kv_bytes_ = 0;       ///< read a context token and layer, one accelerator
    double state_bytes_ = 0;    ///< of linear layers, a sequence and accelerator
    double decode_flops_ = 0;   ///< a context token and layer, one accelerator
    double prefill_flops_ = 0;  ///< a prompt token, position and layer, one accelerator
};

/// Tokens or sequences of each micro-batch, of n in a pipeline: fewer than stages go one by one.
double micro_batch(double n, double stages);

/// B decode sequences with ΣW(c) weighted contexts, P prompt tokens with ΣPᵢ·W(cpᵢ).
IterationTerms iteration_terms(const ReplicaShape& shape, int decodes, double sum_context,
                               int prefill, double sum_prefill);

/// Accelerators that share one token's KV: min(tp, kv_heads), one for a latent cache.
int kv_share(const ReplicaShape& shape);

}  // namespace orrery::llm
