// results.db: everything that later verbs read of a run, in SQLite.
#include "sim/store/results_db.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "orrery/base/diagnostics.hpp"

namespace orrery {
namespace {

constexpr const char* kSchema = R"(
pragma user_version = 1;
create table run(key text primary key, value text);
create table metric(path text primary key, value real, unit text, lo real, hi real, n integer,
                    formula text, basis text, is_count integer);
create table posting(from_s real, until_s real, month text, account text, counter text,
                     category text, vendor text, site text, pool text, quantity real, unit text,
                     unit_price real, list integer, contracted integer, billed integer,
                     effective integer, formula text, price_source text);
create table carbon(month text, site text, pool text, source text, reporter text,
                    scope integer, category integer, basis text, share real, kwh real,
                    gco2e real);
create table series(name text, place text, unit text, i integer, value real);
create table event(at_s real, until_s real, kind text, place text, text text);
)";

class Database {
public:
    Database(std::string path, int flags) : path_(std::move(path)) {
        if (sqlite3_open_v2(path_.c_str(), &db_, flags, nullptr) == SQLITE_OK) return;
        // No destructor runs after a throw from here, and a failed open leaves a handle, too.
        const std::string problem = db_ ? sqlite3_errmsg(db_) : "out of memory";
        sqlite3_close(db_);
        throw EnvironmentError(path_ + ": " + problem);
    }
    ~Database() { sqlite3_close(db_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* sql) {
        if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }
    [[noreturn]] void fail() const { throw EnvironmentError(path_ + ": " + sqlite3_errmsg(db_)); }
    [[nodiscard]] sqlite3* get() const { return db_; }

private:
    std::string path_;
    sqlite3* db_ = nullptr;
};

/// A prepared statement; `bind` fills the next parameter.
class Statement {
public:
    Statement(Database& db, const char* sql) : db_(db) {
        if (sqlite3_prepare_v2(db.get(), sql, -1, &statement_, nullptr) != SQLITE_OK) db.fail();
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(const std::string& text) {
        sqlite3_bind_text(statement_, ++at_, text.c_str(), -1, SQLITE_TRANSIENT);
        return *this;
    }
    Statement& bind(double value) {
        sqlite3_bind_double(statement_, ++at_, value);
        return *this;
    }
    Statement& bind(std::int64_t value) {
        sqlite3_bind_int64(statement_, ++at_, value);
        return *this;
    }
    Statement& bind(const std::optional<double>& value) {
        if (value) return bind(*value);
        sqlite3_bind_null(statement_, ++at_);
        return *this;
    }
    bool step() {
        const int code = sqlite3_step(statement_);
        if (code != SQLITE_ROW && code != SQLITE_DONE) db_.fail();
        if (code == SQLITE_DONE) {
            sqlite3_reset(statement_);
            at_ = 0;
        }
        return code == SQLITE_ROW;
    }
    [[nodiscard]] std::string text(int column) const {
        const auto* value = sqlite3_column_text(statement_, column);
        return value ? reinterpret_cast<const char*>(value) : std::string();
    }
    [[nodiscard]] double real(int column) const {
        return sqlite3_column_double(statement_, column);
    }
    [[nodiscard]] std::int64_t whole(int column) const {
        return sqlite3_column_int64(statement_, column);
    }
    [[nodiscard]] bool null(int column) const {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }

private:
    Database& db_;
    sqlite3_stmt* statement_ = nullptr;
    int at_ = 0;
};

void write_run(Database& db, const Findings& f) {
    Statement s(db, "insert into run values (?, ?)");
    for (const auto& [key, value] : {std::pair<std::string, std::string>{"scenario", f.name},
                                     {"start", f.start},
                                     {"seed", std::to_string(f.seed)},
                                     {"currency", f.currency},
                                     {"partial", f.partial ? f.partial_reason : ""}}) {
        s.bind(key).bind(value).step();
    }
    Statement m(db, "insert into metric values (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& [path, x] : f.metrics.all()) {
        m.bind(path).bind(x.value).bind(x.unit).bind(x.lo).bind(x.hi).bind(x.n);
        m.bind(x.formula).bind(x.basis).bind(std::int64_t{x.is_count}).step();
    }
}

void write_ledger(Database& db, const Ledger& ledger) {
    Statement s(db, "insert into posting values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const Posting& p : ledger.postings) {
        s.bind(p.from.seconds()).bind(p.until.seconds()).bind(p.month).bind(p.account);
        s.bind(p.counter).bind(p.category).bind(p.vendor).bind(p.site).bind(p.pool);
        s.bind(p.quantity).bind(p.unit).bind(p.unit_price);
        for (const Money& amount : p.amount) s.bind(amount.micros);
        s.bind(p.formula).bind(p.price_source).step();
    }
    Statement c(db, "insert into carbon values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const CarbonEntry& e : ledger.carbon) {
        c.bind(e.month).bind(e.site).bind(e.pool).bind(e.source).bind(e.reporter);
        c.bind(std::int64_t{e.place.scope}).bind(std::int64_t{e.place.category});
        c.bind(kCarbonBasisNames[static_cast<std::size_t>(e.basis)]).bind(e.place.share);
        c.bind(e.kwh).bind(e.gco2e).step();
    }
}

void write_charts(Database& db, const Findings& f) {
    Statement s(db, "insert into series values (?, ?, ?, ?, ?)");
    for (const Series& series : f.series) {
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            s.bind(series.name).bind(series.where).bind(series.unit);
            s.bind(static_cast<std::int64_t>(i)).bind(series.values[i]).step();
        }
    }
    Statement e(db, "insert into event values (?, ?, ?, ?, ?)");
    for (const RunEvent& event : f.events) {
        e.bind(event.at.seconds()).bind(event.until.seconds()).bind(event.kind);
        e.bind(event.where).bind(event.text).step();
    }
}

}  // namespace

void write_results_db(const std::string& path, const Findings& findings, const Ledger& ledger) {
    const std::string temporary = path + ".part" + std::to_string(getpid());
    std::filesystem::remove(temporary);
    try {
        Database db(temporary, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        db.run("pragma journal_mode = off");
        db.run("begin");
        db.run(kSchema);
        write_run(db, findings);
        write_ledger(db, ledger);
        write_charts(db, findings);
        db.run("commit");
    } catch (const EnvironmentError&) {
        std::filesystem::remove(temporary);
        throw;
    }
    if (std::rename(temporary.c_str(), path.c_str()) != 0) {
        std::filesystem::remove(temporary);
        throw EnvironmentError(path + ": cannot be put in place");
    }
}

StoredResults read_results_db(const std::string& path) {
    if (!std::filesystem::exists(path)) throw EnvironmentError(path + ": there is no such file");
    Database db(path, SQLITE_OPEN_READONLY);
    Statement version(db, "pragma user_version");
    if (!version.step() || version.whole(0) != 1) {
        throw EnvironmentError(path + ": not a results.db that this Orrery reads");
    }
    StoredResults out;
    Statement m(db,
                "select path, value, unit, lo, hi, n, formula, basis, is_count from metric "
                "order by rowid");
    while (m.step()) {
        Metric x;
        x.value = m.real(1);
        x.unit = m.text(2);
        if (!m.null(3)) x.lo = m.real(3);
        if (!m.null(4)) x.hi = m.real(4);
        x.n = m.whole(5);
        x.formula = m.text(6);
        x.basis = m.text(7);
        x.is_count = m.whole(8) != 0;
        out.metrics.set(m.text(0), x);
    }
    Statement s(db,
                "select month, account, counter, category, vendor, site, pool, quantity, unit, "
                "unit_price, list, contracted, billed, effective, formula, price_source "
                "from posting order by rowid");
    while (s.step()) {
        Posting p;
        p.month = s.text(0);
        p.account = s.text(1);
        p.counter = s.text(2);
        p.category = s.text(3);
        p.vendor = s.text(4);
        p.site = s.text(5);
        p.pool = s.text(6);
        p.quantity = s.real(7);
        p.unit = s.text(8);
        p.unit_price = s.real(9);
        for (std::size_t c = 0; c < kCostColumns; ++c) {
            p.amount[c].micros = s.whole(10 + static_cast<int>(c));
        }
        p.formula = s.text(14);
        p.price_source = s.text(15);
        out.postings.push_back(std::move(p));
    }
    return out;
}

}  // namespace orrery
