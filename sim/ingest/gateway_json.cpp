// LiteLLM's spend logs as JSON: an array, `{"data": […]}`, or one object a line.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>

#include "sim/ingest/gateway_parts.hpp"
#include "sim/ingest/json_pieces.hpp"
#include "sim/ingest/json_text.hpp"

namespace orrery {
namespace {

constexpr std::array<std::string_view, 11> kUsed{
    "startTime", "model",     "team_id",   "end_user", "prompt_tokens", "completion_tokens",
    "status",    "cache_hit", "call_type", "user",     "request_id"};
constexpr int kRowsSearched = 1000;  ///< for names that are not used

class SpendReader {
public:
    explicit SpendReader(const std::string& file) : pieces_(file, {"", "[]", "data[]"}) {}

    GatewayLog read() {
        each_piece(
            pieces_, [this](const JsonPiece& piece) { take(piece); },
            [this](std::int64_t line, const std::string& reason) {
                log_.refuse(at_line(line), "not JSON", reason);
            });
        return log_.finish();
    }

private:
    void take(const JsonPiece& piece) {
        const std::string where = at_line(piece.line);
        simdjson::dom::object row;
        if (!is_json(parser_.parse(piece.text), row)) {
            return log_.refuse(where, "not JSON", "this is not JSON");
        }
        if (searched_ < kRowsSearched) note_unused(row);
        LoggedRequest r;
        r.time = json_text(row["startTime"], time_);
        r.model = json_text(row["model"], model_);
        r.tenant = tenant_of(row);
        r.prompt = json_text(row["prompt_tokens"], prompt_);
        r.output = json_text(row["completion_tokens"], output_);
        r.status = json_text(row["status"], status_);
        // Earlier versions wrote it into the metadata.
        if (r.status.empty()) r.status = json_text(row.at_pointer("/metadata/status"), status_);
        r.cache_hit = json_text(row["cache_hit"], cache_);
        r.call = json_text(row["call_type"], call_);
        r.id = json_text(row["request_id"], id_);
        log_.add(piece.line, where, r);
    }

    /// The team, else who asked.
    std::string_view tenant_of(const simdjson::dom::object& row) {
        for (const char* key : {"team_id", "end_user", "user"}) {
            const std::string_view name = json_text(row[key], tenant_);
            if (!name.empty()) return name;
        }
        return {};
    }

    void note_unused(const simdjson::dom::object& row) {
        ++searched_;
        for (const auto& [key, value] : row) {
            if (std::find(kUsed.begin(), kUsed.end(), key) != kUsed.end()) continue;
            log_.list().note_once(fmt::format("key \"{}\": not used", key.substr(0, 80)));
        }
    }

    JsonPieces pieces_;
    simdjson::dom::parser parser_;
    std::string time_, model_, tenant_, prompt_, output_, status_, cache_, call_, id_;
    int searched_ = 0;
    GatewayLogBuilder log_;
};

}  // namespace

GatewayLog read_litellm_json(const std::string& file) {
    return SpendReader(file).read();
}

}  // namespace orrery
