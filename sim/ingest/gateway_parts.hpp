// What the readers of gateways' logs share: checks of a request, names, lists. Inside sim/ingest.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/ingest/gateway.hpp"
#include "sim/ingest/listing.hpp"

namespace orrery {

/// RFC 3339, or a number of seconds, milliseconds or more of 1970 that lies in 2001 to 2199.
std::optional<Nanos> log_time(std::string_view text);

/// What a format says of one request, as text; empty where it says nothing.
struct LoggedRequest {
    std::string_view time, model, tenant, prompt, output;
    std::string_view status;
    std::string_view cache_hit;
    std::string_view call;  ///< "acompletion", "aembedding", "chat"
    std::string_view id;    ///< of the request
    /// Names of the token columns, for messages.
    std::string_view prompt_name = "prompt_tokens";
    std::string_view output_name = "completion_tokens";
};

/// Collects requests into a log.
class GatewayLogBuilder {
public:
    /// Takes the request or lists why not.
    void add(std::int64_t line, const std::string& where, const LoggedRequest& request);
    void take(std::int64_t line, Nanos at, std::string_view model, std::string_view tenant,
              std::int32_t prompt, std::int32_t output);
    /// Was a request of that id taken before? Then this one is listed and does not count again;
    /// else the id is kept for what `take` takes next.
    bool stands_twice(std::int64_t line, std::string_view id, std::string_view name_of_id,
                      std::int32_t prompt, std::int32_t output);
    /// A request that is not taken.
    void refuse(const std::string& where, const std::string& kind, const std::string& reason) {
        ++log_.read;
        list_.add(where, kind, reason);
    }
    Listing& list() { return list_; }
    GatewayLog& log() { return log_; }
    /// The log, sorted.
    GatewayLog finish();

private:
    /// Where a request was taken first.
    struct Taken {
        std::int64_t line;
        std::size_t row;
    };
    std::uint32_t number(std::string_view name, std::vector<std::string>& names,
                         std::map<std::string, std::uint32_t, std::less<>>& numbers);

    GatewayLog log_;
    Listing list_;
    std::map<std::string, std::uint32_t, std::less<>> models_, tenants_;
    std::map<std::string, Taken, std::less<>> taken_;  ///< by id
    std::string twice_;                                ///< what is said of ids that come again
    std::int64_t other_tokens_ = 0;
};

std::string at_line(std::int64_t line);
/// A whole number of tokens from 1 to 100 million.
std::optional<std::int32_t> tokens_in(std::string_view text);

GatewayLog read_gateway_csv(const std::string& file);
GatewayLog read_litellm_json(const std::string& file);
GatewayLog read_vllm_log(const std::string& file, int year, Nanos latest);
GatewayLog read_vllm_bench(const std::string& file);
GatewayLog read_spans(const std::string& file);

/// Whether the header is that of a gateway's log.
bool has_gateway_header(const FileHead& head);

}  // namespace orrery
