// Iteration time and energy of a continuous-batching replica, compiled into tables.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/llm/shape.hpp"

namespace orrery::llm {

/// How much of the datasheet an engine on an architecture reaches, and its fixed costs; fitted
/// (reference: iteration model). Times in seconds, efficiencies in (0, 1].
struct EngineCoefficients {
    double roofline_p = 2;                  ///< exponent of the smooth roofline S(a,b)
    double memory_gemm = .75;               ///< em: weight streaming
    double compute_gemm = .55;              ///< ec
    double memory_expert = .6;              ///< emm
    double compute_expert = .35;            ///< ecm
    double fp8_share = .8;                  ///< of those two where a GEMM multiplies in fp8
    double fp4_share = .6;                  ///< and in fp4
    double memory_kv = .6;                  ///< ek
    double compute_decode_attention = .4;   ///< eac
    double compute_prefill_attention = .5;  ///< eap
    double allreduce_latency = 4e-6;        ///< al
    double link = .5;                       ///< el
    double alltoall_latency = 15e-6;        ///< aa
    double iteration_overhead = 1e-3;       ///< T0
    double layer_overhead = 10e-6;          ///< tl
    double moe_layer_overhead = 8e-6;       ///< tlm
    double sequence_overhead = 6e-6;        ///< cs
    double token_overhead = 3e-4;           ///< ct, multiplied by 1e-9·L·d per token
    double expert_imbalance = .15;          ///< imb, with expert parallelism
    double frontend = .04;                  ///< added to TTFT: HTTP, tokenise, detokenise
    double frontend_request = 1e-4;         ///< and so much for each request present
    double prefill_stretch = 1;             ///< TTFT over the prompt's iterations: eager launches
    double memory_reserve = 3.5e9;          ///< bytes of each accelerator: context, graphs, buffers
    double power_base = .25;                ///< share of TDP while launches wait for the host
    double power_exchange = .25;            ///< while accelerators exchange
    double power_kernel = .35;              ///< while GEMMs and the work of sequences run
    double power_attention = .35;           ///< while attention runs
    double power_memory = .3;               ///< and so much more at full memory bandwidth
    double power_compute = .5;              ///< and at full GEMM rate
};

/// The coefficients of one generation of an engine on one accelerator family, with source.
struct EngineProfile : EngineCoefficients {
    std::string name;      ///< generation, "vllm-2026", or the engine, "vllm", as the fallback
    std::string family;    ///< accelerator family it was fitted on; "*" for the fallback
    std::string scope;     ///< weights' format, "fp8", or with a shape, "fp8/llama-3-80l"; or empty
    std::string engine;    ///< the engine that it is a generation of; empty: only by its own name
    std::string since;     ///< ISO month of the generation: the newest one stands for its engine
    double error_pct = 0;  ///< held-out median error of iteration time; 0 when not measured
    Provenance provenance;
};

/// What one replica is: a model at a precision on tp·dp·pp accelerators. Each of `dp` groups keeps
/// its own sequences and a whole copy of attention and dense layers, sharded `tp` ways; all tp·dp
/// accelerators of a stage share the routed experts, `ep` ways by expert, the rest within experts.
struct ReplicaShape {
    ModelShape model;
    Accelerator accelerator;
    EngineProfile profile;
    Precision weights = Precision::bf16;
    Precision kv = Precision::bf16;
    int tp = 1;
    int pp = 1;
    int dp = 1;
    int ep = 1;
    int together = 0;   ///< of its accelerators, those that scale-up links join; 0: all
    Bandwidth network;  ///< where it spans more: one direction, per accelerator
    int max_num_seqs = 256;
    int token_budget = 8192;         ///< max tokens an iteration (chunked prefill)
    int block_tokens = 16;           ///< KV block size
    double memory_utilisation = .9;  ///< share of memory the engine may take
    [[nodiscard]] int accelerators_per_stage() const { return tp * dp; }
    [[nodiscard]] int accelerators() const { return tp * dp * pp; }
};

/// t(B,P) = g[B+P] + h[B] + kappa_of(B)·ΣW(cᵢ) + lambda·ΣPᵢ·W(cpᵢ), seconds; energy likewise with
/// energy_kappa, joules of all accelerators of the replica above nothing (idle power included while
/// the iteration runs). W(c) = full_layers·c + window_layers·min(c, window), c in tokens.
struct IterationTable {
    std::vector<double> g;  ///< by n = B+P, 0 … token_budget+max_num_seqs
    std::vector<double> h;  ///< by B, 0 … max_num_seqs
    double kappa = 0;
    double lambda = 0;
    std::vector<double> energy_g;
    std::vector<double> energy_h;
    double energy_kappa = 0;
    double energy_lambda = 0;
    double full_layers = 0;
    double window_layers = 0;
    double window = 0;
    double idle_power_w = 0;     ///< all accelerators of the replica, no iteration running
    std::int64_t kv_tokens = 0;  ///< capacity in tokens (whole blocks)
    int block_tokens = 16;
    double frontend_s = 0;
    int stages = 1;  ///< of the pipeline

    /// Seconds a token of context: fewer sequences than stages leave stages empty, and the context
    /// of each is read in one after another.
    [[nodiscard]] double kappa_of(double sequences) const {
        return sequences < stages ? kappa * stages / std::max(sequences, 1.0) : kappa;
    }
};

}  // namespace orrery::llm
