// Measured profiles of a model's layers: files in, iteration times out, checked against the data
// sheet.
#include "sim/ingest/layer_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "models/llm/count.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

constexpr double kMicro = 1e-6;
/// Timers and boost clocks: a row this much faster than the data sheet is still believed.
constexpr double kTolerance = 0.9;
/// Bytes that no accelerator's last cache holds: below, a KV may be read again from there.
constexpr double kBeyondCache = 256e6;
/// Such a cache gives at most this multiple of the memory's bandwidth.
constexpr double kCacheFactor = 4;

class Table {
public:
    explicit Table(const std::string& file) : csv_(file) {}
    bool next() { return csv_.next(cells_); }
    [[nodiscard]] const std::string& text(const char* name) {
        const std::size_t c = column(name);
        if (c < cells_.size()) return cells_[c];
        fail(fmt::format("no value in column {}", name));
    }
    double number(const char* name) {
        const auto value = parse_number(text(name));
        if (value && *value >= -1e12) return *value;
        fail(fmt::format("\"{}\" is not a number (column {})", text(name), name));
    }
    /// A class's bound as text: "n<=128", "sr>70%", "kvB<=16k", "kp=0".
    double bound(const char* name) {
        std::string t = text(name);
        const std::size_t at = t.find_first_of("<>=");
        if (at == std::string::npos) fail("no bound in \"" + t + "\"");
        const bool open = t[at] == '>';
        t = t.substr(t.find_first_not_of("<>=", at));
        double factor = 1;
        if (!t.empty() && (t.back() == 'k' || t.back() == '%')) {
            factor = t.back() == 'k' ? 1024 : 0.01;
            t.pop_back();
        }
        const auto value = parse_number(t);
        if (!value) fail("no bound in \"" + text(name) + "\"");
        return open ? (factor == 0.01 ? 1.0 : 1e18) : *value * factor;
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw InvalidInput(fmt::format("{}:{}: {}", csv_.file(), csv_.line(), what));
    }

private:
    std::size_t column(const char* name) {
        const int c = csv_.column({name});
        if (c < 0) fail(fmt::format("no column {}", name));
        return static_cast<std::size_t>(c);
    }
    CsvReader csv_;
    std::vector<std::string> cells_;
};

std::string file_of(const std::string& stem, const char* name, bool required) {
    for (const char* end : {".csv.gz", ".csv", ".csv.zst"}) {
        const std::string file = fmt::format("{}__{}{}", stem, name, end);
        if (std::filesystem::exists(file)) return file;
    }
    if (required) throw InvalidInput(fmt::format("{}__{}.csv: no such file", stem, name));
    return "";
}

/// Seconds of a dense operator of `parameters` weights, at least those of reading them or computing
/// with them. Measured alone over and over, weights may lie in a cache from which the other layers
/// of a model push them: such a row counts the time to read them from memory. None if no cache
/// explains it; then `least` says what would be possible.
std::optional<double> believed(double seconds, double parameters, double tokens,
                               const Accelerator& a, double& least) {
    const double memory = 2 * parameters / a.memory_bandwidth.value;
    const double compute = 2 * parameters * tokens / a.bf16.value;
    least = std::max(memory, compute);
    if (seconds >= kTolerance * least) return seconds;
    const bool cached = 2 * parameters < kBeyondCache && kCacheFactor * seconds >= memory;
    if (cached && seconds >= kTolerance * compute) return least;
    return std::nullopt;
}

/// Weights of the operators that have some, one accelerator's share.
std::map<std::string, double> weights_of(const llm::ModelShape& m, int tp) {
    const double hidden = m.hidden;
    const double q = static_cast<double>(m.heads) * m.head_dim;
    const double kv = 2.0 * m.kv_heads * m.head_dim;
    return {{"qkv_proj", hidden * (q + kv) / tp},
            {"o_proj", hidden * q / tp},
            {"gate_up_proj", (m.gated ? 2.0 : 1.0) * hidden * m.ffn / tp},
            {"down_proj", hidden * m.ffn / tp}};
}

void read_dense(const std::string& file, const llm::ModelShape& model, int tp,
                const Accelerator* accelerator, operators::LayerProfile& profile) {
    Table table(file);
    const auto weights = weights_of(model, tp);
    std::map<std::string, std::map<double, double>> layers;
    while (table.next()) {
        const std::string layer = table.text("layer");
        const double tokens = table.number("tokens");
        double seconds = table.number("time_us") * kMicro;
        const auto w = weights.find(layer);
        if (accelerator && w != weights.end()) {
            double least = 0;
            const auto s = believed(seconds, w->second, tokens, *accelerator, least);
            if (!s) {
                table.fail(
                    fmt::format("{} of {} tokens in {:.1f} µs is faster than {} can: "
                                "{:.1f} µs",
                                layer, tokens, seconds * 1e6, accelerator->name, least * 1e6));
            }
            seconds = *s;
        }
        layers[layer][tokens] = seconds;
    }
    for (const char* name : {"qkv_proj", "o_proj", "gate_up_proj", "down_proj", "layernorm"}) {
        if (!layers.count(name)) throw InvalidInput(file + ": no operator " + name);
    }
    std::map<double, double> each;
    std::map<double, double> once;
    for (const auto& [layer, points] : layers) {
        const bool outside = layer == "embedding" || layer == "final_layernorm";
        const double times = layer == "layernorm" ? 2 : 1;  // before attention and before the FFN
        for (const auto& [tokens, s] : points) (outside ? once : each)[tokens] += times * s;
    }
    for (const auto& [tokens, s] : each) profile.per_layer.add(tokens, s);
    for (const auto& [tokens, s] : once) profile.once.add(tokens, s);
    profile.per_layer.finish();
    profile.once.finish();
}

void read_per_sequence(const std::string& file, operators::LayerProfile& profile) {
    Table table(file);
    std::map<double, double> sums;
    while (table.next()) {
        sums[table.number("sequences")] += table.number("time_us") * kMicro;
    }
    for (const auto& [n, s] : sums) profile.per_sequence.add(n, s);
    profile.per_sequence.finish();
}

void read_attention(const std::string& file, const llm::ModelShape& model, int tp,
                    const Accelerator* accelerator, operators::LayerProfile& profile) {
    Table table(file);
    std::vector<operators::AttentionPoint> points;
    const double share = std::min(tp, model.kv_heads);
    const double kv_bytes = 2 * llm::kv_elements_per_layer(model) / share;
    while (table.next()) {
        operators::AttentionPoint p;
        p.at = {table.number("prefill_chunk"), table.number("kv_prefill"), table.number("n_decode"),
                table.number("kv_decode")};
        p.seconds = table.number("time_us") * kMicro;
        if (accelerator && p.at[0] == 0) {
            const double bytes = p.at[2] * p.at[3] * kv_bytes;
            const double least = bytes / accelerator->memory_bandwidth.value;
            if (p.seconds < kTolerance * least && bytes > kBeyondCache) {
                table.fail(
                    fmt::format("{} decodes of {} tokens in {:.1f} µs is faster than {} "
                                "can read their KV: {:.1f} µs",
                                p.at[2], p.at[3], p.seconds * 1e6, accelerator->name, least * 1e6));
            }
        }
        points.push_back(p);
    }
    const std::string hole = profile.attention.build(points);
    if (!hole.empty()) throw InvalidInput(file + ": the attention grid has a hole: " + hole);
}

void read_skew(const std::string& file, operators::LayerProfile& profile) {
    Table table(file);
    double sum = 0;
    double samples = 0;
    while (table.next()) {
        operators::SkewClass c;
        c.chunk = table.number("pc");
        c.decodes = table.bound("n_label");
        c.skew = table.bound("skew_rate_label");
        c.max_context = table.bound("kv_big_label");
        c.kv_prefill = table.bound("kp_label");
        c.alpha = table.number("alpha");
        sum += c.alpha * table.number("n_samples");
        samples += table.number("n_samples");
        profile.skew.push_back(c);
    }
    if (samples > 0) profile.mean_alpha = sum / samples;
}

}  // namespace

operators::LayerProfile read_layer_profile(const std::string& stem, const llm::ModelShape& model,
                                           int tp, const Accelerator* accelerator) {
    operators::LayerProfile profile;
    profile.layers = model.layers;
    read_dense(file_of(stem, "dense", true), model, tp, accelerator, profile);
    read_per_sequence(file_of(stem, "per_sequence", true), profile);
    read_attention(file_of(stem, "attention", true), model, tp, accelerator, profile);
    const std::string skew = file_of(stem, "skew_fit", false);
    if (!skew.empty()) read_skew(skew, profile);
    return profile;
}

}  // namespace orrery
