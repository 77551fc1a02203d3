// Errors as people read them: in the order of the text, with the line and a caret at what is meant.
#include "sim/scenario/shown_lines.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace shown_lines_test {

using namespace orrery;

namespace {

Diagnostic at(const std::string& file, int line, int col, const std::string& path) {
    Diagnostic d;
    d.at = {file, line, col};
    d.path = path;
    d.message = "m";
    return d;
}

/// Line and column of the only diagnostic as shown.
std::string shown(const Diagnostic& d) {
    Diagnostics all;
    all.add(d);
    const Diagnostic s = as_shown(all).front();
    return std::to_string(s.at.line) + ":" + std::to_string(s.at.col) + " " + s.source_line;
}

}  // namespace

TEST_CASE("the caret stands at the value of the key that a path names") {
    const test::TemporaryFolder folder;
    const std::string file = folder.write(
        "a.yaml",
        "pools:\n"
        "  - {name: ä, site: hal, purchase: {lead_time: {p50: 3 wk, p90: 2 wk}}, p90: 1}\n"
        "  - name: own\n"
        "    # site: not this one\n"
        "    site: hall\n"
        "    supply:\n"
        "      max_servers: 1\n"
        "  - {name: last, max_servers: 7}\n");
    // Reported at the entry: the key within it, also of an inner entry, in characters, not bytes.
    CHECK(shown(at(file, 2, 5, "pools[0].site")).rfind("2:21 ", 0) == 0);
    CHECK(shown(at(file, 2, 5, "pools[0].purchase.lead_time.p90")).rfind("2:65 ", 0) == 0);
    // Reported at the value: stays, although the key stands once more behind it.
    CHECK(shown(at(file, 2, 65, "pools[0].purchase.lead_time.p90")).rfind("2:65 ", 0) == 0);
    // With the line alone; with an entry of several lines; never beyond the entry.
    CHECK(shown(at(file, 5, 0, "pools[own].site")) == "5:11     site: hall");
    CHECK(shown(at(file, 3, 5, "pools[1].site")) == "5:11     site: hall");
    CHECK(shown(at(file, 3, 5, "pools[1].supply.max_servers")) == "7:20       max_servers: 1");
    CHECK(shown(at(file, 3, 5, "pools[1].server")) == "3:5   - name: own");
    CHECK(shown(at(file, 5, 5, "pools[1].p90")) == "5:5     site: hall");
    // An entry as a whole, and what cannot be read, stay as they are.
    CHECK(shown(at(file, 3, 5, "pools[1]")) == "3:5   - name: own");
    CHECK(shown(at(file, 99, 1, "pools[1].site")) == "99:1 ");
    CHECK(shown(at(folder.file("none.yaml"), 1, 1, "pools")) == "1:1 ");
    CHECK(shown(at(folder.path().string(), 1, 1, "pools")) == "1:1 ");
}

TEST_CASE("of a list the name that a message quotes is pointed at") {
    const test::TemporaryFolder folder;
    const std::string file =
        folder.write("a.yaml", "- {name: load, deployments: [chat-2, chat, other]}\n");
    Diagnostic d = at(file, 1, 3, "workloads[0].deployments");
    CHECK(shown(d).rfind("1:29 ", 0) == 0);
    d.message = "there is no deployment named \"chat\"";
    CHECK(shown(d).rfind("1:38 ", 0) == 0);
    d.message = "there is no deployment named \"chatt\"";
    CHECK(shown(d).rfind("1:29 ", 0) == 0);
    d.message = "\"other";
    CHECK(shown(d).rfind("1:29 ", 0) == 0);
}

TEST_CASE("errors come in the order of the text, those of one line as they were found") {
    Diagnostics all;
    for (const auto& [file, line, path] : {std::tuple("b", 3, "x"), std::tuple("a", 2, "y"),
                                           std::tuple("b", 1, "z"), std::tuple("b", 3, "a")}) {
        all.add(at(file, line, 0, path));
    }
    std::string order;
    for (const Diagnostic& d : as_shown(all)) order += d.path + " ";
    CHECK(order == "z x a y ");
}

}  // namespace shown_lines_test
