// OpenTelemetry spans of the GenAI conventions: requests to models among all that a program traced.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "sim/ingest/gateway_parts.hpp"
#include "sim/ingest/json_pieces.hpp"
#include "sim/ingest/json_text.hpp"

namespace orrery {
namespace {

/// What a span's attributes say; names of older conventions stand beside those of today.
struct SpanFacts {
    std::string operation, request_model, response_model, prompt, output, error;
    bool generative = false;  ///< has any gen_ai attribute

    /// False for an attribute that is not used.
    bool set(std::string_view key, std::string_view value) {
        std::string* to = field(key);
        if (to && to->empty()) *to = value;
        return to != nullptr;
    }

private:
    std::string* field(std::string_view key) {
        if (key == "gen_ai.operation.name") return &operation;
        if (key == "gen_ai.request.model") return &request_model;
        if (key == "gen_ai.response.model") return &response_model;
        if (key == "gen_ai.usage.input_tokens" || key == "gen_ai.usage.prompt_tokens") {
            return &prompt;
        }
        if (key == "gen_ai.usage.output_tokens" || key == "gen_ai.usage.completion_tokens") {
            return &output;
        }
        return key == "error.type" ? &error : nullptr;
    }
};

/// A span's id as a number; 0 where it has none.
std::uint64_t id_of(std::string_view hex) {
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), id, 16);
    return error == std::errc{} && end == hex.data() + hex.size() ? id : 0;
}

struct SpanLink {
    std::uint64_t id = 0;
    std::uint64_t parent = 0;
    bool taken = false;
    bool operator<(const SpanLink& o) const { return id < o.id; }
};

/// An attribute's value: {"stringValue": …}, {"intValue": "7"}, …
std::string_view value_of(const simdjson::dom::object& attribute, std::string& room) {
    for (const char* type : {"/value/stringValue", "/value/intValue", "/value/doubleValue"}) {
        const std::string_view text = json_text(attribute.at_pointer(type), room);
        if (!text.empty()) return text;
    }
    return {};
}

class SpanReader {
public:
    explicit SpanReader(const std::string& file)
        : pieces_(file, {"resourceSpans[].resource", "resourceSpans[].scopeSpans[].spans[]",
                         "batches[].resource", "batches[].scopeSpans[].spans[]",
                         "resourceSpans[].instrumentationLibrarySpans[].spans[]"}) {}

    GatewayLog read() {
        each_piece(
            pieces_, [this](const JsonPiece& piece) { take(piece); },
            [this](std::int64_t line, const std::string& reason) {
                log_.refuse(at_line(line), "not JSON", reason);
            });
        drop_inner();
        return log_.finish();
    }

private:
    void take(const JsonPiece& piece) {
        simdjson::dom::object object;
        if (!is_json(parser_.parse(piece.text), object)) {
            return log_.refuse(at_line(piece.line), "not JSON", "this is not JSON");
        }
        if (piece.path == 0 || piece.path == 2) {
            read_resource(object);
        } else {
            read_span(object, piece.line);
        }
    }

    void read_resource(const simdjson::dom::object& resource) {
        service_.clear();
        each_attribute(resource, [this](std::string_view key, std::string_view value) {
            if (key == "service.name") service_ = value;
        });
    }

    template <class Take>
    void each_attribute(const simdjson::dom::object& from, Take take) {
        simdjson::dom::array list;
        if (from["attributes"].get(list) != simdjson::SUCCESS) return;
        for (const simdjson::dom::element element : list) {
            simdjson::dom::object attribute;
            std::string_view key;
            if (element.get(attribute) != simdjson::SUCCESS ||
                attribute["key"].get(key) != simdjson::SUCCESS) {
                continue;
            }
            take(key, value_of(attribute, room_));
        }
    }

    void read_span(const simdjson::dom::object& span, std::int64_t line) {
        std::string room;
        SpanLink link;
        link.id = id_of(json_text(span["spanId"], room));
        link.parent = id_of(json_text(span["parentSpanId"], room));
        SpanFacts facts;
        each_attribute(span, [&](std::string_view key, std::string_view value) {
            const bool generative = key.rfind("gen_ai.", 0) == 0;
            facts.generative = facts.generative || generative;
            if (!facts.set(key, value) && generative) {
                log_.list().note_once(fmt::format("attribute \"{}\": not used", key.substr(0, 80)));
            }
        });
        const std::size_t before = log_.log().rows.size();
        judge(span, facts, line);
        link.taken = log_.log().rows.size() > before;
        if (link.taken) ids_.push_back(link.id);
        links_.push_back(link);
    }

    /// Takes the span as a request or lists why not.
    void judge(const simdjson::dom::object& span, const SpanFacts& facts, std::int64_t line) {
        const std::string where = at_line(line);
        if (!facts.generative) {
            return log_.refuse(where, "spans that call no model",
                               fmt::format("span \"{}\" calls no model", name_of_span(span)));
        }
        const bool generates = facts.operation.empty() || facts.operation == "chat" ||
                               facts.operation == "text_completion" ||
                               facts.operation == "generate_content";
        if (!generates) {
            return log_.refuse(where, "spans of " + facts.operation,
                               fmt::format("span \"{}\" is {}, which generates no text itself",
                                           name_of_span(span), facts.operation));
        }
        if (failed(span) || !facts.error.empty()) {
            return log_.refuse(
                where, "not served",
                fmt::format("span \"{}\" failed{}{}", name_of_span(span),
                            facts.error.empty() ? "" : ": ", facts.error.substr(0, 80)));
        }
        std::string room;
        const std::string_view nanos = json_text(span["startTimeUnixNano"], room);
        std::int64_t at = 0;
        const auto [end, error] = std::from_chars(nanos.data(), nanos.data() + nanos.size(), at);
        constexpr std::int64_t kFirst = 1'000'000'000'000'000'000;  // 2001
        if (error != std::errc{} || end != nanos.data() + nanos.size() || at < kFirst) {
            return log_.refuse(where, "not a time",
                               fmt::format("startTimeUnixNano \"{}\" is not a time", nanos));
        }
        const auto prompt = tokens_in(facts.prompt);
        const auto output = tokens_in(facts.output);
        if (!prompt || !output) {
            return log_.refuse(
                where, "spans without a number of tokens",
                fmt::format("{} \"{}\" is not a number of tokens",
                            prompt ? "gen_ai.usage.output_tokens" : "gen_ai.usage.input_tokens",
                            prompt ? facts.output : facts.prompt));
        }
        // What is exported again after a failure keeps its ids.
        if (log_.stands_twice(line, id_of_span(span), "span", *prompt, *output)) return;
        const std::string& model =
            facts.request_model.empty() ? facts.response_model : facts.request_model;
        log_.take(line, Nanos{at}, model, service_, *prompt, *output);
    }

    /// Both ids, without which spans are not known again.
    static std::string id_of_span(const simdjson::dom::object& span) {
        std::string trace_room;
        std::string room;
        const std::string_view trace = json_text(span["traceId"], trace_room);
        const std::string_view id = json_text(span["spanId"], room);
        if (trace.empty() || id.empty()) return {};
        return fmt::format("{}/{}", trace, id);
    }

    std::string name_of_span(const simdjson::dom::object& span) {
        std::string room;
        return std::string(json_text(span["name"], room).substr(0, 60));
    }

    static bool failed(const simdjson::dom::object& span) {
        std::string room;
        const std::string_view code = json_text(span.at_pointer("/status/code"), room);
        return code == "2" || code == "STATUS_CODE_ERROR";
    }

    /// A framework's span, the client library's inside it and the engine's inside that are one
    /// request: only the outermost is kept. Inner spans come first in a file, for they end first.
    void drop_inner() {
        std::vector<GatewayRow>& rows = log_.log().rows;
        std::stable_sort(links_.begin(), links_.end());
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (ids_[i] != 0 && has_taken_ancestor(ids_[i])) {
                log_.list().add(at_line(rows[i].line), "spans inside a span that was taken",
                                "it lies inside a span that was taken: the same request");
            } else {
                rows[kept++] = rows[i];
            }
        }
        rows.resize(kept);
    }

    [[nodiscard]] const SpanLink* find(std::uint64_t id) const {
        SpanLink wanted;
        wanted.id = id;
        const auto at = std::lower_bound(links_.begin(), links_.end(), wanted);
        return id != 0 && at != links_.end() && at->id == id ? &*at : nullptr;
    }

    [[nodiscard]] bool has_taken_ancestor(std::uint64_t id) const {
        constexpr int kMostSteps = 64;  // a file may say that two spans are each other's parent
        const SpanLink* link = find(id);
        for (int i = 0; i < kMostSteps && link; ++i) {
            link = link->parent == id ? nullptr : find(link->parent);
            if (link && link->taken) return true;
        }
        return false;
    }

    JsonPieces pieces_;
    simdjson::dom::parser parser_;
    std::string service_, room_;
    std::vector<SpanLink> links_;
    std::vector<std::uint64_t> ids_;  ///< of the rows, in their order
    GatewayLogBuilder log_;
};

}  // namespace

GatewayLog read_spans(const std::string& file) {
    return SpanReader(file).read();
}

}  // namespace orrery
