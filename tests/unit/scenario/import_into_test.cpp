// A log and a bill into a scenario: what its text becomes, and that the round trip loses nothing.
#include <fmt/format.h>

#include "sim/ingest/trace.hpp"
#include "sim/scenario/effective.hpp"
#include "sim/scenario/import/bill.hpp"
#include "sim/scenario/import/gateway.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace import_into_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const std::string kFleet =
    "orrery: 1\n"
    "name: fleet  # ours\n"
    "start: 2026-11-02T00:00:00Z\n"
    "horizon: 1 h\n"
    "sites:\n"
    "  - {name: virginia, kind: cloud, region: aws/us-east-1}\n"
    "pools:\n"
    "  # rented\n"
    "  - name: a10g\n"
    "    site: virginia\n"
    "    server: aws-g5-xlarge\n"
    "    servers: 2\n"
    "    contract: on_demand\n"
    "  - {name: p5, site: virginia, server: aws-p5-48xlarge, servers: 1, contract: on_demand, "
    "price: 60 USD/h}\n"
    "deployments:\n"
    "  - {name: small, model: llama-3.1-8b, pool: a10g, engine: {profile: vllm}}\n"
    "  - {name: large, model: llama-3.1-70b, pool: p5, tp: 8, engine: {profile: vllm}}\n"
    "\n"
    "# The end.\n";

Scenario read(const std::string& text) {
    Diagnostics d;
    const auto scenario = read_scenario_text(text, "fleet.yaml", d);
    INFO(render(d));
    REQUIRE(scenario);
    REQUIRE_FALSE(d.has_errors());
    return *scenario;
}

bool listed(const std::vector<std::string>& lines, const std::string& text) {
    for (const std::string& line : lines) {
        if (line.find(text) != std::string::npos) return true;
    }
    return false;
}

const Catalog& catalog() {
    static const Catalog shipped = [] {
        Diagnostics diagnostics;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    }();
    return shipped;
}

}  // namespace

TEST_CASE("a gateway's log becomes workloads by model and tenant, and every request comes back") {
    TemporaryFolder folder;
    const std::string log =
        folder.write("gateway.csv",
                     "timestamp,model,prompt_tokens,completion_tokens,team\n"
                     "2026-01-01T00:00:00.25Z,meta/Llama-3.1-8B-Instruct,10,20,support\n"
                     "2026-01-01T00:00:02Z,Llama 3.1 70B,30,40,search\n"
                     "2026-01-01T00:00:01Z,meta/Llama-3.1-8B-Instruct,50,60,support\n"
                     "2026-01-01T00:00:03Z,other,70,80,\n");
    const DemandImport import = import_gateway(
        read_gateway(log), {{"small", "llama-3.1-8b"}, {"large", "llama-3.1-70b"}}, "gateway");
    REQUIRE(import.parts.size() == 3);
    CHECK(listed(import.not_understood,
                 "model \"other\" (1 requests): no deployment has it; small (llama-3.1-8b), large "
                 "(llama-3.1-70b) serve it instead"));
    std::string text = kFleet;
    for (const DemandPart& part : import.parts) {
        text = with_entry(text, "workloads", part.name, part.entry).value_or("");
        folder.write(part.file, part.csv);
    }
    const Scenario scenario = read(text);
    REQUIRE(scenario.workloads.size() == 3);
    const WorkloadSpec* support = nullptr;
    std::int64_t requests = 0;
    for (const WorkloadSpec& w : scenario.workloads) {
        REQUIRE(w.trace);
        Diagnostics d;
        requests +=
            scan_trace(folder.file(w.trace->file), TraceKind::automatic, kSecond, d).requests;
        CHECK_FALSE(d.has_errors());
        if (w.tenant == "support") support = &w;
    }
    CHECK(requests == 4);
    REQUIRE(support);
    CHECK(support->deployments == std::vector<std::string>{"small"});
    TraceReader reader(folder.file(support->trace->file), TraceKind::orrery, kSecond);
    TraceRequest first;
    TraceRequest second;
    REQUIRE(reader.next(first));
    CHECK(reader.origin().seconds() == Approx(1767225600.25));
    REQUIRE(reader.next(second));
    CHECK(second.arrival.seconds() == Approx(.75));
    CHECK(second.prompt_tokens == 50);
    CHECK(second.output_tokens == 60);
    // Again: the same text, not more of it.
    for (const DemandPart& part : import.parts) {
        CHECK(with_entry(text, "workloads", part.name, part.entry) == text);
    }
}

TEST_CASE("a model that no deployment has is told once with the requests of all its tenants") {
    TemporaryFolder folder;
    const std::string log = folder.write("t.csv",
                                         "timestamp,model,prompt_tokens,output_tokens,team\n"
                                         "2026-01-01T00:00:00Z,mistral,1,2,a\n"
                                         "2026-01-01T00:00:01Z,mistral,1,2,b\n"
                                         "2026-01-01T00:00:02Z,mistral,1,2,b\n");
    const DemandImport import = import_gateway(read_gateway(log), {{"small", "llama-3.1-8b"}}, "t");
    CHECK(import.parts.size() == 2);
    REQUIRE(import.not_understood.size() == 1);
    CHECK(import.not_understood[0] ==
          "model \"mistral\" (3 requests): no deployment has it; small (llama-3.1-8b) serves it "
          "instead: `model:` there says what is served");
}

TEST_CASE("a log that is mostly sums of requests gives no demand, one with a few says how many") {
    TemporaryFolder folder;
    const std::string header = "start_time,num_model_requests,input_tokens,output_tokens\n";
    std::string rows;
    for (int i = 10; i < 20; ++i) rows += fmt::format("2026-01-01T{}:00:00Z,5,100,200\n", i);
    const auto imported = [&](const std::string& more) {
        return import_gateway(read_gateway(folder.write("u.csv", header + rows + more)),
                              {{"small", "llama-3.1-8b"}}, "u");
    };
    // 10 sums of 19 rows are more than half, 10 of 20 are not.
    std::string single;
    for (int i = 10; i < 19; ++i) single += fmt::format("2026-01-02T{}:00:00Z,1,10,20\n", i);
    const DemandImport none = imported(single);
    CHECK(none.parts.empty());
    REQUIRE(none.not_understood.size() == 2);
    CHECK(none.not_understood[0] ==
          "line 2, line 3, line 4 and 7 more, to line 11: it stands for several requests; a log of "
          "single ones is wanted");
    CHECK(none.not_understood[1].find("10 of 19 rows are sums of several requests: the others are "
                                      "no fair sample, and nothing is written; `orrery calibrate "
                                      "demand`") == 0);
    const DemandImport few = imported(single + "2026-01-02T20:00:00Z,1,10,20\n");
    REQUIRE(few.parts.size() == 1);
    CHECK(few.parts[0].requests == 10);
    CHECK(listed(few.not_understood, "10 of 20 rows are sums of several requests"));
}

TEST_CASE("too many tenants are taken together, and that is said") {
    TemporaryFolder folder;
    const std::string log = folder.write("g.csv",
                                         "timestamp,prompt_tokens,output_tokens,user\n"
                                         "2026-01-01T00:00:00Z,1,2,a\n2026-01-01T00:00:01Z,1,2,b\n"
                                         "2026-01-01T00:00:02Z,1,2,c\n");
    const DemandImport import =
        import_gateway(read_gateway(log), {{"small", "llama-3.1-8b"}}, "g", 2);
    REQUIRE(import.parts.size() == 1);
    CHECK(import.parts[0].name == "imported");
    CHECK(import.parts[0].requests == 3);
    CHECK(listed(import.not_understood, "3 pairs of model and tenant"));
}

TEST_CASE("a bill gives its prices to the pools that it is of, and stays known as the actuals") {
    TemporaryFolder folder;
    const std::string bill = folder.write(
        "focus.csv",
        "BilledCost,BillingCurrency,ChargePeriodStart,ChargeCategory,PricingCategory,ServiceName,"
        "RegionId,SkuId,ConsumedQuantity,ConsumedUnit\n"
        "95,USD,2026-09-01T00:00:00Z,Usage,Standard,EC2,us-east-1,g5.xlarge,100,Hours\n"
        "1000,USD,2026-09-01T00:00:00Z,Usage,Standard,EC2,us-east-1,p5.48xlarge,20,Hours\n"
        "7,USD,2026-09-01T00:00:00Z,Usage,Standard,EC2,us-east-1,m5.large,70,Hours\n"
        "9,USD,2026-09-01T00:00:00Z,Usage,Standard,EC2,eu-west-9,g5.xlarge,9,Hours\n"
        "x,USD,2026-09-01T00:00:00Z,Usage,Standard,EC2,us-east-1,g5.xlarge,1,Hours\n");
    const ImportResult result =
        import_bill_into(bill, "focus.csv", catalog(), read(kFleet), kFleet);
    const Scenario after = read(result.yaml);
    CHECK(after.pools[0].price_usd_server_h == Approx(.95));
    CHECK(after.pools[1].price_usd_server_h == Approx(50));
    CHECK(effective_scenario(after).find("actuals: focus.csv") != std::string::npos);
    CHECK(listed(result.not_understood, "line 6"));
    CHECK(listed(result.not_understood, "\"m5.large\" in \"us-east-1\""));
    CHECK(listed(result.not_understood, "\"g5.xlarge\" in \"eu-west-9\": no such offer"));
    // What nobody asked to change is as it was.
    CHECK(result.yaml.find("name: fleet  # ours\n") != std::string::npos);
    CHECK(result.yaml.find("  # rented\n") != std::string::npos);
    CHECK(result.yaml.find("\n# The end.\n") != std::string::npos);
    const ImportResult again = import_bill_into(bill, "focus.csv", catalog(), after, result.yaml);
    CHECK(again.yaml == result.yaml);
}

TEST_CASE("a bill in another currency leaves prices alone and says so") {
    TemporaryFolder folder;
    const std::string bill =
        folder.write("focus.csv",
                     "BilledCost,BillingCurrency,ChargePeriodStart,RegionId,SkuId,ConsumedQuantity,"
                     "ConsumedUnit\n95,EUR,2026-09-01T00:00:00Z,us-east-1,g5.xlarge,100,Hours\n");
    const ImportResult result =
        import_bill_into(bill, "focus.csv", catalog(), read(kFleet), kFleet);
    CHECK(listed(result.not_understood, "not in USD alone"));
    CHECK(read(result.yaml).pools[0].price_usd_server_h ==
          read(kFleet).pools[0].price_usd_server_h);
}

TEST_CASE("splicing: blocks, braces, and what is left to its owner") {
    const std::string text =
        "name: a\nworkloads:\n  - name: x\n    demand:\n      synthetic:\n        rate: 1 /s\n"
        "    tenant: t  # who\n  - {name: y, tenant: u, demand: {trace: {file: f}}}\n\n# after\nz: "
        "1\n";
    CHECK(with_key_of_entry(text, "workloads", "x", "demand", "demand:\n  trace: {file: g}\n") ==
          "name: a\nworkloads:\n  - name: x\n    demand:\n      trace: {file: g}\n"
          "    tenant: t  # who\n  - {name: y, tenant: u, demand: {trace: {file: f}}}\n\n# after\n"
          "z: 1\n");
    CHECK(with_key_of_entry(text, "workloads", "y", "tenant", "tenant: v\n")
              ->find("{name: y, tenant: v, demand: {trace: {file: f}}}") != std::string::npos);
    CHECK(with_key_of_entry(text, "workloads", "y", "priority", "priority: 2\n")
              ->find("{trace: {file: f}}, priority: 2}") != std::string::npos);
    CHECK_FALSE(with_key_of_entry(text, "workloads", "y", "demand", "demand:\n  a: 1\n"));
    CHECK_FALSE(with_key_of_entry(text, "workloads", "none", "tenant", "tenant: v\n"));
    CHECK_FALSE(with_entry("workloads: [{name: x}]\n", "workloads", "y", "- name: y\n"));
    CHECK(with_entry("name: a\n", "workloads", "y", "- name: y\n") ==
          "name: a\n\nworkloads:\n  - name: y\n");
    CHECK(with_key("name: a\nz: 1\n", "actuals", "b.csv") == "name: a\nactuals: b.csv\nz: 1\n");
    CHECK(with_key("name: a\nactuals: c\nz: 1\n", "actuals", "b.csv") ==
          "name: a\nactuals: b.csv\nz: 1\n");
}

}  // namespace import_into_test
