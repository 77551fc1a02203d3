// One's own record of demand, whatever its form: a trace, a gateway's log, an export of sums.
#include "sim/evidence/demand_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "sim/evidence/local_clock.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/ingest/timestamp.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr int kRecentDays = 28;  ///< lengths and burstiness come from these
constexpr double kUnknownCv = 1;

/// Rows of a log in memory; the clock starts with the first.
class Rows final : public RequestSource {
public:
    Rows(const std::vector<GatewayRow>& rows, std::size_t first) : rows_(rows), at_(first) {
        if (first < rows.size()) origin_ = rows[first].at;
    }
    bool next(TraceRequest& out) override {
        if (at_ == rows_.size()) return false;
        const GatewayRow& r = rows_[at_++];
        out = TraceRequest{};
        out.arrival = r.at - origin_;
        out.prompt_tokens = r.prompt;
        out.output_tokens = r.output;
        return true;
    }

private:
    const std::vector<GatewayRow>& rows_;
    std::size_t at_;
    Nanos origin_{0};
};

struct UsageColumns {
    int time, count, prompt, output;
    explicit UsageColumns(const CsvReader& csv)
        : time(csv.column({"timestamp", "start_time", "hour", "date", "day", "bucket", "time",
                           "start", "usage_date"})),
          count(csv.column({"requests", "count", "num_model_requests", "n_requests",
                            "request_count", "num_requests"})),
          prompt(csv.column({"prompt_tokens", "input_tokens", "context_tokens"})),
          output(csv.column({"completion_tokens", "output_tokens", "generated_tokens"})) {}
    [[nodiscard]] bool complete() const {
        return time >= 0 && count >= 0 && prompt >= 0 && output >= 0;
    }
};

struct Sums {
    double requests = 0;
    double prompt = 0;
    double output = 0;
};

constexpr double kMostSum = 1e15;  ///< of a row: so many are whole numbers exactly

/// Rows of the same instant together, in the order of time.
class UsageReader {
public:
    explicit UsageReader(const std::string& file) : csv_(file), columns_(csv_) {}

    std::map<std::int64_t, Sums> read(std::vector<std::string>& notes) {
        std::map<std::int64_t, Sums> by_second;
        while (csv_.next(cells_)) {
            const auto at = time();
            const auto n = parse_number(cell(columns_.count));
            const auto prompt = parse_number(cell(columns_.prompt));
            const auto output = parse_number(cell(columns_.output));
            const auto sum = [](const std::optional<double>& v) {
                return v && *v >= 0 && *v <= kMostSum;
            };
            if (!at || !sum(n) || !sum(prompt) || !sum(output)) {
                notes.push_back(fmt::format(
                    "line {}: left out, a time and three numbers are wanted", csv_.line()));
                continue;
            }
            Sums& s = by_second[at->ns / kSecond.ns];
            s.requests += *n;
            s.prompt += *prompt;
            s.output += *output;
        }
        return by_second;
    }

private:
    [[nodiscard]] std::string_view cell(int column) const {
        const auto i = static_cast<std::size_t>(column);
        return i < cells_.size() ? std::string_view(cells_[i]) : std::string_view();
    }
    std::optional<Nanos> time() const {
        const std::string text(cell(columns_.time));
        if (const auto stamp = parse_timestamp(text)) return stamp;
        constexpr double kFirst = 1e9;
        constexpr double kLast = 7.2e9;
        if (const auto day = parse_date(text);
            day && *day >= 0 && static_cast<double>(*day) <= kLast) {
            return Nanos{*day * kSecond.ns};
        }
        const auto number = parse_number(text);
        if (!number || *number < kFirst || *number > kLast) return std::nullopt;
        return Nanos::from_seconds(*number);
    }

    CsvReader csv_;
    UsageColumns columns_;
    std::vector<std::string> cells_;
};

/// A day where no two instants are closer, else an hour.
Nanos width_of(const std::map<std::int64_t, Sums>& rows) {
    std::int64_t before = 0;
    constexpr std::int64_t kShortDay_s = 23 * std::int64_t{3600};
    for (const auto& [at, sums] : rows) {
        if (before != 0 && at - before < kShortDay_s) return kHour;
        before = at;
    }
    return kDay;
}

SyntheticSpec shape_of(const DemandHistory& h) {
    Sums s;
    for (int day = std::max(h.days() - kRecentDays, 0); day < h.days(); ++day) {
        const auto i = static_cast<std::size_t>(day);
        s.requests += h.requests[i];
        s.prompt += h.prompt[i];
        s.output += h.output[i];
    }
    SyntheticSpec spec;
    for (const auto& [law, tokens] :
         {std::pair{&spec.prompt, s.prompt}, {&spec.output, s.output}}) {
        law->law = LengthLaw::lognormal;
        law->mean = s.requests > 0 ? std::max(tokens / s.requests, 1.0) : 1;
        law->cv = kUnknownCv;
    }
    return spec;
}

}  // namespace

DemandRecord trace_record(const std::string& file, TraceKind kind, Nanos window,
                          const std::string& time_zone) {
    DemandRecord record;
    TraceReader reader(file, kind, window);
    record.history = read_history(reader, time_zone);
    const Nanos end = kDay * (record.history.days() + 1);
    TraceReader again(file, kind, window);
    ClippedSource recent(again, max(end - kDay * (kRecentDays + 1), Nanos{0}), end);
    const TraceDescription description = describe_trace(recent);
    if (can_be_fitted(description)) record.shape = fit_generator(description);
    return record;
}

DemandRecord gateway_record(const std::string& file, const std::string& time_zone) {
    const GatewayLog log = read_gateway(file);
    DemandRecord record;
    record.notes = log.not_understood;
    HistoryCounter counter(true);
    LocalClock clock(time_zone);
    for (const GatewayRow& r : log.rows) counter.add(clock.local(r.at), 1, r.prompt, r.output);
    if (counter.empty()) return record;
    record.history = counter.finish();
    record.history.time_zone = time_zone;
    const Nanos from = log.rows.back().at - kDay * kRecentDays;
    const auto first = std::lower_bound(log.rows.begin(), log.rows.end(), from,
                                        [](const GatewayRow& r, Nanos at) { return r.at < at; });
    Rows recent(log.rows, static_cast<std::size_t>(first - log.rows.begin()));
    const TraceDescription description = describe_trace(recent);
    if (can_be_fitted(description)) record.shape = fit_generator(description);
    return record;
}

bool is_usage_export(const std::string& file) {
    if (recognise(file) == TraceKind::mooncake) return false;
    const CsvReader csv(file);
    return csv.column({"arrival_s"}) < 0 && UsageColumns(csv).complete();
}

DemandRecord usage_record(const std::string& file, const std::string& time_zone) {
    DemandRecord record;
    const auto rows = UsageReader(file).read(record.notes);
    const Nanos width = width_of(rows);
    const bool days = width == kDay;
    LocalClock clock(days ? std::string() : time_zone);  // a row that is a day has no hours
    HistoryCounter counter(true);
    for (const auto& [at, sums] : rows) {
        counter.add(clock.local(Nanos{at * kSecond.ns}), sums.requests, sums.prompt, sums.output,
                    width - kSecond);
    }
    if (counter.empty()) return record;
    record.history = counter.finish();
    record.history.by_day = days;
    record.history.time_zone = days ? std::string() : time_zone;
    record.shape = shape_of(record.history);
    record.notes.push_back(
        fmt::format("sums by {}: taken as spread evenly within, arrivals as Poisson, lengths as\n"
                    "  log-normal about their mean (cv 1)",
                    days ? "day" : "hour"));
    return record;
}

std::vector<std::int64_t> read_holidays(const std::string& file) {
    CsvReader csv(file);
    const int date = csv.column({"date", "day"});
    if (date < 0) throw EnvironmentError(file + ": there is no column date");
    std::vector<std::int64_t> days;
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        const auto i = static_cast<std::size_t>(date);
        const auto day = i < cells.size() ? parse_date(cells[i]) : std::nullopt;
        if (!day) {
            throw EnvironmentError(
                fmt::format("{}:{}: a date as 2026-12-25 is wanted", file, csv.line()));
        }
        days.push_back(*day / 86400);
    }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

}  // namespace orrery
