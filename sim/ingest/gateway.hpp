// Logs of API gateways as CSV: time, model, tokens and who asked, by any usual column name.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// One request of a log.
struct GatewayRow {
    Nanos at;               ///< since 1970, UTC
    std::int64_t line = 0;  ///< of the file, 1-based
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
    std::int64_t read = 0;                    ///< data rows of the file
};

/// Columns: timestamp, created_at, time or start_time (RFC 3339, or seconds or milliseconds since
/// 1970); prompt_tokens or input_tokens; completion_tokens or output_tokens; optionally model, and
/// tenant, team, project, organization or user. Rows that are several requests or that failed
/// (status 4xx, 5xx) are listed, not taken. Throws EnvironmentError for files that cannot be read.
GatewayLog read_gateway(const std::string& file);

/// Has the header the columns of a gateway's log? False for what TraceReader reads as it is.
bool is_gateway_log(const std::string& file);

}  // namespace orrery
