// Logs of API gateways as CSV: columns by any usual name.
#include "sim/ingest/csv.hpp"
#include "sim/ingest/gateway_parts.hpp"

namespace orrery {
namespace {

struct Columns {
    int time, model, tenant, prompt, output, status, several, cache, call, id;

    explicit Columns(const CsvReader& csv)
        : time(csv.column(
              {"timestamp", "created_at", "created", "time", "start_time", "startTime", "date"})),
          model(csv.column({"model", "model_name", "model_id", "snapshot_id"})),
          tenant(csv.column({"tenant", "team", "team_id", "project", "project_id", "organization",
                             "organization_id", "customer", "end_user", "user", "user_id"})),
          prompt(csv.column({"prompt_tokens", "input_tokens", "context_tokens"})),
          output(csv.column({"completion_tokens", "output_tokens", "generated_tokens"})),
          status(csv.column({"status", "status_code", "http_status"})),
          several(csv.column({"num_model_requests", "n_requests", "request_count"})),
          cache(csv.column({"cache_hit"})),
          call(csv.column({"call_type"})),
          id(csv.column({"request_id", "requestId", "response_id", "generation_id"})) {}

    [[nodiscard]] bool complete() const { return time >= 0 && prompt >= 0 && output >= 0; }
    [[nodiscard]] bool uses(int column) const {
        for (const int c :
             {time, model, tenant, prompt, output, status, several, cache, call, id}) {
            if (c == column) return true;
        }
        return false;
    }
};

class LogReader {
public:
    explicit LogReader(const std::string& file) : csv_(file), columns_(csv_) {}

    GatewayLog read() {
        for (std::size_t i = 0; i < csv_.header().size(); ++i) {
            if (columns_.uses(static_cast<int>(i))) continue;
            log_.list().note(unused_column(csv_.header()[i]));
        }
        if (!columns_.complete()) {
            log_.list().note("columns timestamp, prompt_tokens and completion_tokens are wanted");
            return log_.finish();
        }
        while (csv_.next(cells_)) take();
        log_.list().note_letters(csv_.other_letters());
        return log_.finish();
    }

private:
    [[nodiscard]] std::string_view cell(int column) const {
        const auto i = static_cast<std::size_t>(column);
        return column >= 0 && i < cells_.size() ? std::string_view(cells_[i]) : std::string_view();
    }

    void take() {
        const std::string where = at_line(csv_.line());
        if (cells_.size() != csv_.header().size()) {
            return log_.refuse(where, kOtherCells,
                               other_cells(cells_.size(), csv_.header().size()));
        }
        const std::string_view several = cell(columns_.several);
        if (!several.empty() && several != "1") {
            ++log_.log().sums;
            return log_.refuse(where, "rows of several requests",
                               "it stands for several requests; a log of single ones is wanted");
        }
        LoggedRequest r;
        r.time = cell(columns_.time);
        r.model = cell(columns_.model);
        r.tenant = cell(columns_.tenant);
        r.prompt = cell(columns_.prompt);
        r.output = cell(columns_.output);
        r.status = cell(columns_.status);
        r.cache_hit = cell(columns_.cache);
        r.call = cell(columns_.call);
        r.id = cell(columns_.id);
        r.prompt_name = csv_.header()[static_cast<std::size_t>(columns_.prompt)];
        r.output_name = csv_.header()[static_cast<std::size_t>(columns_.output)];
        log_.add(csv_.line(), where, r);
    }

    CsvReader csv_;
    Columns columns_;
    std::vector<std::string> cells_;
    GatewayLogBuilder log_;
};

}  // namespace

GatewayLog read_gateway_csv(const std::string& file) {
    return LogReader(file).read();
}

bool has_gateway_header(const FileHead& head) {
    const CsvReader csv(head);
    // An Azure trace has TIMESTAMP, too, but other names for its tokens.
    return csv.column({"arrival_s"}) < 0 && csv.column({"ContextTokens"}) < 0 &&
           Columns(csv).complete();
}

}  // namespace orrery
