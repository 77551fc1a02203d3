// Software, hardware, networks and models of training measurements, as the catalog has them.
#include "sim/evidence/training_names.hpp"

#include <array>
#include <cctype>

#include "orrery/base/words.hpp"
#include "sim/evidence/inference_names.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

using training::Convention;
using training::Sharding;

struct Known {
    const char* source;  ///< found in the row's source
    TrainingSoftware software;
};

/// What each source ran, from its text: attention was fused from FlashAttention on; NVIDIA's
/// containers train with sequence parallelism, a distributed optimizer and bf16 gradients.
const std::vector<Known>& known() {
    static const std::vector<Known> all{
        {"2104.04473",
         {"megatron", "megatron-2021", "2021-04", false, false, false, 2, Sharding::none,
          Convention::megatron_hardware, false, true}},
        {"2205.05198",
         {"megatron", "megatron-2022", "2022-05", false, false, false, 2, Sharding::none,
          Convention::megatron}},
        {"2201.11990",
         {"megatron", "megatron-deepspeed", "2022-01", false, false, false, 2, Sharding::none,
          Convention::megatron_hardware}},
        {"vTrain",
         {"megatron", "megatron-2023", "2023-06", false, false, false, 2, Sharding::none,
          Convention::megatron_hardware}},
        {"BLOOM",
         {"megatron", "megatron-deepspeed", "2022-03", false, false, false, 4, Sharding::optimizer,
          Convention::megatron_hardware}},
        {"bigscience",
         {"megatron", "megatron-deepspeed", "2022-03", false, false, false, 4, Sharding::optimizer,
          Convention::megatron_hardware}},
        {"llm-foundry",
         {"fsdp", "llm-foundry-2023", "2023-11", true, false, true, 2, Sharding::parameters,
          Convention::foundry}},
        {"24.07",
         {"nemo", "nemo-24.07", "2024-07", true, true, true, 2, Sharding::optimizer,
          Convention::nemo_full}},
        {"25.09", {"nemo", "nemo-25.09", "2025-09"}},
        {"25.11", {"nemo", "nemo-25.11", "2025-11"}},
        {"26.02", {"nemo", "nemo-26.02", "2026-02"}},
        {"2407.21783",
         {"meta", "meta-2024", "2024-07", true, true, true, 4, Sharding::gradients,
          Convention::nemo, false, true}},
        {"NeMo", {"nemo", "nemo-25.11", "2025-11"}},
        {"dgxc", {"nemo", "nemo-25.05", "2025-05"}}};
    return all;
}

double digits_before(const std::string& text, std::size_t at) {
    std::size_t from = at;
    while (from > 0 && (std::isdigit(static_cast<unsigned char>(text[from - 1])) != 0)) --from;
    return parse_number(text.substr(from, at - from)).value_or(0);
}

double digits_after(const std::string& text, std::size_t at) {
    const std::size_t end = text.find_first_not_of("0123456789", at);
    return parse_number(text.substr(at, end == std::string::npos ? end : end - at)).value_or(0);
}

constexpr double kGigabit = 1e9 / 8;

}  // namespace

std::optional<TrainingSoftware> training_software(const MeasuredTraining& row) {
    for (const Known& k : known()) {
        if (row.source.find(k.source) == std::string::npos) continue;
        TrainingSoftware found = k.software;
        if (row.sharding == "ZeRO-3" && found.generation == "megatron-2021") {
            // The paper's comparison: DeepSpeed beside its own layouts.
            found.name = "deepspeed";
            found.generation = "deepspeed-2021";
            found.overlap = true;
            found.one_rail = true;
        }
        if (row.notes.find("token-drop") != std::string::npos &&
            row.model.find("Qwen") != std::string::npos) {
            // Tokens beyond an expert's capacity are dropped: another algorithm, another speed.
            found.name += "-drop";
            found.generation += "-drop";
        }
        return found;
    }
    return std::nullopt;
}

std::string training_accelerator(const std::string& hardware) {
    static const std::vector<std::pair<const char*, const char*>> names{
        {"a100-40", "a100-sxm-40"}, {"a100_40", "a100-sxm-40"}, {"a100", "a100-sxm-80"},
        {"gb300", "gb300-288"},     {"gb200", "gb200-186"},     {"b300", "b300-sxm-288"},
        {"b200", "b200-sxm-180"},   {"h200", "h200-sxm-141"},   {"h100", "h100-sxm-80"},
        {"h800", "h100-sxm-80"},    {"mi300x", "mi300x"},       {"mi325x", "mi325x"},
        {"gaudi2", "gaudi2"},       {"gaudi3", "gaudi3"},       {"v5p", "tpu-v5p"},
        {"v5e", "tpu-v5e"},         {"v6e", "tpu-v6e"},         {"tpu v4", "tpu-v4"},
        {"v100", "v100-sxm2-32"}};
    const std::string text = lower_case(hardware);
    for (const auto& [part, name] : names) {
        if (text.find(part) != std::string::npos) return name;
    }
    return "";
}

std::optional<double> network_of(const std::string& interconnect, double node_size) {
    const double members = node_size > 0 ? node_size : 8;
    const std::size_t node = interconnect.find(" Gbps/node");
    if (node != std::string::npos) return digits_before(interconnect, node) * kGigabit / members;
    const std::size_t each = interconnect.find("G/GPU");
    if (each != std::string::npos) return digits_before(interconnect, each) * kGigabit;
    if (interconnect.find("8xHDR") != std::string::npos) return 8 * 200 * kGigabit / members;
    const std::size_t times = interconnect.find('x');
    if (times == std::string::npos) return std::nullopt;
    const double ports = digits_before(interconnect, times);
    const double speed = digits_after(interconnect, times + 1);
    if (ports <= 0 || speed <= 0) return std::nullopt;
    return ports * speed * kGigabit / members;
}

std::string training_model(const std::string& name) {
    static const std::vector<std::pair<const char*, const char*>> names{
        {"gpt3-175b", "gpt3-175b"},           {"gpt3-5b", "gpt3-5b"},
        {"llama2-7b", "llama-2-7b"},          {"llama2-13b", "llama-2-13b"},
        {"llama2-70b", "llama-2-70b"},        {"llama3-8b", "llama-3-8b"},
        {"llama3-70b", "llama-3-70b"},        {"llama3.1-405b", "llama-3.1-405b"},
        {"llama 3.1 405b", "llama-3.1-405b"}, {"nemotron-8b", "nemotron-3-8b"},
        {"nemotron-22b", "nemotron-22b"},     {"nemotron-340b", "nemotron-4-340b"},
        {"deepseekv3", "deepseek-v3"},        {"deepseek-v3", "deepseek-v3"},
        {"gpt-oss-120b", "gpt-oss-120b"},     {"gpt-oss-20b", "gpt-oss-20b"},
        {"qwen3-30b", "qwen3-30b-a3b"},       {"qwen3-235b", "qwen3-235b-a22b"},
        {"mixtral-8x7b", "mixtral-8x7b"},     {"mixtral-8x22b", "mixtral-8x22b"}};
    std::string text = lower_case(name);
    for (char& c : text) {
        if (c == '_') c = '-';
    }
    for (const auto& [part, key] : names) {
        if (text.starts_with(part)) return key;
    }
    return text;
}

}  // namespace orrery
