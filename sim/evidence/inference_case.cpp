// A measured row as a question to the model: which replica, which load, which quantity; or why not.
#include "sim/evidence/inference_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "models/llm/capacity.hpp"
#include "orrery/base/words.hpp"
#include "sim/evidence/inference_leave_out.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

using Row = MeasuredInference;
using Q = InferenceQuantity;

/// Prompts of ML.ENERGY's chat and quiz tasks are not recorded: a short question.
constexpr double kTaskPrompt = 250;
/// An image of about a megapixel: vision encoders make a token of some thousand pixels (28² to
/// 32²).
constexpr double kImageTokens = 1000;
/// An engine that does not say otherwise takes so many sequences and tokens an iteration.
constexpr double kMaxSequences = 2048;
constexpr double kTokenBudget = 8192;
struct Parallel {
    int tp = 1;
    int dp = 1;
    int ep = 1;
    int pp = 1;
};

/// A reason thrown between the steps of one row; caught in resolve_inference.
struct Skip {
    std::string reason;
};

int whole(double x) {
    return x < 1 ? 1 : static_cast<int>(x);
}

/// aiconfigurator's columns. Its InferenceX part writes tp·ep (16, 64) or dp·ep where tensor and
/// expert parallelism share 4 or 8 accelerators; its NVIDIA part writes attention's tp beside the
/// experts' tp and ep.
Parallel silicon_parallel(const Row& row, bool inference_x, const llm::ModelShape& model) {
    const auto moe_tp = number_after(row.notes, "moe_tp");
    const auto moe_ep = number_after(row.notes, "moe_ep");
    if (!moe_tp || !moe_ep) throw Skip{"parallelism not recorded"};
    const int a = whole(*moe_tp);
    const int b = whole(*moe_ep);
    Parallel p;
    if (!inference_x) {
        p.tp = whole(row.tp);
        const int stage = model.experts > 0 ? std::max(a * b, p.tp) : p.tp;
        p.dp = stage / p.tp;
        p.ep = model.experts > 0 ? b : 1;
        return p;
    }
    const int columns = std::max(whole(row.tp), whole(row.dp));
    int stage = std::max(a, b);
    // tp 4 and dp 4 with 16-way experts: four accelerators in four groups.
    if (whole(row.tp) > 1 && whole(row.tp) == whole(row.dp)) stage = whole(row.tp);
    if (a > 1 && b > 1 && a != b) throw Skip{"parallelism is ambiguous"};
    if (stage > 8 || (columns != stage && columns != a * b)) {
        throw Skip{"several replicas behind one load, how many is not recorded"};
    }
    p.ep = model.experts > 0 ? std::min(b, stage) : 1;
    p.dp = row.dp > 1 ? stage : 1;
    p.tp = stage / p.dp;
    return p;
}

Parallel parallel_of(const Row& row, const llm::ModelShape& model) {
    if (row.source.starts_with("aic-silicon")) {
        return silicon_parallel(row, row.source.find("InferenceX") != std::string::npos, model);
    }
    if (row.tp < 1) throw Skip{"parallelism not recorded"};
    Parallel p;
    p.tp = whole(row.tp);
    p.pp = whole(row.pp);
    p.dp = whole(row.dp);
    if (model.experts == 0) return p;
    p.ep = whole(number_after(row.notes, "ep").value_or(1));
    if (row.source.starts_with("ml.energy")) {
        p.tp = std::max(1, whole(row.accelerators) / p.dp);  // the column is 1 beside ep
    } else if (row.source.starts_with("trtllm-perf") && p.ep > 1 && p.dp == 1) {
        p.dp = p.tp;  // its expert-parallel tables run attention data-parallel
        p.tp = 1;
    }
    return p;
}

/// The KV format that the sources' launch scripts use; the rows do not carry it.
Precision kv_format(const Row& row, const std::string& engine, const std::string& family,
                    const llm::ModelShape& model, Precision weights) {
    if (weights == Precision::bf16 || weights == Precision::int4) return Precision::bf16;
    if (row.source.starts_with("ml.energy") || row.source.starts_with("splitwise")) {
        return Precision::bf16;
    }
    if (row.source.starts_with("amd-rocm")) return Precision::fp8;
    const bool latent = model.attention == llm::Attention::mla;
    if (family == "hopper") return engine == "trtllm" && !latent ? Precision::fp8 : Precision::bf16;
    return engine == "vllm" && model.family == "qwen3" ? Precision::bf16 : Precision::fp8;
}

struct Asked {
    Q quantity;
    double load;
};

/// The load of a closed loop, or of a static batch.
double load_of(const Row& row) {
    for (const char* key : {"concurrency", "avg_batch", "static batch", "batch"}) {
        const auto n = number_after(row.load, key);
        if (n && *n >= 1) return *n;
    }
    throw Skip{"load \"" + row.load + "\" has no number of requests"};
}

Asked asked(const Row& row) {
    const std::string& m = row.metric;
    const bool output = m == "output_tok_s_per_gpu" || m == "output_tok_s_total";
    if (row.load.starts_with("offline")) {
        const auto n = number_after(row.load, "nreq");
        if (!n) throw Skip{"the number of offline requests is not recorded"};
        if (output) return {Q::offline_output, *n};
        throw Skip{"metric " + m + " of an offline run"};
    }
    if (row.load == "server" || row.load == "interactive") {
        throw Skip{"tuned submission: its parallelism and arrival rate are not recorded"};
    }
    static const std::map<std::string, Q> quantities{{"tpot_ms_p50", Q::tpot},
                                                     {"tpot_ms_avg", Q::tpot},
                                                     {"itl_ms_avg", Q::tpot},
                                                     {"itl_ms_p50", Q::step},
                                                     {"decode_iter_ms", Q::decode},
                                                     {"prefill_batch_ms", Q::prefill},
                                                     {"batch_latency_s", Q::batch},
                                                     {"total_tok_s_per_gpu", Q::closed_total},
                                                     {"ttft_ms_p50", Q::ttft},
                                                     {"ttft_ms_avg", Q::ttft},
                                                     {"avg_gpu_power_w_per_gpu", Q::power},
                                                     {"energy_j_per_output_token", Q::token_energy},
                                                     {"avg_power_frac_tdp", Q::power_share},
                                                     {"peak_power_frac_tdp", Q::peak_power_share}};
    if (output) return {Q::closed_output, load_of(row)};
    const auto found = quantities.find(m);
    if (found == quantities.end()) throw Skip{"metric " + m};
    return {found->second, load_of(row)};
}

/// Means of the lengths really sent: InferenceX draws them uniformly from 0.8 to 1 of the nominal.
void set_lengths(const Row& row, InferenceCase& c) {
    const bool inference_x =
        row.source.find("InferenceX") != std::string::npos || row.source.starts_with("inferencex");
    if (row.prompt == "dataset:sourcegraph-fim" || row.prompt == "dataset:video-chat") {
        throw Skip{"prompt lengths of the dataset are not recorded"};
    }
    const double image = row.prompt == "dataset:image-chat" ? kImageTokens : 0;
    const auto prompt = row.prompt.starts_with("dataset:")
                            ? std::optional<double>(kTaskPrompt + image)
                            : parse_number(row.prompt);
    if (!prompt || row.output <= 0) throw Skip{"lengths not recorded"};
    const double share = inference_x ? 0.9 : 1;
    const bool short_answers = row.source == "inferencex-gaudi3";  // "~0.71x nominal on average"
    c.lengths.prompt = share * *prompt;
    c.lengths.output = (short_answers ? 0.71 : share) * row.output;
    c.spread = inference_x ? 1.0 / 9 : 0;
}

void set_rule(const Row& row, InferenceCase& c) {
    c.rule.max_num_seqs =
        number_after(row.load, "max_num_seqs")
            .value_or(number_after(row.load, "max_seqs").value_or(kMaxSequences)) *
        c.shape.dp;  // of a group
    c.rule.token_budget = kTokenBudget * c.shape.dp;
    c.rule.prefill_exclusive = c.engine.generation.starts_with("sglang");
    const bool trtllm = c.engine.generation.starts_with("trtllm");
    // It reserves every output token; the others admit what fits now, half an output on average.
    c.rule.output_reserve = trtllm ? 1.0 : 0.5;
    if (trtllm) {
        // Its share is one of what the weights leave, not of all memory.
        llm::ReplicaShape& r = c.shape;
        const double memory = r.accelerator.memory.value;
        const double taken = memory * r.memory_utilisation - llm::free_kv_bytes(r);
        r.memory_utilisation += (1 - r.memory_utilisation) * std::min(1.0, taken / memory);
    }
    const auto tokens = llm::kv_capacity_tokens(c.shape);
    if (tokens <= 0) throw Skip{"the model does not fit beside its KV cache"};
    c.rule.kv_tokens = static_cast<double>(tokens);
    // vLLM and SGLang keep no more of a window layer than its window.
    const double context = c.lengths.prompt + c.lengths.output / 2;
    const double window = std::min<double>(c.shape.model.window, context);
    const double full = llm::full_attention_layers(c.shape.model);
    const double windows = c.shape.model.window_layers;
    if (!trtllm) {
        c.rule.kv_tokens *= (full + windows) / (full + windows * window / context);
    }
    // A mean batch is what really ran.
    // More than fit wait: a mean batch is of the requests present.
}

void refuse_unlike(const Row& row) {
    if (row.source_ref.find("disagg") != std::string::npos ||
        row.notes.find("DISAGG") != std::string::npos) {
        throw Skip{"prefill and decode on separate replicas"};
    }
    // The note's cause, and the release that the collection's own remarks name for it.
    if (row.notes.find("speculative") != std::string::npos ||
        row.engine_version == "trtllm 1.2.0rc6.post3") {
        throw Skip{"hidden speculative decoding"};
    }
    const bool gap = row.source == "aic-silicon:NVIDIA-AIC-gap";
    if (gap && (row.load.starts_with("batch=") || row.engine_version.starts_with("trtllm 1.3"))) {
        throw Skip{"several replicas behind one load, how many is not recorded"};
    }
    if (row.accelerator.ends_with("-pcap")) throw Skip{"power-capped accelerator"};
    if (row.source.starts_with("splitwise") && row.tp == 2 &&
        number_after(row.load, "batch").value_or(0) >= 64) {
        throw Skip{"failed run of the source"};
    }
}

InferenceCase case_of(const Row& row, const Catalog& catalog) {
    refuse_unlike(row);
    InferenceCase c;
    const llm::ModelShape* model = measured_model(catalog, row.model);
    if (!model) throw Skip{"unknown model " + row.model};
    const Accelerator* accelerator = measured_accelerator(catalog, row.accelerator);
    if (!accelerator) throw Skip{"unknown accelerator " + row.accelerator};
    c.engine = measured_generation(row.engine_version, row.source.starts_with("trtllm-perf"));
    if (c.engine.generation.empty()) throw Skip{"unknown engine " + row.engine_version};
    const auto weights = measured_precision(row.precision, *model);
    if (!weights) {
        throw Skip{row.precision.empty() || row.precision == "UNSET"
                       ? "unknown precision"
                       : "unknown precision " + row.precision};
    }
    const Asked question = asked(row);
    c.quantity = question.quantity;
    c.load = question.load;
    const Parallel p = parallel_of(row, *model);
    c.shape.model = *model;
    c.shape.accelerator = *accelerator;
    c.shape.weights = *weights;
    c.shape.kv = kv_format(row, c.engine.engine, accelerator->family, *model, *weights);
    c.shape.tp = p.tp;
    c.shape.dp = p.dp;
    c.shape.ep = p.ep;
    c.shape.pp = p.pp;
    set_lengths(row, c);
    set_rule(row, c);
    const bool each = row.metric.ends_with("_per_gpu");
    c.per = each ? c.shape.accelerators() : 1;
    c.unit = row.metric.find("_ms") != std::string::npos ? 1e-3 : 1;
    c.measured = row.value * c.unit;
    // One collection repeats runs under several names of a model and of itself: the shape counts.
    const std::string source = row.source.substr(0, row.source.find(':'));
    c.curve = fmt::format("{}|{}|{} {}|{}|{}|{}|{}.{}.{}.{}", source, c.engine.generation,
                          model->family, model->parameters_total, accelerator->name, row.precision,
                          lower_case(row.prompt), p.tp, p.dp, p.ep, p.pp);
    // Answers to a data set are as long as the model makes them: no parameter of the run.
    if (!row.prompt.starts_with("dataset:")) c.curve += fmt::format("|{}", c.lengths.output);
    return c;
}

}  // namespace

bool is_speed(InferenceQuantity q) {
    switch (q) {
        case Q::tpot:
        case Q::step:
        case Q::decode:
        case Q::prefill:
        case Q::batch:
        case Q::closed_output:
        case Q::closed_total:
        case Q::offline_output:
            return true;
        case Q::power:
        case Q::token_energy:
        case Q::power_share:
        case Q::peak_power_share:
        case Q::ttft:
            return false;
    }
    return false;
}

InferenceCases resolve_inference(const std::vector<Row>& rows, const Catalog& catalog,
                                 bool host_bound) {
    InferenceCases all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        try {
            all.cases.push_back(case_of(rows[i], catalog));
            all.cases.back().row = i;
        } catch (const Skip& skip) {
            all.skipped.push_back({i, skip.reason});
        }
    }
    leave_out(all, rows, host_bound);
    std::sort(all.skipped.begin(), all.skipped.end(),
              [](const auto& a, const auto& b) { return a.row < b.row; });
    return all;
}

}  // namespace orrery
