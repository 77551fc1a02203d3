// Views of results.db: each stands in docs/results.md with its columns, each example runs, and the
// sums are those of the ledger.
#include <sqlite3.h>

#include <map>
#include <set>

#include "orrery/base/diagnostics.hpp"
#include "sim/store/results_db.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace results_views_test {

using namespace orrery;
using namespace orrery::test;

namespace {

using Table = std::vector<std::vector<std::string>>;

/// Of a query over the file, with SQLite as any program has it.
class Reader {
public:
    explicit Reader(const std::string& path) {
        REQUIRE(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    }
    ~Reader() { sqlite3_close(db_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    Table ask(const std::string& sql) {
        Table out;
        sqlite3_stmt* s = nullptr;
        INFO(sql);
        const int code = sqlite3_prepare_v2(db_, sql.c_str(), -1, &s, nullptr);
        INFO(sqlite3_errmsg(db_));
        REQUIRE(code == SQLITE_OK);
        while (sqlite3_step(s) == SQLITE_ROW) {
            out.emplace_back();
            for (int c = 0; c < sqlite3_column_count(s); ++c) {
                const auto* text = sqlite3_column_text(s, c);
                out.back().push_back(text ? reinterpret_cast<const char*>(text) : "NULL");
            }
        }
        sqlite3_finalize(s);
        return out;
    }

private:
    sqlite3* db_ = nullptr;
};

void add_charge(Ledger& ledger, const char* site, const char* category, double amount) {
    Charge c;
    c.site = site;
    c.category = category;
    c.vendor = "v";
    c.pool = "p";
    const bool owed = category == std::string("true-up");
    c.contract = owed ? "spend" : category == std::string("compute") ? "plan" : "";
    if (!owed) c.status = CommitmentStatus::used;
    Posting p;
    p.charge = static_cast<std::uint32_t>(ledger.charges.size());
    p.month = 2026 * 12 + 10;
    p.from = kHour;
    p.until = kHour * 2;
    p.amount = {Money{0}, Money{0}, Money{1}, round_money(amount)};
    ledger.charges.push_back(c);
    ledger.postings.push_back(p);
    p.month += 1;
    ledger.postings.push_back(p);
}

ResultRows rows_of_chat() {
    ResultRows rows;
    rows.inputs = {{"sites[0].pue", "1.35", "a.yaml:7"},
                   {"sites[0].count", "1", "default"},
                   {"pools[p].price", "2 USD/h", "catalog, as of 2026-07-20, published: list"}};
    RequestCountRow count;
    count.workload = "chat.x";
    count.counts.arrived = 12;
    count.counts.completed = 11;
    rows.requests.push_back(count);
    ServedRow served;
    served.workload = "chat.x";
    served.deployment = "d";
    served.site = "hall";
    served.completed = 11;
    served.output_tokens = 99;
    served.wait_s[static_cast<std::size_t>(WaitCause::slots)] = 2.5;
    rows.served.push_back(served);
    SlowRequest slow;
    slow.measure = "ttft";
    slow.workload = "chat.x";
    slow.rank = 1;
    slow.arrival_s = 3600.25;
    slow.ttft_s = 1.5;
    slow.wait_s[static_cast<std::size_t>(WaitCause::slots)] = 1.25;
    rows.slow.push_back(slow);
    return rows;
}

/// A result with a little of everything.
std::string written(const TemporaryFolder& folder) {
    Findings f;
    f.name = "x";
    f.start = "2026-11-02T00:00:00Z";
    f.horizon_s = 86400;
    f.interval_s = 3600;
    f.currency = "EUR";
    f.series.push_back({"facility power", "hall", "kW", {1, 2}});
    f.events.push_back({kHour, kHour * 2, "outage", "hall", "why"});
    Metric m;
    m.value = 1.5;
    m.unit = "s";
    f.metrics.set("latency.by_workload.chat.x.ttft.p99", m);
    f.metrics.count("requests.arrived", 12);
    Ledger ledger;
    add_charge(ledger, "hall", "energy", 10);
    add_charge(ledger, "hall", "compute", 20);
    add_charge(ledger, "edge", "energy", 1.5);
    add_charge(ledger, "hall", "true-up", 4.5);
    CarbonEntry e;
    e.month = "2026-11";
    e.site = "hall";
    e.place.scope = 3;
    e.place.category = 1;
    e.gco2e = 7;
    ledger.carbon.push_back(e);
    const std::string path = folder.file("results.db");
    write_results_db(path, f, ledger, nullptr, rows_of_chat());
    return path;
}

std::string document() {
    return read_text(std::string(source_dir()) + "/docs/results.md");
}

/// "### `v_run`" → what stands below it, up to the next heading.
std::map<std::string, std::string> sections() {
    std::map<std::string, std::string> out;
    const std::string text = document();
    for (std::size_t at = text.find("\n### `v_"); at != std::string::npos;
         at = text.find("\n### `v_", at + 1)) {
        const std::size_t name = at + 6;
        const std::size_t close = text.find('`', name);
        const std::size_t next = text.find("\n##", close);
        out[text.substr(name, close - name)] = text.substr(close, next - close);
    }
    return out;
}

}  // namespace

TEST_CASE("each view and column stands in the document") {
    TemporaryFolder folder;
    Reader db(written(folder));
    const auto documented = sections();
    std::set<std::string> there;
    for (const auto& row : db.ask("select name from sqlite_master where type = 'view'")) {
        if (row[0] == "posting_line") continue;  // of older versions
        there.insert(row[0]);
        INFO(row[0]);
        REQUIRE(documented.count(row[0]) == 1);
        for (const auto& column : db.ask("pragma table_info(" + row[0] + ")")) {
            INFO(column[1]);
            CHECK(documented.at(row[0]).find("`" + column[1] + "`") != std::string::npos);
        }
    }
    for (const auto& [name, text] : documented) CHECK(there.count(name) == 1);
    CHECK(there.size() == 14);
}

TEST_CASE("each example of the document runs and answers") {
    TemporaryFolder folder;
    Reader db(written(folder));
    std::size_t run = 0;
    for (const auto& [name, text] : sections()) {
        INFO(name);
        const std::size_t open = text.find("```sql\n");
        REQUIRE(open != std::string::npos);
        const std::size_t end = text.find("```", open + 7);
        const Table rows = db.ask(text.substr(open + 7, end - open - 7));
        CHECK_FALSE(rows.empty());
        ++run;
    }
    CHECK(run == 14);
}

TEST_CASE("views say what the tables hold, with times in UTC") {
    TemporaryFolder folder;
    Reader db(written(folder));
    CHECK(db.ask("select * from v_run") ==
          Table{{"x", "2026-11-02T00:00:00Z", "86400.0", "3600.0", "EUR", "0", ""}});
    // Two months each: 10, 20 and 1.5 a month.
    CHECK(
        db.ask("select month, site, category, currency, effective_cost from "
               "v_costs_by_month_site_category where month = '2026-11' order by site, category") ==
        Table{{"2026-11", "edge", "energy", "EUR", "1.5"},
              {"2026-11", "hall", "compute", "EUR", "20.0"},
              {"2026-11", "hall", "energy", "EUR", "10.0"},
              {"2026-11", "hall", "true-up", "EUR", "4.5"}});
    CHECK(db.ask("select sum(effective_cost) from v_postings") == Table{{"72.0"}});
    CHECK(db.ask("select from_utc, until_utc from v_postings limit 1") ==
          Table{{"2026-11-02T01:00:00Z", "2026-11-02T02:00:00Z"}});
    CHECK(db.ask("select contract, kind, first_month, last_month, used_cost, unused_cost, "
                 "true_up_cost from v_contracts order by contract") ==
          Table{{"plan", "agreement", "2026-11", "2026-12", "40.0", "0.0", "0.0"},
                {"spend", "agreement", "2026-11", "2026-12", "0.0", "0.0", "9.0"}});
    CHECK(db.ask("select workload, arrived, completed, output_tokens, ttft_p99_s, slo_attainment "
                 "from v_requests_summary") == Table{{"chat.x", "12", "11", "99", "1.5", "NULL"}});
    CHECK(db.ask("select cause, waited_s from v_waits") == Table{{"slots", "2.5"}});
    CHECK(db.ask("select arrival_utc, wait_slots_s from v_slow_requests") ==
          Table{{"2026-11-02T01:00:00.250Z", "1.25"}});
    CHECK(db.ask("select scope, emissions_gco2e from v_carbon_by_month_site_scope") ==
          Table{{"scope 3 category 1", "7.0"}});
    CHECK(db.ask("select start_utc, value from v_timeline") ==
          Table{{"2026-11-02T00:00:00Z", "1.0"}, {"2026-11-02T01:00:00Z", "2.0"}});
    CHECK(db.ask("select duration_s from v_events") == Table{{"3600.0"}});
    CHECK(db.ask("select path, kind from v_inputs order by kind") ==
          Table{{"pools[p].price", "catalog"},
                {"sites[0].count", "default"},
                {"sites[0].pue", "stated"}});
    CHECK(db.ask("select family, basis from v_metrics where path = 'requests.arrived'") ==
          Table{{"requests", "counted"}});
}

TEST_CASE("rows beside the figures come back as they were") {
    TemporaryFolder folder;
    const StoredResults r = read_results_db(written(folder));
    CHECK(r.ledger.currency == "EUR");
    REQUIRE(r.rows.inputs.size() == 3);
    CHECK(r.rows.inputs[2].origin == "catalog, as of 2026-07-20, published: list");
    REQUIRE(r.rows.requests.size() == 1);
    CHECK(r.rows.requests[0].counts.completed == 11);
    REQUIRE(r.rows.served.size() == 1);
    CHECK(r.rows.served[0].wait_s[static_cast<std::size_t>(WaitCause::slots)] == 2.5);
    REQUIRE(r.rows.slow.size() == 1);
    CHECK(r.rows.slow[0].ttft_s == 1.5);
    REQUIRE(r.series.size() == 1);
    CHECK(r.series[0].values == std::vector<double>{1, 2});
    REQUIRE(r.events.size() == 1);
    CHECK(r.events[0].until == kHour * 2);
    CHECK(r.ledger.carbon.at(0).gco2e == 7);
}

TEST_CASE("a file without views and rows is still read") {
    TemporaryFolder folder;
    const std::string path = written(folder);
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
    for (const auto& row : Reader(path).ask(
             "select type || ' ' || name from sqlite_master where name like 'v\\_%' escape '\\' or "
             "name in ('input', 'request_count', 'served', 'slow_request')")) {
        REQUIRE(sqlite3_exec(db, ("drop " + row[0]).c_str(), nullptr, nullptr, nullptr) ==
                SQLITE_OK);
    }
    REQUIRE(sqlite3_exec(db, "delete from run where key like '%\\_s' escape '\\'", nullptr, nullptr,
                         nullptr) == SQLITE_OK);
    sqlite3_close(db);
    const StoredResults r = read_results_db(path);
    CHECK(r.metrics.find("requests.arrived")->value == 12);
    CHECK(r.ledger.postings.size() == 8);
    CHECK(r.rows.inputs.empty());
    CHECK(r.rows.slow.empty());
}

}  // namespace results_views_test
