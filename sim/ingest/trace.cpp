// Recorded requests: Azure 2023 CSV, Mooncake JSON lines, Orrery CSV; streamed, sorted in a window.
#include "sim/ingest/trace.hpp"

#include <date/date.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kMostTokens = 100'000'000;

void report(Diagnostics* diagnostics, const std::string& file, std::int64_t line, std::string code,
            std::string message, std::string hint) {
    if (!diagnostics) {
        throw EnvironmentError(fmt::format("{}:{}: {}", file, line, message));
    }
    Diagnostic d;
    d.code = std::move(code);
    d.at = {file, static_cast<int>(line), 0};
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics->add(std::move(d));
}

/// "2023-11-16 18:15:46.6805900" → ns since 1970; up to nine digits of a second.
std::optional<Nanos> parse_timestamp(const std::string& text) {
    const auto digits = [&](std::size_t at, std::size_t n) -> std::optional<std::int64_t> {
        if (at + n > text.size()) return std::nullopt;
        return parse_whole(std::string_view(text).substr(at, n));
    };
    const auto y = digits(0, 4), mo = digits(5, 2), d = digits(8, 2);
    const auto h = digits(11, 2), mi = digits(14, 2), s = digits(17, 2);
    if (!y || !mo || !d || !h || !mi || !s || text.size() < 19) return std::nullopt;
    const auto day =
        date::year(static_cast<int>(*y)) / static_cast<unsigned>(*mo) / static_cast<unsigned>(*d);
    if (!day.ok() || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
    std::int64_t fraction = 0;
    std::int64_t scale = 100'000'000;
    std::size_t i = 20;
    for (; text.size() > 20 && i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        fraction += (text[i] - '0') * scale;
        scale /= 10;
    }
    const bool dotted = text.size() == 19 || (text[19] == '.' && i == text.size() && i > 20);
    if (!dotted) return std::nullopt;
    const std::int64_t days = date::sys_days(day).time_since_epoch().count();
    return Nanos{(((days * 24 + *h) * 60 + *mi) * 60 + *s) * kSecond.ns + fraction};
}

class CsvRows : public RowReader {
public:
    CsvRows(const std::string& file, Diagnostics* diagnostics)
        : csv_(file), diagnostics_(diagnostics) {}

    bool next(TraceRow& row) final {
        while (csv_.next(cells_)) {
            row = TraceRow{};
            row.row = ++number_;
            if (cells_.size() != csv_.header().size()) {
                bad(fmt::format("row {} has {} cells, the header has {}", number_, cells_.size(),
                                csv_.header().size()));
            } else if (parse(row)) {
                return true;
            }
        }
        return false;
    }

protected:
    virtual bool parse(TraceRow& row) = 0;
    int need(const std::vector<std::string>& names) {
        const int column = csv_.column(names);
        if (column < 0) {
            report(diagnostics_, csv_.file(), 1, "E0701", "the column " + names[0] + " is missing",
                   "an Orrery CSV has arrival_s, prompt_tokens, output_tokens");
        }
        return column;
    }
    void bad(std::string message) {
        report(diagnostics_, csv_.file(), csv_.line(), "E0702", std::move(message),
               "correct or remove the row");
    }
    /// A whole number of tokens ≥ 1 (≥ 0 where `zero`), or an error with row and column.
    bool tokens(int column, bool zero, std::int32_t& out) {
        const std::string& text = cells_[static_cast<std::size_t>(column)];
        const auto value = parse_whole(text);
        if (!value || *value < (zero ? 0 : 1) || *value > kMostTokens) {
            bad(fmt::format("row {}, column {}: \"{}\" is not a number of tokens", number_,
                            csv_.header()[static_cast<std::size_t>(column)], text));
            return false;
        }
        out = static_cast<std::int32_t>(*value);
        return true;
    }

    CsvReader csv_;
    Diagnostics* diagnostics_;
    std::vector<std::string> cells_;
    std::int64_t number_ = 0;
};

class AzureRows final : public CsvRows {
public:
    AzureRows(const std::string& file, Diagnostics* diagnostics) : CsvRows(file, diagnostics) {
        time_ = need({"TIMESTAMP"});
        prompt_ = need({"ContextTokens"});
        output_ = need({"GeneratedTokens"});
    }

private:
    bool parse(TraceRow& row) override {
        if (time_ < 0 || prompt_ < 0 || output_ < 0) return false;
        const std::string& text = cells_[static_cast<std::size_t>(time_)];
        const auto at = parse_timestamp(text);
        if (!at) {
            bad(fmt::format("row {}, column TIMESTAMP: \"{}\" is not a time", number_, text));
            return false;
        }
        row.at = *at;
        return tokens(prompt_, false, row.prompt) && tokens(output_, false, row.output);
    }
    int time_, prompt_, output_;
};

class OrreryRows final : public CsvRows {
public:
    OrreryRows(const std::string& file, Diagnostics* diagnostics) : CsvRows(file, diagnostics) {
        time_ = need({"arrival_s"});
        prompt_ = need({"prompt_tokens"});
        output_ = need({"output_tokens"});
        max_ = csv_.column({"max_tokens"});
    }

private:
    bool parse(TraceRow& row) override {
        if (time_ < 0 || prompt_ < 0 || output_ < 0) return false;
        const std::string& text = cells_[static_cast<std::size_t>(time_)];
        const auto at = parse_number(text);
        if (!at || *at < 0 || *at > 9e9) {
            bad(fmt::format("row {}, column arrival_s: \"{}\" is not a time in seconds", number_,
                            text));
            return false;
        }
        row.at = Nanos::from_seconds(*at);
        if (!tokens(prompt_, false, row.prompt) || !tokens(output_, false, row.output)) {
            return false;
        }
        return max_ < 0 || cells_[static_cast<std::size_t>(max_)].empty() ||
               tokens(max_, true, row.max_tokens);
    }
    int time_, prompt_, output_, max_;
};

class MooncakeRows final : public RowReader {
public:
    MooncakeRows(const std::string& file, Diagnostics* diagnostics)
        : lines_(file), diagnostics_(diagnostics) {}

    bool next(TraceRow& row) override {
        while (lines_.next(line_)) {
            if (line_.find_first_not_of(" \t") == std::string::npos) continue;
            row = TraceRow{};
            row.row = ++number_;
            const std::string problem = parse(row);
            if (problem.empty()) return true;
            report(diagnostics_, lines_.file(), lines_.number(), "E0702",
                   fmt::format("row {}: {}", number_, problem), "correct or remove the row");
        }
        return false;
    }

private:
    std::string parse(TraceRow& row) {
        simdjson::dom::element object;
        if (parser_.parse(line_).get(object) != simdjson::SUCCESS) return "this is not JSON";
        double ms = 0;
        std::int64_t prompt = 0;
        std::int64_t output = 0;
        if (object["timestamp"].get(ms) != simdjson::SUCCESS || !(ms >= 0) || ms > 9e12) {
            return "timestamp is not a time in milliseconds";
        }
        if (object["input_length"].get(prompt) != simdjson::SUCCESS || prompt < 1 ||
            prompt > kMostTokens) {
            return "input_length is not a number of tokens";
        }
        if (object["output_length"].get(output) != simdjson::SUCCESS || output < 1 ||
            output > kMostTokens) {
            return "output_length is not a number of tokens";
        }
        row.at = Nanos::from_seconds(ms / 1000);
        row.prompt = static_cast<std::int32_t>(prompt);
        row.output = static_cast<std::int32_t>(output);
        return {};
    }

    LineReader lines_;
    Diagnostics* diagnostics_;
    simdjson::dom::parser parser_;
    std::string line_;
    std::int64_t number_ = 0;
};

}  // namespace

TraceKind recognise(const std::string& file) {
    LineReader lines(file);
    std::string line;
    while (lines.next(line)) {
        const std::size_t at = line.find_first_not_of(" \t");
        if (at == std::string::npos) continue;
        if (line[at] == '{') return TraceKind::mooncake;
        return line.find("TIMESTAMP") != std::string::npos ? TraceKind::azure : TraceKind::orrery;
    }
    return TraceKind::orrery;
}

std::unique_ptr<RowReader> open_rows(const std::string& file, TraceKind kind,
                                     Diagnostics* diagnostics) {
    switch (kind == TraceKind::automatic ? recognise(file) : kind) {
        case TraceKind::azure:
            return std::make_unique<AzureRows>(file, diagnostics);
        case TraceKind::mooncake:
            return std::make_unique<MooncakeRows>(file, diagnostics);
        case TraceKind::orrery:
        case TraceKind::automatic:
            break;
    }
    return std::make_unique<OrreryRows>(file, diagnostics);
}

TraceReader::TraceReader(const std::string& file, TraceKind kind, Nanos window,
                         Diagnostics* diagnostics)
    : file_(file),
      rows_(open_rows(file, kind, diagnostics)),
      diagnostics_(diagnostics),
      window_(window) {}

void TraceReader::refuse(const TraceRow& row) {
    report(diagnostics_, file_, row.row, "E0703",
           fmt::format("data row {} is {:.3f} s earlier than a row before it, beyond the window "
                       "of {:.3f} s",
                       row.row, (newest_ - row.at).seconds(), window_.seconds()),
           "sort the file by time, or widen sort_window");
}

/// Takes one row into the heap; false at the end of the file.
bool TraceReader::pull() {
    TraceRow row;
    if (ended_ || !rows_->next(row)) {
        ended_ = true;
        return false;
    }
    if (row.at < released_ || (newest_.ns != INT64_MIN && row.at < newest_ - window_)) {
        refuse(row);
        return true;
    }
    newest_ = max(newest_, row.at);
    pending_.push(row);
    return true;
}

bool TraceReader::next(TraceRequest& request) {
    while (!ended_ && (pending_.empty() || newest_ - pending_.top().at <= window_)) pull();
    if (pending_.empty()) return false;
    const TraceRow row = pending_.top();
    pending_.pop();
    if (first_) origin_ = row.at;
    first_ = false;
    released_ = row.at;
    request = {row.at - origin_, row.prompt, row.output, row.max_tokens};
    return true;
}

TraceScan scan_trace(const std::string& file, TraceKind kind, Nanos window,
                     Diagnostics& diagnostics) {
    TraceReader reader(file, kind, window, &diagnostics);
    TraceScan scan;
    TraceRequest request;
    while (reader.next(request)) {
        ++scan.requests;
        scan.span = request.arrival;
    }
    if (scan.requests == 0 && !diagnostics.has_errors()) {
        report(&diagnostics, file, 0, "E0704", "the trace holds no request",
               "a header and at least one row are wanted");
    }
    return scan;
}

}  // namespace orrery
