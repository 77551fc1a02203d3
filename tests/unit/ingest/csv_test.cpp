// CSV rows: quotes, separators, line numbers, numbers.
#include "sim/ingest/csv.hpp"

#include "orrery/base/read_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace csv_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("quotes hold separators, quotes and line ends") {
    TemporaryFolder folder;
    CsvReader csv(folder.write("q.csv", "a;b\n\"x;\"\"y\"\"\";\"1\n2\"\n\n3;4\n"));
    std::vector<std::string> row;
    REQUIRE(csv.next(row));
    CHECK(row == std::vector<std::string>{"x;\"y\"", "1\n2"});
    REQUIRE(csv.next(row));
    CHECK(row[1] == "4");
    CHECK(csv.line() == 5);
    CHECK(csv.column({"B"}) == 1);
    CHECK(csv.column({"c"}) == -1);
    CHECK_FALSE(csv.next(row));
}

TEST_CASE("a quote inside a cell is an ordinary character") {
    TemporaryFolder folder;
    CsvReader csv(folder.write("q.csv", "a,b\n5\" disk,1\n\"\",\"x\"y\n"));
    std::vector<std::string> row;
    REQUIRE(csv.next(row));
    CHECK(row == std::vector<std::string>{"5\" disk", "1"});
    REQUIRE(csv.next(row));
    CHECK(row == std::vector<std::string>{"", "xy"});
    CHECK_FALSE(csv.next(row));
}

TEST_CASE("an open quote at the end of the file is an error") {
    TemporaryFolder folder;
    CsvReader csv(folder.write("q.csv", "a,b\n\"x,1\n"));
    std::vector<std::string> row;
    CHECK_THROWS_AS(csv.next(row), EnvironmentError);
}

TEST_CASE("numbers fill their cell") {
    CHECK(parse_number(" 1.5e3 ") == 1500);
    CHECK_FALSE(parse_number("1,5"));
    CHECK_FALSE(parse_number("nan"));
    CHECK_FALSE(parse_number("0x10"));
    CHECK(parse_whole("-12") == -12);
    CHECK_FALSE(parse_whole("1.0"));
}

TEST_CASE("a line that is no UTF-8 is taken for Windows-1252, and told") {
    TemporaryFolder folder;
    // FC is ü, 80 the euro sign in Windows-1252, 81 nothing; the third line is UTF-8.
    CsvReader csv(folder.write("l.csv", "a,b\nZ\xFCrich,5 \x80\nZ\xC3\xBCrich,x\n\x81,y\n"));
    std::vector<std::string> row;
    REQUIRE(csv.next(row));
    CHECK(row == std::vector<std::string>{"Zürich", "5 €"});
    REQUIRE(csv.next(row));
    CHECK(row[0] == "Zürich");
    REQUIRE(csv.next(row));
    CHECK(row[0] == "\xEF\xBF\xBD");
    CHECK(csv.other_letters().find("line 2 and 1 more are not UTF-8") == 0);
    CsvReader plain(folder.write("p.csv", "a\nZürich\n"));
    REQUIRE(plain.next(row));
    CHECK(plain.other_letters().empty());
}

TEST_CASE("UTF-16 is refused with the remedy, with a mark and without one") {
    TemporaryFolder folder;
    for (const std::string& text :
         {std::string("\xFF\xFE"
                      "a\0,\0b\0\n\0",
                      10),
          std::string("a\0,\0b\0\n\0", 8), std::string("\0a\0,\0b\0\n", 8)}) {
        try {
            const CsvReader csv(folder.write("w.csv", text));
            FAIL("read as " << csv.header().size() << " columns");
        } catch (const EnvironmentError& e) {
            CHECK(e.message().find("iconv -f UTF-16 -t UTF-8") != std::string::npos);
        }
    }
    // A zero here and there is no letter of two bytes.
    CHECK(
        CsvReader(folder.write("z.csv", std::string("abcdefgh\0,b\n1,2\n", 15))).header().size() ==
        2);
}

TEST_CASE("of a column that is there twice nobody knows which is meant") {
    TemporaryFolder folder;
    const CsvReader csv(folder.write("twice.csv", "\na,b,B,note,note\n1,2,3,x,y\n"));
    CHECK(csv.column({"a"}) == 0);
    CHECK(csv.column({"c"}) == -1);
    try {
        const int taken = csv.column({"b"});
        FAIL("column " << taken << " was taken");
    } catch (const InvalidInput& e) {
        CHECK(e.message() == folder.file("twice.csv") + ":2: the column b is there twice");
    }
}

TEST_CASE("a file that is absent, a folder or closed is told apart from a disk that fails") {
    TemporaryFolder folder;
    CHECK_THROWS_AS(LineReader(folder.file("missing.csv")), UnreadableFile);
    CHECK_THROWS_AS(LineReader(folder.path().string()), UnreadableFile);
    CHECK_THROWS_AS(read_file(folder.file("missing.csv")), UnreadableFile);
    CHECK_THROWS_AS(read_file(folder.path().string()), UnreadableFile);
}

}  // namespace csv_test
