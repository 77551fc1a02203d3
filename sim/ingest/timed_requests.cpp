// Request logs with what each request took: time to first token, time per token, end to end.
#include "sim/ingest/timed_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/listing.hpp"
#include "sim/ingest/most_tokens.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

constexpr double kCalendarFrom_s = 1e9;
constexpr double kMilliseconds_from = 1e12;

/// A column of times: in seconds unless its name ends in _ms.
struct TimeColumn {
    int at = -1;
    double unit_s = 1;
};

TimeColumn time_column(const CsvReader& csv, const std::vector<std::string>& stems) {
    for (const std::string& stem : stems) {
        if (const int ms = csv.column({stem + "_ms"}); ms >= 0) return {ms, 1e-3};
        if (const int s = csv.column({stem + "_s", stem, stem + "_seconds"}); s >= 0) return {s, 1};
    }
    return {};
}

class TimedReader {
public:
    TimedReader(const std::string& file, std::string deployment)
        : csv_(file), deployment_(std::move(deployment)) {
        at_ = csv_.column({"arrival_s", "arrival_time", "timestamp", "created_at", "created",
                           "time", "start_time"});
        prompt_ = csv_.column({"prompt_tokens", "input_tokens", "context_tokens", "input_toks"});
        output_ =
            csv_.column({"output_tokens", "completion_tokens", "generated_tokens", "output_toks"});
        status_ = csv_.column({"status", "status_code", "http_status"});
        name_ = csv_.column({"deployment", "model", "model_name"});
        ttft_ = time_column(csv_, {"ttft", "time_to_first_token"});
        tpot_ = time_column(csv_, {"tpot", "itl", "time_per_output_token"});
        e2e_ = time_column(csv_, {"e2e", "latency", "duration", "total_latency"});
        queued_ = csv_.column({"queued_ts"});
        first_ = csv_.column({"first_token_ts"});
        last_ = csv_.column({"last_token_ts"});
    }

    TimedLog read() {
        const bool times = ttft_.at >= 0 || tpot_.at >= 0 || e2e_.at >= 0 ||
                           (queued_ >= 0 && first_ >= 0 && last_ >= 0);
        if (at_ < 0 || prompt_ < 0 || output_ < 0 || !times) {
            log_.not_understood.emplace_back(
                "columns arrival_s (or timestamp), prompt_tokens, output_tokens and one of ttft_s, "
                "tpot_s and e2e_s (or _ms) are wanted");
            return std::move(log_);
        }
        while (csv_.next(cells_)) {
            ++log_.read;
            if (const std::string problem = take(); !problem.empty()) {
                log_.not_understood.push_back(fmt::format("line {}: {}", csv_.line(), problem));
            }
        }
        for (const auto& [status, rows] : not_served_) {
            log_.not_understood.push_back(
                fmt::format("{} of status {}: not served, left out", rows, status));
        }
        std::sort(log_.rows.begin(), log_.rows.end(),
                  [](const TimedRequest& a, const TimedRequest& b) {
                      return a.at != b.at ? a.at < b.at : a.line < b.line;
                  });
        return std::move(log_);
    }

private:
    [[nodiscard]] std::string_view cell(int column) const {
        const auto i = static_cast<std::size_t>(column);
        return column >= 0 && i < cells_.size() ? std::string_view(cells_[i]) : std::string_view();
    }
    [[nodiscard]] double span(const TimeColumn& column) const {
        return parse_number(cell(column.at)).value_or(-1) * column.unit_s;
    }

    std::optional<Nanos> instant() {
        if (const auto stamp = parse_timestamp(cell(at_))) {
            log_.calendar = true;
            return stamp;
        }
        const auto number = parse_number(cell(at_));
        if (!number || *number < 0) return std::nullopt;
        const double s = *number >= kMilliseconds_from ? *number / 1000 : *number;
        if (s > 9e9) return std::nullopt;
        if (s >= kCalendarFrom_s) log_.calendar = true;
        return Nanos::from_seconds(s);
    }

    /// Whether the row is an answer that was given; a status that is no failure counts.
    [[nodiscard]] bool served() const {
        const std::string_view s = cell(status_);
        return s.empty() || s.front() == '2' || s == "completed" || s == "ok" || s == "success";
    }

    void times(TimedRequest& r) const {
        r.ttft_s = span(ttft_);
        r.tpot_s = span(tpot_);
        r.e2e_s = span(e2e_);
        const auto queued = parse_number(cell(queued_));
        const auto first = parse_number(cell(first_));
        const auto last = parse_number(cell(last_));
        if (r.ttft_s < 0 && queued && first) r.ttft_s = *first - *queued;
        if (r.e2e_s < 0 && queued && last) r.e2e_s = *last - *queued;
        const double gaps = r.output - 1;
        if (gaps < 1) {
            r.tpot_s = -1;
            if (r.ttft_s < 0) r.ttft_s = r.e2e_s;
            if (r.e2e_s < 0) r.e2e_s = r.ttft_s;
            return;
        }
        if (r.e2e_s < 0 && r.ttft_s >= 0 && r.tpot_s >= 0) r.e2e_s = r.ttft_s + gaps * r.tpot_s;
        if (r.tpot_s < 0 && r.ttft_s >= 0 && r.e2e_s >= 0) r.tpot_s = (r.e2e_s - r.ttft_s) / gaps;
        if (r.ttft_s < 0 && r.tpot_s >= 0 && r.e2e_s >= 0) r.ttft_s = r.e2e_s - gaps * r.tpot_s;
    }

    /// Takes the row, or says why not.
    std::string take() {
        if (cells_.size() != csv_.header().size()) {
            return other_cells(cells_.size(), csv_.header().size());
        }
        if (!served()) {
            ++not_served_[std::string(cell(status_))];
            return {};
        }
        if (!deployment_.empty() && name_ >= 0 && cell(name_) != deployment_) return {};
        const auto at = instant();
        if (!at) return fmt::format("\"{}\" is not a time", cell(at_));
        TimedRequest r;
        r.at = *at;
        r.line = csv_.line();
        for (const auto& [column, tokens] :
             {std::pair{prompt_, &r.prompt}, std::pair{output_, &r.output}}) {
            const auto n = parse_number(cell(column));
            if (!n || *n < 1 || *n > static_cast<double>(kMostTokens)) {
                return fmt::format("\"{}\" is not a number of tokens", cell(column));
            }
            *tokens = static_cast<std::int32_t>(*n);
        }
        times(r);
        if (r.ttft_s <= 0 && r.tpot_s <= 0 && r.e2e_s <= 0) return "it has no time";
        log_.rows.push_back(r);
        return {};
    }

    CsvReader csv_;
    std::string deployment_;
    int at_, prompt_, output_, status_, name_, queued_, first_, last_;
    TimeColumn ttft_, tpot_, e2e_;
    std::vector<std::string> cells_;
    std::map<std::string, std::int64_t> not_served_;
    TimedLog log_;
};

}  // namespace

TimedLog read_timed_requests(const std::string& file, const std::string& deployment) {
    return TimedReader(file, deployment).read();
}

}  // namespace orrery
