// Checks of the catalog on entries made here: what is right passes, each wrong thing is named.
#include <limits>

#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"

namespace catalog_check_test {

using namespace orrery;

namespace {

const Provenance kGood{"a data sheet", "2026-01-15", "", "published"};

Accelerator small_gpu() {
    Accelerator a;
    a.name = "gpu";
    a.year = 2024;
    a.bf16 = FlopRate{1e14};
    a.memory = Bytes{24e9};
    a.memory_bandwidth = Bandwidth{3e11};
    a.tdp = Power{100};
    a.idle = Power{10};
    a.embodied = Carbon{50e3};
    a.provenance = kGood;
    return a;
}

Server small_server() {
    Server s;
    s.name = "box";
    s.accelerator = "gpu";
    s.accelerators = 4;
    s.host_idle = Power{100};
    s.host_busy = Power{200};
    s.max_power = Power{600};
    s.embodied = Carbon{500e3};
    s.provenance = kGood;
    return s;
}

/// 2 layers, hidden 8, 2 heads of 4, FFN 16 gated, 100 words, tied:
/// attention 2·(4·8·8) = 512, FFN 2·(3·8·16) = 768, embedding 100·8 = 800: 2080 without norms.
llm::ModelShape tiny_model() {
    llm::ModelShape m;
    m.name = "tiny";
    m.layers = 2;
    m.hidden = 8;
    m.heads = m.kv_heads = 2;
    m.head_dim = 4;
    m.ffn = 16;
    m.vocabulary = 100;
    m.tied_embeddings = true;
    m.context = 128;
    m.parameters_total = m.parameters_active = 2080;
    m.provenance = kGood;
    return m;
}

Grid flat_grid() {
    Grid g;
    g.name = "DE";
    g.country = "DE";
    g.time_zone = "Europe/Berlin";
    g.g_kwh = 344;
    g.usd_kwh = .2;
    g.hourly.assign(24, 1.0);
    g.monthly.assign(12, 1.0);
    g.provenance = kGood;
    return g;
}

Catalog good_catalog() {
    Catalog c;
    c.accelerators["gpu"] = small_gpu();
    c.servers["box"] = small_server();
    c.models["tiny"] = tiny_model();
    c.grids["DE"] = flat_grid();
    c.regions["x/de"] = {"x/de", "x", "Berlin", "DE", "DE", "Europe/Berlin", 1.2, kGood};
    c.offers["x/de/box"] = {"x/de/box", "x", "x/de", "box", "box", 4.0, kGood};
    c.egress["x"] = {"x", {{100, 0}, {std::numeric_limits<double>::infinity(), .05}}, kGood};
    c.coefficients["pue.edge"] = {"pue.edge", 1.6, "ratio", kGood};
    c.engines["vllm/*"] = {};
    c.engines["vllm/*"].provenance = kGood;
    return c;
}

Diagnostics check(const Catalog& catalog, const std::string& today = "") {
    Diagnostics diagnostics;
    check_catalog(catalog, today, diagnostics);
    return diagnostics;
}

/// The only error is at `path`.
bool only(const Catalog& catalog, const std::string& path) {
    const Diagnostics d = check(catalog);
    INFO(render(d));
    CHECK(d.error_count() == 1);
    return !d.items().empty() && d.items().front().path == path;
}

}  // namespace

TEST_CASE("a consistent catalog passes every check") {
    const Diagnostics d = check(good_catalog(), "2026-02-01");
    INFO(render(d));
    CHECK(d.items().empty());
}

TEST_CASE("parameters that the shape does not have are refused beyond 2 %") {
    Catalog c = good_catalog();
    c.models["tiny"].parameters_total = 2118;  // 38 / 2118 = 1.8 %
    CHECK(check(c).error_count() == 0);
    c.models["tiny"].parameters_total = 2125;  // 45 / 2125 = 2.1 %
    CHECK(only(c, "models.tiny.parameters"));
}

TEST_CASE("active parameters are compared with and without embeddings") {
    Catalog c = good_catalog();
    c.models["tiny"].parameters_active = 1280;  // 2080 − the table of 800
    CHECK(check(c).error_count() == 0);
    c.models["tiny"].parameters_active = 1700;
    CHECK(only(c, "models.tiny.active"));
}

TEST_CASE("a nameplate must feed 60 % of the accelerators' TDP") {
    Catalog c = good_catalog();
    c.servers["box"].max_power = Power{239};  // 0.6 · 4 · 100 W = 240 W
    CHECK(only(c, "servers.box.max_power"));
    c.servers["box"].max_power = Power{240};
    CHECK(check(c).error_count() == 0);
}

TEST_CASE("references that lead nowhere suggest the nearest name") {
    Catalog c = good_catalog();
    c.servers["box"].accelerator = "gpx";
    CHECK(only(c, "servers.box.accelerator"));
    CHECK(check(c).items().front().hint == "did you mean gpu?");
    c = good_catalog();
    c.regions["x/de"].grid = "DX";
    CHECK(only(c, "regions.x/de.grid"));
    c = good_catalog();
    c.offers["x/de/box"].region = "x/dd";
    CHECK(only(c, "offers.x/de/box.region"));
}

TEST_CASE("factors must have mean 1 within 1e-6, and 24 or 12 of them") {
    Catalog c = good_catalog();
    c.grids["DE"].hourly[0] = 1 + 24 * .9e-6;
    CHECK(check(c).error_count() == 0);
    c.grids["DE"].hourly[0] = 1 + 24 * 2e-6;
    CHECK(only(c, "grids.DE.hourly"));
    c = good_catalog();
    c.grids["DE"].monthly.pop_back();
    CHECK(only(c, "grids.DE.monthly"));
}

TEST_CASE("provenance: source, dates and confidence") {
    Catalog c = good_catalog();
    c.coefficients["pue.edge"].provenance.confidence = "rumoured";
    CHECK(only(c, "coefficients.pue.edge.confidence"));
    c = good_catalog();
    c.coefficients["pue.edge"].provenance.as_of = "2026-02-30";
    CHECK(only(c, "coefficients.pue.edge.as_of"));
    c = good_catalog();
    c.coefficients["pue.edge"].provenance.source.clear();
    CHECK(only(c, "coefficients.pue.edge.source"));
    c = good_catalog();
    c.coefficients["pue.edge"].provenance.valid_until = "2025-12-31";  // before as_of
    CHECK(only(c, "coefficients.pue.edge.valid_until"));
}

TEST_CASE("old facts warn: prices after 6 months, hardware after 18, never as an error") {
    const Catalog c = good_catalog();                    // all as of 2026-01-15
    CHECK(check(c, "2026-07-15").warning_count() == 0);  // the last day of six months
    CHECK(check(c, "2026-07-16").warning_count() == 2);  // the offer and the egress price
    CHECK(check(c, "2027-07-15").warning_count() == 2);
    CHECK(check(c, "2027-07-16").warning_count() == 6);  // and GPU, server, model, engine
    CHECK(check(c, "2029-01-16").warning_count() == 9);  // and region, grid, coefficient
    CHECK(check(c, "2029-01-16").error_count() == 0);
    CHECK(check(c, "").warning_count() == 0);  // no date, no judgement
}

TEST_CASE("valid_until overrides the default life") {
    Catalog c = good_catalog();
    c.offers["x/de/box"].provenance.valid_until = "2026-03-31";
    CHECK(check(c, "2026-03-31").warning_count() == 0);
    CHECK(check(c, "2026-04-01").warning_count() == 1);
    c.offers["x/de/box"].provenance.valid_until = "2027-03-31";
    CHECK(check(c, "2026-07-16").warning_count() == 1);  // egress alone
}

TEST_CASE("ranges catch slips of units and signs") {
    Catalog c = good_catalog();
    c.accelerators["gpu"].memory = Bytes{24e6};
    CHECK(only(c, "accelerators.gpu.memory"));
    c = good_catalog();
    c.accelerators["gpu"].idle = Power{100};
    CHECK(only(c, "accelerators.gpu.idle"));
    c = good_catalog();
    c.regions["x/de"].pue = .9;
    CHECK(only(c, "regions.x/de.pue"));
    c = good_catalog();
    c.offers["x/de/box"].usd_server_h = 0;
    CHECK(only(c, "offers.x/de/box.price"));
    c = good_catalog();
    c.engines["vllm/*"].memory_gemm = 1.1;
    CHECK(only(c, "engines.vllm/*.memory_gemm"));
    c = good_catalog();
    c.egress["x"].tiers.pop_back();
    CHECK(only(c, "egress.x.tiers"));
    c = good_catalog();
    c.grids["DE"].time_zone = "Europe/Berlim";
    CHECK(only(c, "grids.DE.time_zone"));
}

}  // namespace catalog_check_test
