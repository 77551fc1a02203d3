// Places compiled: terms of APIs, whose law binds whom, what confidential computing costs.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace places_compile_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return catalog;
}

World compiled(const std::string& text, Diagnostics& d, const std::string& today = "") {
    const auto s = read_scenario_text("orrery: 1\nname: places\n" + text, "places.yaml", d);
    INFO(render(d));
    REQUIRE(s);
    auto world = compile_world(*s, shipped(), {"", false, today}, d);
    INFO(render(d));
    REQUIRE(world);
    return std::move(*world);
}

std::string api(const std::string& more) {
    return fmt::format(
        "sites:\n  - {{name: seller, kind: api, vendor: openai, country: US, grid: US-MIDA-PJM}}\n"
        "pools: []\ndeployments:\n"
        "  - {{name: mini, site: seller, api: {{price: openai/gpt-5.4-mini{}}}}}\n",
        more);
}

}  // namespace

TEST_CASE("an API brings its price list, or what was negotiated, and its law") {
    Diagnostics d;
    const World list = compiled(api(""), d);
    const ApiPrice& price = shipped().api_prices.at("openai/gpt-5.4-mini");
    const Deployment& mini = list.deployments[0];
    REQUIRE(mini.tokens);
    CHECK(mini.tokens->usd_mtok_output == price.usd_mtok_output);
    CHECK(mini.tokens->usd_mtok_cached == price.usd_mtok_cached);
    CHECK(near(llm::prefill_seconds(mini.slot_law, 1000),
               price.first_s + 1000 * price.per_prompt_token_s, 1e-9));
    CHECK(near(
        llm::service_seconds(mini.slot_law, 1000, 50) - llm::prefill_seconds(mini.slot_law, 1000),
        50 * price.per_output_token_s, 1e-9));
    CHECK(list.pools[0].tokens);
    CHECK(list.sites[0].relation == Relation::cloud_tenant);  // scope 3 of the buyer
    const World own = compiled(api(", output: 3 USD, requests: 5 /s, tokens: 0 /s"), d);
    CHECK(own.deployments[0].tokens->usd_mtok_output == 3);
    CHECK(own.deployments[0].tokens->list_usd_mtok_output == price.usd_mtok_output);
    CHECK(own.deployments[0].requests_s_limit == 5);
    CHECK(own.deployments[0].tokens_s_limit == 0);
    const bool estimated =
        std::any_of(list.origins.begin(), list.origins.end(), [](const Origin& o) {
            return o.path == "deployments[mini].api.energy" && o.origin.rfind("estimated", 0) == 0;
        });
    CHECK(estimated);
}

TEST_CASE("an old price of tokens warns where it is used") {
    Diagnostics fresh;
    compiled(api(""), fresh, "2026-07-01");
    CHECK(fresh.warning_count() == 0);
    Diagnostics old;
    compiled(api(""), old, "2027-06-01");
    REQUIRE(old.warning_count() == 1);
    CHECK(old.items()[0].code == "E0605");
}

TEST_CASE("whose law binds an operator: as written, its parent's seat, else the site's country") {
    Diagnostics d;
    const World w = compiled(
        "sites:\n"
        "  - {name: a, kind: cloud, region: aws/eu-central-1}\n"
        "  - {name: b, kind: colocation, country: DE, grid: DE, operator: ovh}\n"
        "  - {name: c, kind: on_prem, country: DE, grid: DE}\n"
        "  - {name: d, kind: colocation, country: DE, grid: DE, operator: aws, jurisdiction: DE}\n"
        "pools:\n  - {name: p, site: c, server: edge-l4, servers: 1}\n",
        d);
    CHECK(w.sites[0].operated_by == "aws");
    CHECK(w.sites[0].country == "DE");
    CHECK(w.sites[0].jurisdiction == "US");
    CHECK(!w.sites[0].certifications.empty());  // what the vendor commonly holds
    CHECK(w.sites[1].jurisdiction == "FR");
    CHECK(w.sites[1].certifications.empty());  // somebody's hall has to show its own
    CHECK(w.sites[2].jurisdiction == "DE");
    CHECK(w.sites[3].jurisdiction == "DE");
}

TEST_CASE("confidential pools are slower by the catalog's coefficients, serving and training") {
    const auto world = [](const char* confidential) {
        Diagnostics d;
        return compiled(
            fmt::format(
                "sites:\n  - {{name: c, kind: on_prem, country: DE, grid: DE}}\n"
                "pools:\n  - {{name: p, site: c, server: dgx-h100, servers: 1, "
                "confidential: {0}}}\n"
                "deployments:\n  - {{name: m, model: llama-3.1-8b, pool: p}}\n"
                "jobs:\n  - {{name: j, pool: p, accelerators: 8, step_time: 1 s, steps: 9}}\n",
                confidential),
            d);
    };
    const World plain = world("false");
    const World closed = world("true");
    const double serving = shipped().coefficients.at("confidential.inference_time").value;
    const double training = shipped().coefficients.at("confidential.training_time").value;
    CHECK(near(closed.tables[0].g[100] / plain.tables[0].g[100], serving, 1e-12));
    CHECK(near(closed.tables[0].kappa / plain.tables[0].kappa, serving, 1e-12));
    CHECK(near(closed.jobs[0].spec.step_time.seconds(), training, 1e-9));
    CHECK(plain.jobs[0].spec.step_time == kSecond);
}

}  // namespace places_compile_test
