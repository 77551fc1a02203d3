// Quantities, dates and spans in text.
#include "sim/scenario/quantity.hpp"

#include "sim/scenario/table.hpp"
#include "tests/support/catch.hpp"

namespace quantity_test {

using namespace orrery;

namespace {

double read(const char* text, Measure m) {
    const Parsed p = parse_quantity(text, m);
    INFO(text << ": " << p.problem);
    REQUIRE(p.problem.empty());
    return p.value;
}

}  // namespace

TEST_CASE("quantities become SI base units") {
    CHECK(read("80 GB", Measure::bytes) == 80e9);
    CHECK(read("64GiB", Measure::bytes) == 68719476736.0);
    CHECK(read("3.35 TB/s", Measure::bandwidth) == 3.35e12);
    CHECK(read("400 Gb/s", Measure::bandwidth) == 50e9);
    CHECK(read("20 ms", Measure::duration) == 0.02);
    CHECK(read("1.5 h", Measure::duration) == 5400);
    CHECK(read("989 TFLOP/s", Measure::flop_rate) == 989e12);
    CHECK(read("120/min", Measure::rate) == 2);
    CHECK(read("85 %", Measure::share) == 0.85);
    CHECK(read("0.85", Measure::share) == 0.85);
    CHECK(read("60 USD/MWh", Measure::money_kwh) == 0.06);
    CHECK(read("100 USD/month", Measure::money_year) == 1200);
    CHECK(read("12 USD/y", Measure::money_month) == 1);
    CHECK(read("+1e3", Measure::number) == 1000);
}

TEST_CASE("what is not a quantity says why") {
    for (const char* text :
         {"", "abc", "0x10", "1e400", "nan", "inf", "1,5 h", "--1 h", "1 h 5 min"}) {
        CHECK_FALSE(parse_quantity(text, Measure::duration).problem.empty());
    }
    CHECK(parse_quantity("24", Measure::duration).problem.find("no unit") != std::string::npos);
    CHECK(parse_quantity("24 GB", Measure::bandwidth).problem ==
          "\"GB\" is the unit of an amount of memory, and a bandwidth is wanted");
    CHECK(parse_quantity("8 gb", Measure::bytes).hint.find("GB") != std::string::npos);
}

TEST_CASE("printed quantities read back to the same bits") {
    for (const double v : {0.0, 1.0, 0.02, 1.0 / 3, 3.35e12, 86400.0, 5e-9, 123456.789}) {
        for (const Measure m : {Measure::number, Measure::duration, Measure::bytes,
                                Measure::bandwidth, Measure::money_kwh, Measure::rate}) {
            const std::string text = print_quantity(v, m);
            INFO(text);
            CHECK(read(text.c_str(), m) == v);
        }
    }
    CHECK(print_quantity(86400, Measure::duration) == "1 d");
    CHECK(print_quantity(80e9, Measure::bytes) == "80 GB");
}

TEST_CASE("dates: UTC, offsets, leap days, nonsense") {
    CHECK(parse_date("1970-01-02") == 86400);
    CHECK(parse_date("2026-11-02T06:30:00Z") == 1793601000);
    CHECK(parse_date("2026-11-02T08:30:00+02:00") == 1793601000);
    CHECK(parse_date("2024-02-29").has_value());
    for (const char* text : {"2023-02-29", "2026-13-01", "2026-11-02T25:00:00Z", "tomorrow",
                             "2026-11-02T06:30", "20261102", ""}) {
        INFO(text);
        CHECK_FALSE(parse_date(text).has_value());
    }
    CHECK(print_date(1793601000) == "2026-11-02T06:30:00Z");
}

TEST_CASE("spans print in their largest whole unit") {
    CHECK(print_span(Nanos{90 * kMinute.ns}) == "90 min");
    CHECK(print_span(Nanos{0}) == "0 s");
    CHECK(print_span(Nanos{1'500'000}) == "1500 us");
    CHECK(print_span(Nanos::never()).empty());
}

TEST_CASE("units as they are written elsewhere are recognised") {
    const auto hint = [](const char* text, Measure measure) {
        const Parsed p = parse_quantity(text, measure);
        REQUIRE(p.problem != "");
        return p.hint.substr(0, p.hint.find('?'));
    };
    CHECK(hint("24 hours", Measure::duration) == "did you mean h");
    CHECK(hint("2 weeks", Measure::duration) == "did you mean wk");
    CHECK(hint("5 m", Measure::duration) == "did you mean min");
    CHECK(hint("100 Gbps", Measure::bandwidth) == "did you mean Gb/s");
    CHECK(hint("100 Gbit/s", Measure::bandwidth) == "did you mean Gb/s");
    CHECK(hint("3 kw", Measure::power) == "did you mean kW");
    CHECK(hint("3 w", Measure::power) == "did you mean W");
    CHECK(hint("2 $/hour", Measure::money_hour) == "did you mean USD/h");
    CHECK(hint("2 /second", Measure::rate) == "did you mean /s");
    CHECK(hint("50 percent", Measure::share) == "did you mean %");
    CHECK(hint("0.1 usd/KWH", Measure::money_kwh) == "did you mean USD/kWh");
    CHECK(hint("3 months", Measure::duration).rfind("months differ in length: write 30 d", 0) == 0);
    CHECK(hint("3 furlongs", Measure::duration).rfind("units that fit", 0) == 0);
}

TEST_CASE("numbers as they are written elsewhere are recognised") {
    const auto hint = [](const char* text, Measure measure) {
        const Parsed p = parse_quantity(text, measure);
        REQUIRE(p.problem != "");
        return p.hint.substr(0, p.hint.find(':'));
    };
    CHECK(hint("1,5 h", Measure::duration) == "write 1.5 h");
    CHECK(hint("-1,5", Measure::number) == "write -1.5");
    CHECK(hint("10 000 USD", Measure::money) == "write 10000 USD");
    CHECK(hint("10'000 USD", Measure::money) == "write 10000 USD");
    CHECK(hint("1_000_000", Measure::number) == "write 1000000");
    CHECK(hint("1,234,567 USD", Measure::money) == "write 1234567 USD");
    CHECK(hint("1,234.50 USD", Measure::money) == "write 1234.50 USD");
    CHECK(hint("1.234,50 USD", Measure::money) == "write 1234.50 USD");
    CHECK(hint("1,000 USD", Measure::money) == "write 1000 USD or 1.000 USD");
    CHECK(hint("$ 5", Measure::money) == "write 5 USD");
    // What is none of these keeps its own message.
    for (const char* text : {"1,", ",5", "1,2,3", "1 2", "$", "-", "1;5"}) {
        INFO(text);
        CHECK(parse_quantity(text, Measure::number).hint.find("write ") == std::string::npos);
    }
}

}  // namespace quantity_test
