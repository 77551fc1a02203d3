// What a vLLM server logs of its requests: their times, and the lists of their tokens.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/bytes.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/gateway_parts.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

constexpr std::string_view kReceived = "Received request ";
constexpr std::string_view kGenerated = "Generated response ";
constexpr std::string_view kAborted = "Aborted request ";
constexpr std::size_t kLongestLine = std::size_t{256} << 20;  // prompts stand in it with their ids

/// Lines of a log, which hold whole prompts.
class LogLines {
public:
    explicit LogLines(const std::string& file) : bytes_(file) {}

    bool next(std::string_view& line) {
        std::size_t end = buffer_.find('\n', at_);
        while (end == std::string::npos) {
            const std::size_t searched = buffer_.size() - at_;
            buffer_.erase(0, at_);
            at_ = 0;
            if (buffer_.size() > kLongestLine) {
                throw InvalidInput(
                    fmt::format("{}:{}: the line is over 256 MiB", bytes_.file(), number_ + 1));
            }
            if (!bytes_.more(buffer_, number_)) break;
            end = buffer_.find('\n', searched);
        }
        if (end == std::string::npos && at_ >= buffer_.size()) return false;
        const std::size_t stop = std::min(end, buffer_.size());
        line = std::string_view(buffer_).substr(at_, stop - at_);
        at_ = std::min(stop + 1, buffer_.size());
        ++number_;
        return true;
    }
    [[nodiscard]] std::int64_t number() const { return number_; }

private:
    ByteReader bytes_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::int64_t number_ = 0;
};

/// The text between two marks; empty where either is missing.
std::string_view between(std::string_view line, std::string_view from, std::string_view to) {
    const std::size_t at = line.find(from);
    if (at == std::string_view::npos) return {};
    line.remove_prefix(at + from.size());
    return line.substr(0, line.find(to));
}

/// How many ids the last list of that name holds; 0 where there is none. A prompt may hold the
/// name, too, but stands before it.
std::int64_t ids_in(std::string_view line, std::string_view name) {
    const std::size_t at = line.rfind(name);
    if (at == std::string_view::npos) return 0;
    line.remove_prefix(at + name.size());
    if (line.empty() || line.front() != '[') return 0;
    const std::size_t end = line.find(']');
    if (end == std::string_view::npos || end == 1) return 0;
    return 1 + std::count(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(end), ',');
}

/// Instants of a log: "2025-05-14 17:45:10,901 …", or "INFO 02-13 11:33:33 …" without a year.
class LogClock {
public:
    LogClock(int year, Nanos latest) : first_year_(year), year_(year), latest_(latest) {}

    std::optional<Nanos> read(std::string_view head) {
        for (std::size_t i = 0; i + 14 <= head.size(); ++i) {
            if (head[i] < '0' || head[i] > '9') continue;
            if (const auto at = dated(head.substr(i))) return at;
            if (const auto at = undated(head.substr(i))) return at;
        }
        return std::nullopt;
    }
    [[nodiscard]] bool guessed() const { return month_ > 0; }
    [[nodiscard]] int first_year() const { return first_year_; }

private:
    static std::optional<Nanos> dated(std::string_view text) {
        if (text.size() < 19 || text[4] != '-') return std::nullopt;
        std::string stamp(text.substr(0, text.find(' ', 11)));
        std::replace(stamp.begin(), stamp.end(), ',', '.');
        if (const auto at = parse_timestamp(stamp)) return at;
        return parse_timestamp(stamp.substr(0, 19));
    }
    std::optional<Nanos> undated(std::string_view text) {
        if (text[2] != '-' || text[5] != ' ' || text[8] != ':' || text[11] != ':') {
            return std::nullopt;
        }
        const auto month = parse_whole(text.substr(0, 2));
        if (!month || year_ == 0) return std::nullopt;
        const bool new_year = month_ == 12 && *month == 1;
        const int year = year_ + (new_year ? 1 : 0);
        const auto at = parse_timestamp(fmt::format("{}-{}", year, text.substr(0, 14)));
        if (!at) return std::nullopt;
        if (month_ == 0 && *at > latest_) {
            --first_year_;
            --year_;
            latest_ = Nanos::never();
            return undated(text);
        }
        year_ = year;
        month_ = static_cast<int>(*month);
        return at;
    }
    int first_year_;
    int year_;
    Nanos latest_;   ///< of the first instant
    int month_ = 0;  ///< of the last instant without a year
};

struct OpenRequest {
    Nanos at{0};
    std::int64_t line = 0;
    std::int64_t prompt = 0;  ///< 0: not told
    std::int64_t output = 0;
};

class VllmLogReader {
public:
    VllmLogReader(const std::string& file, int year, Nanos latest)
        : lines_(file), clock_(year, latest) {}

    GatewayLog read() {
        std::string_view line;
        while (lines_.next(line)) take(line);
        // In the order of their lines.
        std::map<std::int64_t, OpenRequest> left;
        for (const auto& [id, request] : open_) left.emplace(request.line, request);
        for (const auto& [at, request] : left) close(request);
        if (clock_.guessed() && !log_.log().rows.empty()) {
            log_.list().note(fmt::format(
                "the log's times have neither year nor zone: {} (--year) and UTC are taken",
                clock_.first_year()));
        }
        if (again_ > 0) {
            log_.list().note(
                fmt::format("{} requests have the id of an earlier one ({}) and another time: the "
                            "engine served each, and each counts",
                            again_, first_again_));
        }
        return log_.finish();
    }

private:
    struct Instant {
        Nanos at;
        std::int64_t line;
    };

    void take(std::string_view line) {
        // Prompts and answers stand in the lines, too: what comes first is the log's own.
        const std::size_t received_at = line.find(kReceived);
        const std::size_t generated_at = line.find(kGenerated);
        const std::size_t aborted_at = line.find(kAborted);
        const std::size_t first = std::min({received_at, generated_at, aborted_at});
        if (first == std::string_view::npos) {
            take_other(line);
        } else if (first == received_at) {
            received(line.substr(0, first), line.substr(first + kReceived.size()));
        } else if (first == generated_at) {
            generated(line.substr(first + kGenerated.size()));
        } else {
            aborted(line.substr(first + kAborted.size()));
        }
    }

    void take_other(std::string_view line) {
        if (const auto id = between(line, "Request ", " details: "); !id.empty()) {
            const auto known = open_.find(id);
            if (known == open_.end()) return;
            known->second.prompt = ids_in(line, "prompt_token_ids: ");
        } else if (line.find("with config: ") != std::string_view::npos) {
            std::string_view name = between(line, "served_model_name=", ",");
            if (name.empty() || name == "None") name = between(line, "model='", "'");
            if (!name.empty()) model_ = name;
        }
    }

    void received(std::string_view head, std::string_view rest) {
        const std::string id(rest.substr(0, rest.find(':')));
        OpenRequest request;
        request.line = lines_.number();
        request.prompt = ids_in(rest, "prompt_token_ids: ");
        const auto at = clock_.read(head);
        if (!at) {
            return log_.refuse(at_line(request.line), "not a time",
                               "no time with a year stands before \"Received request\" (import "
                               "demand --year gives the year)");
        }
        request.at = *at;
        if (!is_first_telling(id, request)) return;
        const auto [known, fresh] = open_.emplace(id, request);
        if (fresh) return;
        close(known->second);
        known->second = request;
    }

    /// False for a line that stands twice, as in logs that were joined. An id that comes again at
    /// another time is a client's: the engine has served each of them.
    bool is_first_telling(const std::string& id, const OpenRequest& request) {
        const auto [at, fresh] = instants_.emplace(id, Instant{request.at, request.line});
        if (fresh) return true;
        const Instant first = at->second;
        if (first.at == request.at) {
            log_.refuse(at_line(request.line), "lines that stand twice",
                        "an earlier line has its id and its time: the same request, counted once");
            return false;
        }
        if (again_++ == 0) {
            first_again_ = fmt::format("line {} has that of line {}", request.line, first.line);
        }
        at->second = {request.at, request.line};
        return true;
    }

    /// A streamed answer comes in deltas and once more as a whole, without ids.
    void generated(std::string_view rest) {
        const std::size_t end = rest.find_first_of(": ");
        if (end == std::string_view::npos) return;
        const auto known = find(rest.substr(0, end));
        if (known == open_.end()) return;
        const std::string_view kind = rest.substr(end, 30);
        const bool delta = kind.rfind(" (streaming delta)", 0) == 0;
        const std::int64_t ids = ids_in(rest, "output_token_ids: ");
        known->second.output =
            delta ? known->second.output + ids : std::max(known->second.output, ids);
        const bool last = !delta && known->second.prompt > 0;
        if (!last) return;
        close(known->second);
        open_.erase(known);
    }

    void aborted(std::string_view id) {
        while (!id.empty() && (id.back() == '.' || id.back() == '\r')) id.remove_suffix(1);
        const auto known = find(id);
        if (known == open_.end()) return;
        log_.refuse(at_line(known->second.line), "aborted requests", "it was aborted");
        open_.erase(known);
    }

    /// Completions are received with a number behind their id.
    std::map<std::string, OpenRequest, std::less<>>::iterator find(std::string_view id) {
        const auto known = open_.find(id);
        return known != open_.end() ? known : open_.find(std::string(id) + "-0");
    }

    void close(const OpenRequest& r) {
        const std::string where = at_line(r.line);
        const auto prompt = tokens_in(std::to_string(r.prompt));
        const auto output = tokens_in(std::to_string(r.output));
        if (!prompt) {
            return log_.refuse(
                where, "requests without prompt_token_ids",
                "the log does not tell its prompt's tokens (prompt_token_ids: newer servers write "
                "them with VLLM_LOGGING_LEVEL=DEBUG)");
        }
        if (!output) {
            return log_.refuse(where, "requests without output_token_ids",
                               "the log does not tell its answer's tokens (output_token_ids: "
                               "--enable-log-outputs writes them)");
        }
        log_.take(r.line, r.at, model_, {}, *prompt, *output);
    }

    LogLines lines_;
    LogClock clock_;
    std::string model_;
    std::map<std::string, OpenRequest, std::less<>> open_;
    std::map<std::string, Instant> instants_;  ///< of ids, the last
    std::int64_t again_ = 0;
    std::string first_again_;
    GatewayLogBuilder log_;
};

}  // namespace

GatewayLog read_vllm_log(const std::string& file, int year, Nanos latest) {
    return VllmLogReader(file, year, latest).read();
}

}  // namespace orrery
