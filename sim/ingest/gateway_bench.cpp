// What `vllm bench serve` saves of its requests with --save-detailed: lists by request.
#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>

#include "sim/ingest/gateway_parts.hpp"
#include "sim/ingest/json_pieces.hpp"
#include "sim/ingest/json_text.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

using Element = simdjson::dom::element;

/// Lists of a benchmark's file, by request.
class BenchReader {
public:
    explicit BenchReader(const std::string& file) : pieces_(file, {"", "[]"}) {}

    GatewayLog read() {
        each_piece(
            pieces_, [this](const JsonPiece& piece) { take(piece); },
            [this](std::int64_t line, const std::string& reason) {
                log_.refuse(at_line(line), "not JSON", reason);
            });
        return log_.finish();
    }

private:
    void take(const JsonPiece& piece) {
        simdjson::dom::object run;
        const std::string where = at_line(piece.line);
        if (!is_json(parser_.parse(piece.text), run)) {
            return log_.refuse(where, "not JSON", "this is not JSON");
        }
        simdjson::dom::array prompts;
        simdjson::dom::array outputs;
        simdjson::dom::array starts;
        const bool lists = run["input_lens"].get(prompts) == simdjson::SUCCESS &&
                           run["output_lens"].get(outputs) == simdjson::SUCCESS;
        if (!lists || run["start_times"].get(starts) != simdjson::SUCCESS) {
            return log_.refuse(where, "runs without lists of requests",
                               lists ? "start_times is missing: when its requests came is not known"
                                     : "input_lens and output_lens are missing: `--save-detailed` "
                                       "writes them");
        }
        take_lists(where, run, numbers(prompts), numbers(outputs), numbers(starts));
    }

    static std::vector<double> numbers(const simdjson::dom::array& list) {
        std::vector<double> out;
        for (const Element element : list) {
            double value = NAN;
            if (element.get(value) != simdjson::SUCCESS) value = NAN;
            out.push_back(value);
        }
        return out;
    }

    static std::vector<std::string_view> texts(const simdjson::dom::object& run, const char* key) {
        std::vector<std::string_view> out;
        simdjson::dom::array list;
        if (run[key].get(list) != simdjson::SUCCESS) return out;
        for (const Element element : list) {
            std::string_view text;
            if (element.get(text) != simdjson::SUCCESS) text = {};
            out.push_back(text);
        }
        return out;
    }

    void take_lists(const std::string& where, const simdjson::dom::object& run,
                    const std::vector<double>& prompts, const std::vector<double>& outputs,
                    const std::vector<double>& starts) {
        if (prompts.size() != outputs.size() || prompts.size() != starts.size()) {
            return log_.refuse(where, "runs whose lists differ in length",
                               fmt::format("input_lens has {} entries, output_lens {}, "
                                           "start_times {}",
                                           prompts.size(), outputs.size(), starts.size()));
        }
        const Nanos origin = date_of(run);
        const auto errors = texts(run, "errors");
        std::string model_room;
        const std::string model(json_text(run["model_id"], model_room));
        double first = INFINITY;
        for (const double s : starts) first = s < first ? s : first;
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            const std::string name = fmt::format("request {}", i + 1);
            if (i < errors.size() && !errors[i].empty()) {
                log_.refuse(name, "not served", "it failed");
                continue;
            }
            const auto prompt = tokens_in(fmt::format("{}", prompts[i]));
            const auto output = tokens_in(fmt::format("{}", outputs[i]));
            const bool timed = starts[i] - first < 9e8;
            if (!prompt || !output || !timed) {
                log_.refuse(name, "requests without tokens or start",
                            fmt::format("input_lens {}, output_lens {}, start_times {}", prompts[i],
                                        outputs[i], starts[i]));
                continue;
            }
            log_.take(static_cast<std::int64_t>(i) + 1,
                      origin + Nanos::from_seconds(starts[i] - first), model, {}, *prompt, *output);
        }
    }

    /// "20260102-030405"; start_times count from the client's own start.
    Nanos date_of(const simdjson::dom::object& run) {
        std::string room;
        const std::string text(json_text(run["date"], room));
        if (text.size() == 15 && text[8] == '-') {
            const auto at = parse_timestamp(fmt::format(
                "{}-{}-{} {}:{}:{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                text.substr(9, 2), text.substr(11, 2), text.substr(13, 2)));
            if (at) {
                log_.list().note_once("date: taken as the first request's start, in UTC");
                return *at;
            }
        }
        log_.list().note_once("date: not told; requests count from 2001-09-09");
        return Nanos{1'000'000'000 * kSecond.ns};
    }

    JsonPieces pieces_;
    simdjson::dom::parser parser_;
    GatewayLogBuilder log_;
};

}  // namespace

GatewayLog read_vllm_bench(const std::string& file) {
    return BenchReader(file).read();
}

}  // namespace orrery
