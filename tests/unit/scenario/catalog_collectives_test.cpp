// Collective profiles of the catalog: names, checks, and the fabric of a server.
#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace catalog_collectives_test {

using namespace orrery;
using namespace orrery::test;
using network::Collective;

namespace {

const char* kProfiles = R"(collectives:
  nccl/hopper/all_reduce: {launch: 20 us, hop: 1 us, efficiency: 0.8, half: 64 kB, local: 2,
    quick_launch: 6 us, quick_hop: 0.5 us, quick_efficiency: 0.3, switch_launch: 50 us,
    switch_efficiency: 0.6, source: a test, as_of: 2026-01-01, confidence: measured}
  nccl/hopper/all_reduce/4: {efficiency: 0.7, source: a test, as_of: 2026-01-01,
    confidence: measured}
  nccl/*/all_gather: {launch: 9 us, efficiency: 0.5, source: a test, as_of: 2026-01-01,
    confidence: estimated}
  nccl/scale_out: {launch: 30 us, hop: 8 us, efficiency: 0.9, source: a test, as_of: 2026-01-01,
    confidence: measured}
)";

Accelerator hopper() {
    Accelerator a;
    a.family = "hopper";
    a.link_bandwidth = Bandwidth{450e9};
    a.scale_up = 8;
    return a;
}

Server eight() {
    Server s;
    s.accelerators = 8;
    s.network = Bandwidth{50e9};
    return s;
}

}  // namespace

TEST_CASE("the fabric of a server: its links with what a library reaches on them") {
    const TemporaryFolder folder;
    folder.write("collectives.yaml", kProfiles);
    Diagnostics d;
    const Catalog catalog = read_catalog({folder.path().string()}, d);
    REQUIRE_FALSE(d.has_errors());
    const auto& four = catalog.collectives.at("nccl/hopper/all_reduce/4");
    CHECK(four.family == "hopper");
    CHECK(four.operation == "all_reduce");
    CHECK(four.ranks == 4);
    CHECK(catalog.collectives.at("nccl/scale_out").operation == "scale_out");

    const network::Fabric f = fabric_of(eight(), hopper(), catalog);
    CHECK(f.domain == 8);
    CHECK(f.scale_up.bandwidth == 450e9);
    CHECK(f.scale_out.bandwidth == 50e9);
    CHECK(near(f.scale_out.latency_s, 8e-6, 1e-12));
    const auto& ways = f.own[static_cast<std::size_t>(Collective::all_reduce)];
    REQUIRE(ways.size() == 2);
    CHECK(near(ways[0].bulk.local, 900e9, 1e-12));
    CHECK(near(ways[0].bulk.half_bytes, 64e3, 1e-12));
    CHECK(near(ways[0].quick.efficiency, 0.3, 1e-12));
    CHECK(ways[0].in_network.bandwidth == 450e9);
    CHECK(ways[1].ranks == 4);
    CHECK(ways[1].quick.bandwidth == 0);
    // Not measured on this family: the entry of any.
    CHECK(f.own[static_cast<std::size_t>(Collective::all_gather)].size() == 1);
    CHECK(f.own[static_cast<std::size_t>(Collective::broadcast)].empty());
    // Nor is broadcast: as a ring of one pass.
    CHECK(near(f.scale_up.efficiency, 0.5, 1e-12));
    // Another library has only the way between servers.
    CHECK(fabric_of(eight(), hopper(), catalog, "rccl").scale_out.efficiency == 0.9);
}

TEST_CASE("a family that only an older generation of the library was measured on") {
    const TemporaryFolder folder;
    const std::string end = "source: a, as_of: 2026-01-01, confidence: measured}\n";
    folder.write("collectives.yaml", "collectives:\n  nccl/*/all_reduce: {efficiency: 0.4, " + end +
                                         "  nccl-2023/hopper/all_reduce: {efficiency: 0.5, " + end +
                                         "  nccl-2024/hopper/all_reduce: {efficiency: 0.6, " + end +
                                         "  nccl-2024/ampere/all_reduce: {efficiency: 0.7, " + end);
    Diagnostics d;
    const Catalog catalog = read_catalog({folder.path().string()}, d);
    REQUIRE_FALSE(d.has_errors());
    const auto share = [&](const char* family) {
        Accelerator a = hopper();
        a.family = family;
        const auto f = fabric_of(eight(), a, catalog);
        return f.own[static_cast<std::size_t>(Collective::all_reduce)].at(0).bulk.efficiency;
    };
    CHECK(near(share("hopper"), 0.6, 1e-12));
    CHECK(near(share("cdna3"), 0.4, 1e-12));
}

TEST_CASE("a scale-up domain: part of a server, a whole one, a tray of a rack") {
    Accelerator a = hopper();
    Server s = eight();
    s.accelerators = 4;
    CHECK(fabric_of(s, a, {}).domain == 4);
    s.accelerators = 1;  // a rented slice of eight
    CHECK(fabric_of(s, a, {}).domain == 8);
    a.scale_up = 72;
    s.accelerators = 4;
    CHECK(fabric_of(s, a, {}).domain == 72);
}

TEST_CASE("collective profiles that cannot be are refused") {
    const TemporaryFolder folder;
    folder.write("collectives.yaml", R"(collectives:
  nccl/hopper/all_reduce: {efficiency: 1.2, source: a, as_of: 2026-01-01, confidence: measured}
  nccl/hopper/gather_all: {efficiency: 0.5, source: a, as_of: 2026-01-01, confidence: measured}
  nccl/hopper/all_gather: {efficency: 0.5, source: a, as_of: 2026-01-01, confidence: measured}
)");
    Diagnostics d;
    const Catalog catalog = read_catalog({folder.path().string()}, d);
    check_catalog(catalog, "", d);
    std::string text;
    for (const auto& item : d.items()) text += render(item);
    CHECK(text.find("faster than the data sheet") != std::string::npos);
    CHECK(text.find("no library/family/operation") != std::string::npos);
    CHECK(text.find("efficiency") != std::string::npos);
    CHECK(d.error_count() == 3);
}

TEST_CASE("the installed catalog knows the network of every cluster server") {
    Diagnostics d;
    const std::string root = source_dir();
    const Catalog catalog = read_catalog({root + "/scenarios/catalog"}, d);
    // 8 x 400 Gb/s for eight: 50 GB/s each; EFA of 400 Gb/s for eight.
    CHECK(catalog.servers.at("dgx-h100").network.value == 50e9);
    CHECK(catalog.servers.at("dgx-a100-640").network.value == 25e9);
    CHECK(catalog.servers.at("aws-p4d-24xlarge").network.value == 6.25e9);
    for (const char* name : {"dgx-h100", "dgx-a100-640", "gb200-nvl72", "mi300x-8x", "l40s-8x"}) {
        const Server& s = catalog.servers.at(name);
        const auto f = fabric_of(s, catalog.accelerators.at(s.accelerator), catalog);
        INFO(name);
        double last = 0;
        for (const int n : {8, 16, 64, 512}) {
            const double t = network::collective_time(Collective::all_reduce, 1e9,
                                                      {n, std::min(n, f.domain), 1}, f);
            CHECK(t > 0);
            CHECK(t < 10);
            CHECK((n < 16 || n <= f.domain || t >= last));
            last = t;
        }
    }
}

}  // namespace catalog_collectives_test
