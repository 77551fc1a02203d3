// Recorded requests: Azure 2023 CSV, Mooncake JSON lines, Orrery CSV; streamed, sorted in a window.
#include "sim/ingest/trace.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/heads.hpp"
#include "sim/ingest/json_text.hpp"
#include "sim/ingest/most_tokens.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

constexpr const char* kAzureColumns =
    "an Azure trace has TIMESTAMP, ContextTokens, GeneratedTokens";
constexpr const char* kOrreryColumns =
    "an Orrery CSV has arrival_s, prompt_tokens, output_tokens; a Mooncake trace has one JSON "
    "object a line";

void report(Diagnostics* diagnostics, const std::string& file, std::int64_t line, std::string code,
            std::string message, std::string hint) {
    if (!diagnostics) {
        throw InvalidInput(fmt::format("{}:{}: {}", file, line, message));
    }
    Diagnostic d;
    d.code = std::move(code);
    d.at = {file, static_cast<int>(line), 0};
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics->add(std::move(d));
}

/// "1767225600.123456789" to the nanosecond, which a double does not hold; nothing for other forms.
std::optional<Nanos> exact_seconds(const std::string& text) {
    const std::size_t dot = text.find('.');
    const std::size_t digits = dot == std::string::npos ? 0 : text.size() - dot - 1;
    if (dot == std::string::npos || dot == 0 || dot > 10 || digits == 0 || digits > 9) {
        return std::nullopt;
    }
    const auto whole = parse_whole(std::string_view(text).substr(0, dot));
    const std::string fraction = text.substr(dot + 1) + std::string(9 - digits, '0');
    const auto nanos = parse_whole(fraction);
    const bool plain = fraction.find_first_not_of("0123456789") == std::string::npos;
    if (!whole || *whole < 0 || !nanos || !plain) return std::nullopt;
    return Nanos{*whole * kSecond.ns + *nanos};
}

class CsvRows : public RowReader {
public:
    CsvRows(const std::string& file, Diagnostics* diagnostics)
        : csv_(file), diagnostics_(diagnostics) {}

    bool next(TraceRow& row) final {
        while (missing_.empty() && csv_.next(cells_)) {
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
    [[nodiscard]] std::int64_t line() const final { return csv_.line(); }

protected:
    virtual bool parse(TraceRow& row) = 0;
    int need(const char* name) {
        const int column = csv_.column({name});
        if (column < 0) missing_ += (missing_.empty() ? "" : ", ") + std::string(name);
        return column;
    }
    /// One message for all columns that are missing; without them no row is looked at.
    void report_missing(const char* hint) {
        if (missing_.empty()) return;
        const bool several = missing_.find(',') != std::string::npos;
        report(diagnostics_, csv_.file(), csv_.line(), "E0701",
               (several ? "the columns " + missing_ + " are" : "the column " + missing_ + " is") +
                   " missing",
               hint);
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
    std::string missing_;
};

class AzureRows final : public CsvRows {
public:
    AzureRows(const std::string& file, Diagnostics* diagnostics) : CsvRows(file, diagnostics) {
        time_ = need("TIMESTAMP");
        prompt_ = need("ContextTokens");
        output_ = need("GeneratedTokens");
        report_missing(kAzureColumns);
    }

private:
    bool parse(TraceRow& row) override {
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
        time_ = need("arrival_s");
        prompt_ = need("prompt_tokens");
        output_ = need("output_tokens");
        report_missing(kOrreryColumns);
        max_ = csv_.column({"max_tokens"});
    }
    [[nodiscard]] std::vector<std::string> unread() const override {
        std::vector<std::string> names;
        if (!missing_.empty()) return names;  // a file of another kind
        for (int i = 0; i < static_cast<int>(csv_.header().size()); ++i) {
            const bool read = i == time_ || i == prompt_ || i == output_ || i == max_;
            if (!read) names.push_back(csv_.header()[static_cast<std::size_t>(i)]);
        }
        return names;
    }

private:
    bool parse(TraceRow& row) override {
        const std::string& text = cells_[static_cast<std::size_t>(time_)];
        const auto at = parse_number(text);
        if (!at || *at < 0 || *at > 9e9) {
            bad(fmt::format("row {}, column arrival_s: \"{}\" is not a time in seconds", number_,
                            text));
            return false;
        }
        row.at = exact_seconds(text).value_or(Nanos::from_seconds(*at));
        if (!tokens(prompt_, false, row.prompt) || !tokens(output_, false, row.output)) {
            return false;
        }
        return max_ < 0 || cells_[static_cast<std::size_t>(max_)].empty() || limit(row);
    }
    /// No answer is longer than what its request allowed; 0: no limit.
    bool limit(TraceRow& row) {
        if (!tokens(max_, true, row.max_tokens)) return false;
        if (row.max_tokens == 0 || row.max_tokens >= row.output) return true;
        bad(fmt::format("row {}, column max_tokens: {} is below the {} tokens of its output",
                        number_, row.max_tokens, row.output));
        return false;
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
    [[nodiscard]] std::int64_t line() const override { return lines_.number(); }

private:
    /// Whole milliseconds exactly, others to the nearest nanosecond.
    static std::optional<Nanos> time_of(const simdjson::dom::element& object) {
        std::int64_t whole = 0;
        constexpr std::int64_t kLast = 9'000'000'000'000;
        if (object["timestamp"].get(whole) == simdjson::SUCCESS) {
            if (whole < 0 || whole > kLast) return std::nullopt;
            return Nanos{whole * 1'000'000};
        }
        double ms = 0;
        if (object["timestamp"].get(ms) != simdjson::SUCCESS || !(ms >= 0) || ms > kLast) {
            return std::nullopt;
        }
        return Nanos::from_seconds(ms / 1000);
    }

    std::string parse(TraceRow& row) {
        simdjson::dom::element object;
        if (!is_json(parser_.parse(line_), object)) return "this is not JSON";
        std::int64_t prompt = 0;
        std::int64_t output = 0;
        const auto at = time_of(object);
        if (!at) return "timestamp is not a time in milliseconds";
        if (object["input_length"].get(prompt) != simdjson::SUCCESS || prompt < 1 ||
            prompt > kMostTokens) {
            return "input_length is not a number of tokens";
        }
        if (object["output_length"].get(output) != simdjson::SUCCESS || output < 1 ||
            output > kMostTokens) {
            return "output_length is not a number of tokens";
        }
        row.at = *at;
        row.prompt = static_cast<std::int32_t>(prompt);
        row.output = static_cast<std::int32_t>(output);
        return read_hashes(object, row);
    }

    /// A hash id stands for 512 tokens of the prompt; the format has no other key for its length.
    static std::string read_hashes(const simdjson::dom::element& object, TraceRow& row) {
        constexpr std::int32_t kHashTokens = 512;
        constexpr std::uint64_t kSpace = std::uint64_t{1} << 62;  // apart from other texts' keys
        simdjson::dom::array ids;
        if (object["hash_ids"].get(ids) != simdjson::SUCCESS) return {};
        auto parts = std::make_shared<PromptParts>();
        parts->tokens = kHashTokens;
        for (const simdjson::dom::element id : ids) {
            std::uint64_t value = 0;
            if (id.get(value) != simdjson::SUCCESS || value >= kSpace - 1) {
                return "hash_ids has something that is not a hash";
            }
            parts->hashes.push_back(kSpace | (value + 1));
        }
        // A hash stands for a text and all before it: it cannot come twice in one prompt.
        std::vector<std::uint64_t> sorted = parts->hashes;
        std::sort(sorted.begin(), sorted.end());
        if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
            return "hash_ids has the same hash twice";
        }
        row.parts = std::move(parts);
        return {};
    }

    LineReader lines_;
    Diagnostics* diagnostics_;
    simdjson::dom::parser parser_;
    std::string line_;
    std::int64_t number_ = 0;
};

}  // namespace

TraceKind recognise(const FileHead& head) {
    LineReader lines(head);
    std::string line;
    while (lines.next(line)) {
        const std::size_t at = line.find_first_not_of(" \t");
        if (at == std::string::npos) continue;
        if (line[at] == '{') return TraceKind::mooncake;
        return line.find("TIMESTAMP") != std::string::npos ? TraceKind::azure : TraceKind::orrery;
    }
    return TraceKind::orrery;
}

TraceKind recognise(const std::string& file) {
    return recognise(FileHead(file));
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
    report(diagnostics_, file_, rows_->line(), "E0703",
           fmt::format("data row {} is {:.3f} s earlier than a row before it, beyond the window "
                       "of {:.3f} s",
                       row.row, (newest_ - row.at).seconds(), window_.seconds()),
           "sort the file by time, or widen sort_window");
}

/// Takes one row into the window; false at the end of the file.
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
    if (row.at < newest_) {
        late_.push(std::move(row));
    } else {
        newest_ = row.at;
        in_order_.push_back(std::move(row));
    }
    return true;
}

TraceRow TraceReader::take() {
    if (late_is_next()) {
        TraceRow row = late_.top();
        late_.pop();
        return row;
    }
    TraceRow row = std::move(in_order_.front());
    in_order_.pop_front();
    return row;
}

bool TraceReader::next(TraceRequest& request) {
    while (!ended_ && (empty() || newest_ - earliest() <= window_)) pull();
    if (empty()) return false;
    TraceRow row = take();
    if (first_) origin_ = row.at;
    first_ = false;
    released_ = row.at;
    request = {row.at - origin_, row.prompt, row.output, row.max_tokens, std::move(row.parts)};
    return true;
}

void tell_unread(const TraceReader& reader, const std::string& file, Diagnostics& diagnostics) {
    const std::vector<std::string> names = reader.unread();
    if (names.empty()) return;
    Diagnostic d;
    d.severity = Severity::note;
    d.at = {file, 1, 0};
    d.message = fmt::format("{} not read: {}", names.size() == 1 ? "a column is" : "columns are",
                            fmt::join(names, ", "));
    d.hint = "an Orrery CSV has arrival_s, prompt_tokens, output_tokens, max_tokens";
    diagnostics.add(std::move(d));
}

TraceScan scan_trace(const std::string& file, TraceKind kind, Nanos window,
                     Diagnostics& diagnostics, TraceSpan part) {
    TraceReader reader(file, kind, window, &diagnostics);
    TraceScan scan;
    TraceRequest request;
    while (reader.next(request)) {
        ++scan.requests;
        scan.span = request.arrival;
        scan.within += request.arrival >= part.from && request.arrival < part.until ? 1 : 0;
    }
    tell_unread(reader, file, diagnostics);
    if (scan.requests == 0 && !diagnostics.has_errors()) {
        report(&diagnostics, file, 0, "E0704", "the trace holds no request",
               "a header and at least one row are wanted");
    }
    return scan;
}

}  // namespace orrery
