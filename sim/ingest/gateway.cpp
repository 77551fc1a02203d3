// Logs of API gateways and engines: which format a file has, and which reader reads it.
#include "sim/ingest/gateway.hpp"

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/gateway_parts.hpp"
#include "sim/ingest/trace.hpp"

namespace orrery {
namespace {

bool holds(const std::string& head, const char* key) {
    return head.find(std::string("\"") + key + "\"") != std::string::npos;
}

GatewayFormat recognise_json(const std::string& head) {
    if (holds(head, "resourceSpans") || holds(head, "scopeSpans")) return GatewayFormat::otel;
    if (holds(head, "startTime") && holds(head, "prompt_tokens")) return GatewayFormat::litellm;
    const bool bench = holds(head, "num_prompts") || holds(head, "total_input_tokens") ||
                       (holds(head, "input_lens") && holds(head, "output_lens"));
    return bench ? GatewayFormat::vllm_bench : GatewayFormat::none;
}

}  // namespace

const char* name_of(GatewayFormat format) {
    switch (format) {
        case GatewayFormat::gateway:
            return "gateway";
        case GatewayFormat::litellm:
            return "litellm";
        case GatewayFormat::vllm_log:
            return "vllm-log";
        case GatewayFormat::vllm_bench:
            return "vllm-bench";
        case GatewayFormat::otel:
            return "otel";
        case GatewayFormat::none:
            break;
    }
    return "trace";
}

GatewayFormat recognise_gateway(const FileHead& from) {
    const std::string& head = from.text;
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return GatewayFormat::none;
    if (head[first] == '{' || head[first] == '[') {
        const GatewayFormat json = recognise_json(head);
        // "[INFO] …" begins a line of a log.
        if (json != GatewayFormat::none || head[first] == '{') return json;
    }
    const bool log =
        head.find("Received request ") != std::string::npos ||
        (head.find("INFO ") != std::string::npos && head.find("vLLM") != std::string::npos);
    if (log) return GatewayFormat::vllm_log;
    if (!has_gateway_header(from)) return GatewayFormat::none;
    const std::string names = head.substr(first, head.find('\n', first) - first);
    const bool litellm = names.find("startTime") != std::string::npos;
    return litellm ? GatewayFormat::litellm : GatewayFormat::gateway;
}

GatewayLog read_gateway(const FileHead& head, GatewayFormat format, int year, Nanos latest) {
    switch (format) {
        case GatewayFormat::litellm: {
            const std::size_t first = head.text.find_first_not_of(" \t\r\n");
            const bool json =
                first != std::string::npos && (head.text[first] == '{' || head.text[first] == '[');
            return json ? read_litellm_json(head.file) : read_gateway_csv(head.file);
        }
        case GatewayFormat::vllm_log:
            return read_vllm_log(head.file, year, latest);
        case GatewayFormat::vllm_bench:
            return read_vllm_bench(head.file);
        case GatewayFormat::otel:
            return read_spans(head.file);
        case GatewayFormat::gateway:
        case GatewayFormat::none:
            break;
    }
    return read_gateway_csv(head.file);
}

GatewayLog read_gateway(const FileHead& head) {
    return read_gateway(head, recognise_gateway(head), 0);
}

bool is_gateway_log(const FileHead& head) {
    return recognise_gateway(head) != GatewayFormat::none;
}

}  // namespace orrery
