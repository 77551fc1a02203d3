// Names of models, accelerators, engine versions and formats in measurements, as the catalog has
// them.
#include "sim/evidence/inference_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "orrery/base/words.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

/// Without the maker and the endings that change neither shape nor format.
std::string bare_model(const std::string& name) {
    std::string text = lower_case(name.substr(name.rfind('/') + 1));
    static const std::array<std::string, 12> endings{"-instruct", "-thinking", "-fp8",  "-nvfp4",
                                                     "-fp4",      "-it",       "-2507", "-chat",
                                                     "-hf",       "-99.9",     "-99",   "-preview"};
    for (bool cut = true; cut;) {
        cut = false;
        for (const std::string& ending : endings) {
            if (!text.ends_with(ending)) continue;
            text.resize(text.size() - ending.size());
            cut = true;
        }
    }
    return text;
}

template <class T>
const T* named(const std::map<std::string, T>& entries, const std::string& name) {
    const auto exact = entries.find(name);
    if (exact != entries.end()) return &exact->second;
    for (const auto& [key, entry] : entries) {
        const auto& aliases = entry.aliases;
        if (std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return &entry;
    }
    return nullptr;
}

/// Major and minor number of the first "x.y" in the text; nothing where there is none.
std::optional<double> version(const std::string& text) {
    const std::size_t digit = text.find_first_of("0123456789");
    if (digit == std::string::npos) return std::nullopt;
    int major = 0;
    int minor = 0;
    const char* end = text.data() + text.size();
    auto [rest, failed] = std::from_chars(text.data() + digit, end, major);
    if (failed != std::errc() || rest == end || *rest != '.') return std::nullopt;
    if (std::from_chars(rest + 1, end, minor).ec != std::errc()) return std::nullopt;
    return major * 1000 + minor;
}

/// The first release of a generation that a version is not before.
struct Generation {
    double from;  ///< 1000·major + minor
    const char* name;
    const char* since;
};

EngineGeneration newest(const std::string& engine, const std::vector<Generation>& generations,
                        double number) {
    const Generation* chosen = &generations.front();
    for (const Generation& g : generations) {
        if (number >= g.from) chosen = &g;
    }
    return {engine, chosen->name, chosen->since};
}

}  // namespace

std::optional<double> number_after(const std::string& text, const std::string& key) {
    const std::size_t at = text.find(key + "=");
    if (at == std::string::npos) return std::nullopt;
    const std::size_t start = at + key.size() + 1;
    const std::size_t end = text.find_first_not_of("0123456789.", start);
    return parse_number(text.substr(start, end == std::string::npos ? end : end - start));
}

const llm::ModelShape* measured_model(const Catalog& catalog, const std::string& name) {
    return named(catalog.models, bare_model(name));
}

const Accelerator* measured_accelerator(const Catalog& catalog, const std::string& name) {
    return named(catalog.accelerators, lower_case(name));
}

std::optional<Precision> measured_precision(const std::string& text, const llm::ModelShape& model) {
    const std::string p = lower_case(text);
    if (p == "bf16" || p == "bfloat16" || p == "fp16" || p == "f16") return Precision::bf16;
    if (p == "fp8") return Precision::fp8;
    const bool gpt_oss = model.name.starts_with("gpt-oss");
    if (p == "fp4" || p == "nvfp4") return gpt_oss ? Precision::mxfp4 : Precision::fp4;
    if (p == "mxfp4") return Precision::mxfp4;
    if (p == "int8") return Precision::int8;
    if (p == "int4" || p == "uint4") return Precision::int4;
    if (p == "fp32") return Precision::fp32;
    return std::nullopt;
}

EngineGeneration measured_generation(const std::string& engine_version, bool offline_bench) {
    const std::string text = lower_case(engine_version);
    const auto number = version(text);
    if (text.starts_with("vllm") && !text.starts_with("vllm-gaudi")) {
        // The first engine generation, its rewrite in 2024, V1 (default from 0.8) and its second
        // year. A version that is not given ran in the first months of InferenceX.
        static const std::vector<Generation> generations{{0, "vllm02", "2023-09"},
                                                         {5, "vllm2024", "2024-07"},
                                                         {8, "vllm-2025", "2025-04"},
                                                         {15, "vllm-2026", "2026-01"}};
        // Version and host are not stated; its cost of a sequence is its own.
        if (text.find("ml.energy") != std::string::npos) return {"", "vllm-ml.energy", "2025-12"};
        if (text.find("nightly") != std::string::npos) return newest("vllm", generations, 999);
        if (text == "vllm 2024") return newest("vllm", generations, 5);
        return newest("vllm", generations, number.value_or(8));
    }
    if (text.starts_with("sglang")) {
        static const std::vector<Generation> generations{{0, "sglang-2025", "2025-05"}};
        // The minor version stays 0.5: the third number tells the year.
        const std::size_t third = text.find("0.5.");
        const int patch = third == std::string::npos ? 0 : std::atoi(text.c_str() + third + 4);
        // A release whose prompts take three times as long as before: only by its own name.
        if (patch >= 10) return {"", "sglang-0.5.10", "2026-04"};
        if (patch >= 8) return {"sglang", "sglang-2026", "2026-01"};
        return newest("sglang", generations, 0);
    }
    if (text.starts_with("trtllm") || text.starts_with("tensorrt-llm")) {
        static const std::vector<Generation> online{{0, "trtllm1.1", "2025-10"},
                                                    {1000, "trtllm1.0", "2025-07"},
                                                    {1001, "trtllm1.1", "2025-10"},
                                                    {1002, "trtllm1.2", "2025-12"}};
        static const std::vector<Generation> bench{{0, "trtllm1.0bench", "2025-09"},
                                                   {1002, "trtllm1.2bench", "2026-01"}};
        if (offline_bench) return newest("", bench, number.value_or(1000));
        return newest("trtllm", online, number.value_or(0));
    }
    if (text.starts_with("nim ")) return {"trtllm", "trtllm1.0", "2025-07"};
    return {};
}

}  // namespace orrery
