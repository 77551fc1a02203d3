// Objects out of JSON documents: paths, lines, lines of documents, and text that is no JSON.
#include "sim/ingest/json_pieces.hpp"

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/json_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace json_pieces_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// "path@line:text" of each piece.
std::vector<std::string> pieces(JsonPieces& reader) {
    std::vector<std::string> out;
    JsonPiece piece;
    while (reader.next(piece)) {
        out.push_back(std::to_string(piece.path) + "@" + std::to_string(piece.line) + ":" +
                      std::string(piece.text));
    }
    return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("pieces: entries of a document's array, strings with brackets, escapes") {
    TemporaryFolder folder;
    const std::string file = folder.write("d.json",
                                          "\xEF\xBB\xBF{\"kind\": \"List\", \"items\": [\r\n"
                                          "  {\"a\": \"}]\\\"{\"},\r\n"
                                          "  {\"b\": {\"items\": [{\"c\": 1}]}},\n  7\n]}\n");
    JsonPieces reader(file, {"items[]"});
    CHECK(pieces(reader) ==
          Texts{"0@2:{\"a\": \"}]\\\"{\"}", "0@3:{\"b\": {\"items\": [{\"c\": 1}]}}"});
    CHECK(reader.problem_count() == 0);
}

TEST_CASE("pieces: a document is given itself only where it holds nothing else that is wanted") {
    TemporaryFolder folder;
    const std::string text = "{\"items\": [{\"a\": 1}]}\n{\"a\": 2}\n{\"items\": []}\n";
    JsonPieces reader(folder.write("d.jsonl", text), {"", "items[]"});
    CHECK(pieces(reader) == Texts{"1@1:{\"a\": 1}", "0@2:{\"a\": 2}", "0@3:{\"items\": []}"});
    JsonPieces packed(folder.write("d.jsonl.gz", gzip(text)), {"", "items[]"});
    CHECK(pieces(packed).size() == 3);
    JsonPieces array(folder.write("a.json", "[{\"a\": 1},\n{\"a\": [{\"b\": 2}]}]"), {"", "[]"});
    CHECK(pieces(array) == Texts{"1@1:{\"a\": 1}", "1@2:{\"a\": [{\"b\": 2}]}"});
}

TEST_CASE("pieces: nested arrays, also in an array of documents") {
    TemporaryFolder folder;
    const std::string one =
        "{\"r\": [{\"resource\": {\"x\": 1}, \"s\": [{\"spans\": [{\"n\": 1}, {\"n\": 2}]}]}]}";
    const std::vector<std::string> paths{"r[].resource", "r[].s[].spans[]"};
    const Texts wanted{"0@1:{\"x\": 1}", "1@1:{\"n\": 1}", "1@1:{\"n\": 2}"};
    JsonPieces reader(folder.write("o.json", one), paths);
    CHECK(pieces(reader) == wanted);
    JsonPieces array(folder.write("o2.json", "[" + one + "]"), paths);
    CHECK(pieces(array) == wanted);
}

TEST_CASE("pieces: a broken line is named and the next is read, a cut document is named") {
    TemporaryFolder folder;
    JsonPieces lines(folder.write("l.jsonl",
                                  "{\"a\": 1}\n{\"a\": \"x\n{\"a\": 3}\nnonsense\n{\"a\": 5]\n"
                                  "{\"a\": 6}\n{\"a\":"),
                     {""});
    CHECK(pieces(lines) == Texts{"0@1:{\"a\": 1}", "0@3:{\"a\": 3}", "0@6:{\"a\": 6}"});
    REQUIRE(lines.problem_count() == 4);
    CHECK(lines.problems()[0].line == 2);
    CHECK(lines.problems()[1].line == 4);
    CHECK(lines.problems()[2].line == 5);
    CHECK(lines.problems()[3].line == 7);
    JsonPieces cut(folder.write("c.json", "{\"items\": [\n{\"a\": 1},\n{\"a\": "), {"items[]"});
    CHECK(pieces(cut) == Texts{"0@2:{\"a\": 1}"});
    REQUIRE(cut.problem_count() == 1);
    CHECK(cut.problems()[0].reason == "the document ends too early");
    JsonPieces deep(folder.write("deep.json", std::string(100000, '[')), {""});
    CHECK(pieces(deep).empty());
    CHECK(deep.problem_count() == 1);
    CHECK_THROWS_AS(JsonPieces(folder.write("empty.json", ""), {""}), EnvironmentError);
    JsonPieces wide(folder.write("w.json", std::string("\xFF\xFE{\0", 4)), {""});
    JsonPiece piece;
    CHECK_THROWS_AS(wide.next(piece), EnvironmentError);
}

TEST_CASE("pieces: objects across the ends of chunks, and more than a line may hold") {
    TemporaryFolder folder;
    std::string text = "{\"items\": [";
    const std::string name(3'000'000, 'x');
    for (int i = 0; i < 3; ++i) {
        text += (i > 0 ? "," : "") + std::string("{\"n\": \"") + name + "\"}";
    }
    JsonPieces reader(folder.write("big.json", text + "]}"), {"items[]"});
    JsonPiece piece;
    int count = 0;
    while (reader.next(piece)) {
        ++count;
        CHECK(piece.text.size() == name.size() + 9);
    }
    CHECK(count == 3);
}

TEST_CASE("a parser without memory says nothing of the text") {
    using Parsed = simdjson::simdjson_result<simdjson::dom::element>;
    simdjson::dom::object object;
    CHECK_FALSE(is_json(Parsed(simdjson::TAPE_ERROR), object));
    CHECK_THROWS_AS(is_json(Parsed(simdjson::MEMALLOC), object), std::bad_alloc);
}

}  // namespace json_pieces_test
