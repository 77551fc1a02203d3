// Logs of API gateways as CSV: time, model, tokens and who asked, by any usual column name.
#include "sim/ingest/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/timestamp.hpp"
#include "sim/ingest/trace.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kMostTokens = 100'000'000;

struct Columns {
    int time, model, tenant, prompt, output, status, several;

    explicit Columns(const CsvReader& csv)
        : time(csv.column({"timestamp", "created_at", "created", "time", "start_time", "date"})),
          model(csv.column({"model", "model_name", "model_id", "snapshot_id"})),
          tenant(csv.column({"tenant", "team", "team_id", "project", "project_id", "organization",
                             "organization_id", "customer", "user", "user_id"})),
          prompt(csv.column({"prompt_tokens", "input_tokens", "context_tokens"})),
          output(csv.column({"completion_tokens", "output_tokens", "generated_tokens"})),
          status(csv.column({"status", "status_code", "http_status"})),
          several(csv.column({"num_model_requests", "n_requests", "request_count"})) {}

    [[nodiscard]] bool complete() const { return time >= 0 && prompt >= 0 && output >= 0; }
    [[nodiscard]] bool uses(int column) const {
        for (const int c : {time, model, tenant, prompt, output, status, several}) {
            if (c == column) return true;
        }
        return false;
    }
};

std::string_view cell(const std::vector<std::string>& cells, int column) {
    const auto i = static_cast<std::size_t>(column);
    return column >= 0 && i < cells.size() ? std::string_view(cells[i]) : std::string_view();
}

/// RFC 3339, or a number of seconds or milliseconds since 1970 that lies in 2001 to 2199.
std::optional<Nanos> time_of(std::string_view text) {
    if (const auto stamp = parse_timestamp(text)) return stamp;
    constexpr double kFirst = 1e9;
    constexpr double kLast = 7.2e9;
    const auto number = parse_number(text);
    if (!number) return std::nullopt;
    const double seconds = *number >= kFirst * 1000 ? *number / 1000 : *number;
    if (seconds < kFirst || seconds > kLast) return std::nullopt;
    return Nanos::from_seconds(seconds);
}

std::optional<std::int32_t> tokens_of(std::string_view text) {
    const auto n = parse_whole(text);
    if (!n || *n < 1 || *n > kMostTokens) return std::nullopt;
    return static_cast<std::int32_t>(*n);
}

class Names {
public:
    std::uint32_t number(std::string_view name, std::vector<std::string>& names) {
        const auto [at, fresh] =
            numbers_.emplace(std::string(name), static_cast<std::uint32_t>(names.size()));
        if (fresh) names.emplace_back(name);
        return at->second;
    }

private:
    std::map<std::string, std::uint32_t> numbers_;
};

class LogReader {
public:
    explicit LogReader(const std::string& file) : csv_(file), columns_(csv_) {}

    GatewayLog read() {
        for (std::size_t i = 0; i < csv_.header().size(); ++i) {
            if (columns_.uses(static_cast<int>(i))) continue;
            log_.not_understood.push_back("column \"" + csv_.header()[i] + "\": not used");
        }
        if (!columns_.complete()) {
            log_.not_understood.emplace_back(
                "columns timestamp, prompt_tokens and completion_tokens are wanted");
            return std::move(log_);
        }
        while (csv_.next(cells_)) {
            ++log_.read;
            if (const std::string problem = take(); !problem.empty()) {
                log_.not_understood.push_back(fmt::format("line {}: {}", csv_.line(), problem));
            }
        }
        std::sort(log_.rows.begin(), log_.rows.end(), [](const GatewayRow& a, const GatewayRow& b) {
            return a.at != b.at ? a.at < b.at : a.line < b.line;
        });
        return std::move(log_);
    }

private:
    /// Takes the row, or says why not.
    std::string take() {
        if (cells_.size() != csv_.header().size()) {
            return fmt::format("{} cells, the header has {}", cells_.size(), csv_.header().size());
        }
        const std::string_view status = cell(cells_, columns_.status);
        if (!status.empty() && (status.front() == '4' || status.front() == '5')) {
            return fmt::format("status {}: it was not served", status);
        }
        const std::string_view several = cell(cells_, columns_.several);
        if (!several.empty() && several != "1") {
            return fmt::format("it stands for {} requests; a log of single ones is wanted",
                               several);
        }
        const auto at = time_of(cell(cells_, columns_.time));
        if (!at) return fmt::format("\"{}\" is not a time", cell(cells_, columns_.time));
        GatewayRow row;
        row.at = *at;
        row.line = csv_.line();
        for (const auto& [column, tokens] :
             {std::pair{columns_.prompt, &row.prompt}, std::pair{columns_.output, &row.output}}) {
            const auto n = tokens_of(cell(cells_, column));
            if (!n) {
                return fmt::format("column {}: \"{}\" is not a number of tokens",
                                   csv_.header()[static_cast<std::size_t>(column)],
                                   cell(cells_, column));
            }
            *tokens = *n;
        }
        row.model = models_.number(cell(cells_, columns_.model), log_.models);
        row.tenant = tenants_.number(cell(cells_, columns_.tenant), log_.tenants);
        log_.rows.push_back(row);
        return {};
    }

    CsvReader csv_;
    Columns columns_;
    std::vector<std::string> cells_;
    Names models_, tenants_;
    GatewayLog log_;
};

}  // namespace

GatewayLog read_gateway(const std::string& file) {
    return LogReader(file).read();
}

bool is_gateway_log(const std::string& file) {
    if (recognise(file) == TraceKind::mooncake) return false;
    const CsvReader csv(file);
    // An Azure trace has TIMESTAMP, too, but other names for its tokens.
    return csv.column({"arrival_s"}) < 0 && csv.column({"ContextTokens"}) < 0 &&
           Columns(csv).complete();
}

}  // namespace orrery
