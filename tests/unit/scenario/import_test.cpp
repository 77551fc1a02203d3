// Importers: what rows mean, what is listed as not understood, and that the results can be used.
#include "sim/scenario/import/import.hpp"

#include "sim/scenario/import/inventory.hpp"
#include "sim/scenario/import/server_match.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace import_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const Catalog& catalog() {
    static const Catalog shipped = [] {
        Diagnostics diagnostics;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    }();
    return shipped;
}

std::string match(const std::string& text, std::int64_t accelerators) {
    const Server* server = match_server(catalog(), text, accelerators);
    return server ? server->name : "";
}

bool listed(const ImportResult& result, const std::string& text) {
    for (const std::string& line : result.not_understood) {
        if (line.find(text) != std::string::npos) return true;
    }
    return false;
}

/// Reads and compiles the scenario; the diagnostics must be empty of errors.
std::optional<Scenario> scenario_of(const std::string& file, const TemporaryFolder& folder,
                                    const std::string& overlay = "") {
    Diagnostics diagnostics;
    std::vector<std::string> overlays;
    if (!overlay.empty()) overlays.push_back(folder.write("overlay.yaml", overlay));
    auto scenario = read_scenario({file, overlays, {}}, diagnostics);
    if (scenario) compile_world(*scenario, catalog(), {}, diagnostics);
    INFO(render(diagnostics));
    CHECK_FALSE(diagnostics.has_errors());
    return scenario;
}

}  // namespace

TEST_CASE("texts are matched to servers by their model word, never by a prefix of it") {
    CHECK(match("dgx-h100", 8) == "dgx-h100");
    CHECK(match("NVIDIA H100 SXM5 80GB", 8) == "dgx-h100");
    CHECK(match("HGX H200", 8) == "hgx-h200");
    CHECK(match("h100 NVL", 4) == "h100-nvl-4x");
    CHECK(match("L40S", 16) == "l40s-8x");
    CHECK(match("L40S", 3) == "edge-l40s");
    CHECK(match("L4", 1) == "edge-l4");
    CHECK(match("Gaudi 3", 8) == "gaudi3-8x");
    CHECK(match("RTX PRO 6000", 8) == "rtx-pro-6000-8x");
    // H20 is not H200, L40 not L40S, A10 not A100, and a number alone is no model.
    CHECK(match("H20", 8).empty());
    CHECK(match("L40", 8).empty());
    CHECK(match("A10", 8).find("a100") == std::string::npos);
    CHECK(match("RTX 6000", 8).empty());
    CHECK(match("8x", 8).empty());
    CHECK(match("Jetson AGX Thor", 1) == "edge-agx-thor");
    CHECK(match("DGX", 8).empty());
    CHECK(match("", 8).empty());
}

TEST_CASE("the example inventory becomes a scenario that compiles, and adds up") {
    TemporaryFolder folder;
    const std::string file = std::string(source_dir()) + "/scenarios/examples/inventory.csv";
    const Inventory inventory = read_inventory(file, catalog());
    CHECK(inventory.count.rows == 30);
    CHECK(inventory.count.rows_taken == 28);
    // awk -F, 'NR > 1 {n += $4} END {print n}': 324, of which Quantum 4 and Japan 8 are not taken.
    CHECK(inventory.count.accelerators == 324);
    CHECK(inventory.count.accelerators_taken == 312);
    CHECK(inventory.count.rounded_up == 0);
    const ImportResult result =
        import_inventory(read_inventory(file, catalog()), catalog(), "2026-11-24");
    CHECK(result.not_understood.size() == 3);
    CHECK(listed(result, "column \"owner\""));
    CHECK(listed(result, "line 30"));
    CHECK(listed(result, "line 31"));
    const auto scenario = scenario_of(folder.write("inventory.yaml", result.yaml), folder);
    REQUIRE(scenario);
    int servers = 0;
    for (const PoolSpec& pool : scenario->pools) servers += pool.servers;
    CHECK(servers == 46);
    std::string line;
    for (std::stringstream text(result.report); std::getline(text, line);) {
        CHECK(line.size() <= 80);
    }
    // Frankfurt's 16 at 298,000 and 32 at 291,000: (2·298 + 4·291)/6 thousand a server.
    CHECK(result.yaml.find("name: frankfurt-1-dgx-h100, site: frankfurt-1, server: dgx-h100, "
                           "servers: 6, capex: 293333 USD") != std::string::npos);
}

TEST_CASE("a price of an inventory may have its unit, in USD") {
    TemporaryFolder folder;
    const std::string file = folder.write("i.csv",
                                          "site,country,accelerator,servers,price\n"
                                          "berlin,DE,H100,2,298 kUSD\nessen,DE,H100,2,298000\n"
                                          "ulm,DE,H100,1,298000 EUR\n");
    const ImportResult result =
        import_inventory(read_inventory(file, catalog()), catalog(), "2026-11-24");
    CHECK(listed(result, "\"298000 EUR\" is not a price in USD"));
    const auto scenario = scenario_of(folder.write("inventory.yaml", result.yaml), folder);
    REQUIRE(scenario);
    REQUIRE(scenario->pools.size() == 3);
    CHECK(scenario->pools[0].capex_usd_server == 298000);
    CHECK(scenario->pools[1].capex_usd_server == 298000);
}

TEST_CASE("every row and cell of an inventory that is not understood is listed") {
    TemporaryFolder folder;
    const std::string file =
        folder.write("i.csv",
                     "site;country;gpu;count;price;utilisation;purchased;grid;rack\n"
                     "A;DE;H100;12;300k;abc;2024-13-01;;7\n"
                     "A;FR;H100;8;;;;;\n"
                     "B;de;H100;8;-5;250;2024-01-01;X} #;\n"
                     "C;DE;H100;99999999999;;;;;\n"
                     "C;DE;H100;;;;;;\n"
                     "C;DE;H100;8\n"
                     "C;XX;H100;8;;;;;\n"
                     "C;DE;aws-p5-48xlarge;8;;;;;\n"
                     "東京;JP;H100;8;;0.5;;;\n"
                     "大阪;JP;H100;8;400000;62 %;;;\n"
                     "Zürich;ch;H100 SXM;7;;55;2025-11-24;;\n");
    const ImportResult result =
        import_inventory(read_inventory(file, catalog()), catalog(), "2026-11-24");
    for (const char* text :
         {"column \"rack\"", "line 2: \"300k\"", "line 2: \"abc\"", "line 2: \"2024-13-01\"",
          "line 3: site \"A\" is in DE", "line 4: \"-5\"", "line 4: \"250\"", "line 4: no grid",
          "line 5: \"99999999999\"", "line 6: \"\"", "line 7: 4 cells", "line 8: country \"XX\"",
          "line 9: \"aws-p5-48xlarge\"", "line 12: 7 accelerators are counted as 1 servers of 8"}) {
        INFO(text);
        CHECK(listed(result, text));
    }
    CHECK(result.not_understood.size() == 14);
    // Places in other scripts stay apart, and what is left runs.
    CHECK(result.yaml.find("name: zuerich, kind: on_prem, country: CH") != std::string::npos);
    const auto scenario = scenario_of(folder.write("i.yaml", result.yaml), folder);
    REQUIRE(scenario);
    CHECK(scenario->sites.size() == 4);
    CHECK(result.report.find("11 rows = 4 taken + 7 not understood") != std::string::npos);
    // 12 + 8 + 8 + 8 + 8 + 8 + 8 + 8 + 7 in the file; 12 + 8 + 8 + 7 taken, 1 to fill a server.
    CHECK(result.report.find("75 accelerators in the file + 1 by whole servers - 40 not understood "
                             "= 36") != std::string::npos);
    CHECK(result.report.find("1.0 y") != std::string::npos);
}

TEST_CASE("places stay as many as they are, and every one that is renamed is told") {
    TemporaryFolder folder;
    const std::string head = "site,country,gpu,count\n";
    const ImportResult result =
        import_inventory(read_inventory(folder.write("i.csv", head + "Frankfurt 1,DE,H100,8\n"
                                                                     "Frankfurt-1,DE,H100,16\n"
                                                                     "hall,DE,H100,8\n"
                                                                     "frankfurt-1-2,DE,H100,8\n"
                                                                     ",DE,H100,8\n"
                                                                     "Z\xFCrich,CH,H100,8\n"
                                                                     "\xC3\x93"
                                                                     "buda,DE,H100,8\n"),
                                        catalog()),
                         catalog(), "2026-11-24");
    const auto scenario = scenario_of(folder.write("i.yaml", result.yaml), folder);
    REQUIRE(scenario);
    CHECK(scenario->sites.size() == 7);
    for (const char* told :
         {"site \"Frankfurt 1\" is called frankfurt-1\n",
          "site \"Frankfurt-1\" is called frankfurt-1-2, since frankfurt-1 is \"Frankfurt 1\": if "
          "they are one, write them alike\n",
          "site \"frankfurt-1-2\" is called frankfurt-1-2-2, since frankfurt-1-2 is "
          "\"Frankfurt-1\"",
          "rows without a site are called site-5\n", "site \"Zürich\" is called zuerich\n",
          "site \"Óbuda\" is called obuda\n"}) {
        INFO(told << " in\n" << result.report);
        CHECK(result.report.find(told) != std::string::npos);
    }
    CHECK(result.report.find("\"hall\" is called") == std::string::npos);
    CHECK(listed(result, "line 7 is not UTF-8: taken for Latin-1"));
}

TEST_CASE("an inventory without its columns says which are missing") {
    TemporaryFolder folder;
    const ImportResult result =
        import_inventory(read_inventory(folder.write("i.csv", "site,what\nA,H100\n"), catalog()),
                         catalog(), "2026-11-24");
    CHECK(result.yaml.empty());
    CHECK(listed(result, "the column server or gpu_model is missing"));
    CHECK(listed(result, "the column count or servers is missing"));
}

TEST_CASE("prices become an overlay, odd names cannot break it") {
    TemporaryFolder folder;
    const ImportResult result =
        import_prices(folder.write("p.csv",
                                   "pool,price,list_price,note\nown-l40s,3.5,4,x\n\"x: {y\",1,,\n"
                                   "edge-l4,-1,,\nown-l40s,9,,\nbatch-l40s,2,zz,\n"));
    CHECK(result.not_understood.size() == 5);
    CHECK(listed(result, "line 3: \"x: {y\""));
    CHECK(listed(result, "line 5: pool \"own-l40s\" has a price in an earlier row"));
    const auto scenario = scenario_of(
        std::string(source_dir()) + "/scenarios/examples/quickstart.yaml", folder, result.yaml);
    REQUIRE(scenario);
    for (const PoolSpec& pool : scenario->pools) {
        if (pool.name != "own-l40s") continue;
        CHECK(pool.price_usd_server_h == 3.5);
        CHECK(pool.list_usd_server_h == 4);
    }
}

TEST_CASE("a bill is summed to the cent, and hours give prices") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "bill \"9\".csv",
        "BilledCost,ChargePeriodStart,ServiceName,RegionId,SkuId,ConsumedQuantity,"
        "ConsumedUnit,Tags\n"
        "11000.50,2026-09-01T00:00:00Z,EC2,us-east-1,p5.48xlarge,220,Hrs,\"{\"\"a\"\":1}\"\n"
        "-100,2026-09-01T00:00:00Z,EC2,us-east-1,p5.48xlarge,0,Hrs,\n"
        "50,2026-10-01T00:00:00Z,S3,us-east-1,p4d.24xlarge,2000,GB-Mo,\n"
        "70,2026-10-01T00:00:00Z,EC2,us-east-1,m5.large,700,Hrs,\n"
        "abc,2026-10-01,x,y,z,1,Hrs,\n5,2026-1x-01,x,y,z,1,Hrs,\n");
    const ImportResult result = import_bill(file, catalog());
    CHECK(result.not_understood.size() == 4);
    CHECK(listed(result, "line 6"));
    CHECK(listed(result, "line 7"));
    CHECK(listed(result, "\"m5.large\""));
    CHECK(result.report.find("11020.50") != std::string::npos);  // 11000.50 − 100 + 50 + 70
    // (11000.50 − 100)/220 h; gigabyte-months are no hours.
    CHECK(result.yaml.find("price: 49.54772727272727 USD/h") != std::string::npos);
    CHECK(result.yaml.find("p4d") == std::string::npos);
    folder.write("offers.yaml", result.yaml);
    Diagnostics diagnostics;
    const Catalog billed = read_catalog(
        {std::string(source_dir()) + "/scenarios/catalog", folder.path().string()}, diagnostics);
    INFO(render(diagnostics));
    CHECK_FALSE(diagnostics.has_errors());
    CHECK(near(billed.offers.at("aws/us-east-1/p5.48xlarge").usd_server_h, 49.5477272727, 1e-9));
}

TEST_CASE("a bill in FOCUS 1.3: usage at standard prices gives the price, all rows the total") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "focus.csv",
        "ServiceProviderName,HostProviderName,BilledCost,ChargePeriodStart,ChargeCategory,"
        "PricingCategory,ServiceName,RegionId,SkuId,PricingQuantity,PricingUnit,own\n"
        "AWS,AWS,500,2026-09-01T00:00:00Z,Usage,Standard,EC2,us-east-1,p5.48xlarge,10,"
        "Instance-Hours,\n"
        "AWS,AWS,100,2026-09-01T00:00:00Z,Usage,Dynamic,EC2,us-east-1,p5.48xlarge,10,Hours,\n"
        "AWS,AWS,9000,2026-09-01T00:00:00Z,Purchase,Standard,EC2,us-east-1,p5.48xlarge,1,Hours,\n"
        "AWS,AWS,7,2026-09-01T00:00:00Z,Usage,Standard,EC2,us-east-1,p5.48xlarge,9,GB-Hours,\n"
        "AWS,AWS,95,2026-09-01T00:00:00Z,Tax,,EC2,us-east-1,,,,\n");
    const ImportResult result = import_bill(file, catalog());
    REQUIRE(result.not_understood.size() == 2);  // column own; HostProviderName, counted
    CHECK(listed(result, "column \"own\""));
    CHECK(listed(result, "1 columns of FOCUS"));
    CHECK(result.report.find("9702.00") != std::string::npos);
    CHECK(result.report.find("AWS") != std::string::npos);
    CHECK(result.yaml.find("price: 50 USD/h") != std::string::npos);
}

TEST_CASE("a recorded workload becomes an overlay that replays it") {
    TemporaryFolder folder;
    const std::string trace =
        folder.write("a #b.csv", "arrival_s,prompt_tokens,output_tokens\n0,1,1\n5,2,2\n");
    const ImportResult result = import_demand(trace, "a #b.csv", {"chat-own"});
    CHECK(result.report == "2 requests over 5.0 s\n");
    const std::string base =
        read_text(std::string(source_dir()) + "/scenarios/examples/quickstart.yaml");
    const auto scenario = scenario_of(folder.write("s.yaml", base), folder, result.yaml);
    REQUIRE(scenario);
    REQUIRE(scenario->workloads.back().trace);
    CHECK(scenario->workloads.back().trace->file == "a #b.csv");
    // What is replayed row by row counts row by row, and that is told.
    const ImportResult twice =
        import_demand(folder.write("ids.csv",
                                   "request_id,arrival_s,prompt_tokens,output_tokens\n"
                                   "a,0,1,1\nb,1,1,1\na,2,1,1\n"),
                      "ids.csv", {"chat-own"});
    CHECK(twice.report == "3 requests over 2.0 s\n");
    CHECK(listed(twice,
                 "1 rows have the request_id of an earlier row, the first is line 4 that of "
                 "line 2"));
    const std::string bad =
        folder.write("bad.csv", "arrival_s,prompt_tokens,output_tokens\nx,1,1\n");
    const ImportResult none = import_demand(bad, "bad.csv", {"chat-own"});
    CHECK(none.yaml.empty());
    CHECK(listed(none, "line 2"));
}

}  // namespace import_test
