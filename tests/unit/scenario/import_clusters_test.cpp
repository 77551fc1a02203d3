// Inventories of clusters: Kubernetes' nodes, Slurm's, and the CSV that they can be completed in.
#include "sim/ingest/heads.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/inventory.hpp"
#include "sim/scenario/import/other_kind.hpp"
#include "sim/scenario/import/slurm_text.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace import_clusters_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const std::string kWorld = std::string(source_dir()) + "/scenarios/examples/world/";

bool listed(const Inventory& inventory, const std::string& text) {
    for (const std::string& line : inventory.not_understood) {
        if (line.find(text) != std::string::npos) return true;
    }
    return false;
}

InventoryHints in_germany() {
    InventoryHints hints;
    hints.country = "DE";
    return hints;
}

/// Servers by catalog key.
std::map<std::string, std::int64_t> servers_of(const Inventory& inventory) {
    std::map<std::string, std::int64_t> out;
    for (const Machine& m : inventory.machines) out[m.server] += m.servers;
    return out;
}

using Servers = std::map<std::string, std::int64_t>;

/// The inventory's scenario reads and compiles.
void check_runs(const Inventory& inventory) {
    Diagnostics diagnostics;
    const std::string yaml = inventory_scenario(inventory, project_catalog(), "2026-11-24");
    const auto scenario = read_scenario_text(yaml, "inventory.yaml", diagnostics);
    REQUIRE(scenario);
    compile_world(*scenario, project_catalog(), {}, diagnostics);
    INFO(render(diagnostics));
    CHECK_FALSE(diagnostics.has_errors());
}

std::string node(const std::string& name, const std::string& labels, const std::string& capacity,
                 const std::string& spec = "") {
    return "{\"kind\": \"Node\", \"metadata\": {\"name\": \"" + name + "\", \"labels\": {" +
           labels + "}}, \"spec\": {" + spec + "}, \"status\": {\"capacity\": {" + capacity + "}}}";
}

std::string list(const std::string& nodes) {
    return "{\"apiVersion\": \"v1\", \"items\": [\n" + nodes + "], \"kind\": \"List\"}";
}

}  // namespace

TEST_CASE("kubernetes: the example's nodes are servers, shared GPUs count as what is there") {
    CHECK(recognise_inventory(kWorld + "nodes.json") == InventoryFormat::kubernetes);
    const Inventory inventory = read_inventory(kWorld + "nodes.json", project_catalog(),
                                               InventoryFormat::automatic, in_germany());
    // The capacity of the two L40S nodes is 32 each, of 8 GPUs shared four times.
    CHECK(servers_of(inventory) == Servers{{"dgx-h100", 4}, {"l40s-8x", 2}, {"mi300x-8x", 1}});
    CHECK(inventory.count.rows == 11);
    CHECK(inventory.count.rows_taken == 7);
    CHECK(inventory.count.accelerators_taken == 56);
    CHECK(listed(inventory, "node dgx-3: it is not ready; it is counted"));
    CHECK(listed(inventory, "node render-2: it is cordoned; it is counted"));
    CHECK(listed(inventory, "node mig-1: its GPUs are cut into 56 partitions"));
    CHECK(inventory.count.rows_uncounted == 1);
    CHECK(listed(inventory, "node cpu-3: it has no accelerator (64 CPUs"));
    CHECK(listed(inventory, "taint nvidia.com/gpu:NoSchedule on 4 nodes"));
    CHECK(inventory.sites.at("hall-1").country == "DE");
    check_runs(inventory);
    // Without its country a node cannot be placed, and that is said.
    const Inventory nowhere = read_inventory(kWorld + "nodes.json", project_catalog());
    CHECK(nowhere.machines.empty());
    CHECK(listed(nowhere, "--country DE says where it stands"));
}

TEST_CASE("kubernetes: a cloud's nodes are rented shapes of the catalog's region") {
    const Inventory inventory = read_inventory(kWorld + "nodes-cloud.json", project_catalog());
    CHECK(servers_of(inventory) == Servers{{"aws-g5-xlarge", 1}, {"aws-p5-48xlarge", 2}});
    CHECK(inventory.sites.at("us-east-1").region == "aws/us-east-1");
    CHECK(listed(inventory, "m6i.2xlarge"));
    check_runs(inventory);
}

TEST_CASE("kubernetes: the country is of nodes of no cloud, a cloud's stay rented") {
    TemporaryFolder folder;
    const auto of_aws = [](const char* name, const char* type, const char* provider) {
        return node(name,
                    "\"node.kubernetes.io/instance-type\": \"" + std::string(type) +
                        "\", \"topology.kubernetes.io/region\": \"us-east-1\"",
                    "\"nvidia.com/gpu\": \"8\"", provider);
    };
    const std::string own = node("own", "\"nvidia.com/gpu.product\": \"NVIDIA-H100-80GB-HBM3\"",
                                 "\"nvidia.com/gpu\": \"8\"");
    const char* aws = "\"providerID\": \"aws:///us-east-1a/i-1\"";
    InventoryHints hints = in_germany();
    hints.site = "hall";
    const Inventory mixed = read_inventory(
        folder.write("mixed.json", list(of_aws("bare", "p5.48xlarge", "") + ",\n" + own + ",\n" +
                                        of_aws("rented", "p5.48xlarge", aws) + ",\n" +
                                        of_aws("dear", "p99.48xlarge", aws) + ",\n" +
                                        node("far", "\"topology.kubernetes.io/region\": \"moon-1\"",
                                             "\"nvidia.com/gpu\": \"8\"", aws))),
        project_catalog(), InventoryFormat::automatic, hints);
    CHECK(servers_of(mixed) == Servers{{"aws-p5-48xlarge", 2}, {"dgx-h100", 1}});
    CHECK(mixed.sites.at("us-east-1").region == "aws/us-east-1");
    CHECK(mixed.sites.at("us-east-1").country == "US");
    CHECK(mixed.sites.at("hall").region.empty());
    CHECK(mixed.sites.at("hall").country == "DE");
    CHECK(listed(mixed, "node dear: the catalog has no price of \"p99.48xlarge\""));
    CHECK(listed(mixed, "node far: the catalog has no region \"moon-1\" of aws"));
    check_runs(mixed);
    // A hall that is called as a region, whose nodes say of no cloud, is owned, and that is said.
    const Inventory named = read_inventory(
        folder.write("named.json",
                     list(node("n",
                               "\"nvidia.com/gpu.product\": \"NVIDIA-H100-80GB-HBM3\", "
                               "\"topology.kubernetes.io/region\": \"us-east-1\"",
                               "\"nvidia.com/gpu\": \"8\""))),
        project_catalog(), InventoryFormat::automatic, in_germany());
    CHECK(named.sites.at("us-east-1-own").country == "DE");
    CHECK(listed(named, "it is counted as owned in DE"));
}

TEST_CASE("kubernetes: a node that stands twice counts once") {
    TemporaryFolder folder;
    const std::string own = node("own", "\"nvidia.com/gpu.product\": \"NVIDIA-H100-80GB-HBM3\"",
                                 "\"nvidia.com/gpu\": \"8\"");
    const Inventory twice =
        read_inventory(folder.write("twice.json", list(own + ",\n" + own)), project_catalog(),
                       InventoryFormat::automatic, in_germany());
    CHECK(servers_of(twice) == Servers{{"dgx-h100", 1}});
    CHECK(listed(twice, "node own: it stands twice, and counts once"));
}

TEST_CASE("kubernetes: empty lists, other kinds, single nodes, odd names") {
    TemporaryFolder folder;
    const auto read = [&](const std::string& text) {
        return read_inventory(folder.write("n.json", text), project_catalog(),
                              InventoryFormat::automatic, in_germany());
    };
    const Inventory empty = read("{\"kind\": \"List\", \"items\": [], \"apiVersion\": \"v1\"}");
    CHECK(empty.machines.empty());
    CHECK(listed(empty, "line 1: the list has no nodes"));
    CHECK(listed(read(list("{\"kind\": \"Pod\"}")), "line 2: \"Pod\" is no Node"));
    const std::string gpu = "\"nvidia.com/gpu\": \"8\"";
    const std::string h100 = "\"nvidia.com/gpu.product\": \"NVIDIA-H100-80GB-HBM3\"";
    CHECK(servers_of(read(node("one", h100, gpu))) == Servers{{"dgx-h100", 1}});
    const Inventory cut = read(list(node("a", h100, gpu) + ",\n{\"kind\": \"Node\""));
    CHECK(servers_of(cut) == Servers{{"dgx-h100", 1}});
    CHECK(listed(cut, "line 3: a bracket is closed that was not opened"));
    // Names of a thousand letters that differ at their end are two places.
    const std::string zone(1000, 'z');
    const auto at = [&](const char* end) {
        return h100 + ", \"topology.kubernetes.io/zone\": \"" + zone + end + "\"";
    };
    const Inventory odd =
        read(list(node("<script>", at("1"), gpu) + ",\n" + node("=1+1", at("2"), gpu) + ",\n" +
                  node("x: {y", h100 + ", \"a\": \"#\"", "\"cpu\": \"8\"")));
    CHECK(odd.sites.size() == 2);
    CHECK(odd.machines.size() == 2);
    check_runs(odd);
    const Inventory unknown =
        read(list(node("q", "\"nvidia.com/gpu.product\": \"Quantum-Q1\"", gpu)));
    CHECK(listed(unknown, "no server or accelerator like \"Quantum-Q1\""));
    CHECK(unknown.count.accelerators == 8);
    // A cloud's shape that has no price is not made up.
    const Inventory shape = read_inventory(
        folder.write("c.json", list(node("c",
                                         "\"node.kubernetes.io/instance-type\": "
                                         "\"p5.48xlarge\", "
                                         "\"topology.kubernetes.io/region\": \"eu-west-3\"",
                                         gpu, "\"providerID\": \"aws:///eu-west-3a/i-1\""))),
        project_catalog());
    CHECK(listed(shape, "the catalog has no price of \"p5.48xlarge\" in aws/eu-west-3"));
}

TEST_CASE("sinfo: nodes count once, in whatever partitions they are") {
    InventoryHints hints = in_germany();
    hints.site = "HPC";
    hints.server = "dgx-a100-640";
    CHECK(recognise_inventory(kWorld + "sinfo.txt") == InventoryFormat::sinfo);
    const Inventory inventory =
        read_inventory(kWorld + "sinfo.txt", project_catalog(), InventoryFormat::automatic, hints);
    CHECK(servers_of(inventory) == Servers{{"dgx-a100-640", 2}, {"dgx-h100", 6}});
    CHECK(inventory.count.rows == 9);
    CHECK(listed(inventory, "3 entries name a node again"));
    CHECK(listed(inventory, "line 7: node gpu06: it is drain*; it is counted"));
    CHECK(listed(inventory, "line 13: node login1: it has no accelerator (32 CPUs, 257536 MB)"));
    CHECK(inventory.sites.count("hpc") == 1);
    check_runs(inventory);
    CHECK(recognise_inventory(kWorld + "sinfo.json") == InventoryFormat::sinfo_json);
    const Inventory json = read_inventory(kWorld + "sinfo.json", project_catalog(),
                                          InventoryFormat::automatic, in_germany());
    CHECK(servers_of(json) == Servers{{"dgx-h200", 3}});
    CHECK(listed(json, "node login1: it has no accelerator"));
}

TEST_CASE("sinfo: lists of hosts, resources without a type, partitions of GPUs, scontrol's JSON") {
    TemporaryFolder folder;
    const Inventory text =
        read_inventory(folder.write("s.txt",
                                    "Thu Nov 26 13:00:00 2026\n"
                                    "NODELIST|NODES|GRES|STATE|REASON\r\n"
                                    "n[01-03,9]|4|gpu:nvidia_h100_80gb_hbm3:8|idle|none\r\n"
                                    "m1|1|gpu:4|idle|none\n"
                                    "m2|1|gpu:1g.10gb:28|idle|none\n"
                                    "m3|1|gpu:h100:4,gpu:l40s:4|idle|none\n"
                                    "m4|1|gpu:h100:many|idle|none\n"
                                    "m[5|1|gpu:h100:8|idle|none\n"
                                    "m6|1|gpu:h100:8|idle\n"),
                       project_catalog(), InventoryFormat::sinfo, in_germany());
    CHECK(servers_of(text) == Servers{{"dgx-h100", 4}});
    for (const char* reason :
         {"line 1: it stands above the header", "column \"REASON\": not used",
          "line 4: node m1: its 4 GPUs have no type (--server", "line 5: node m2: GRES",
          "line 6: node m3: GRES \"gpu:h100:4,gpu:l40s:4\" names several",
          "line 7: node m4: GRES \"gpu:h100:many\" was not understood",
          "line 8: \"m[5\" is not a list of nodes", "line 9: 4 words, the header has 5"}) {
        INFO(reason);
        CHECK(listed(text, reason));
    }
    const std::string nodes =
        "{\"nodes\": [{\"name\": \"a1\", \"gres\": \"gpu:h200:8\", \"state\": [\"IDLE\", "
        "\"DRAIN\"], \"cpus\": 8, \"real_memory\": 9}]}";
    const Inventory json = read_inventory(folder.write("n.json", nodes), project_catalog(),
                                          InventoryFormat::automatic, in_germany());
    CHECK(servers_of(json) == Servers{{"dgx-h200", 1}});
    CHECK(listed(json, "node a1: it is IDLE,DRAIN; it is counted"));
}

TEST_CASE("slurm: lists of hosts and generic resources") {
    // A list of a few bytes asks for no gigabytes, and for no depth.
    std::string many;
    for (int k = 0; k < 100000; ++k) many += "[0]";
    CHECK_FALSE(expand_hosts(many));
    CHECK_FALSE(expand_hosts("gpu[9223372036854775807]"));
    CHECK_FALSE(expand_hosts("gpu[0-90000]" + std::string(4000, 'x')));
    CHECK_FALSE(expand_hosts("gpu[" + std::string(4000, '0') + "-90000]"));
    using Names = std::vector<std::string>;
    CHECK(expand_hosts("gpu[01-03,7],login") == Names{"gpu01", "gpu02", "gpu03", "gpu7", "login"});
    CHECK(expand_hosts("r[1-2]n[1-2]") == Names{"r1n1", "r1n2", "r2n1", "r2n2"});
    CHECK(expand_hosts("") == Names{});
    for (const char* bad :
         {"a[1", "a]1", "a[3-1]", "a[x]", "a[1-99999999999]", "a[1-999999]b[1-999999]"}) {
        INFO(bad);
        CHECK_FALSE(expand_hosts(bad));
    }
    const auto gpus = [](const char* text) { return gpus_of_gres(text).value_or(SlurmGpus{}); };
    CHECK(gpus("gpu:h100:8(S:0-1),nvme:1").count == 8);
    CHECK(gpus("nvme:1,gpu:h100:8(S:0,1)").type == "h100");
    CHECK(gpus("gpu:4").count == 4);
    CHECK(gpus("gpu:4").type.empty());
    CHECK(gpus("gpu").count == 1);
    CHECK(gpus("gpu:h100").type == "h100");
    CHECK(gpus("(null)").count == 0);
    CHECK(gpus("").count == 0);
    CHECK(gpus("gpu:a100_3g.20gb:2").parts);
    CHECK(slurm_usable("mixed"));
    CHECK(slurm_usable("IDLE"));
    CHECK_FALSE(slurm_usable("idle*"));
    CHECK_FALSE(slurm_usable("DRAINING"));
    CHECK_FALSE(slurm_usable("drng"));
    CHECK_FALSE(slurm_usable("IDLE+POWERED_DOWN"));
}

TEST_CASE("an inventory, written as CSV and read again, is the same") {
    TemporaryFolder folder;
    InventoryHints hints = in_germany();
    hints.server = "dgx-a100-640";
    for (const char* name : {"../inventory.csv", "nodes.json", "nodes-cloud.json", "sinfo.txt"}) {
        INFO(name);
        const bool cloud = std::string(name) == "nodes-cloud.json";
        const Inventory first =
            read_inventory(kWorld + name, project_catalog(), InventoryFormat::automatic,
                           cloud ? InventoryHints{} : hints);
        const std::string csv = inventory_csv(first);
        const Inventory second = read_inventory(folder.write("i.csv", csv), project_catalog());
        CHECK(second.not_understood.empty());
        CHECK(inventory_csv(second) == csv);
        CHECK(inventory_scenario(second, project_catalog(), "2026-11-24") ==
              inventory_scenario(first, project_catalog(), "2026-11-24"));
        CHECK(second.count.accelerators_taken == first.count.accelerators_taken);
    }
}

TEST_CASE("import: a file of another kind is told with the import that reads it") {
    const std::string folder = std::string(source_dir()) + "/scenarios/examples/world/";
    const std::vector<std::pair<const char*, const char*>> files{
        {"litellm.jsonl", "demand"},
        {"spans.json", "demand"},
        {"vllm.log", "demand"},
        {"vllm-bench.json", "demand"},
        {"nodes.json", "inventory"},
        {"nodes-cloud.json", "inventory"},
        {"sinfo.json", "inventory"},
        {"sinfo.txt", "inventory"},
        {"sacct.txt", "jobs"},
        {"aws.csv", "prices"},
        {"electricity-maps.csv", "carbon"}};
    for (const auto& [name, own] : files) {
        for (const char* kind : {"inventory", "demand", "jobs", "prices", "bill", "carbon"}) {
            INFO(name << " as " << kind);
            const std::string told = looks_like_other_kind(folder + name, kind);
            const bool same = std::string(own) == kind;
            CHECK(told.empty() == same);
            const bool names_it =
                told.find(std::string("import ") + own + " ") != std::string::npos;
            CHECK(names_it != same);
        }
    }
}

TEST_CASE("import: headers of bills, lists of machines and logs are told apart") {
    TemporaryFolder folder;
    const auto told = [&](const std::string& text, const char* kind) {
        return looks_like_other_kind(folder.write("f.csv", text), kind);
    };
    const std::string log = "startTime,model,prompt_tokens,completion_tokens\n";
    CHECK(told(log, "inventory") == "looks like a LiteLLM log: `orrery import demand " +
                                        folder.file("f.csv") + " --into SCENARIO`");
    CHECK(told(log, "demand").empty());
    const std::string machines = "site,country,server,servers\na,DE,dgx-h100,1\n";
    CHECK(told(machines, "demand").find("looks like a list of machines") == 0);
    CHECK(told(machines, "inventory").empty());
    const std::string bill = "BilledCost,ChargePeriodStart,ServiceName\n1,2026-01-01,x\n";
    CHECK(told(bill, "prices").find("looks like a FOCUS bill: `orrery import bill ") == 0);
    CHECK(told(bill, "bill").empty());
}

TEST_CASE("import: what no import recognises, or nobody can read, is left to the import") {
    TemporaryFolder folder;
    for (const char* text : {"a,b\n1,2\n", "{}", "[1]", "[", "{\"kind\": \"Pod\"}", "\n \n",
                             "arrival_s,prompt_tokens,output_tokens\n1,2,3\n"}) {
        const std::string file = folder.write("x", text);
        for (const char* kind : {"inventory", "demand", "bill"}) {
            INFO(text << " as " << kind);
            CHECK(looks_like_other_kind(file, kind).empty());
        }
    }
    CHECK_THROWS_AS(looks_like_other_kind(folder.file("missing"), "demand"), EnvironmentError);
    CHECK_THROWS_AS(looks_like_other_kind(folder.write("empty", ""), "demand"), EnvironmentError);
}

TEST_CASE("import: what a file is for is told from its head alone, which is read once") {
    // No such file: whoever opened it again would throw.
    const auto told = [](const std::string& text) {
        return looks_like_other_kind(FileHead("/nowhere/f", text), "bill");
    };
    CHECK(told("startTime,model,prompt_tokens,completion_tokens\n").find("import demand") !=
          std::string::npos);
    CHECK(told("NODELIST PARTITION GRES\n").find("import inventory") != std::string::npos);
    CHECK(told("JobID|State|Submit|AllocTRES\n").find("import jobs") != std::string::npos);
    CHECK(told("InstanceType,AcceleratorName,AcceleratorCount,Price,Region\n")
              .find("import prices") != std::string::npos);
    CHECK(told("{\"resourceSpans\": []}").find("import demand") != std::string::npos);
    CHECK(recognise(FileHead("/nowhere/f", "{\"timestamp\": 1}\n")) == TraceKind::mooncake);
}

}  // namespace import_clusters_test
