// Tables and headings of the terminal in narrow windows: rows stay apart, ends stay.
#include "sim/report/text_page.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

namespace text_page_test {

using namespace orrery;

TEST_CASE("what is too long is cut in its middle") {
    CHECK(text::cut_middle("Shared accelerators of chat-edge", 19) == "Shared ac…chat-edge");
    CHECK(text::cut_middle("short", 19) == "short");
    CHECK(text::cut_middle("Prüfstände und Öfen", 7) == "Prü…fen");
    CHECK(text::columns(text::cut_middle(std::string(100, 'x'), 20)) == 20);
}

TEST_CASE("rows of a narrow table can be told apart") {
    const std::string wide(24, '#');
    text::Page page(48);
    page.table({{"Shared accelerators of chat-edge", wide},
                {"Shared accelerators of chat-own", wide},
                {"Network", wide}});
    INFO(page.out);
    CHECK(page.out.find("chat-edge  #") != std::string::npos);
    CHECK(page.out.find("chat-own  #") != std::string::npos);
    CHECK(test::widest(page.out) <= 48);
    // They differ in their middle alone: each has a line of its own.
    text::Page alike(48);
    alike.table({{"accelerators of chat-1-in-the-northern-hall", wide},
                 {"accelerators of chat-2-in-the-northern-hall", wide}});
    INFO(alike.out);
    CHECK(alike.out.find("chat-1-in-the-northern-hall\n") != std::string::npos);
    CHECK(alike.out.find("chat-2-in-the-northern-hall\n") != std::string::npos);
    CHECK(test::widest(alike.out) <= 48);
}

TEST_CASE("a long heading goes on in the next line") {
    text::Page page(40);
    page.heading("What the figures rest on (`orrery explain DIR FIGURE` says more)");
    CHECK(page.out == "\nWhat the figures rest on (`orrery\nexplain DIR FIGURE` says more)\n");
}

}  // namespace text_page_test
