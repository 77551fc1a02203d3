// results.db: everything that later verbs read of a run, in SQLite.
#include "sim/store/results_db.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "orrery/base/atomic_file.hpp"
#include "sim/analysis/basis.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/store/observation_bytes.hpp"
#include "sim/store/open_results.hpp"
#include "sim/store/result_problem.hpp"
#include "sim/store/results_views.hpp"
#include "sim/store/sqlite.hpp"
#include "sim/store/stored_run.hpp"

namespace orrery {
namespace {

using store::Database;
using store::Statement;

constexpr const char* kSchema = R"(
pragma user_version = 3;
create table run(key text primary key, value text);
create table metric(path text primary key, value real, unit text, lo real, hi real, n integer,
                    formula text, basis text, is_count integer);
create table basis(family text, path text, basis text, error_pct real);
create table basis_input(family text, what text, basis text, error_pct real, source text);
create table charge(id integer primary key, account text, counter text, category text,
                    vendor text, site text, pool text, purpose text, unit text, formula text,
                    price_source text, contract text, asset text, sku text, tenant text,
                    currency text, kind integer, pricing integer, frequency integer,
                    status integer, reservation integer, capital integer, idle integer,
                    cash integer);
create table posting(charge integer, month text, from_s real, until_s real, quantity real,
                     list integer, contracted integer, billed integer, effective integer);
create view posting_line as
  select month, from_s, until_s, account, counter, category, vendor, site, pool, purpose, contract,
         asset, tenant, quantity, unit, list * 1e-6 as list, contracted * 1e-6 as contracted,
         billed * 1e-6 as billed, effective * 1e-6 as effective, formula, price_source
  from posting join charge on posting.charge = charge.id;
create table carbon(month text, site text, pool text, source text, reporter text,
                    scope integer, category integer, basis text, share real, kwh real,
                    gco2e real);
create table series(name text, place text, unit text, i integer, value real);
create table event(at_s real, until_s real, kind text, place text, text text);
create table source(kind text, name text, bytes blob);
create table data(written text, ending text, path text, sha256 text);
create table observation(replication integer primary key, version integer, bytes blob);
)";

template <class E>
std::int64_t number(E value) {
    return static_cast<std::int64_t>(value);
}

/// Texts of a charge in the order of the table's columns.
constexpr std::array<std::string Charge::*, 15> kChargeTexts{
    &Charge::account,  &Charge::counter, &Charge::category, &Charge::vendor,  &Charge::site,
    &Charge::pool,     &Charge::purpose, &Charge::unit,     &Charge::formula, &Charge::price_source,
    &Charge::contract, &Charge::asset,   &Charge::sku,      &Charge::tenant,  &Charge::currency};

void write_run(Database& db, const Findings& f) {
    Statement s(db, "insert into run values (?, ?)");
    for (const auto& [key, value] : {std::pair<std::string, std::string>{"scenario", f.name},
                                     {"start", f.start},
                                     {"horizon_s", print_number(f.horizon_s)},
                                     {"meter_interval_s", print_number(f.interval_s)},
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

void write_bases(Database& db, const Findings& f) {
    const auto name = [](RestsOn basis) { return kRestsOnNames[static_cast<std::size_t>(basis)]; };
    Statement s(db, "insert into basis values (?, ?, ?, ?)");
    Statement i(db, "insert into basis_input values (?, ?, ?, ?, ?)");
    for (const FigureBasis& b : f.bases) {
        for (const std::string& path : b.paths) {
            s.bind(b.family).bind(path).bind(name(b.basis)).bind(b.error_pct).step();
        }
        for (const BasisInput& in : b.inputs) {
            i.bind(b.family).bind(in.what).bind(name(in.basis)).bind(in.error_pct);
            i.bind(in.source).step();
        }
    }
}

RestsOn basis_named(const std::string& name) {
    for (std::size_t i = 0; i < std::size(kRestsOnNames); ++i) {
        if (name == kRestsOnNames[i]) return static_cast<RestsOn>(i);
    }
    return RestsOn::modelled;
}

void write_ledger(Database& db, const Ledger& ledger) {
    Statement k(db, "insert into charge values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (std::size_t i = 0; i < ledger.charges.size(); ++i) {
        const Charge& c = ledger.charges[i];
        k.bind(static_cast<std::int64_t>(i));
        for (const auto text : kChargeTexts) k.bind(c.*text);
        k.bind(number(c.kind)).bind(number(c.pricing)).bind(number(c.frequency));
        k.bind(number(c.status)).bind(number(c.reservation)).bind(number(c.capital));
        k.bind(number(c.idle)).bind(number(c.cash)).step();
    }
    Statement s(db, "insert into posting values (?,?,?,?,?,?,?,?,?)");
    for (const Posting& p : ledger.postings) {
        s.bind(std::int64_t{p.charge}).bind(month_name(p.month));
        s.bind(p.from.seconds()).bind(p.until.seconds()).bind(p.quantity);
        for (const Money& amount : p.amount) s.bind(amount.micros);
        s.step();
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

[[noreturn]] void damaged(const char* what) {
    throw EnvironmentError(std::string("results.db is damaged: ") + what +
                           "; run the scenario again");
}

/// One of an enum's values, of which `last` is the last.
template <class Enum>
Enum one_of(const Statement& s, int column, Enum last) {
    const std::int64_t value = s.whole(column);
    if (value < 0 || value > static_cast<std::int64_t>(last)) damaged("a charge of no known kind");
    return static_cast<Enum>(value);
}

/// Seconds of a run, which lasts a century at most; `never` is later than any.
Nanos time_in(const Statement& s, int column) {
    const double seconds = s.real(column);
    if (!(seconds > -9e9 && seconds < 1e10)) damaged("a time beyond all runs");
    return Nanos::from_seconds(seconds);
}

Charge read_charge(const Statement& s) {
    Charge c;
    int column = 1;
    for (const auto text : kChargeTexts) c.*text = s.text(column++);
    c.kind = one_of(s, column++, ChargeKind::adjustment);
    c.pricing = one_of(s, column++, Pricing::other);
    c.frequency = one_of(s, column++, Frequency::one_time);
    c.status = one_of(s, column++, CommitmentStatus::unused);
    c.reservation = s.whole(column++) != 0;
    c.capital = s.whole(column++) != 0;
    c.idle = s.whole(column++) != 0;
    c.cash = s.whole(column) != 0;
    return c;
}

/// "2026-11" → months since year 0.
std::int32_t month_number(const std::string& name) {
    const auto dash = name.find('-', 1);
    if (dash == std::string::npos) return 0;
    const long year = std::strtol(name.c_str(), nullptr, 10);
    const long month = std::strtol(name.c_str() + dash + 1, nullptr, 10);
    if (year < 0 || year > 9999 || month < 1 || month > 12) damaged("a month of no calendar");
    return static_cast<std::int32_t>(year * 12 + month - 1);
}

std::vector<FigureBasis> read_bases(Database& db) {
    std::vector<FigureBasis> out;
    if (!has_table(db, "basis")) return out;
    const auto of = [&out](const std::string& family) -> FigureBasis& {
        for (FigureBasis& b : out) {
            if (b.family == family) return b;
        }
        out.push_back({family, {}, RestsOn::modelled, 0, {}});
        return out.back();
    };
    Statement s(db, "select family, path, basis, error_pct from basis order by rowid");
    while (s.step()) {
        FigureBasis& b = of(s.text(0));
        b.paths.push_back(s.text(1));
        b.basis = basis_named(s.text(2));
        b.error_pct = s.real(3);
    }
    Statement i(db,
                "select family, what, basis, error_pct, source from basis_input order by rowid");
    while (i.step()) {
        of(i.text(0)).inputs.push_back({i.text(1), basis_named(i.text(2)), i.real(3), i.text(4)});
    }
    return out;
}

void read_ledger(Database& db, StoredResults& out) {
    Statement k(db, "select * from charge order by id");
    while (k.step()) out.ledger.charges.push_back(read_charge(k));
    Statement s(db,
                "select charge, month, from_s, until_s, quantity, list, contracted, billed, "
                "effective from posting order by rowid");
    while (s.step()) {
        Posting p;
        const std::int64_t charge = s.whole(0);
        if (charge < 0 || charge >= static_cast<std::int64_t>(out.ledger.charges.size())) {
            damaged("a posting of no charge");
        }
        p.charge = static_cast<std::uint32_t>(charge);
        p.month = month_number(s.text(1));
        p.from = time_in(s, 2);
        p.until = time_in(s, 3);
        p.quantity = s.real(4);
        for (std::size_t c = 0; c < kCostColumns; ++c) {
            p.amount[c].micros = s.whole(5 + static_cast<int>(c));
        }
        out.ledger.postings.push_back(p);
    }
}

void read_charts(Database& db, StoredResults& out) {
    Statement c(db, "select value from run where key = 'currency'");
    if (c.step()) out.ledger.currency = c.text(0);
    Statement s(db, "select name, place, unit, value from series order by rowid");
    while (s.step()) {
        const bool same = !out.series.empty() && out.series.back().name == s.text(0) &&
                          out.series.back().where == s.text(1);
        if (!same) out.series.push_back({s.text(0), s.text(1), s.text(2), {}});
        out.series.back().values.push_back(s.real(3));
    }
    Statement e(db, "select at_s, until_s, kind, place, text from event order by rowid");
    while (e.step()) {
        out.events.push_back({time_in(e, 0), time_in(e, 1), e.text(2), e.text(3), e.text(4)});
    }
    Statement k(db,
                "select month, site, pool, source, reporter, scope, category, basis, share, kwh, "
                "gco2e from carbon order by rowid");
    while (k.step()) {
        CarbonEntry entry;
        entry.month = k.text(0);
        entry.site = k.text(1);
        entry.pool = k.text(2);
        entry.source = k.text(3);
        entry.reporter = k.text(4);
        entry.place.scope = static_cast<int>(k.whole(5));
        entry.place.category = static_cast<int>(k.whole(6));
        const std::string basis = k.text(7);
        for (std::size_t b = 0; b < kCarbonBasisNames.size(); ++b) {
            if (basis == kCarbonBasisNames[b]) entry.basis = static_cast<CarbonBasis>(b);
        }
        entry.place.share = k.real(8);
        entry.kwh = k.real(9);
        entry.gco2e = k.real(10);
        out.ledger.carbon.push_back(std::move(entry));
    }
}

/// Without a journal: what is not whole is thrown away.
void fill_results_db(Database& db, const Findings& findings, const Ledger& ledger,
                     const StoredRun* run, const ResultRows& rows) {
    db.run("pragma journal_mode = off");
    db.run("begin");
    db.run(kSchema);
    db.run(store::kRowTables);
    write_run(db, findings);
    store::write_rows(db, rows);
    write_bases(db, findings);
    write_ledger(db, ledger);
    write_charts(db, findings);
    if (run) store::write_run(db, *run);
    db.run(store::kResultViews);
    db.run("commit");
}

}  // namespace

namespace store {

Database open_results(const std::string& path) {
    if (!std::filesystem::exists(path)) throw EnvironmentError(path + ": there is no such file");
    Database db(path, SQLITE_OPEN_READONLY);
    Statement version(db, "pragma user_version");
    const std::int64_t found = version.step() ? version.whole(0) : 0;
    if (found == 0) throw EnvironmentError(path + ": these are no results of a run");
    if (found != kVersionOfTables) {
        throw EnvironmentError(fmt::format(
            "{}: results of version {}, and this Orrery reads {}; run the scenario again", path,
            found, kVersionOfTables));
    }
    return db;
}

Metrics read_metrics(Database& db) {
    Metrics out;
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
        out.set(m.text(0), x);
    }
    return out;
}

}  // namespace store

void write_results_db(const std::string& path, const Findings& findings, const Ledger& ledger,
                      const StoredRun* run, const ResultRows& rows) {
    const std::string temporary = part_of(path);
    std::filesystem::remove(temporary);
    try {
        Database db(temporary, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, path);
        fill_results_db(db, findings, ledger, run, rows);
    } catch (...) {
        std::filesystem::remove(temporary);
        throw;
    }
    put_in_place(temporary, path);
}

StoredResults read_results_db(const std::string& path) {
    Database db = store::open_results(path);
    StoredResults out;
    out.metrics = store::read_metrics(db);
    out.bases = read_bases(db);
    analysis::apply_bases(out.bases, out.metrics);
    read_ledger(db, out);
    read_charts(db, out);
    out.rows = store::read_rows(db);
    return out;
}

}  // namespace orrery
