// A study names parts of its base by flags, so that it can be asked of another base.
#include "sim/study/plan/parts.hpp"

#include "sim/scenario/document/document.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tests/support/catch.hpp"

namespace parts_test {

using namespace orrery;

namespace {

const char* const kPartStudy = R"yaml(study: 1
name: parts
question: Which?
goal: {metric: days, at_most: 30 d}
flags:
  - {name: job, help: the job with the deadline, value: tune, part: jobs.deadline}
  - {name: spot-pool, help: the spot servers, value: spot, part: pools.spot}
  - {name: sure-pool, help: the others, value: on-demand, part: pools}
  - {name: servers, help: how many, value: 8, from: "pools[$(spot-pool)].servers"}
metrics:
  - {name: days, formula: jobs.by_name.$(job).end / 86400}
alternatives:
  - name: sure
    set: ["jobs[$(job)].pool=$(sure-pool)", "pools[$(sure-pool)].servers=$(servers)"]
  - {name: as it is}
steps:
  - compare: {metric: days, replications: 2}
answer: "{compare.best}"
)yaml";

Node base_document(const std::string& text) {
    Diagnostics d;
    auto root = parse_document(text, "base.yaml", d);
    REQUIRE(root);
    return *root;
}

StudySpec part_study() {
    Diagnostics d;
    const auto spec = read_study_text(kPartStudy, "parts.yaml", d);
    INFO(render(d));
    REQUIRE(spec);
    return *spec;
}

const std::string kOwnBase =
    "jobs:\n  - {name: tune, deadline: 12 d}\npools:\n  - {name: spot, servers: 8, spot: {}}\n"
    "  - {name: on-demand, servers: 0}\n";

}  // namespace

TEST_CASE("by itself the study has the names of its own base") {
    const StudySpec spec = part_study();
    CHECK(spec.metrics[0].formula.text == "jobs.by_name.tune.end / 86400");
    CHECK(spec.alternatives[0].sets ==
          std::vector<std::string>{"jobs[tune].pool=on-demand", "pools[on-demand].servers=8"});
    Diagnostics d;
    const auto same = on_parts_of(spec, base_document(kOwnBase), {}, d);
    REQUIRE(same);
    CHECK(same->alternatives[0].sets == spec.alternatives[0].sets);
}

TEST_CASE("on another base the only entries that fit are taken, and what it says of them") {
    Diagnostics d;
    const auto spec =
        on_parts_of(part_study(),
                    base_document("jobs:\n  - {name: pre-train}\n  - {name: align, deadline: "
                                  "3 d}\npools:\n  - {name: sure, servers: 2}\n  - {name: "
                                  "cheap, servers: 12, spot: {}}\n"),
                    {}, d);
    INFO(render(d));
    REQUIRE(spec);
    CHECK(spec->metrics[0].formula.text == "jobs.by_name.align.end / 86400");
    CHECK(spec->alternatives[0].sets ==
          std::vector<std::string>{"jobs[align].pool=sure", "pools[sure].servers=12"});
    CHECK(spec->flags[1].value == "cheap");
}

TEST_CASE("where several fit the flag tells which, and without it that is the error") {
    const Node base = base_document(
        "jobs:\n  - {name: a, deadline: 3 d}\n  - {name: b, deadline: 3 d}\npools:\n  - {name: "
        "s, "
        "servers: 4, spot: {}}\n  - {name: x, servers: 1}\n  - {name: y, servers: 1}\n");
    Diagnostics open;
    CHECK_FALSE(on_parts_of(part_study(), base, {}, open));
    // Both at once: the job, and the pool beside the spot servers.
    REQUIRE(open.items().size() == 2);
    CHECK(open.items()[0].code == "E0914");
    CHECK(open.items()[0].hint == "--job, one of: a, b");
    CHECK(open.items()[1].hint == "--sure-pool, one of: x, y");
    Diagnostics given;
    const auto spec = on_parts_of(part_study(), base,
                                  {{"job", "b"}, {"sure-pool", "y"}, {"servers", "3"}}, given);
    REQUIRE(spec);
    CHECK(spec->alternatives[0].sets ==
          std::vector<std::string>{"jobs[b].pool=y", "pools[y].servers=3"});
    Diagnostics wrong;
    CHECK_FALSE(on_parts_of(part_study(), base, {{"job", "c"}, {"sure-pool", "y"}}, wrong));
    REQUIRE(wrong.items().size() == 1);
    CHECK(wrong.items()[0].message.find("no \"c\" under jobs") != std::string::npos);
}

TEST_CASE("a name that looks like a placeholder is not looked through again") {
    const Node study =
        base_document("flags:\n  - {name: a, part: pools}\ntext: $(a) and $(b) and $(\n");
    const Node filled = with_parts(study, {{"a", "$(b)"}, {"b", "no"}});
    CHECK(filled.find("text")->scalar == "$(b) and no and $(");
}

}  // namespace parts_test
