// Logs of gateways and engines beyond plain CSV: LiteLLM, OpenTelemetry spans, vLLM.
#include "sim/ingest/csv.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/ingest/listing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace gateway_formats_test {

using namespace orrery;
using namespace orrery::test;

namespace {

bool listed(const GatewayLog& log, const std::string& text) {
    for (const std::string& line : log.not_understood) {
        if (line.find(text) != std::string::npos) return true;
    }
    return false;
}

std::string span(const std::string& id, const std::string& parent, const std::string& attributes,
                 const std::string& more = "") {
    return "{\"traceId\": \"01\", \"spanId\": \"" + id + "\", \"parentSpanId\": \"" + parent +
           "\", \"name\": \"call <b>\", \"startTimeUnixNano\": \"1767225600250000000\", " +
           "\"endTimeUnixNano\": \"1767225601000000000\"" + more + ", \"attributes\": [" +
           attributes + "]}";
}

std::string text_attribute(const std::string& key, const std::string& value) {
    return "{\"key\": \"" + key + "\", \"value\": {\"stringValue\": \"" + value + "\"}}";
}

std::string tokens(const std::string& in, const std::string& out, int prompt, int output) {
    return "{\"key\": \"" + in + "\", \"value\": {\"intValue\": \"" + std::to_string(prompt) +
           "\"}}, {\"key\": \"" + out + "\", \"value\": {\"intValue\": " + std::to_string(output) +
           "}}";
}

std::string document(const std::string& spans) {
    return "{\"resourceSpans\": [{\"resource\": {\"attributes\": [" +
           text_attribute("service.name", "helpdesk") + "]}, \"scopeSpans\": [{\"spans\": [" +
           spans + "]}]}]}";
}

const std::string kChat = text_attribute("gen_ai.operation.name", "chat") + ", " +
                          text_attribute("gen_ai.request.model", "llama") + ", ";
const std::string kIn = "gen_ai.usage.input_tokens";
const std::string kOut = "gen_ai.usage.output_tokens";

}  // namespace

TEST_CASE("litellm: spend logs as lines, as an array and as a page of the API are one log") {
    TemporaryFolder folder;
    const std::vector<std::string> rows{
        "{\"request_id\": \"1\", \"call_type\": \"acompletion\", \"startTime\": "
        "\"2026-01-01T00:00:00.250000Z\", \"endTime\": \"2026-01-01T00:00:02Z\", \"model\": \"m\", "
        "\"prompt_tokens\": 10, \"completion_tokens\": 20, \"team_id\": \"a\", \"status\": "
        "\"success\", \"cache_hit\": \"False\", \"response\": {\"data\": [{\"startTime\": 1}]}}",
        "{\"call_type\": \"aembedding\", \"startTime\": \"2026-01-01 00:00:01\", \"model\": \"e\", "
        "\"prompt_tokens\": 10, \"completion_tokens\": 0}",
        "{\"startTime\": \"2026-01-01 00:00:03+00\", \"model\": \"m\", \"prompt_tokens\": 3, "
        "\"completion_tokens\": 4, \"team_id\": null, \"end_user\": \"u\", \"cache_hit\": true}",
        "{\"startTime\": \"2026-01-01 00:00:03+00\", \"model\": \"m\", \"prompt_tokens\": 3, "
        "\"completion_tokens\": 4, \"status\": \"failure\"}",
        "{\"startTime\": \"2026-01-01 02:00:02+0200\", \"model\": \"m\", \"prompt_tokens\": \"5\", "
        "\"completion_tokens\": 6, \"team_id\": \"\", \"end_user\": \"u\"}"};
    std::string lines;
    std::string array;
    for (const std::string& row : rows) {
        lines += row + "\n";
        array += (array.empty() ? "" : ",\n") + row;
    }
    for (const std::string& file :
         {folder.write("l.jsonl", lines), folder.write("a.json", "[" + array + "]"),
          folder.write("p.json", "{\"data\": [" + array + "], \"total\": 5, \"page\": 1}")}) {
        INFO(file);
        CHECK(recognise_gateway(file) == GatewayFormat::litellm);
        const GatewayLog log = read_gateway(file);
        CHECK(log.read == 5);
        REQUIRE(log.rows.size() == 2);
        CHECK(log.rows[0].at.ns == 1767225600250000000);
        CHECK(log.rows[1].at.ns == 1767225602000000000);  // two hours ahead of UTC
        CHECK(log.rows[1].prompt == 5);
        CHECK(log.tenants[log.rows[0].tenant] == "a");
        CHECK(log.tenants[log.rows[1].tenant] == "u");
        CHECK(listed(log, "line 2: aembedding generates no text"));
        CHECK(listed(log, "line 3: a cache answered it"));
        CHECK(listed(log, "line 4: status failure: it was not served"));
        CHECK(listed(log, "key \"endTime\": not used"));
        CHECK_FALSE(listed(log, "key \"model\""));
    }
}

TEST_CASE("litellm: the same as CSV") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "spend.csv",
        "request_id,call_type,startTime,endTime,model,prompt_tokens,completion_tokens,team_id,"
        "status,cache_hit\r\n"
        "1,acompletion,2026-01-01 00:00:00.25,x,m,10,20,a,success,False\r\n"
        "2,acompletion,2026-01-01 00:00:01,x,m,10,20,a,success,True\r\n"
        "3,acompletion,2026-01-01 00:00:01,x,m,10,20,a,failure,\r\n");
    CHECK(recognise_gateway(file) == GatewayFormat::litellm);
    const GatewayLog log = read_gateway(file);
    REQUIRE(log.rows.size() == 1);
    CHECK(log.rows[0].at.ns == 1767225600250000000);
    CHECK(listed(log, "line 3: a cache"));
    CHECK(listed(log, "line 4: status failure"));
    CHECK(listed(log, "column \"endTime\": not used"));
}

TEST_CASE("spans: requests to models are taken once, all else is listed") {
    TemporaryFolder folder;
    const std::string inner = span("b2", "b1", kChat + tokens(kIn, kOut, 7, 8));
    const std::string through = span("b1", "a1", text_attribute("http.method", "POST"));
    const std::string outer = span("a1", "", kChat + tokens(kIn, kOut, 7, 8));
    const std::string older =
        span("c1", "",
             text_attribute("gen_ai.response.model", "old") + ", " +
                 tokens("gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens", 3, 4));
    const std::string agent = span(
        "d1", "",
        text_attribute("gen_ai.operation.name", "invoke_agent") + ", " + tokens(kIn, kOut, 70, 80));
    const std::string embedding =
        span("e1", "", text_attribute("gen_ai.operation.name", "embeddings"));
    const std::string failed =
        span("f1", "", kChat + tokens(kIn, kOut, 1, 1), ", \"status\": {\"code\": 2}");
    const std::string wrong = span("g1", "", kChat + text_attribute("error.type", "timeout"));
    const std::string empty = span("h1", "", kChat + tokens(kIn, kOut, 5, 0));
    const std::string spans = inner + ",\n" + through + ",\n" + outer + ",\n" + older + ",\n" +
                              agent + ",\n" + embedding + ",\n" + failed + ",\n" + wrong + ",\n" +
                              empty;
    const std::string file = folder.write("spans.json", document(spans));
    CHECK(recognise_gateway(file) == GatewayFormat::otel);
    const GatewayLog log = read_gateway(file);
    CHECK(log.read == 9);
    REQUIRE(log.rows.size() == 2);
    CHECK(log.rows[0].line == 3);
    CHECK(log.rows[0].at.ns == 1767225600250000000);
    CHECK(log.models[log.rows[0].model] == "llama");
    CHECK(log.tenants[log.rows[0].tenant] == "helpdesk");
    CHECK(log.models[log.rows[1].model] == "old");
    CHECK(log.rows[1].output == 4);
    CHECK(listed(log, "line 1: it lies inside a span that was taken"));
    CHECK(listed(log, "line 2: span \"call <b>\" calls no model"));
    CHECK(listed(log, "line 5: span \"call <b>\" is invoke_agent"));
    CHECK(listed(log, "line 6: span \"call <b>\" is embeddings"));
    CHECK(listed(log, "line 7: span \"call <b>\" failed"));
    CHECK(listed(log, "line 8: span \"call <b>\" failed: timeout"));
    CHECK(listed(log, "line 9: gen_ai.usage.output_tokens \"0\" is not a number of tokens"));
    // One document a line, as the collector's file exporter writes.
    const std::string lines = document(outer) + "\n" + document(older) + "\n{\"resourceSpans\": [";
    const GatewayLog two = read_gateway(folder.write("spans.jsonl.zst", zstd(lines)));
    CHECK(two.rows.size() == 2);
    CHECK(listed(two, "line 3: the document ends too early"));
}

TEST_CASE("vllm: requests and answers of a log meet by id, what it does not tell is listed") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "vllm.log",
        "INFO 12-31 23:59:58 [core.py:58] Initializing a V1 LLM engine (v0.9.1) with config: "
        "model='org/m', served_model_name=chat-8b, dtype=bf16\n"
        "(APIServer pid=9) INFO 12-31 23:59:59 [logger.py:41] Received request chatcmpl-1: prompt: "
        "'say prompt_token_ids: [1]', params: SamplingParams(n=1, stop=[]), prompt_token_ids: [1, "
        "2, 3], lora_request: None.\n"
        "INFO 12-31 23:59:59 [async_llm.py:270] Added request chatcmpl-1.\n"
        "INFO 01-01 00:00:01 [logger.py:41] Received request cmpl-2-0: prompt: 'x', params: "
        "SamplingParams(n=1), prompt_token_ids: [5, 6], lora_request: None.\n"
        "INFO 01-01 00:00:02 [logger.py:71] Generated response chatcmpl-1: output: 'Received "
        "request b', "
        "output_token_ids: [9, 9, 9, 9], finish_reason: stop\n"
        "INFO 01-01 00:00:02 [logger.py:71] Generated response cmpl-2 (streaming delta): output: "
        "'a', output_token_ids: [9, 8], finish_reason: None\n"
        "INFO 01-01 00:00:02 [logger.py:71] Generated response cmpl-2 (streaming delta): output: "
        "'b', output_token_ids: [7], finish_reason: stop\n"
        "INFO 01-01 00:00:02 [logger.py:71] Generated response cmpl-2 (streaming complete): "
        "output: 'ab', output_token_ids: None, finish_reason: stop\n"
        "INFO 01-01 00:00:03 [logger.py:41] Received request chatcmpl-3: params: "
        "SamplingParams(n=1), lora_request: None.\n"
        "INFO 01-01 00:00:04 [logger.py:41] Received request chatcmpl-4: prompt: 'y', params: P, "
        "prompt_token_ids: [5], lora_request: None.\n"
        "INFO 01-01 00:00:05 [async_llm_engine.py:223] Aborted request chatcmpl-4.\n"
        "INFO 01-01 00:00:06 [logger.py:41] Received request chatcmpl-5: prompt: 'y', params: P, "
        "prompt_token_ids: [5], lora_request: None.\n"
        "INFO 01-01 00:00:07 [async_llm_engine.py:223] Finished request chatcmpl-5.\n"
        "Received request chatcmpl-6: prompt_token_ids: [5]\n");
    CHECK(recognise_gateway(file) == GatewayFormat::vllm_log);
    const GatewayLog log = read_gateway(file, GatewayFormat::vllm_log, 2025);
    CHECK(log.read == 6);
    REQUIRE(log.rows.size() == 2);
    // 2026-01-01 is 1767225600; the log goes over the end of a year.
    CHECK(log.rows[0].at.seconds() == 1767225599);
    CHECK(log.rows[0].prompt == 3);
    CHECK(log.rows[0].output == 4);
    CHECK(log.models[log.rows[0].model] == "chat-8b");
    CHECK(log.rows[1].at.seconds() == 1767225601);
    CHECK(log.rows[1].prompt == 2);
    CHECK(log.rows[1].output == 3);
    CHECK(listed(log, "line 9: the log does not tell its prompt's tokens"));
    CHECK(listed(log, "line 10: it was aborted"));
    CHECK(listed(log, "line 12: the log does not tell its answer's tokens"));
    CHECK(listed(log, "line 14: no time with a year"));
    CHECK(listed(log, "neither year nor zone: 2025 (--year) and UTC are taken"));
    // Without a year no request has a time.
    CHECK(read_gateway(file).rows.empty());
    const std::string dated = folder.write(
        "dated.log",
        "2025-05-14 17:45:10,901 kserve Received request r: prompt_token_ids: [1], lora\n"
        "2025-05-14 17:45:12.000 kserve Generated response r: output: '', output_token_ids: [1]\n");
    const GatewayLog second = read_gateway(dated);
    REQUIRE(second.rows.size() == 1);
    CHECK(second.rows[0].at.ns == 1747244710901000000);  // date -u -d '2025-05-14 17:45:10' +%s
}

TEST_CASE("vllm: a benchmark's lists are requests, failures and runs without starts are listed") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "bench.json",
        "{\"date\": \"20260101-000000\", \"model_id\": \"org/m\", \"num_prompts\": 3, "
        "\"input_lens\": [10, 11, 12], \"output_lens\": [20, 21, 0], \"start_times\": [105.5, "
        "104.25, 106.0], \"errors\": [\"\", \"\", \"timeout\"], \"generated_texts\": [\"{\"]}\n"
        "{\"date\": \"20260101-000000\", \"num_prompts\": 3, \"input_lens\": [1], \"output_lens\": "
        "[1]}\n{\"num_prompts\": 3, \"total_input_tokens\": 9}\n");
    CHECK(recognise_gateway(file) == GatewayFormat::vllm_bench);
    const GatewayLog log = read_gateway(file);
    REQUIRE(log.rows.size() == 2);
    CHECK(log.rows[0].prompt == 11);
    CHECK(log.rows[0].at.seconds() == 1767225600);
    CHECK(log.rows[1].at.seconds() == 1767225601.25);
    CHECK(listed(log, "request 3: it failed"));
    CHECK(listed(log, "line 2: start_times is missing"));
    CHECK(listed(log, "line 3: input_lens and output_lens are missing"));
}

TEST_CASE("a request that stands twice counts once, told with the place of its first") {
    TemporaryFolder folder;
    // Line 3 failed and line 4 is its retry; lines 5 and 6 repeat line 2, the last with other
    // tokens.
    const GatewayLog csv = read_gateway(
        folder.write("log.csv",
                     "request_id,timestamp,model,prompt_tokens,completion_tokens,status\n"
                     "a,2026-01-01T00:00:00Z,m,10,20,200\nb,2026-01-01T00:00:01Z,m,10,0,500\n"
                     "b,2026-01-01T00:00:02Z,m,10,20,200\na,2026-01-01T00:00:00Z,m,10,20,200\n"
                     "a,2026-01-01T00:00:05Z,m,10,25,200\n,2026-01-01T00:00:06Z,m,1,1,200\n"
                     ",2026-01-01T00:00:06Z,m,1,1,200\n"));
    CHECK(csv.rows.size() == 4);  // a, b and two without an id
    CHECK(csv.read == 7);
    CHECK(listed(csv,
                 "line 5: the request_id of an earlier request (line 5 that of line 2): the "
                 "same request, counted once"));
    CHECK(listed(csv, "line 6: the request_id of an earlier request"));
    CHECK(listed(csv, "1 of the requests that stand twice have other numbers of tokens"));
    const std::string row =
        "{\"request_id\": \"1\", \"startTime\": \"2026-01-01T00:00:00Z\", \"model\": \"m\", "
        "\"prompt_tokens\": 10, \"completion_tokens\": 20}\n";
    const GatewayLog json = read_gateway(folder.write("log.jsonl", row + row));
    CHECK(json.rows.size() == 1);
    CHECK(listed(json, "line 2: the request_id of an earlier request (line 2 that of line 1)"));
    // Collectors send what they are not sure of again, under the same ids.
    const std::string one = span("a1", "", kChat + tokens(kIn, kOut, 3, 4));
    const GatewayLog spans = read_gateway(folder.write("s.json", document(one + ", " + one)));
    CHECK(spans.rows.size() == 1);
    CHECK(listed(spans, "the span of an earlier request"));
}

TEST_CASE("vllm: lines that stand twice count once, an id at another time was served again") {
    TemporaryFolder folder;
    const auto life = [](const std::string& at) {
        return "2026-01-01 00:00:" + at + " Received request x: prompt_token_ids: [1, 2], lora\n" +
               "2026-01-01 00:00:" + at + " Generated response x: output_token_ids: [7]\n";
    };
    const GatewayLog log = read_gateway(folder.write("v.log", life("01") + life("01") + life("05")),
                                        GatewayFormat::vllm_log, 2026);
    REQUIRE(log.rows.size() == 2);
    CHECK(log.rows[1].at.seconds() - log.rows[0].at.seconds() == 4);
    CHECK(listed(log, "line 3: an earlier line has its id and its time"));
    CHECK(listed(log, "1 requests have the id of an earlier one (line 5 has that of line 1)"));
}

TEST_CASE("formats: what is none of them stays a trace") {
    TemporaryFolder folder;
    const auto none = [&](const char* name, const std::string& text) {
        return recognise_gateway(folder.write(name, text)) == GatewayFormat::none;
    };
    CHECK(none("m.jsonl", "{\"timestamp\": 1, \"input_length\": 2, \"output_length\": 3}\n"));
    CHECK(none("o.csv", "arrival_s,prompt_tokens,output_tokens\n1,2,3\n"));
    CHECK(none("blank.csv", "\n\n  \n"));
    CHECK(none("x.txt", "INFO nothing of interest\n"));
    CHECK_THROWS_AS(recognise_gateway(folder.file("missing")), EnvironmentError);
}

TEST_CASE("listing: a reason is one line with its first places and how many there are") {
    Listing list;
    list.note("column \"a\": not used");
    for (int i = 0; i < 1'000'000; ++i) list.add("line " + std::to_string(i), "bad", "it is bad");
    for (int i = 7; i < 10; ++i) list.add("line " + std::to_string(i), "other", "it is other");
    list.note_once("once");
    list.note_once("once");
    // Three places have a line each, in the order of the file; four are one line.
    CHECK(list.lines() == std::vector<std::string>{
                              "column \"a\": not used",
                              "line 0, line 1, line 2 and 999997 more, to line 999999: it is bad",
                              "line 7: it is other", "line 8: it is other", "line 9: it is other",
                              "once"});
    CHECK(list.total() == 1'000'003);
}

TEST_CASE("listing: a kind keeps a hundred reasons, the others are counted") {
    Listing list;
    for (int i = 0; i < 1'000'000; ++i) {
        list.add("line " + std::to_string(i), "bad", "bad: " + std::to_string(i % 500'000));
    }
    const std::vector<std::string> lines = list.lines();
    // The first hundred reasons came twice each: 200 lines, and 1,000,000 - 200 others.
    REQUIRE(lines.size() == 201);
    CHECK(lines[0] == "line 0: bad: 0");
    CHECK(lines[100] == "line 500000: bad: 0");
    CHECK(lines[200] == "and 999800 more, to line 999999: bad");
    CHECK(list.total() == 1'000'000);
}

}  // namespace gateway_formats_test
