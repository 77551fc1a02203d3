// Measured operator tables of an engine on an accelerator: files in, iteration times out, each row
// checked against the data sheet.
#include "sim/ingest/operator_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "models/llm/count.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

constexpr double kMilli = 1e-3;
/// Timers and boost clocks: a row this much faster than the data sheet is still believed.
constexpr double kTolerance = 0.9;
/// Bytes that no accelerator's second-level cache holds: fewer may be read again from there.
constexpr double kBeyondCache = 256e6;

class Rows {
public:
    Rows(const std::string& stem, const char* name) : csv_(file_of(stem, name)) {}
    bool next() { return csv_.next(cells_); }
    [[nodiscard]] double number(const char* name) const { return number_in(csv_, cells_, name); }
    [[nodiscard]] double number_or(const char* name, double otherwise) const {
        return csv_.column({name}) < 0 ? otherwise : number(name);
    }
    [[nodiscard]] const std::string& text(const char* name) const {
        const int c = csv_.column({name});
        if (c < 0 || static_cast<std::size_t>(c) >= cells_.size()) {
            fail(fmt::format("no column {}", name));
        }
        return cells_[static_cast<std::size_t>(c)];
    }
    [[nodiscard]] double seconds() const {
        const double ms = number("latency");
        if (ms <= 0) fail("a latency must be above 0");
        return ms * kMilli;
    }
    /// Refuses what is faster than the accelerator can be.
    void check(double seconds, double least, const std::string& what,
               const Accelerator& accelerator) const {
        if (seconds >= kTolerance * least) return;
        fail(fmt::format("{} in {:.1f} µs is faster than {} can: {:.1f} µs", what, seconds * 1e6,
                         accelerator.name, least * 1e6));
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw InvalidInput(fmt::format("{}:{}: {}", csv_.file(), csv_.line(), what));
    }

private:
    static std::string file_of(const std::string& stem, const char* name) {
        for (const char* end : {".csv.gz", ".csv", ".csv.zst"}) {
            const std::string file = fmt::format("{}__{}{}", stem, name, end);
            if (std::filesystem::exists(file)) return file;
        }
        throw InvalidInput(fmt::format("{}__{}.csv: no such file", stem, name));
    }
    CsvReader csv_;
    std::vector<std::string> cells_;
};

/// Format of the tables: its name there, multiplication rate, bytes of an operand's element.
struct Format {
    const char* name;
    double rate;
    double bytes;
};

Format format_of(Precision precision, const Accelerator& a) {
    if (precision == Precision::fp8 && a.fp8.value > 0) return {"fp8", a.fp8.value, 1};
    if (precision == Precision::fp4 && a.fp4.value > 0) return {"nvfp4", a.fp4.value, 0.5};
    if (precision == Precision::bf16) return {"bfloat16", a.bf16.value, 2};
    throw InvalidInput(
        fmt::format("operator tables have products in bf16, fp8 and nvfp4, as far as {} has them; "
                    "give one of these as the deployment's precision",
                    a.name));
}

operators::GemmTable read_gemm(const std::string& stem, const Format& f, const Accelerator& a) {
    operators::GemmTable table;
    Rows rows(stem, "gemm");
    while (rows.next()) {
        if (rows.text("gemm_dtype") != f.name) continue;
        const double m = rows.number("m");
        const double n = rows.number("n");
        const double k = rows.number("k");
        const double seconds = rows.seconds();
        const double bytes = (m * k + n * k) * f.bytes + 2 * m * n;
        const double memory = bytes > kBeyondCache ? bytes / a.memory_bandwidth.value : 0;
        rows.check(seconds, std::max(2 * m * n * k / f.rate, memory),
                   fmt::format("a {} × {} × {} product", m, n, k), a);
        table.add(m, n, k, seconds);
    }
    if (table.empty()) throw InvalidInput(fmt::format("{}__gemm: no rows in {}", stem, f.name));
    table.finish();
    return table;
}

struct Heads {
    double query = 0;
    double kv = 0;
};

/// The measured pair that is nearest: key-value heads first for decodes, which read the cache,
/// query heads first for prompts, which compute.
Heads nearest(const std::set<std::pair<double, double>>& measured, const Heads& wanted, bool kv) {
    const auto distance = [](double a, double b) { return std::max(a, b) / std::min(a, b); };
    Heads best;
    double least = 1e18;
    for (const auto& [query, key] : measured) {
        const double by_query = distance(query, wanted.query);
        const double by_kv = distance(key, wanted.kv);
        const double d = kv ? 1e3 * by_kv + by_query : 1e3 * by_query + by_kv;
        if (d >= least) continue;
        least = d;
        best = {query, key};
    }
    return best;
}

struct AttentionRows {
    std::set<std::pair<double, double>> heads;
    std::map<std::pair<double, double>, operators::AttentionTable> tables;
};

/// Tables by heads. Prompts compute 4·L²/2 operations a head dimension, decodes read their context.
AttentionRows read_attention(const std::string& stem, const char* name, bool decode,
                             const llm::ReplicaShape& shape) {
    const char* kv_format = shape.kv == Precision::fp8 ? "fp8" : "bfloat16";
    const Accelerator& a = shape.accelerator;
    const double kv_bytes = shape.kv == Precision::fp8 ? 1 : 2;
    AttentionRows out;
    Rows rows(stem, name);
    while (rows.next()) {
        if (rows.text("kv_cache_dtype") != kv_format || rows.number_or("window_size", 0) != 0 ||
            rows.number("head_dim") != shape.model.head_dim) {
            continue;
        }
        const Heads h{rows.number("num_heads"), rows.number("num_key_value_heads")};
        const double batch = rows.number("batch_size");
        const double isl = rows.number("isl");
        const double length = decode ? isl + rows.number("step") : isl;
        const double seconds = rows.seconds();
        const double dim = shape.model.head_dim;
        const double bytes = batch * length * 2 * h.kv * dim * kv_bytes;
        const double rate = std::max(a.bf16.value, a.fp8.value);
        const double least = !decode ? 2 * batch * length * length * h.query * dim / rate
                             : bytes > kBeyondCache ? bytes / a.memory_bandwidth.value
                                                    : 0;
        rows.check(seconds, least, fmt::format("attention of {} × {} tokens", batch, length), a);
        out.heads.emplace(h.query, h.kv);
        out.tables[{h.query, h.kv}].add(batch, length, seconds);
    }
    if (out.heads.empty()) {
        throw InvalidInput(fmt::format("{}__{}: no rows with {} wide heads and a {} cache",
                                           stem, name, shape.model.head_dim, kv_format));
    }
    return out;
}

/// Seconds over elements exchanged among `tp` accelerators.
operators::Curve read_all_reduce(const std::string& stem, int tp, const Accelerator& a) {
    std::map<double, double> best;
    std::set<double> measured;
    Rows rows(stem, "custom_allreduce");
    while (rows.next()) {
        measured.insert(rows.number("num_gpus"));
        if (rows.number("num_gpus") != tp) continue;
        const double elements = rows.number("message_size");
        const double seconds = rows.seconds();
        rows.check(seconds, 2 * elements / a.link_bandwidth.value * (tp > 2 ? 1 : 0.5),
                   fmt::format("an all-reduce of {} elements", elements), a);
        const auto [it, fresh] = best.emplace(elements, seconds);
        if (!fresh) it->second = std::min(it->second, seconds);
    }
    if (best.empty()) {
        throw InvalidInput(fmt::format("{}__custom_allreduce: measured among {}, not {}", stem,
                                           fmt::join(measured, ", "), tp));
    }
    operators::Curve curve;
    for (const auto& [elements, seconds] : best) curve.add(elements, seconds);
    curve.finish(operators::Curve::Monotone::cut_peaks);
    return curve;
}

void refuse_what_is_not_covered(const llm::ReplicaShape& s) {
    const llm::ModelShape& m = s.model;
    const char* what = m.experts > 0                           ? "a mixture of experts"
                       : m.attention == llm::Attention::mla    ? "latent attention"
                       : m.window_layers + m.linear_layers > 0 ? "layers with another attention"
                       : s.pp * s.dp * s.ep > 1                ? "more than tensor parallelism"
                                                               : nullptr;
    if (!what) return;
    throw InvalidInput(fmt::format("operator tables do not cover {}: {}", what, m.name));
}

/// Everything of an iteration that depends on its number of tokens alone.
void tabulate(const llm::ReplicaShape& s, const operators::GemmTable& gemm,
              const operators::GemmTable& head, const operators::Curve& all_reduce,
              operators::OperatorProfile& profile) {
    const llm::ModelShape& m = s.model;
    const llm::EngineCoefficients& e = s.profile;
    const double tp = s.tp;
    const double hidden = m.hidden;
    const double query = static_cast<double>(m.heads) * m.head_dim / tp;
    const double kv = 2.0 * m.kv_heads * m.head_dim / std::min(tp, double(m.kv_heads));
    const double ffn = m.ffn / tp;
    const operators::Curve products[] = {gemm.at(query + kv, hidden), gemm.at(hidden, query),
                                         gemm.at((m.gated ? 2 : 1) * ffn, hidden),
                                         gemm.at(hidden, ffn)};
    // Two norms with their residual, rotation, activation: elements read and written a token.
    const double elements = 8 * hidden + 2 * (query + kv) + 3 * ffn;
    const double small = 2 * elements / (s.accelerator.memory_bandwidth.value * e.memory_gemm);
    for (int n = 0; n <= s.token_budget + s.max_num_seqs; ++n) {
        double layer = n * small;
        for (const operators::Curve& product : products) layer += product.at(n);
        if (s.tp > 1) layer += 2 * all_reduce.at(n * hidden);
        profile.per_token.push_back(e.iteration_overhead + profile.layers * layer +
                                    1e-9 * e.token_overhead * profile.layers * hidden * n);
    }
    const operators::Curve logits = head.at(m.vocabulary / tp, hidden);
    for (int b = 0; b <= s.max_num_seqs + 1; ++b) {
        profile.per_sequence.push_back(logits.at(b) + e.sequence_overhead * b);
    }
}

}  // namespace

operators::OperatorProfile read_operator_tables(const std::string& stem,
                                                const llm::ReplicaShape& shape) {
    refuse_what_is_not_covered(shape);
    const Accelerator& a = shape.accelerator;
    const Format format = format_of(shape.weights, a);
    operators::OperatorProfile profile;
    profile.layers = shape.model.layers;
    const operators::GemmTable gemm = read_gemm(stem, format, a);
    const operators::GemmTable head = read_gemm(stem, format_of(Precision::bf16, a), a);
    operators::Curve all_reduce;
    if (shape.tp > 1) all_reduce = read_all_reduce(stem, shape.tp, a);
    tabulate(shape, gemm, head, all_reduce, profile);
    const Heads wanted{static_cast<double>(shape.model.heads) / shape.tp,
                       std::max(1.0, static_cast<double>(shape.model.kv_heads) / shape.tp)};
    AttentionRows prompts = read_attention(stem, "context_attention", false, shape);
    const Heads p = nearest(prompts.heads, wanted, false);
    profile.prompts = std::move(prompts.tables[{p.query, p.kv}]);
    profile.prompts.finish();
    profile.attention_scale = wanted.query / p.query;
    AttentionRows decodes = read_attention(stem, "generation_attention", true, shape);
    const Heads d = nearest(decodes.heads, wanted, true);
    profile.decodes = std::move(decodes.tables[{d.query, d.kv}]);
    profile.decodes.finish();
    profile.decode_scale = wanted.kv / d.kv;
    return profile;
}

}  // namespace orrery
