// Recorded requests: Azure 2023 CSV, Mooncake JSON lines, Orrery CSV; streamed, sorted in a window.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/request_source.hpp"

namespace orrery {

enum class TraceKind { automatic, azure, mooncake, orrery };

/// One row as recorded. `at` counts from the format's own origin (Azure: 1970; others: file start).
struct TraceRow {
    Nanos at;
    std::int64_t row = 0;  ///< data row, from 1
    std::int32_t prompt = 0;
    std::int32_t output = 0;
    std::int32_t max_tokens = 0;
    std::shared_ptr<const PromptParts> parts = {};
    bool operator>(const TraceRow& o) const { return at != o.at ? at > o.at : row > o.row; }
};

/// Reads rows of one format. Azure: TIMESTAMP (1970 to 2199, with or without a UTC offset),
/// ContextTokens, GeneratedTokens. Mooncake: timestamp in ms, input_length, output_length, and
/// hash_ids where it has them. Orrery CSV: arrival_s, prompt_tokens, output_tokens, and optionally
/// max_tokens, at least the row's output. Other columns are ignored, and `unread` names those of an
/// Orrery CSV. Bad rows go to `diagnostics` if given, else they throw.
class RowReader {
public:
    virtual ~RowReader() = default;
    /// Columns that the format does not have, as the file names them.
    [[nodiscard]] virtual std::vector<std::string> unread() const { return {}; }
    /// Next good row; false at the end.
    virtual bool next(TraceRow& row) = 0;
    /// Line of the file where that row began, 1-based.
    [[nodiscard]] virtual std::int64_t line() const = 0;
};
std::unique_ptr<RowReader> open_rows(const std::string& file, TraceKind kind,
                                     Diagnostics* diagnostics);
/// The format by content: a `{` is Mooncake, a TIMESTAMP column Azure, else Orrery.
TraceKind recognise(const std::string& file);

/// Rows in order of (time, row), relative to the first. Rows may be late by at most `window`; a
/// later one is refused with its number.
class TraceReader final : public RequestSource {
public:
    TraceReader(const std::string& file, TraceKind kind, Nanos window,
                Diagnostics* diagnostics = nullptr);
    bool next(TraceRequest& request) override;
    /// Recorded time of the first request on the format's own clock (Azure: UTC since 1970; others:
    /// since the file's start); known once the first was read.
    [[nodiscard]] Nanos origin() const { return origin_; }
    [[nodiscard]] std::vector<std::string> unread() const { return rows_->unread(); }

private:
    void refuse(const TraceRow& row);
    bool pull();
    [[nodiscard]] bool empty() const { return in_order_.empty() && late_.empty(); }
    [[nodiscard]] bool late_is_next() const {
        return !late_.empty() && (in_order_.empty() || in_order_.front() > late_.top());
    }
    [[nodiscard]] Nanos earliest() const {
        return late_is_next() ? late_.top().at : in_order_.front().at;
    }
    TraceRow take();

    std::string file_;
    std::unique_ptr<RowReader> rows_;
    Diagnostics* diagnostics_;
    Nanos window_;
    std::deque<TraceRow> in_order_;  ///< of the window: rows not earlier than any before them …
    std::priority_queue<TraceRow, std::vector<TraceRow>, std::greater<>> late_;  ///< … and others
    Nanos newest_{INT64_MIN};
    Nanos released_{INT64_MIN};
    Nanos origin_{0};
    bool first_ = true;
    bool ended_ = false;
};

/// A part of a trace, by offsets from its first request: [from, until).
struct TraceSpan {
    Nanos from = Nanos::never();
    Nanos until = Nanos::never();
};

/// What one pass over a trace tells; also its check.
struct TraceScan {
    std::int64_t requests = 0;
    Nanos span{0};            ///< last − first arrival
    std::int64_t within = 0;  ///< requests of the part that was asked about
};
TraceScan scan_trace(const std::string& file, TraceKind kind, Nanos window,
                     Diagnostics& diagnostics, TraceSpan part = {});
/// A note of the columns that were passed over, if there are any: one of them may be misspelt.
void tell_unread(const TraceReader& reader, const std::string& file, Diagnostics& diagnostics);

}  // namespace orrery
