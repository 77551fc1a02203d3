// What could not be read explains some contradictions, and hides no others.
#include "sim/scenario/reader/unread.hpp"

#include "sim/scenario/reader/references.hpp"
#include "tests/support/catch.hpp"

namespace unread_test {

using namespace orrery;

namespace {

Diagnostic unread_error(const char* code, const char* path) {
    Diagnostic d;
    d.code = code;
    d.path = path;
    return d;
}

Unread unread_of(const std::vector<Diagnostic>& errors) {
    Diagnostics all;
    for (const Diagnostic& d : errors) all.add(d);
    return Unread(all);
}

}  // namespace

TEST_CASE("a list lacks names where one was not read, or the list itself was not") {
    const Unread value = unread_of({unread_error("E0205", "sites[0].pue")});
    CHECK_FALSE(value.lacks("sites", {"hall"}));
    CHECK(value.lacks("sites", {"hall", ""}));
    CHECK(unread_of({unread_error("E0202", "sites")}).lacks("sites", {}));
    CHECK(unread_of({unread_error("E0202", "network")}).lacks("network.links", {}));
    const Unread key = unread_of({unread_error("E0211", "")});
    CHECK(key.lacks("sites", {}));
    Diagnostic nearest = unread_error("E0211", "");
    nearest.hint = "did you mean pools?";
    CHECK(unread_of({nearest}).lacks("pools", {}));
    CHECK_FALSE(unread_of({nearest}).lacks("sites", {}));
    CHECK_FALSE(key.lacks("sites", {"hall"}));
    CHECK_FALSE(key.lacks("network.links", {}));
    CHECK_FALSE(Unread().lacks("sites", {""}));
}

TEST_CASE("a bad value explains what its entry contradicts, not what another entry does") {
    const Unread servers = unread_of({unread_error("E0207", "pools[0].servers")});
    CHECK(servers.explains(unread_error("E0311", "pools[0].servers")));
    CHECK(servers.explains(unread_error("E0346", "pools[0].maintenance_windows[1].servers")));
    CHECK_FALSE(servers.explains(unread_error("E0311", "pools[1].servers")));
    CHECK_FALSE(servers.explains(unread_error("E0312", "deployments[0].model")));
    // A law's mean that is no number says nothing of another law's bounds.
    const Unread mean = unread_of({unread_error("E0205", "workloads[0].demand.output.mean")});
    CHECK(mean.explains(unread_error("E0318", "workloads[0].demand.output.max")));
    CHECK_FALSE(mean.explains(unread_error("E0318", "workloads[0].demand.prompt.max")));
    // A misspelt key may be any of the entry.
    const Unread key = unread_of({unread_error("E0211", "deployments[0]")});
    CHECK(key.explains(unread_error("E0312", "deployments[0].model")));
    CHECK_FALSE(key.explains(unread_error("E0302", "deployments[0].pool")));
}

TEST_CASE("a horizon that was not read explains what is held against it") {
    const Unread horizon = unread_of({unread_error("E0205", "horizon")});
    CHECK(horizon.explains(unread_error("E0304", "warmup")));
    CHECK(horizon.explains(unread_error("E0308", "sites[0].outages[0]")));
    CHECK_FALSE(horizon.explains(unread_error("E0309", "sites[0].outages[1]")));
    CHECK(unread_of({unread_error("E0202", "network.rtt")})
              .explains(unread_error("E0320", "workloads[0].origin")));
}

TEST_CASE("a reference is told once its list was read, with the nearest name") {
    Diagnostics told;
    const NamedList sites{"sites", "site", {"hall", "cloud"}};
    const Unread none;
    CHECK(refers(sites, {"hall", {}, "pools[0].site"}, none, told));
    CHECK_FALSE(refers(sites, {"", {}, "pools[0].site"}, none, told));
    CHECK(told.items().empty());
    CHECK_FALSE(refers(sites, {"hal", {}, "pools[0].site"}, none, told));
    REQUIRE(told.items().size() == 1);
    CHECK(told.items()[0].message == "there is no site named \"hal\"");
    CHECK(told.items()[0].hint == "did you mean hall?");
    const NamedList partly{"sites", "site", {"hall", ""}};
    const Unread name = unread_of({unread_error("E0201", "sites[1]")});
    CHECK_FALSE(refers(partly, {"cloud", {}, "pools[0].site"}, name, told));
    CHECK(told.items().size() == 1);
}

}  // namespace unread_test
