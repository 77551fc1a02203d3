// A session of the quickstart, cut to an hour, for tests of the live page.
#pragma once
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"
#include "tools/orrery/serve/session.hpp"

namespace orrery::test {

inline serve::SessionBase quickstart(const std::vector<std::string>& more = {}) {
    const std::string root = source_dir();
    std::vector<std::string> sets{"horizon=1 h", "jobs=[]", "assert=[]", "what_if=[]"};
    sets.insert(sets.end(), more.begin(), more.end());
    Diagnostics d;
    serve::SessionBase base;
    base.file = root + "/scenarios/examples/quickstart.yaml";
    base.document = merged_document({base.file, {}, sets}, d).value();
    base.catalog = read_catalog({root + "/scenarios/catalog"}, d);
    REQUIRE_FALSE(d.has_errors());
    return base;
}

inline serve::Session session_of(serve::SessionBase base) {
    Diagnostics d;
    const auto scenario = read_scenario_node(base.document, base.file, d);
    REQUIRE(scenario);
    return serve::Session(std::move(base), *scenario, d);
}

}  // namespace orrery::test
