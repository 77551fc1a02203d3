// Logs of gateways: names of columns, kinds of time, and every row that is not taken.
#include "sim/ingest/gateway.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace gateway_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("gateway: rows come in order of time, all others are listed with their line") {
    TemporaryFolder folder;
    const std::string file =
        folder.write("log.csv",
                     "created_at,model,input_tokens,output_tokens,project,status,colour\n"
                     "1767225660,a,10,20,x,200,red\n"
                     "2026-01-01T00:00:30Z,b,11,21,y,200,red\n"
                     "1767225600500,a,12,22,x,,red\n"
                     "2026-01-01T00:02:00Z,a,12,,x,200,red\n"
                     "2026-01-01T00:02:00Z,a,12,3,x,503,red\n"
                     "2026-01-01T00:02:00Z,a,12,3,x,429,red\n"
                     "soon,a,12,3,x,200,red\n"
                     "5,a,12,3,x,200,red\n"
                     "2026-01-01T00:02:00Z,a,12\n");
    const GatewayLog log = read_gateway(file);
    CHECK(is_gateway_log(file));
    CHECK(log.read == 9);
    REQUIRE(log.rows.size() == 3);
    // 2026-01-01 is 1767225600; half a second, half a minute and a minute after it.
    CHECK(log.rows[0].at.ns == 1767225600500000000);
    CHECK(log.rows[1].at.ns == 1767225630000000000);
    CHECK(log.rows[2].at.ns == 1767225660000000000);
    CHECK(log.rows[0].prompt == 12);
    CHECK(log.models[log.rows[1].model] == "b");
    CHECK(log.tenants[log.rows[1].tenant] == "y");
    REQUIRE(log.not_understood.size() == 7);
    CHECK(log.not_understood[0] == "column \"colour\": not used");
    CHECK(log.not_understood[1].find("line 5: column output_tokens") == 0);
    CHECK(log.not_understood[2] == "line 6: status 503: it was not served");
    CHECK(log.not_understood[3] == "line 7: status 429: it was not served");
    CHECK(log.not_understood[4] == "line 8: \"soon\" is not a time");
    CHECK(log.not_understood[5] == "line 9: \"5\" is not a time");
    CHECK(log.not_understood[6] == "line 10: 3 cells, the header has 7");
}

TEST_CASE("gateway: sums of several requests are no log, traces of other formats neither") {
    TemporaryFolder folder;
    const std::string sums =
        folder.write("sums.csv",
                     "start_time,num_model_requests,input_tokens,output_tokens\n"
                     "2026-01-01T00:00:00Z,40,1000,2000\n2026-01-01T01:00:00Z,1,10,20\n");
    const GatewayLog log = read_gateway(sums);
    CHECK(log.rows.size() == 1);
    REQUIRE(log.not_understood.size() == 1);
    CHECK(log.not_understood[0].find("line 2: it stands for several requests") == 0);
    CHECK(log.sums == 1);
    CHECK_FALSE(
        is_gateway_log(folder.write("o.csv", "arrival_s,prompt_tokens,output_tokens\n1,2,3\n")));
    CHECK_FALSE(is_gateway_log(folder.write(
        "a.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,1,2\n")));
    CHECK_FALSE(is_gateway_log(folder.write("m.jsonl", "{\"timestamp\": 1}\n")));
}

TEST_CASE("gateway: a log without years is of the year before where it would lie ahead") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "vllm.log",
        "INFO 12-31 23:59:50 logger.py:43] Received request a: prompt: 'x', params: "
        "SamplingParams(n=1), prompt_token_ids: [1, 2, 3], lora_request: None.\n"
        "INFO 01-01 00:00:10 logger.py:90] Generated response a: output: 'y', output_token_ids: "
        "[4, 5], finish_reason: stop\n");
    // 2026-11-26 is 1795651200: a log of December is not of this year.
    const Nanos now{1795651200 * kSecond.ns};
    const GatewayLog last = read_gateway(file, GatewayFormat::vllm_log, 2026, now);
    REQUIRE(last.rows.size() == 1);
    // 2026-01-01 is 1767225600: ten seconds before it.
    CHECK(last.rows[0].at.ns == 1767225590000000000);
    const GatewayLog ahead = read_gateway(file, GatewayFormat::vllm_log, 2026);
    REQUIRE(ahead.rows.size() == 1);
    CHECK(ahead.rows[0].at - last.rows[0].at == Nanos{365 * kDay.ns});
    // A year that is given is taken as it is, and so is a first line that is not ahead.
    const Nanos later{1798761600 * kSecond.ns};  // 2027-01-01
    CHECK(read_gateway(file, GatewayFormat::vllm_log, 2026, later).rows[0].at == ahead.rows[0].at);
}

}  // namespace gateway_test
