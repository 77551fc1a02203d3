// What the readers of gateways' logs share: checks of a request, names, lists.
#include "sim/ingest/gateway_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/words.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/most_tokens.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

/// Statuses of HTTP, and LiteLLM's words.
bool failed(std::string_view status) {
    if (status.empty()) return false;
    const std::string word = lower_case(std::string(status));
    return word.front() == '4' || word.front() == '5' || word.rfind("fail", 0) == 0 ||
           word.rfind("error", 0) == 0;
}

/// LiteLLM's names of what generates text; "" where the log has no such column.
bool generates_text(std::string_view call) {
    if (call.empty()) return true;
    const std::string word = lower_case(std::string(call));
    for (const char* other : {"embedding", "image", "transcription", "speech", "rerank",
                              "moderation", "search", "batch", "file", "tool", "vector"}) {
        if (word.find(other) != std::string::npos) return false;
    }
    return true;
}

bool is_true(std::string_view text) {
    const std::string word = lower_case(std::string(text));
    return word == "true" || word == "t" || word == "1";
}

}  // namespace

std::optional<Nanos> log_time(std::string_view text) {
    if (const auto stamp = parse_timestamp(text)) return stamp;
    constexpr double kFirst = 1e9;
    constexpr double kLast = 7.2e9;
    const auto number = parse_number(text);
    if (!number) return std::nullopt;
    const double seconds = *number >= kFirst * 1000 ? *number / 1000 : *number;
    if (seconds < kFirst || seconds > kLast) return std::nullopt;
    return Nanos::from_seconds(seconds);
}

std::string at_line(std::int64_t line) {
    return "line " + std::to_string(line);
}

std::optional<std::int32_t> tokens_in(std::string_view text) {
    const auto n = parse_whole(text);
    if (!n || *n < 1 || *n > kMostTokens) return std::nullopt;
    return static_cast<std::int32_t>(*n);
}

void GatewayLogBuilder::add(std::int64_t line, const std::string& where, const LoggedRequest& r) {
    if (failed(r.status)) {
        return refuse(where, "not served", fmt::format("status {}: it was not served", r.status));
    }
    if (is_true(r.cache_hit)) {
        return refuse(where, "answered by a cache", "a cache answered it, no engine did");
    }
    if (!generates_text(r.call)) {
        return refuse(where, fmt::format("calls of type {}", r.call),
                      fmt::format("{} generates no text", r.call));
    }
    const auto at = log_time(r.time);
    if (!at) return refuse(where, "not a time", fmt::format("\"{}\" is not a time", r.time));
    const auto prompt = tokens_in(r.prompt);
    const auto output = tokens_in(r.output);
    if (!prompt || !output) {
        const std::string_view name = prompt ? r.output_name : r.prompt_name;
        return refuse(where, fmt::format("{} is not a number of tokens", name),
                      fmt::format("column {}: \"{}\" is not a number of tokens", name,
                                  prompt ? r.output : r.prompt));
    }
    if (stands_twice(line, r.id, "request_id", *prompt, *output)) return;
    take(line, *at, r.model, r.tenant, *prompt, *output);
}

bool GatewayLogBuilder::stands_twice(std::int64_t line, std::string_view id,
                                     std::string_view name_of_id, std::int32_t prompt,
                                     std::int32_t output) {
    if (id.empty()) return false;
    const auto [at, fresh] = taken_.emplace(std::string(id), Taken{line, log_.rows.size()});
    if (fresh) return false;
    const auto& [first_line, row] = at->second;
    // One reason for all, so that they are one line of the list.
    if (twice_.empty()) {
        twice_ = fmt::format(
            "the {} of an earlier request (line {} that of line {}): the same request, counted "
            "once",
            name_of_id, line, first_line);
    }
    const GatewayRow& first = log_.rows[row];
    if (first.prompt != prompt || first.output != output) ++other_tokens_;
    refuse(at_line(line), "requests that stand twice", twice_);
    return true;
}

void GatewayLogBuilder::take(std::int64_t line, Nanos at, std::string_view model,
                             std::string_view tenant, std::int32_t prompt, std::int32_t output) {
    ++log_.read;
    GatewayRow row;
    row.at = at;
    row.line = line;
    row.prompt = prompt;
    row.output = output;
    row.model = number(model, log_.models, models_);
    row.tenant = number(tenant, log_.tenants, tenants_);
    log_.rows.push_back(row);
}

std::uint32_t GatewayLogBuilder::number(
    std::string_view name, std::vector<std::string>& names,
    std::map<std::string, std::uint32_t, std::less<>>& numbers) {
    const auto known = numbers.find(name);
    if (known != numbers.end()) return known->second;
    const auto n = static_cast<std::uint32_t>(names.size());
    names.emplace_back(name);
    numbers.emplace(std::string(name), n);
    return n;
}

GatewayLog GatewayLogBuilder::finish() {
    std::sort(log_.rows.begin(), log_.rows.end(), [](const GatewayRow& a, const GatewayRow& b) {
        return a.at != b.at ? a.at < b.at : a.line < b.line;
    });
    if (other_tokens_ > 0) {
        list_.note(
            fmt::format("{} of the requests that stand twice have other numbers of tokens there: "
                        "the first counts",
                        other_tokens_));
    }
    log_.not_understood = list_.lines();
    return std::move(log_);
}

}  // namespace orrery
