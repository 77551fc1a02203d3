// The shipped catalog: as wide as promised, consistent, every model recounted from its shape.
#include <set>

#include "models/llm/count.hpp"
#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace catalog_data_test {

using namespace orrery;

namespace {

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics d;
        Catalog c = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
        INFO(render(d));
        CHECK(d.items().empty());
        return c;
    }();
    return catalog;
}

}  // namespace

TEST_CASE("the shipped catalog is as wide as promised") {
    const Catalog& c = shipped();
    std::set<std::string> vendors;
    std::set<std::string> families;
    for (const auto& [name, a] : c.accelerators) {
        vendors.insert(a.vendor);
        families.insert(a.family);
    }
    CHECK(c.accelerators.size() >= 25);
    CHECK(vendors.size() >= 6);
    for (const char* family : {"volta", "ampere", "ada", "hopper", "blackwell", "cdna3", "cdna4",
                               "gaudi", "tpu", "trainium", "inferentia", "maia", "jetson"}) {
        INFO(family);
        CHECK(families.count(family) == 1);
    }
    CHECK(c.servers.size() >= 12);
    CHECK(c.models.size() >= 30);
    CHECK(c.regions.size() >= 40);
    CHECK(c.coefficients.count("colo.us_primary") == 1);
    CHECK(c.coefficients.count("own.maintenance_per_year") == 1);
    CHECK(c.hash.size() == 64);
    CHECK(c.as_of >= "2026-11-22");
}

TEST_CASE("prices of at least eight providers, neoclouds and egress among them") {
    const Catalog& c = shipped();
    std::set<std::string> providers;
    for (const auto& [name, offer] : c.offers) {
        providers.insert(offer.vendor);
        CHECK(name.rfind(offer.region + "/", 0) == 0);
    }
    CHECK(providers.size() >= 8);
    for (const char* provider : {"aws", "azure", "gcp", "oracle", "coreweave", "lambda", "nebius",
                                 "runpod", "crusoe", "hyperstack"}) {
        INFO(provider);
        CHECK(providers.count(provider) == 1);
        CHECK(c.egress.count(provider) == 1);
    }
    CHECK(c.egress.count("own") == 1);
    CHECK(c.offers.at("aws/us-east-1/p5.48xlarge").usd_server_h == 55.04);
}

TEST_CASE("dense, mixture-of-experts and latent-attention models") {
    int dense = 0;
    int experts = 0;
    int latent = 0;
    for (const auto& [name, m] : shipped().models) {
        dense += m.experts == 0;
        experts += m.experts > 0;
        latent += m.attention == llm::Attention::mla;
    }
    CHECK(dense >= 15);
    CHECK(experts >= 10);
    CHECK(latent >= 4);
}

TEST_CASE("parameters of every model follow from its shape within 2 %") {
    for (const auto& [name, m] : shipped().models) {
        INFO(name);
        CHECK(test::near(llm::parameter_count(m).total, m.parameters_total, .02));
    }
}

TEST_CASE("units arrive in SI: an H100, its server, a grid, a tier") {
    const Catalog& c = shipped();
    const Accelerator& a = c.accelerators.at("h100-sxm-80");
    CHECK(a.bf16.value == 989.4e12);
    CHECK(a.memory.value == 85.5e9);
    CHECK(a.memory_bandwidth.value == 3.35e12);
    CHECK(a.link_bandwidth.value == 450e9);  // 900 GB/s both directions together
    CHECK(a.embodied.value == 164e3);
    CHECK(c.servers.at("dgx-h100").max_power.value == 10200);
    CHECK(c.grids.at("DE").g_kwh == 344);
    CHECK(c.egress.at("aws").tiers[1].up_to_gb == 10240);
    CHECK(c.egress.at("aws").tiers[1].usd_gb == .09);
    CHECK(c.engines.at("vllm-2026/hopper").engine == "vllm");
    CHECK(c.engines.at("vllm/*").family == "*");
    CHECK(c.coefficients.at("colo.us_primary").unit == "USD/kW-month");
}

TEST_CASE("the shipped catalog passes its own checks without a warning on its day") {
    Diagnostics d;
    check_catalog(shipped(), shipped().as_of, d);
    INFO(render(d));
    CHECK(d.items().empty());
}

TEST_CASE("the shipped catalog says so when it has grown old") {
    Diagnostics d;
    check_catalog(shipped(), "2030-01-01", d);
    CHECK(d.error_count() == 0);
    CHECK(d.warning_count() >= shipped().accelerators.size() + shipped().offers.size());
}

}  // namespace catalog_data_test
