// docs/results.md and the CSV files say the same: each header is the table's first column.
#include <set>

#include "sim/report/report.hpp"
#include "sim/report/requests_csv.hpp"
#include "sim/report/study_page.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/world.hpp"

namespace csv_columns_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Names in the first column of the table below "### `NAME`".
std::string documented(const std::string& name) {
    static const std::string text = read_text(std::string(source_dir()) + "/docs/results.md");
    const std::size_t from = text.find("\n### `" + name + "`");
    REQUIRE(from != std::string::npos);
    const std::string section = text.substr(from, text.find("\n##", from + 4) - from);
    std::string out;
    for (std::size_t at = section.find("\n| `"); at != std::string::npos;
         at = section.find("\n| `", at + 1)) {
        const std::size_t begin = at + 4;
        out += (out.empty() ? "" : ",") + section.substr(begin, section.find('`', begin) - begin);
    }
    return out;
}

std::string header(const std::string& csv) {
    return csv.substr(0, csv.find('\n'));
}

/// Fields of RFC 4180, quoted ones too; empty where the text is not of it.
std::vector<std::vector<std::string>> records(const std::string& csv) {
    std::vector<std::vector<std::string>> out(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
            out.back().back() += csv[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            out.back().emplace_back();
        } else if (!quoted && c == '\n') {
            if (i + 1 < csv.size()) out.push_back({""});
        } else {
            out.back().back() += c;
        }
    }
    return quoted ? std::vector<std::vector<std::string>>() : out;
}

Ledger ledger() {
    Ledger out;
    out.currency = "USD";
    Charge c;
    c.site = "a,\"b\"\nc";
    c.formula = "=1+1";
    out.charges.push_back(c);
    Posting p;
    p.from = Nanos{90 * kSecond.ns};
    p.until = kHour;
    out.postings.push_back(p);
    p.from = Nanos{90 * kSecond.ns + 1};
    out.postings.push_back(p);
    return out;
}

constexpr std::int64_t kStart = 1793577600;  // 2026-11-02T00:00:00Z

}  // namespace

TEST_CASE("headers are those of the document") {
    TemporaryFolder folder;
    const World world = small_world(1, 2, kHour);
    Findings findings;
    findings.currency = "USD";
    CHECK(header(render_ledger_csv(ledger(), kStart)) == documented("ledger.csv"));
    CHECK(header(render_carbon_csv({})) == documented("carbon.csv"));
    CHECK(header(render_timeline_csv(findings)) == documented("timeline.csv"));
    CHECK(header(render_jobs_csv(world, {})) == documented("jobs.csv"));
    CHECK(header(render_assets_csv(findings)) == documented("assets.csv"));
    CHECK(header(render_data_flows_csv(world)) == documented("data_flows.csv"));
    RequestsCsv requests(world, folder.file("requests.csv"));
    requests.commit();
    CHECK(header(read_text(folder.file("requests.csv"))) == documented("requests.csv"));
}

TEST_CASE("columns have one name each, in words that programs read") {
    for (const char* name : {"ledger.csv", "carbon.csv", "timeline.csv", "jobs.csv", "assets.csv",
                             "data_flows.csv", "requests.csv"}) {
        std::set<std::string> seen;
        const auto columns = records(documented(name)).at(0);
        CHECK(columns.size() > 5);
        for (const std::string& column : columns) {
            INFO(name << " " << column);
            CHECK(seen.insert(column).second);
            CHECK(column.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                  std::string::npos);
        }
    }
}

TEST_CASE("the currency is in the header, times are ISO 8601, cells are of RFC 4180") {
    Ledger euro = ledger();
    euro.currency = "EUR";
    CHECK(render_ledger_csv(euro, kStart).find("billed_cost_eur") != std::string::npos);
    const auto rows = records(render_ledger_csv(ledger(), kStart));
    REQUIRE(rows.size() == 3);
    for (const auto& row : rows) REQUIRE(row.size() == rows[0].size());
    CHECK(rows[1][0] == "2026-11-02T00:01:30Z");
    CHECK(rows[2][0] == "2026-11-02T00:01:30Z");
    CHECK(rows[1][1] == "2026-11-02T01:00:00Z");
    CHECK(rows[1][2] == "90");
    CHECK(rows[1][9] == "a,\"b\"\nc");
    CHECK(rows[1].at(18) == "'=1+1");  // no spreadsheet runs it
    Findings f;
    f.start = "2026-11-02T00:00:00Z";
    f.interval_s = 900;
    f.series.push_back({"power", "hall", "kW", {1.5, 2}});
    const auto series = records(render_timeline_csv(f));
    REQUIRE(series.size() == 3);
    CHECK(series[2] ==
          std::vector<std::string>{"2026-11-02T00:15:00Z", "900", "power", "hall", "kW", "2"});
    f.interval_s = Nanos{60 * kSecond.ns}.seconds();  // 60.00000000000001
    CHECK(records(render_timeline_csv(f))[2][1] == "60");
}

TEST_CASE("a job that never ran has no times, and every row every column") {
    World world = small_world(1, 2, kHour);
    world.start_unix_s = kStart;
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    world.jobs.push_back(job);
    Observations o;
    JobRecord r;
    r.job = JobId(0u);
    r.submit = Nanos{60 * kSecond.ns};
    o.jobs.push_back(r);
    const auto rows = records(render_jobs_csv(world, o));
    REQUIRE(rows.size() == 2);
    REQUIRE(rows[1].size() == rows[0].size());
    CHECK(rows[1][3] == "60");  // 60 × 1e9 × 1e-9 is 60.00000000000001
    const std::size_t n = rows[1].size();
    CHECK(rows[1][n - 3] == "2026-11-02T00:01:00Z");
    CHECK(rows[1][n - 2].empty());
    CHECK(rows[1][n - 1].empty());
}

}  // namespace csv_columns_test
