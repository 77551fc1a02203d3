// Measured collectives: the public formats, a fit that finds what made the points, held-out errors.
#include <fmt/format.h>

#include <cmath>

#include "sim/evidence/collective_validate.hpp"
#include "sim/evidence/least_squares.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace collective_test {

using namespace orrery;
using namespace orrery::test;
using network::Collective;

namespace {

Catalog two_kinds() {
    Catalog catalog;
    Accelerator a;
    a.name = "a100-sxm-80";
    a.aliases = {"a100", "a100_sxm", "a100_dgx", "a100 nvlink node"};
    a.family = "ampere";
    a.link_bandwidth = Bandwidth{300e9};
    a.scale_up = 8;
    catalog.accelerators.emplace(a.name, a);
    return catalog;
}

/// 5 us, 2 us a hop, 80 % of the link.
double made(int n, double bytes) {
    return 5e-6 + 2 * (n - 1) * 2e-6 + 2.0 * (n - 1) / n * bytes / 240e9;
}

std::string made_table(int n) {
    std::string text = "size(B),count,type,time(ns),busbw(GB/s),time(ns),busbw(GB/s)\n";
    for (double bytes = 1048576; bytes <= 1073741824; bytes *= 1.5) {
        text += fmt::format("{:.0f},1,float,1,1,{:.1f},1\n", bytes, made(n, bytes) * 1e9);
    }
    return text;
}

}  // namespace

TEST_CASE("the public formats of measured collectives") {
    const TemporaryFolder folder;
    folder.write("a100_AR_GPU8_1M_1024M_LUT.csv",
                 "size(B),count,type,time(ns),busbw(GB/s),time(ns),busbw(GB/s)\n"
                 "1048576,262144,float,92790,19.78,92150,19.91\n");
    folder.write("a100_sxm__nccl_2.27.3__nccl.csv",
                 "framework,version,device,op_name,kernel_source,nccl_dtype,num_gpus,message_size,"
                 "latency\nTRTLLM,2.27.3,NVIDIA A100,alltoall,NCCL,half,2,256,0.01052\n"
                 "TRTLLM,2.27.3,NVIDIA A100,all_reduce,NCCL,int8,4,512,0.01438\n"
                 "TRTLLM,2.27.3,NVIDIA A100,gossip,NCCL,half,4,512,0.01438\n");
    folder.write("a100_sxm__vllm_1__custom_allreduce.csv",
                 "framework,version,device,op_name,kernel_source,allreduce_dtype,num_gpus,"
                 "message_size,latency,backend\nvLLM,0.14.0,NVIDIA A100,all_reduce,"
                 "vLLM_custom_graph,bfloat16,2,128,0.00486688,vllm_graph\n");
    folder.write("a100_sxm__vllm_1__gemm.csv", "framework,m,n,k,latency\nvLLM,1,2,3,0.1\n");
    folder.write("thin.csv",
                 "node,collective,num_workers,devices_per_node,bytes,median_ms\n"
                 "a100_dgx,all_reduce,16,8,2048,0.065\n"
                 "a100_pairwise_nvlink,all_reduce,2,2,2048,0.043\n");
    folder.write("vidur_a100_dgx_all_reduce.csv",
                 ",time_stats.all_reduce.median,rank,num_workers,size,collective,devices_per_node\n"
                 "0,0.043,0,2,2048,all_reduce,1\n");
    folder.write("training.csv",
                 "id,category,hw,n_acc,quantity,value,unit,notes\n"
                 "x,throughput,A100,8,tokens,1,t/s,\n"
                 "y,collective,A100 NVLink node,2,all-reduce time,45.1,us,1048576 B float; bus\n");
    const auto m = read_measured_collectives(folder.path().string());
    REQUIRE(m.rows.size() == 7);
    // In name order; the two times of nccl-tests: the one in place.
    CHECK(m.rows[0].ranks == 8);
    CHECK(near(m.rows[0].seconds, 92.15e-6, 1e-12));
    CHECK(m.rows[0].library == "nccl-2023");
    // Elements: two bytes each, or one.
    CHECK(m.rows[1].operation == Collective::all_to_all);
    CHECK(m.rows[1].bytes == 512);
    CHECK(m.rows[2].bytes == 512);
    CHECK_FALSE(m.rows[2].sums_floats);
    CHECK(m.rows[3].library == "vllm");
    CHECK(near(m.rows[3].seconds, 4.86688e-6, 1e-12));
    CHECK(m.rows[4].per_server == 8);
    CHECK(m.rows[4].ranks == 16);
    CHECK(m.rows[5].id == "y");
    CHECK(m.rows[5].bytes == 1048576);
    CHECK(m.rows[6].accelerator == "a100_dgx");
    CHECK(m.skipped.size() == 4);
}

TEST_CASE("a file whose name tells no size of a group is skipped") {
    const TemporaryFolder folder;
    // 2³² + 8: cut to 32 bits it would be a group of eight.
    folder.write("a100_AR_GPU4294967304_LUT.csv", made_table(8));
    folder.write("a100_AR_GPUmany_LUT.csv", made_table(8));
    const auto m = read_measured_collectives(folder.path().string());
    CHECK(m.rows.empty());
    CHECK(m.skipped.size() > 1);
}

TEST_CASE("a fit finds the coefficients that made the points, and groups it did not see") {
    const TemporaryFolder folder;
    for (int n = 2; n <= 8; ++n) {
        folder.write(fmt::format("a100_AR_GPU{}_LUT.csv", n), made_table(n));
    }
    const Catalog catalog = two_kinds();
    const auto measured = read_measured_collectives(folder.path().string());
    const auto cases = resolve_collectives(measured, catalog, {});
    REQUIRE(cases.skipped.empty());
    for (const auto hold_out : {CollectiveHoldOut::sizes, CollectiveHoldOut::groups}) {
        const auto report = cross_validate_collectives(cases, hold_out);
        CHECK(report.rows.size() == measured.rows.size());
        std::vector<const ValidationRow*> rows;
        for (const auto& row : report.rows) rows.push_back(&row);
        CHECK(summarise("all", rows).mape_pct < 1);
    }
    std::vector<const CollectiveCase*> all;
    for (const auto& c : cases.cases) all.push_back(&c);
    const auto profiles = fit_collectives(all);
    CHECK(profiles.size() == 8);  // all group sizes, and seven of their own
    // What is written reads back as the same times.
    const std::string yaml = collectives_yaml(
        cases, profiles, cross_validate_collectives(cases, CollectiveHoldOut::sizes), "2026-11-25");
    folder.write("collectives.yaml", yaml);
    Diagnostics d;
    const Catalog written = read_catalog({folder.path().string()}, d);
    REQUIRE_FALSE(d.has_errors());
    check_catalog(written, "", d);
    CHECK_FALSE(d.has_errors());
    const auto again = validate_collectives(cases, written.collectives);
    for (const auto& row : again.rows) CHECK(std::fabs(row.error_pct()) < 2);
}

TEST_CASE("groups over servers need the network that joins them") {
    const TemporaryFolder folder;
    const auto file =
        folder.write("thin.csv",
                     "node,collective,num_workers,devices_per_node,bytes,median_ms\n"
                     "a100_dgx,all_reduce,16,8,2048,0.065\nb9,all_reduce,2,2,2048,0.05\n");
    const Catalog catalog = two_kinds();
    const auto measured = read_measured_collectives(file);
    const auto without = resolve_collectives(measured, catalog, {});
    CHECK(without.cases.empty());
    REQUIRE(without.skipped.size() == 2);
    CHECK(without.skipped[0].reason.find("--network") != std::string::npos);
    const auto with = resolve_collectives(measured, catalog, {{"a100-sxm-80", {4, 6.25e9}}});
    REQUIRE(with.cases.size() == 1);
    CHECK(with.cases[0].crosses());
    // No coefficients: said, not guessed.
    const auto report = validate_collectives(with, {});
    CHECK(report.rows.empty());
    CHECK(report.skipped.back().reason == "no coefficients of nccl-2024/ampere/all_reduce");
}

TEST_CASE("least squares on logarithms stays within its bounds") {
    // y = a + b x with a 2, b 3 and one outlier; b may be at most 2.5.
    const std::vector<double> x{1, 2, 4, 8, 16, 32};
    std::vector<FitBound> bounds{{1e-3, 1e3, 1, 0}, {1e-3, 1e3, 1, 0}};
    const auto errors = [&](const std::vector<double>& p) {
        std::vector<double> e;
        for (std::size_t i = 0; i < x.size(); ++i) {
            e.push_back(std::log((p[0] + p[1] * x[i]) / (2 + 3 * x[i]) * (i == 3 ? 1.5 : 1)));
        }
        return e;
    };
    const std::vector<double> weights(x.size(), 1.0);
    const FitOptions options{0.05, 60, 1.5, 1e-3};
    const Fitted found = fit_log_errors(bounds, {1, 1}, weights, errors, options);
    CHECK(std::fabs(found.x[1] - 3) < 0.2);
    bounds[1].high = 2.5;
    const Fitted bounded = fit_log_errors(bounds, found.x, weights, errors, options);
    CHECK(bounded.x[1] <= 2.5);
    CHECK(bounded.cost > found.cost);
}

TEST_CASE("all-reduces of measured tables from 1 MB to 1 GB, every other size held out") {
    ORRERY_NEEDS_DATA(folder);
    Diagnostics d;
    const std::string root = source_dir();
    const Catalog catalog = read_catalog({root + "/scenarios/catalog"}, d);
    const auto measured =
        read_measured_collectives((folder / "measured/collectives/allreduce_lut").string());
    const auto cases = resolve_collectives(measured, catalog, {});
    CHECK(cases.cases.size() == 14336);
    const auto shipped = validate_collectives(cases, catalog.collectives);
    std::vector<const ValidationRow*> rows;
    for (const auto& row : shipped.rows) rows.push_back(&row);
    CHECK(summarise("all", rows).mape_pct < 2);
}

}  // namespace collective_test
