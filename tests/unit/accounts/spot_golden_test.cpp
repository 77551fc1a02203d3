// Recorded spot prices: the step integrals of GOLDEN.csv, and prices that are written down.
#include <iostream>

#include "sim/accounts/compute.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace spot_golden_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const char* const kFile = "prices/aws_spot_gpu_2019_2020_before_2020-02-15.csv.gz";

double golden(const std::filesystem::path& data, const std::string& key) {
    CsvReader csv((data / "GOLDEN.csv").string());
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        if (!cells.empty() && cells[0] == key) return std::stod(cells[1]);
    }
    return -1;
}

/// First second of the rows of a zone and instance: what offsets count from.
std::int64_t origin(const std::filesystem::path& data, const std::string& zone,
                    const std::string& instance) {
    CsvReader csv((data / kFile).string());
    const int time = csv.column({"timestamp", "timestamp_utc", "datetime_utc", "date"});
    const int type = csv.column({"instance_type", "vm", "instance"});
    const int place = csv.column({"zone", "availability_zone", "region"});
    std::vector<std::string> cells;
    std::int64_t first = INT64_MAX;
    while (csv.next(cells)) {
        if (cells[static_cast<std::size_t>(type)] != instance) continue;
        if (cells[static_cast<std::size_t>(place)] != zone) continue;
        std::string text = cells[static_cast<std::size_t>(time)].substr(0, 19) + "Z";
        text[10] = 'T';
        first = std::min(first, parse_date(text).value_or(INT64_MAX));
    }
    return first;
}

std::optional<World> market(const std::string& spot) {
    const std::string text =
        "orrery: 1\nname: spot\nstart: 2026-11-02\nhorizon: 31 d\n"
        "sites: [{name: s, kind: cloud, region: aws/us-east-1}]\n"
        "pools: [{name: p, site: s, server: aws-p5-48xlarge, servers: 1, contract: on_demand, "
        "price: 10 USD/h, spot: {" +
        spot + "}}]\n";
    Diagnostics diagnostics;
    const auto scenario = read_scenario_text(text, "spot.yaml", diagnostics);
    const std::filesystem::path root = source_dir();
    const Catalog catalog = read_catalog({(root / "scenarios/catalog").string()}, diagnostics);
    CompileOptions options;
    options.data_folder = data_folder().string();
    auto world = scenario ? compile_world(*scenario, catalog, options, diagnostics) : std::nullopt;
    INFO(render(diagnostics));
    CHECK(world);
    return world;
}

void check_integral(const std::string& zone, const std::string& instance) {
    const auto data = data_folder() / "data";
    if (data_folder().empty()) {
        std::cerr << "skipped: no ORRERY_DATA for recorded spot prices\n";
        return;
    }
    const std::int64_t offset = *parse_date("2020-01-10") - origin(data, zone, instance);
    const auto world =
        market(std::string("prices: \"data:") + kFile + "\", zone: " + zone +
               ", instance: " + instance + ", offset: " + std::to_string(offset) + " s");
    REQUIRE(world);
    const double usd = spot_usd(world->pools[0], Nanos{0}, kDay * 31);
    const double expected =
        golden(data, "spot_cost_" + instance + "_" + zone + "_2020-01-10_2020-02-10");
    // The file has ten digits.
    CHECK(near(usd, expected, 1e-9));
}

}  // namespace

TEST_CASE("GOLDEN.csv: cost of a month at recorded spot prices") {
    check_integral("us-east-1b", "p3.2xlarge");
    check_integral("us-west-2a", "p3.16xlarge");
}

TEST_CASE("spot prices by date, and as a discount off the on-demand price") {
    const auto steps = market("steps: [{from: 0 s, price: 4 USD/h}, {from: 10 h, price: 2 USD/h}]");
    REQUIRE(steps);
    // 10 h at 4 and 14 h at 2
    CHECK(spot_usd(steps->pools[0], Nanos{0}, kDay) == 68);
    const auto off = market("discount: 60 %");
    REQUIRE(off);
    CHECK(near(spot_usd(off->pools[0], Nanos{0}, kDay), 96, 1e-12));
}

}  // namespace spot_golden_test
