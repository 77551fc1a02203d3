// The series reader: zones, stamps, gaps, duplicates, clocks; and the published integrals.
#include "sim/ingest/series.hpp"

#include <cmath>

#include "sim/ingest/csv.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace series_test {

using namespace orrery;

namespace {

struct Read {
    TimeSeries series;
    SeriesReport report;
    Diagnostics diagnostics;
    [[nodiscard]] std::string text() const { return render(diagnostics); }
    [[nodiscard]] bool says(const std::string& part) const {
        return text().find(part) != std::string::npos;
    }
};

Read read(const std::string& file, const SeriesWish& wish) {
    Read r;
    r.series = read_series(file, wish, r.report, r.diagnostics);
    return r;
}

Read read_text(const std::string& csv, SeriesWish wish = {}) {
    const test::TemporaryFolder folder;
    return read(folder.write("series.csv", csv), wish);
}

constexpr std::int64_t kYear2022 = 1640995200;
constexpr std::int64_t kYear2023 = 1672531200;

}  // namespace

TEST_CASE("a plain series: zone filtered, start and step found") {
    const Read r = read_text(
        "datetime_utc,zone,g_per_kwh\n2022-01-01 00:00:00,A,100\n2022-01-01 00:00:00,B,1\n"
        "2022-01-01 01:00:00,A,200\n2022-01-01 01:00:00,B,2\n2022-01-01 02:00:00,A,400\n",
        {SeriesKind::intensity, "A"});
    REQUIRE(r.diagnostics.items().empty());
    CHECK(r.series.start_unix_s == kYear2022);
    CHECK(r.series.step_s == 3600);
    CHECK(r.series.values == std::vector<double>{100, 200, 400});
    CHECK(r.report.rows == 5);
    CHECK(r.report.taken == 3);
    CHECK(r.report.zones.at("B") == 2);
}

TEST_CASE("means over any interval are the exact integral of the steps") {
    const Read r = read_text(
        "time,price_usd_per_mwh\n2022-01-01T00:30Z,100\n2022-01-01T01:30Z,-200\n"
        "2022-01-01T02:30Z,40\n",
        {SeriesKind::price});
    REQUIRE(r.diagnostics.items().empty());
    CHECK(r.series.start_unix_s == kYear2022 + 1800);  // a half-hour zone keeps its minutes
    CHECK(r.report.negative == 1);
    const std::int64_t t = kYear2022;
    // 01:00 to 02:00: half an hour at 0.1, half at −0.2 USD/kWh.
    CHECK(r.series.mean_over(t + 3600, t + 7200) == Approx(-0.05));
    CHECK(r.series.mean_over(t + 1800, t + 1800 + 3 * 3600) == Approx(-0.02));
    CHECK(r.series.mean_over(t + 3600, t + 3600 + 300) == Approx(0.1));
    CHECK(r.series.mean() == Approx(-0.02));
}

TEST_CASE("stamps with offsets, without seconds, and of sub-hourly steps") {
    const Read r = read_text(
        "timestamp,temp_c\n2022-01-01T01:00:00+01:00,1\n"
        "2022-01-01T01:15+01:00,2\n2022-01-01 00:30,3\n",
        {SeriesKind::temperature});
    REQUIRE(r.diagnostics.items().empty());
    CHECK(r.series.start_unix_s == kYear2022);
    CHECK(r.series.step_s == 900);
    CHECK(r.series.values == std::vector<double>{1, 2, 3});
}

TEST_CASE("units follow the column's name") {
    const std::string stamps[]{"2022-01-01T00:00Z,", "2022-01-01T01:00Z,"};
    const auto first = [&](const char* column, const char* value, SeriesKind kind) {
        const Read r = read_text(std::string("time,") + column + "\n" + stamps[0] + value + "\n" +
                                     stamps[1] + value + "\n",
                                 {kind});
        REQUIRE(!r.series.empty());
        return r.series.values[0];
    };
    CHECK(first("rh_pct", "72", SeriesKind::humidity) == Approx(0.72));
    CHECK(first("rh", "0.72", SeriesKind::humidity) == Approx(0.72));
    CHECK(first("wind_kmh", "36", SeriesKind::wind) == Approx(10));
    CHECK(first("price_usd_per_kwh", "0.2", SeriesKind::price) == Approx(0.2));
    CHECK(first("power_mw", "1.5", SeriesKind::power) == Approx(1500));
    CHECK(first("moer_lb_per_mwh", "1000", SeriesKind::intensity_marginal) == Approx(453.59237));
    CHECK(first("Carbon intensity gCO₂eq/kWh (direct)", "5", SeriesKind::intensity_direct) == 5);
}

TEST_CASE("short gaps and nulls are interpolated and counted, longer ones are errors") {
    std::string csv = "time,g_per_kwh\n";
    const auto row = [&](int hour, const std::string& value) {
        csv += "2022-01-0" + std::to_string(1 + hour / 24) + (hour % 24 < 10 ? "T0" : "T") +
               std::to_string(hour % 24) + ":00Z," + value + "\n";
    };
    for (int hour = 0; hour < 72; ++hour) {
        if (hour == 5 || hour == 6) continue;  // absent
        if (hour == 10) {
            row(hour, "");  // null
        } else {
            row(hour, std::to_string(100 + hour));
        }
    }
    const Read r = read_text(csv);
    REQUIRE(r.diagnostics.items().empty());
    CHECK(r.series.values[5] == Approx(105));
    CHECK(r.series.values[6] == Approx(106));
    CHECK(r.series.values[10] == Approx(110));
    CHECK(r.report.interpolated == 3);
    CHECK(r.report.short_gaps == 2);
    CHECK(r.report.nulls == 1);
    CHECK(r.report.summary(r.series) == "72 steps of 1 h, 3 interpolated in short gaps");

    csv = "time,g_per_kwh\n";
    for (int hour = 0; hour < 72; ++hour) {
        if (hour < 30 || hour >= 36) row(hour, std::to_string(100 + hour));
    }
    const Read refused = read_text(csv);
    CHECK(refused.series.empty());
    CHECK(refused.says("series.csv:31: error: nothing was recorded for 6 h from 2022-01-02"));
    CHECK(refused.says("E0708"));
    SeriesWish wish;
    wish.allow_gaps = true;
    const Read filled = read_text(csv, wish);
    REQUIRE(filled.diagnostics.items().empty());
    CHECK(filled.series.values[30] == 106);  // the same hour of the day before
    CHECK(filled.report.long_gaps == 1);
    CHECK(filled.report.copied == 6);
}

TEST_CASE("identical duplicates are dropped, contradictory ones refused, order does not matter") {
    const Read r = read_text(
        "time,g_per_kwh\n2022-01-01T02:00Z,3\n2022-01-01T00:00Z,1\n"
        "2022-01-01T01:00Z,2\n2022-01-01T01:00Z,2\n");
    REQUIRE(r.diagnostics.items().empty());
    CHECK(r.series.values == std::vector<double>{1, 2, 3});
    CHECK(r.report.duplicates == 1);
    CHECK(r.report.out_of_order == 1);
    const Read bad = read_text(
        "time,g_per_kwh\n2022-01-01T00:00Z,1\n2022-01-01T01:00Z,2\n"
        "2022-01-01T01:00Z,5\n2022-01-01T02:00Z,3\n");
    CHECK(bad.series.empty());
    CHECK(bad.says("series.csv:4: error: 2022-01-01 01:00:00Z has another value in line 3"));
}

TEST_CASE("the repeated hour of autumn and the skipped one of spring in local time") {
    // Berlin, 30 October 2022: 02:00 twice, first as summer time (00:00 UTC).
    const std::string csv =
        "time,g_per_kwh\n2022-10-30 01:00:00,1\n2022-10-30 02:00:00,2\n2022-10-30 02:00:00,3\n"
        "2022-10-30 03:00:00,4\n";
    SeriesWish wish;
    wish.time_zone = "Europe/Berlin";
    const Read r = read_text(csv, wish);
    REQUIRE(r.diagnostics.items().empty());
    CHECK(r.series.start_unix_s == 1667084400);  // 29 October, 23:00 UTC
    CHECK(r.series.values == std::vector<double>{1, 2, 3, 4});
    CHECK(r.report.clock_changes == 1);
    CHECK(read_text(csv).says("write them with their offset (2022-10-30T02:00:00+02:00)"));
    // As the hint says: the offsets tell the two hours apart.
    const Read offsets = read_text(
        "time,g_per_kwh\n2022-10-30T01:00:00+02:00,1\n2022-10-30T02:00:00+02:00,2\n"
        "2022-10-30T02:00:00+01:00,3\n2022-10-30T03:00:00+01:00,4\n");
    CHECK(offsets.series.start_unix_s == 1667084400);
    CHECK(offsets.series.values == std::vector<double>{1, 2, 3, 4});
    // 27 March 2022: 01:00 is followed by 03:00, and 02:00 does not exist.
    const Read spring = read_text(
        "time,g_per_kwh\n2022-03-27 00:00:00,1\n2022-03-27 01:00:00,2\n2022-03-27 03:00:00,3\n",
        wish);
    CHECK(spring.series.values == std::vector<double>{1, 2, 3});
    CHECK(read_text("time,g_per_kwh\n2022-03-27 01:00:00,2\n2022-03-27 02:00:00,3\n", wish)
              .says("series.csv:3: error: the clocks of Europe/Berlin skip"));
    wish.time_zone = "Europe/Bonn";
    CHECK(read_text(csv, wish).says("\"Europe/Bonn\" is not an IANA time zone"));
}

TEST_CASE("bad rows are named with their line, negative prices are not bad") {
    const auto with = [](const std::string& value, SeriesKind kind = SeriesKind::intensity) {
        const char* column = kind == SeriesKind::price         ? "usd_per_kwh"
                             : kind == SeriesKind::temperature ? "temp_c"
                                                               : "g_per_kwh";
        return read_text(std::string("time,") + column +
                             "\n2022-01-01T00:00Z,1\n2022-01-01T01:00Z," + value +
                             "\n2022-01-01T02:00Z," + value + "\n",
                         {kind});
    };
    CHECK(
        with("-5").says("series.csv:3: error: a grid intensity of -5 must not be negative (the "
                        "first of 2 such rows)"));
    CHECK(with("-5", SeriesKind::price).diagnostics.items().empty());
    CHECK(with("many").says("\"many\" is no number"));
    CHECK(with("1,2").says("3 cells where the header has 2"));
    CHECK(read_text("time,g_per_kwh\nyesterday,1\n")
              .says("series.csv:2: error: \"yesterday\" is no"));
    CHECK(read_text("time,x\n2022-01-01T00:00Z,1\n").says("no column holds the grid intensity"));
    CHECK(read_text("time,rh\n2022-01-01T00:00Z,72\n2022-01-01T01:00Z,73\n", {SeriesKind::humidity})
              .says("a column of percentages ends in _pct"));
    CHECK(read_text("time,g_per_kwh\n2022-01-01T00:00Z,1\n2022-01-01T01:00Z,1\n"
                    "2022-01-01T02:00Z,1\n2022-01-01T03:10Z,1\n")
              .says("series.csv:5: error: 2022-01-01 03:10:00Z is not a whole number of steps"));
    CHECK(read_text("time,g_per_kwh\n2022-01-01T00:00Z,1\n").says("1 values of grid intensity"));
    CHECK_THROWS_AS(read("/nowhere/series.csv", {}), EnvironmentError);
}

TEST_CASE("values that no grid, market or place has are refused, a column without unit is named") {
    const auto one = [](const char* column, const char* value, SeriesKind kind) {
        return read_text(std::string("time,") + column + "\n2022-01-01T00:00Z,1\n" +
                             "2022-01-01T01:00Z," + value + "\n",
                         {kind});
    };
    using K = SeriesKind;
    CHECK(one("g_per_kwh", "3e8", K::intensity)
              .says("series.csv:3: error: a grid intensity of 3e8 is above 2500 g/kWh [E0707]"));
    CHECK(one("g_per_kwh", "2500", K::intensity).series.values[1] == 2500);
    CHECK(one("marginal_g_per_kwh", "-2501", K::intensity_marginal).says("beyond 2500 g/kWh"));
    CHECK(one("usd_per_kwh", "101", K::price).says("a price of 101 is beyond 100 USD/kWh"));
    CHECK(one("usd_per_mwh", "101", K::price).series.values[1] == Approx(0.101));
    CHECK(one("temp_c", "300", K::temperature).says("is outside −90 … 60 °C"));
    CHECK(one("temp_c", "-91", K::temperature).series.empty());
    const Read bare = one("intensity", "2", K::intensity);
    CHECK(bare.series.values == std::vector<double>{1, 2});
    CHECK(bare.says("warning: column \"intensity\" states no unit: gCO2e/kWh is taken [E0710]"));
    CHECK(one("price", "2", K::price).says("USD/kWh is taken"));
    CHECK(one("avg_ci", "2", K::intensity).diagnostics.items().empty());
}

TEST_CASE("a file without a header is wrong like any other file") {
    const Read r = read_text("");
    CHECK(r.series.empty());
    CHECK(r.says("series.csv:1: error: the file is empty [E0705]"));
    CHECK(read_text("time,g_per_kwh\n").says("the file has no rows [E0705]"));
}

TEST_CASE("a zone that is not there: the near one is suggested, all are listed") {
    const std::string csv =
        "time,zone,g_per_kwh\n2022-01-01T00:00Z,DE-LU,1\n2022-01-01T00:00Z,FR,1\n"
        "2022-01-01T01:00Z,DE-LU,1\n2022-01-01T01:00Z,FR,1\n";
    const Read r = read_text(csv, {SeriesKind::intensity, "DE"});
    CHECK(r.says("the series has no hour of zone \"DE\""));
    CHECK(r.says("did you mean DE-LU? the file has DE-LU, FR"));
    CHECK(read_text(csv).says("the file has 2 zones and none is named"));
    SeriesWish wish;
    wish.zone_column = "area";
    CHECK(read_text(csv, wish).says("there is no column \"area\""));
}

TEST_CASE("beyond the recorded dates: the same date of the nearest year, short series repeat") {
    std::string csv = "time,g_per_kwh\n";
    TimeSeries year;
    year.start_unix_s = kYear2022;
    year.step_s = 3600;
    for (int h = 0; h < 8760; ++h) year.values.push_back(h);
    // 2 March 2024 is the 61st day of 2022: hour 60 · 24.
    const std::int64_t later = 1709337600;
    CHECK(year.mean_repeated(later, later + 7200) == Approx(60 * 24 + 0.5));
    const std::int64_t leap = 1709164800;  // 29 February 2024
    CHECK(year.mean_repeated(leap, leap + 3600) == 58 * 24);
    const std::int64_t earlier = kYear2022 - 365 * 86400;
    CHECK(year.mean_repeated(earlier, earlier + 3600) == 0);
    const TimeSeries day{kYear2022, 3600, {1, 2, 3, 4}};
    CHECK(day.mean_repeated(kYear2022 + 4 * 3600, kYear2022 + 6 * 3600) == Approx(1.5));
    CHECK(day.resampled(kYear2022, 7200, 3) == std::vector<double>{1.5, 3.5, 1.5});
}

TEST_CASE("GOLDEN.csv: CO2 of 1 kW and cost of 1 MW for the year 2022") {
    ORRERY_NEEDS_DATA(folder);
    CsvReader golden((folder / "data/GOLDEN.csv").string());
    std::vector<std::string> cells;
    int checked = 0;
    while (golden.next(cells)) {
        const std::string& name = cells[0];
        const bool co2 = name.rfind("co2_kg_1kW_constant_", 0) == 0;
        if (!co2 && name.rfind("usd_1MW_constant_", 0) != 0) continue;
        SeriesWish wish;
        const std::size_t from = co2 ? 20 : 17;
        wish.zone = name.substr(from, name.find("_2022") - from);
        const bool direct = name.find("_direct") != std::string::npos;
        wish.kind = !co2     ? SeriesKind::price
                    : direct ? SeriesKind::intensity_direct
                             : SeriesKind::intensity;
        const char* file = co2 ? "data/carbon/electricitymaps_hourly_2021_2023.csv.gz"
                               : "data/energy/electricity_price_hourly_2020_2023.csv.gz";
        const Read r = read((folder / file).string(), wish);
        INFO(name << "\n" << r.text());
        REQUIRE(!r.series.empty());
        // 8760 kWh at g/kWh, in kg; 8,760,000 kWh at USD/kWh.
        double mean = 0;
        if (r.series.start_unix_s % 3600 == 0) {
            mean = r.series.mean_over(kYear2022, kYear2023);
        } else {  // the price file's stamps of a half-hour zone
            mean = r.series.mean_over(kYear2022 + 1800, kYear2023 + 1800);
        }
        const double value = mean * (co2 ? 8.760 : 8760e3);
        CHECK(value == Approx(*parse_number(cells[1])).epsilon(1e-9));
        ++checked;
    }
    CHECK(checked == 11);
}

TEST_CASE("EXPECTED_STATS.csv: sums over all zones of the recorded series") {
    ORRERY_NEEDS_DATA(folder);
    struct Case {
        const char* file;
        const char* column;
        SeriesKind kind;
        double scale;  ///< from our unit to the file's
    };
    const Case cases[]{
        {"data/carbon/electricitymaps_hourly_2021_2023.csv.gz", "ci_lca_g_per_kwh",
         SeriesKind::intensity, 1},
        {"data/energy/electricity_price_hourly_2020_2023.csv.gz", "price_usd_per_mwh",
         SeriesKind::price, 1000},
        {"data/energy/weather_hourly_2022_2023.csv.gz", "temp_c", SeriesKind::temperature, 1},
        {"data/energy/weather_hourly_2022_2023.csv.gz", "rh_pct", SeriesKind::humidity, 100}};
    CsvReader stats((folder / "data/EXPECTED_STATS.csv").string());
    std::vector<std::string> cells;
    int checked = 0;
    while (stats.next(cells)) {
        for (const Case& c : cases) {
            if (cells[0] != c.file || cells[2] != c.column) continue;
            const std::string file = (folder / c.file).string();
            const Read unnamed = read(file, {c.kind});
            CHECK(unnamed.says("zones and none is named"));
            double sum = 0;
            double count = 0;
            for (const auto& [zone, rows] : unnamed.report.zones) {
                const Read r = read(file, {c.kind, zone});
                INFO(zone << "\n" << r.text());
                REQUIRE(!r.series.empty());
                CHECK(r.report.taken == rows);
                sum += r.series.mean() * static_cast<double>(r.series.values.size());
                count += static_cast<double>(r.series.values.size());
            }
            CHECK(count == *parse_number(cells[3]));
            CHECK(sum * c.scale == Approx(*parse_number(cells[10])).epsilon(1e-9));
            ++checked;
        }
    }
    CHECK(checked == 4);
}

TEST_CASE("EIA's balancing authorities: avg_CI, offsets, and the 29 hours without a value") {
    ORRERY_NEEDS_DATA(folder);
    const std::string file = (folder / "data/carbon/eia_us_ba_hourly_2022.csv.gz").string();
    std::int64_t nulls = 0;
    for (const char* zone : {"AZPS", "BPAT", "CISO", "ERCO", "MISO", "NYIS", "PJM", "SOCO"}) {
        SeriesWish wish{SeriesKind::intensity, zone};
        wish.allow_gaps = true;
        const Read r = read(file, wish);
        INFO(zone << "\n" << r.text());
        REQUIRE(r.series.values.size() == 8760);
        CHECK(r.report.column == "avg_CI");
        CHECK(r.report.interpolated + r.report.copied == r.report.nulls);
        nulls += r.report.nulls;
    }
    CHECK(nulls == 29);
}

}  // namespace series_test
