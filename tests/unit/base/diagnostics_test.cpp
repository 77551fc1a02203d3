// How an error is printed: place, message, the line with its caret, hint; for 80 columns.
#include "orrery/base/diagnostics.hpp"

#include <sstream>
#include <vector>

#include "tests/support/catch.hpp"

namespace diagnostics_test {

using namespace orrery;

namespace {

std::vector<std::string> lines(const Diagnostic& d) {
    std::istringstream text(render(d));
    std::vector<std::string> out;
    for (std::string line; std::getline(text, line);) out.push_back(line);
    return out;
}

std::size_t characters(const std::string& text) {
    std::size_t n = 0;
    for (const char c : text) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return n;
}

Diagnostic wrong(const std::string& line, int col) {
    Diagnostic d;
    d.code = "E0206";
    d.at = {"plan.yaml", 12, col};
    d.message = "too small";
    d.source_line = line;
    return d;
}

}  // namespace

TEST_CASE("an error shows place, message, code, line and caret") {
    Diagnostic d = wrong("    pue: 0.9", 10);
    d.path = "sites[0].pue";
    d.hint = "at least 1";
    CHECK(render(d) ==
          "plan.yaml:12:10: error: sites[0].pue: too small [E0206]\n"
          "   12 |     pue: 0.9\n"
          "      |          ^\n"
          "  hint: at least 1\n");
}

TEST_CASE("of a long line the part around the caret is shown, in 80 columns") {
    // Ä is two bytes and one column; the caret stands below the # wherever that is.
    for (const int col : {1, 40, 72, 73, 90, 150, 199, 200}) {
        INFO(col);
        std::string line;
        for (int i = 1; i <= 200; ++i) line += i == col ? "#" : "Ä";
        const auto shown = lines(wrong(line, col));
        REQUIRE(shown.size() == 3);
        CHECK(characters(shown[1]) <= 80);
        CHECK(characters(shown[1]) >= 79);
        CHECK(characters(shown[1].substr(0, shown[1].find('#'))) == shown[2].find('^'));
        CHECK((col <= 40) == (shown[1].rfind("   12 | …", 0) != 0));
    }
    // Without a column the beginning is shown, and no caret.
    CHECK(lines(wrong(std::string(300, 'x'), 0)).size() == 2);
    CHECK(lines(wrong(std::string(72, 'x'), 72))[1].find("…") == std::string::npos);
}

TEST_CASE("control characters of a file never reach the terminal") {
    CHECK(lines(wrong("a\x1b[31mb", 1))[1] == "   12 | a\\x1b[31mb");
    CHECK(lines(wrong("\xff\xc2\x9b\xe2\x82", 1))[1] == "   12 | \\xff\\xc2\\x9b\\xe2\\x82");
    CHECK(lines(wrong("é€😀\t.", 1))[1] == "   12 | é€😀 .");
    // The caret stays below the # behind what is shown in four columns.
    const auto behind = lines(wrong("a\x1b\xff\té#", 6));
    CHECK(behind[1] == "   12 | a\\x1b\\xff é#");
    CHECK(behind[2] == "      |            ^");
    Diagnostic d = wrong("x", 1);
    d.at.file = "a\x1b.yaml";
    CHECK(lines(d)[0].rfind("a\\x1b.yaml:12:1: ", 0) == 0);
}

}  // namespace diagnostics_test
