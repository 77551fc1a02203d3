// Prices of SkyPilot, carbon of Electricity Maps, jobs of sacct, demand: what they become, what is
// listed, and that nothing is lost on the way.
#include "sim/ingest/gateway.hpp"
#include "sim/ingest/series.hpp"
#include "sim/ingest/trace.hpp"
#include "sim/scenario/import/carbon.hpp"
#include "sim/scenario/import/gateway.hpp"
#include "sim/scenario/import/jobs.hpp"
#include "sim/scenario/import/skypilot.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace import_world_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const std::string kWorld = std::string(source_dir()) + "/scenarios/examples/world/";

bool listed(const std::vector<std::string>& lines, const std::string& text) {
    for (const std::string& line : lines) {
        if (line.find(text) != std::string::npos) return true;
    }
    return false;
}

Scenario read(const std::string& text) {
    Diagnostics d;
    const auto scenario = read_scenario_text(text, "s.yaml", d);
    INFO(render(d));
    REQUIRE(scenario);
    REQUIRE_FALSE(d.has_errors());
    return *scenario;
}

const std::string kHead =
    "orrery: 1\nname: s\nstart: 2026-11-02T00:00:00Z\nhorizon: 1 d\nsites:\n"
    "  - {name: virginia, kind: cloud, region: aws/us-east-1}\n"
    "  - {name: hall, kind: on_prem, country: DE, grid: DE}\n"
    "pools:\n"
    "  - {name: p5, site: virginia, server: aws-p5-48xlarge, servers: 1, contract: on_demand}\n"
    "  - {name: cheap, site: virginia, server: aws-p5-48xlarge, servers: 1, contract: on_demand, "
    "price: 60 USD/h, list_price: 70 USD/h, spot: {every: 10 h}}\n"
    "  - {name: market, site: virginia, server: aws-p5-48xlarge, servers: 1, contract: on_demand, "
    "spot: {every: 10 h, discount: 50 %}}\n"
    "  - {name: own, site: hall, server: dgx-h100, servers: 4}\n";

}  // namespace

TEST_CASE("skypilot: shapes that the catalog has get their prices, a region each") {
    const std::string file = kWorld + "aws.csv";
    CHECK(is_skypilot_catalog(file));
    CHECK(skypilot_vendor(file, project_catalog()) == "aws");
    CHECK(skypilot_vendor("/catalogs/v8/gcp/vms.csv", project_catalog()) == "gcp");
    CHECK(skypilot_vendor("vms.csv", project_catalog()).empty());
    const ImportResult result = import_skypilot(file, "aws", project_catalog(), "2026-11-24");
    for (const char* reason :
         {"column \"vCPUs\": not used", "the catalog has no server of aws with 8.0 x Q1",
          "\"m6i.2xlarge\" has no accelerator", "the catalog has no region \"aws/xx-moon-1\"",
          "g5.2xlarge has the accelerators of g5.xlarge"}) {
        INFO(reason);
        CHECK(listed(result.not_understood, reason));
    }
    TemporaryFolder folder;
    folder.write("offers.yaml", result.yaml);
    Diagnostics diagnostics;
    const Catalog priced = read_catalog(
        {std::string(source_dir()) + "/scenarios/catalog", folder.path().string()}, diagnostics);
    INFO(render(diagnostics));
    CHECK_FALSE(diagnostics.has_errors());
    CHECK(priced.offers.at("aws/us-east-1/p5.48xlarge").usd_server_h == 55.04);
    CHECK(priced.offers.at("aws/eu-north-1/p5.48xlarge").usd_server_h == 58.7);
    CHECK(priced.offers.at("aws/us-east-1/g5.xlarge").usd_server_h == 1.01);
    // The lowest of its three zones, of which one has none.
    CHECK(result.yaml.find("# spot 19.87 USD/h, the lowest of 3 zone(s)") != std::string::npos);
}

TEST_CASE("skypilot: pools on demand and on spot get theirs, and hostile rows break nothing") {
    const ImportResult into =
        import_skypilot_into(kWorld + "aws.csv", "aws", project_catalog(), read(kHead), kHead);
    const std::vector<PoolSpec> pools = read(into.yaml).pools;
    CHECK(pools[0].price_usd_server_h == 55.04);
    CHECK(pools[1].price_usd_server_h == 19.87);
    CHECK(pools[1].list_usd_server_h == 55.04);
    CHECK(pools[2].price_usd_server_h == 55.04);
    // 1 − 19.87/55.04 = 63.9 %.
    CHECK(listed(into.not_understood, "pool market: spot is 19.87 USD/h, 63.9 % off"));
    TemporaryFolder folder;
    const std::string file = folder.write(
        "aws.csv",
        "\xEF\xBB\xBFInstanceType,AcceleratorName,AcceleratorCount,Price,SpotPrice,Region\r\n"
        "\"x:\n  y\",H100,8,1,,us-east-1\r\n=cmd|calc,H100,8,1,,us-east-1\r\n"
        "p5.48xlarge,H100,8,-5,,us-east-1\r\np5.48xlarge,H100,8,,0,us-east-1\r\n"
        "p5.48xlarge,H100,8,,30,us-east-1\r\np5.48xlarge,H100\r\n"
        ",H100,8,20,,us-east-2\r\np5.48xlarge,,,3,,us-east-1\r\n");
    const ImportResult result = import_skypilot(file, "aws", project_catalog(), "2026-11-24");
    CHECK(result.yaml.empty());
    CHECK(listed(result.not_understood, "is not the name of a shape"));
    CHECK(listed(result.not_understood, "line 5: \"-5\" is not a price"));
    CHECK(listed(result.not_understood, "p5.48xlarge has only a spot price"));
    CHECK(listed(result.not_understood, "line 8: 2 cells, the header has 6"));
    // Of what stands in two rows only one is there.
    CHECK(listed(result.not_understood, "line 9: H100 is priced apart from its machine"));
    CHECK(listed(result.not_understood, "\"p5.48xlarge\" is priced without its accelerators"));
}

TEST_CASE("skypilot: machines of GCP and their accelerators are added up, zone by zone") {
    TemporaryFolder folder;
    // As catalogs/v5/gcp/vms.csv has them: 5.91582 + 23.47136 = 29.38718, as Google lists the
    // shape.
    const std::string file =
        folder.write("gcp.csv",
                     "InstanceType,vCPUs,MemoryGiB,AcceleratorName,AcceleratorCount,GpuInfo,Region,"
                     "AvailabilityZone,Price,SpotPrice\n"
                     "a2-highgpu-8g,96.0,680.0,,,,us-central1,us-central1-a,5.91582,2.36604\n"
                     "a2-highgpu-8g,96.0,680.0,,,,us-central1,us-central1-b,5.91582,2.36604\n"
                     "a2-ultragpu-8g,96.0,1360.0,,,,us-central1,us-central1-a,8.79698,\n"
                     "a3-highgpu-8g,208.0,1872.0,,,,us-central1,us-central1-a,9.46006,5.20187\n"
                     "n1-standard-8,8.0,30.0,,,,us-central1,us-central1-a,0.38,0.08\n"
                     ",,,A100,8.0,A100,us-central1,us-central1-a,23.47136,9.38848\n"
                     ",,,A100,1.0,A100,us-central1,us-central1-a,2.93392,1.17356\n"
                     ",,,A100-80GB,8.0,A100-80GB,us-central1,us-central1-a,31.7536,12.56\n"
                     ",,,H100-MEGA,8.0,H100-MEGA,us-central1,us-central1-a,80,40\n"
                     ",,,tpu-v6e-8,1.0,tpu-v6e-8,us-central1,us-central1-b,21.6,9\n");
    const ImportResult result = import_skypilot(file, "gcp", project_catalog(), "2026-11-24");
    const auto& left = result.not_understood;
    CHECK(result.yaml.find("sku: a2-highgpu-8g\n    price: 29.38718 USD/h") != std::string::npos);
    CHECK(result.yaml.find("# spot 11.75452 USD/h") != std::string::npos);  // 2.36604 + 9.38848
    CHECK(result.yaml.find("sku: a2-ultragpu-8g\n    price: 40.55058 USD/h") != std::string::npos);
    // The mega card is of another machine, and no H100 is priced for this one.
    CHECK(result.yaml.find("a3-highgpu") == std::string::npos);
    CHECK(listed(left, "line 5: \"a3-highgpu-8g\" is priced without its accelerators"));
    CHECK(listed(left, "line 10: H100-MEGA is priced apart from its machine"));
    CHECK(listed(left, "line 3: \"a2-highgpu-8g\" is priced without its accelerators"));
    CHECK(listed(left, "line 6: \"n1-standard-8\" has no accelerator"));
    CHECK(listed(left, "line 8: A100 is priced apart from its machine"));
    CHECK(listed(left, "line 11: tpu-v6e-8 is priced apart from its machine"));
    CHECK(result.report.find("2 prices are of a machine and its accelerators") !=
          std::string::npos);
}

TEST_CASE("carbon: both intensities become a series that a site reads, gaps have names") {
    TemporaryFolder folder;
    const CarbonImport import = import_carbon(kWorld + "electricity-maps.csv", "");
    CHECK(import.zones == std::vector<std::string>{"DE"});
    CHECK(listed(import.not_understood,
                 "zone DE: nothing from 2026-11-03T02:00:00Z to 2026-11-03T04:00:00Z (2 h)"));
    CHECK(listed(import.not_understood, "column \"Data source\": not used"));
    CHECK(import.report.find("166 values of 1 h") != std::string::npos);
    CHECK(import.report.find("7 estimated (4 %), 2 missing") != std::string::npos);
    SeriesReport own;
    SeriesReport theirs;
    Diagnostics diagnostics;
    for (const SeriesKind kind :
         {SeriesKind::intensity, SeriesKind::intensity_direct, SeriesKind::carbon_free}) {
        SeriesWish wish;
        wish.kind = kind;
        wish.zone = "DE";
        const TimeSeries a = read_series(folder.write("c.csv", import.csv), wish, own, diagnostics);
        wish.zone_column = "Zone id";
        const TimeSeries b =
            read_series(kWorld + "electricity-maps.csv", wish, theirs, diagnostics);
        CHECK(a.values == b.values);
        CHECK(a.start_unix_s == b.start_unix_s);
    }
    const CarbonImport again = import_carbon(folder.file("c.csv"), "");
    CHECK(again.csv == import.csv);
    const CarbonSites sites = carbon_into(import, "c.csv", project_catalog(), read(kHead), kHead);
    CHECK(sites.sites == std::vector<std::string>{"hall"});
    CHECK(listed(sites.not_understood, "site virginia: it draws from US-MIDA-PJM"));
    CHECK(read(sites.text).sites[1].grid_series == "c.csv");
    const CarbonSites one =
        carbon_into(import, "c.csv", project_catalog(), read(kHead), kHead, "virginia");
    CHECK(one.sites == std::vector<std::string>{"virginia"});
    CHECK(read(one.text).sites[0].grid_zone == "DE");
    CHECK(carbon_into(import, "c.csv", project_catalog(), read(kHead), kHead, "no").sites.empty());
}

TEST_CASE("carbon: older headers, several zones, values that are none") {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "em.csv",
        "Datetime (UTC),Country,Zone Name,Zone Id,Carbon Intensity gCO₂eq/kWh (direct),Carbon "
        "Intensity gCO₂eq/kWh (LCA),Low Carbon Percentage,Renewable Percentage,Data Source,Data "
        "Estimated\r\n"
        "2023-01-01 00:00:00,F,F,FR,30,50,95,20,x,false\r\n"
        "2023-01-01 01:00:00,F,F,FR,31,51,95,20,x,true\r\n"
        "2023-01-01 01:00:00,F,F,FR,31,51,95,20,x,true\r\n"
        "2023-01-01 01:00:00,F,F,FR,32,52,95,20,x,true\r\n"
        "2023-01-01 00:00:00,G,G,DE,-1,500,40,20,x,false\r\n"
        "2023-01-01 00:00:00,G,G,DE,,,40,20,x,false\r\n"
        "yesterday,G,G,DE,1,2,40,20,x,false\r\n"
        "2023-01-01 03:00:00,G,G,DE,400,450,40,20,x,false\r\n"
        "2023-01-01 03:00:00,G,G,=1+1,400,450,40,20,x,false\r\n");
    const CarbonImport import = import_carbon(file, "");
    CHECK(import.zones == std::vector<std::string>{"DE", "FR"});
    for (const char* reason :
         {"line 4: 2023-01-01T01:00:00Z has the same value in line 3",
          "line 5: 2023-01-01T01:00:00Z has another value in line 3",
          "line 6: column Carbon Intensity gCO₂eq/kWh (direct): \"-1\"",
          "line 7: there is no intensity", "line 8: \"yesterday\" is not a time",
          "line 10: \"=1+1\" is not a zone"}) {
        INFO(reason);
        CHECK(listed(import.not_understood, reason));
    }
    CHECK(import.csv.find("2023-01-01T00:00:00Z,FR,50,30,95\n") != std::string::npos);
    CHECK(import_carbon(file, "FR").zones.size() == 1);
    const CarbonImport none = import_carbon(file, "AT");
    CHECK(none.csv.empty());
    CHECK(listed(import_carbon(file, "D").not_understood, "did you mean DE? it has DE, FR"));
    CHECK(listed(none.not_understood, "the file has no zone \"AT\": it has DE, FR"));
    CHECK(import_carbon(folder.write("x.csv", "a,b\n1,2\n"), "").csv.empty());
}

TEST_CASE("jobs: sacct becomes a trace of a pool, steps and what did not run are counted") {
    TemporaryFolder folder;
    const JobsImport import = import_jobs(kWorld + "sacct.txt", JobFormat::automatic);
    CHECK(import.jobs == 60);
    // grep -c '\.\(batch\|extern\)|' sacct.txt
    CHECK(listed(import.not_understood, "40 rows are steps of jobs"));
    CHECK(listed(import.not_understood, "job 4160 has no accelerator"));
    CHECK(listed(import.not_understood, "job 4161_[1-20] has not run"));
    CHECK(import.trace.find("user") == std::string::npos);
    folder.write("jobs.txt", import.trace);
    // Again: the same trace, and nothing but the clock's zone to say.
    const JobsImport again = import_jobs(folder.file("jobs.txt"), JobFormat::automatic);
    CHECK(again.trace == import.trace);
    CHECK(again.not_understood.size() == 1);
    const auto text = with_entry(kHead, "job_traces", "imported-jobs",
                                 job_trace_entry(import, "imported-jobs", "jobs.txt", "own"));
    REQUIRE(text);
    Diagnostics diagnostics;
    const std::string file = folder.write("s.yaml", *text);
    const auto scenario = read_scenario({file, {}, {}}, diagnostics);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, project_catalog(), {}, diagnostics);
    INFO(render(diagnostics));
    CHECK_FALSE(diagnostics.has_errors());
    REQUIRE(world);
    CHECK(world->job_traces.at(0).refused == 0);
    CHECK(world->job_traces.at(0).jobs.size() > 20);  // of the first day
}

TEST_CASE("demand: from a log to a trace to requests, each as it was") {
    TemporaryFolder folder;
    for (const char* name : {"litellm.jsonl", "spans.json", "vllm.log", "vllm-bench.json"}) {
        INFO(name);
        const std::string file = kWorld + name;
        const GatewayLog log = read_gateway(file, recognise_gateway(file), 2026);
        REQUIRE_FALSE(log.rows.empty());
        const DemandImport import =
            import_gateway(log, {{"a", "llama-3.1-8b"}, {"b", "qwen3-32b"}}, "log");
        std::vector<GatewayRow> back;
        for (const DemandPart& part : import.parts) {
            TraceReader reader(folder.write(part.file, part.csv), TraceKind::automatic, kSecond);
            TraceRequest r;
            while (reader.next(r)) {
                GatewayRow row;
                row.at = reader.origin() + r.arrival;
                row.prompt = r.prompt_tokens;
                row.output = r.output_tokens;
                back.push_back(row);
            }
        }
        const auto key = [](const GatewayRow& r) {
            return std::tuple{r.at.ns, r.prompt, r.output};
        };
        std::vector<std::tuple<std::int64_t, int, int>> there;
        std::vector<std::tuple<std::int64_t, int, int>> here;
        for (const GatewayRow& r : log.rows) there.push_back(key(r));
        for (const GatewayRow& r : back) here.push_back(key(r));
        std::sort(there.begin(), there.end());
        std::sort(here.begin(), here.end());
        CHECK(here == there);
    }
}

TEST_CASE("demand: more models than there can be workloads are taken together, and that is said") {
    TemporaryFolder folder;
    std::string log = "timestamp,model,prompt_tokens,completion_tokens\n";
    for (int i = 0; i < 5; ++i) {
        log += "2026-01-01T00:00:0" + std::to_string(i) + "Z,m" + std::to_string(i) + ",1,2\n";
    }
    const DemandImport import =
        import_gateway(read_gateway(folder.write("g.csv", log)), {{"a", "llama-3.1-8b"}}, "g", 4);
    REQUIRE(import.parts.size() == 1);
    CHECK(import.parts[0].requests == 5);
    CHECK(listed(import.not_understood, "5 models: they are taken together"));
}

TEST_CASE("demand: names of a thousand letters, markup and formulas stay names of files") {
    TemporaryFolder folder;
    const std::string longer(1000, 'm');
    const std::string log = folder.write(
        "g.csv",
        "timestamp,model,prompt_tokens,completion_tokens,team\n"
        "2026-01-01T00:00:00Z," +
            longer + "1,1,2,<b>x</b>\n2026-01-01T00:00:01Z," + longer +
            "2,1,2,\"=HYPERLINK(\"\"x\"\")\"\n2026-01-01T00:00:02Z,../../etc/passwd,1,2,..\n");
    const DemandImport import = import_gateway(read_gateway(log), {{"a", "llama-3.1-8b"}}, "g");
    REQUIRE(import.parts.size() == 3);
    std::string text = kHead + "deployments:\n  - {name: a, model: llama-3.1-8b, pool: own}\n";
    for (const DemandPart& part : import.parts) {
        CHECK(part.file.size() < 200);
        CHECK(part.file.find('/') == std::string::npos);
        folder.write(part.file, part.csv);
        text = with_entry(text, "workloads", part.name, part.entry).value_or("");
    }
    const Scenario scenario = read(text);
    CHECK(scenario.workloads.size() == 3);
    CHECK(listed(import.not_understood, "tenant \"<b>x</b>\" is called b-x-b"));
}

}  // namespace import_world_test
