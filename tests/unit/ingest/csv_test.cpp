// CSV rows: quotes, separators, line numbers, numbers.
#include "sim/ingest/csv.hpp"

#include "orrery/base/diagnostics.hpp"
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

}  // namespace csv_test
