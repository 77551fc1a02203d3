// data_flows.csv and the page's data flows: every row has every column, refused ways too.
#include "sim/analysis/analyse.hpp"
#include "sim/report/report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace data_flows_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Fields of a line without quoted cells.
std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out(1);
    for (const char c : line) {
        if (c == ',') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// One way that is left and one that a rule takes away, both of workload "load".
World world_with_flows() {
    World world = small_world(1, 2, kHour);
    Site& hall = world.sites[0];
    hall.name = "hall";
    hall.country = "DE";
    hall.operated_by = "own";
    hall.jurisdiction = "DE";
    world.sites.push_back(hall);
    Site& far = world.sites.back();
    far.name = "virginia";
    far.country = far.jurisdiction = "US";
    far.operated_by = "aws";
    world.tables.push_back(simple_table(4, 64, 1600));
    world.shapes.emplace_back();
    add_deployment(world, "chat", 2, 1).token_budget = 64;
    add_workload(world, "load").spec.origin = "berlin";
    DataFlow flow;
    flow.subject = "load";
    flow.data_class = "health";
    flow.what = "prompts";
    flow.from = "berlin";
    flow.to = flow.site = "hall";
    flow.country = flow.jurisdiction = "DE";
    flow.operated_by = "own";
    flow.encrypted = true;
    flow.rule = "data_classes[health].countries: DE in [EU]";
    world.data_flows.push_back(flow);
    world.excluded_routes.push_back({"load", "chat-far", "virginia",
                                     "data_classes[health].countries",
                                     "country US is not in [EU]"});
    return world;
}

}  // namespace

TEST_CASE("data_flows.csv tells refused ways with class, place, operator and law") {
    const auto text = lines(render_data_flows_csv(world_with_flows()));
    REQUIRE(text.size() == 3);
    const auto head = cells(text[0]);
    for (const std::string& line : text) CHECK(cells(line).size() == head.size());
    const std::vector<std::string> refused{"load",   "health",   "prompts and responses",
                                           "berlin", "virginia", "virginia",
                                           "US",     "aws",      "US",
                                           "yes",    "no",       "no"};
    auto got = cells(text[2]);
    got.resize(refused.size());
    CHECK(got == refused);
    CHECK(cells(text[2]).back() ==
          "chat-far: data_classes[health].countries: country US is not in [EU]");
}

TEST_CASE("the report page carries the data flows and the refused ways") {
    const World world = world_with_flows();
    const Observations o = simulate(world, sources_of({}), {});
    const Findings f = analyse(world, o, account(world, o));
    REQUIRE(f.data_flows.size() == 2);
    CHECK(f.data_flows[0].allowed);
    CHECK(!f.data_flows[1].allowed);
    const std::string page = render_html(f, {}, "<!--DATA--><!--SCRIPT-->", "");
    CHECK(page.find("\"data_flows\":[{\"subject\":\"load\",\"data_class\":\"health\"") !=
          std::string::npos);
    CHECK(page.find("\"to\":\"virginia\",\"country\":\"US\",\"operator\":\"aws\","
                    "\"jurisdiction\":\"US\",\"encrypted\":true,\"confidential\":false,"
                    "\"allowed\":false") != std::string::npos);
}

}  // namespace data_flows_test
