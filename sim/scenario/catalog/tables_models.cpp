// Field tables of AI models and serving engines.
#include "sim/scenario/catalog/tables.hpp"

namespace orrery::catalog {

using namespace fields;

const Table<llm::ModelShape>& model_table() {
    using M = llm::ModelShape;
    static const Choices<llm::Attention> kinds{{"gqa", llm::Attention::gqa},
                                               {"mla", llm::Attention::mla}};
    static const Table<M> t = sourced<M>(
        "The shape of an AI model.",
        {text("family", &M::family, "Models of one make").required(),
         text("title", &M::title, "Name as people write it").required(),
         texts("aliases", &M::aliases, "Checkpoints of this shape, without the maker"),
         quantity("parameters", &M::parameters_total, Measure::number, "As published, all of them")
             .above(0)
             .required(),
         quantity("active", &M::parameters_active, Measure::number,
                  "As published, per token; absent: all", 0)
             .above(0),
         whole("layers", &M::layers, "Transformer layers").min(1).required(),
         whole("hidden", &M::hidden, "Width of the residual stream").min(1).required(),
         whole("heads", &M::heads, "Attention heads").min(1).required(),
         whole("kv_heads", &M::kv_heads, "Heads of keys and values").min(1).required(),
         whole("head_dim", &M::head_dim, "Width of a head").min(1).required(),
         choice("attention", &M::attention, kinds, "gqa (also multi-head, multi-query) or mla"),
         whole("q_lora", &M::q_lora, "MLA: rank of the query; 0: full"),
         whole("kv_lora", &M::kv_lora, "MLA: rank of keys and values"),
         whole("qk_nope", &M::qk_nope, "MLA: head width without position"),
         whole("qk_rope", &M::qk_rope, "MLA: head width with position"),
         whole("v_head", &M::v_head, "MLA: head width of values"),
         whole("ffn", &M::ffn, "Width of a dense feed-forward layer"),
         boolean("gated", &M::gated, "Feed-forward of three matrices, else two"),
         whole("experts", &M::experts, "Routed experts a layer; 0: dense"),
         whole("experts_active", &M::experts_active, "Routed experts a token"),
         whole("experts_shared", &M::experts_shared, "Experts that see every token"),
         whole("expert_ffn", &M::expert_ffn, "Width of one expert"),
         whole("first_dense", &M::first_dense, "Leading layers without experts"),
         whole("window_layers", &M::window_layers, "Layers with sliding-window attention"),
         whole("window", &M::window, "Tokens that they see"),
         whole("linear_layers", &M::linear_layers, "Layers whose state does not grow"),
         whole("linear_width", &M::linear_width,
               "Of such a layer: widths of its projections to and from `hidden`, together"),
         whole("linear_state", &M::linear_state, "Of such a layer: elements of its state"),
         whole("vocabulary", &M::vocabulary, "Tokens known").min(1).required(),
         boolean("tied_embeddings", &M::tied_embeddings, "Input embedding serves as the head"),
         whole("context", &M::context, "Longest context, tokens").min(1).required()});
    return t;
}

namespace {

using E = llm::EngineProfile;

Field<E> share(const char* key, double E::*m, const char* doc) {
    return quantity(key, m, Measure::share, doc).min(0);
}

Field<E> plain(const char* key, double E::*m, Measure measure, const char* doc) {
    return quantity(key, m, measure, doc);
}

Field<E> time(const char* key, double E::*m, const char* doc) {
    return quantity(key, m, Measure::duration, doc).min(0);
}

}  // namespace

const Table<llm::EngineProfile>& engine_table() {
    static const Table<E> t = sourced<E>(
        "What a serving engine reaches on an accelerator family.",
        {text("engine", &E::engine, "What it is a generation of; absent: only by its own name"),
         text("since", &E::since, "ISO month; the newest generation stands for its engine"),
         plain("roofline_p", &E::roofline_p, Measure::number, "Exponent of the smooth roofline"),
         share("memory_gemm", &E::memory_gemm, "Of bandwidth, streaming weights"),
         share("compute_gemm", &E::compute_gemm, "Of the GEMM rate, dense layers"),
         share("memory_expert", &E::memory_expert, "Of bandwidth, streaming experts"),
         share("compute_expert", &E::compute_expert, "Of the GEMM rate, experts"),
         share("fp8_share", &E::fp8_share, "Of those rates in fp8"),
         share("fp4_share", &E::fp4_share, "Of those rates in fp4"),
         share("memory_kv", &E::memory_kv, "Of bandwidth, reading the KV cache"),
         share("compute_decode_attention", &E::compute_decode_attention, "Of the bf16 rate"),
         share("compute_prefill_attention", &E::compute_prefill_attention, "Of the bf16 rate"),
         time("allreduce_latency", &E::allreduce_latency, "Of one all-reduce, a doubling of tp"),
         share("link", &E::link, "Of the scale-up link"),
         time("alltoall_latency", &E::alltoall_latency, "Of one all-to-all"),
         time("iteration_overhead", &E::iteration_overhead, "Fixed time of an iteration"),
         time("layer_overhead", &E::layer_overhead, "Fixed time of a layer"),
         time("moe_layer_overhead", &E::moe_layer_overhead, "More for a layer with experts"),
         time("sequence_overhead", &E::sequence_overhead, "Host time of a running sequence"),
         time("token_overhead", &E::token_overhead,
              "Of a token for 1e9 activations (layers times hidden)"),
         share("expert_imbalance", &E::expert_imbalance, "Fullest expert above the mean"),
         time("frontend", &E::frontend, "HTTP and tokens, added to the first token"),
         time("frontend_request", &E::frontend_request, "More for each request present"),
         plain("prefill_stretch", &E::prefill_stretch, Measure::number,
               "Time to first token over the iterations of its prompt"),
         plain("memory_reserve", &E::memory_reserve, Measure::bytes,
               "Of each accelerator: context, graphs, activations")
             .min(0),
         share("power_base", &E::power_base, "Of TDP while launches wait for the host"),
         share("power_exchange", &E::power_exchange, "Of TDP while accelerators exchange"),
         share("power_kernel", &E::power_kernel, "Of TDP while GEMMs run"),
         share("power_attention", &E::power_attention, "Of TDP while attention runs"),
         share("power_memory", &E::power_memory, "Of TDP, more at full bandwidth"),
         share("power_compute", &E::power_compute, "Of TDP, more at full GEMM rate"),
         quantity("error_pct", &E::error_pct, Measure::number,
                  "Held-out median error of iteration time, percent", 0)});
    return t;
}

}  // namespace orrery::catalog
