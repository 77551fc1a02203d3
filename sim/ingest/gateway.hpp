// Logs of API gateways and engines: time, model, tokens and who asked, from any usual format.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/ingest/bytes.hpp"

namespace orrery {

/// One request of a log.
struct GatewayRow {
    Nanos at;               ///< since 1970, UTC
    std::int64_t line = 0;  ///< of the file, 1-based; of a benchmark's lists the place in them
    std::int32_t prompt = 0;
    std::int32_t output = 0;
    std::uint32_t model = 0;   ///< in `models`
    std::uint32_t tenant = 0;  ///< in `tenants`
};

struct GatewayLog {
    std::vector<GatewayRow> rows;             ///< by time, then line
    std::vector<std::string> models;          ///< as written; "" where there is no such column
    std::vector<std::string> tenants;         ///< likewise
    std::vector<std::string> not_understood;  ///< lines and columns, each with the reason
    std::int64_t read = 0;                    ///< requests that the file tells of
    std::int64_t sums = 0;                    ///< of them rows that stand for several
};

enum class GatewayFormat {
    none,        ///< none of these; what TraceReader reads as it is
    gateway,     ///< CSV of requests, OpenAI's export among them
    litellm,     ///< LiteLLM's spend logs: CSV, JSON, or one JSON object a line
    vllm_log,    ///< what vLLM prints with --enable-log-requests --enable-log-outputs
    vllm_bench,  ///< `vllm bench serve --save-result --save-detailed`
    otel         ///< OpenTelemetry spans of the GenAI conventions, OTLP as JSON
};
const char* name_of(GatewayFormat format);

/// The format by content.
GatewayFormat recognise_gateway(const FileHead& head);

/// CSV columns: timestamp, created_at, time, start_time or startTime (RFC 3339, or seconds or
/// milliseconds since 1970); prompt_tokens or input_tokens; completion_tokens or output_tokens;
/// optionally model, and tenant, team, project, organization or user. JSON has the same names as
/// keys. Requests that are several, that failed (status 4xx, 5xx, failure), that a cache answered,
/// or that are no text generation are listed, not taken. vLLM's log tells no year: `year` is that
/// of its first line, or the year before where that line would come after `latest`; 0: not known,
/// requests without a year are listed. Throws EnvironmentError for files that cannot be read.
GatewayLog read_gateway(const FileHead& head, GatewayFormat format, int year,
                        Nanos latest = Nanos::never());
/// The format by content, the year not known.
GatewayLog read_gateway(const FileHead& head);

/// Is it a log that read_gateway reads? False for what TraceReader reads as it is.
bool is_gateway_log(const FileHead& head);

}  // namespace orrery
