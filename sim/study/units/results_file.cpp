// study.db: finished units of a study by what they depend on.
#include "sim/study/units/results_file.hpp"

#include <chrono>
#include <filesystem>
#include <sstream>

#include "sim/store/sealed_bytes.hpp"
#include "sim/store/sqlite.hpp"

namespace orrery {
namespace {

using store::Database;
using store::Statement;

constexpr int kVersion = 3;
constexpr auto kCommitEvery = std::chrono::milliseconds(500);

std::int64_t version_of(Database& db) {
    Statement ask(db, "pragma user_version");
    ask.step();
    return ask.whole(0);
}

bool has_tables(Database& db) {
    Statement ask(db, "select count(*) from sqlite_master");
    ask.step();
    return ask.whole(0) > 0;
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw EnvironmentError(path + ": " + why);
}

/// A file that another process holds says so by the first thing that is asked of it.
Database opened(const std::string& path) {
    try {
        Database db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX);
        // The lock is held until the file is closed: a second writer is told, not queued.
        db.run("pragma locking_mode = exclusive");
        db.run("pragma journal_mode = wal");
        db.run("pragma synchronous = normal");
        db.run("begin immediate");
        return db;
    } catch (const EnvironmentError& e) {
        const std::string& words = e.message();
        if (words.find("locked") != std::string::npos) {
            refuse(path,
                   "another process is writing this study's results; wait for it, or give "
                   "another folder with -o");
        }
        if (words.find("not a database") != std::string::npos) {
            refuse(path,
                   "this is no results file of a study; move it away or give another folder "
                   "with -o");
        }
        throw;
    }
}

}  // namespace

struct ResultsFile::Open {
    explicit Open(const std::string& file) : path(file), db(opened(file)) {}
    std::string path;
    Database db;
    std::unique_ptr<Statement> get;
    std::unique_ptr<Statement> put;
    std::chrono::steady_clock::time_point committed = std::chrono::steady_clock::now();
};

namespace {

void check_version(Database& db, const std::string& path) {
    const std::int64_t version = version_of(db);
    if (version == kVersion) return;
    refuse(path, "results of another version (" + std::to_string(version) +
                     "; this Orrery writes " + std::to_string(kVersion) +
                     "); give another folder with -o, or use the Orrery that wrote it");
}

std::string said(Database& db, const char* key) {
    Statement ask(db, "select value from study where key = ?");
    ask.bind(std::string(key));
    return ask.step() ? ask.text(0) : std::string();
}

void begin_or_check(Database& db, const std::string& path, const std::string& study) {
    if (!has_tables(db)) {
        db.run("create table study(key text primary key, value text) without rowid");
        db.run("create table unit(key text primary key, bytes blob) without rowid");
        Statement add(db, "insert into study values('name', ?)");
        add.bind(study);
        add.step();
        db.run(("pragma user_version = " + std::to_string(kVersion)).c_str());
        return;
    }
    check_version(db, path);
    const std::string name = said(db, "name");
    if (name == study) return;
    refuse(path, "these are results of the study \"" + name + "\", not of \"" + study +
                     "\"; give another folder with -o");
}

}  // namespace

ResultsFile::ResultsFile(const std::string& path, const std::string& study)
    : open_(std::make_unique<Open>(path)) {
    begin_or_check(open_->db, path, study);
    commit();
    prepare();
}

ResultsFile::ResultsFile(const std::string& path) {
    if (!std::filesystem::exists(path)) refuse(path, "there are no results of a study");
    open_ = std::make_unique<Open>(path);
    if (!has_tables(open_->db)) refuse(path, "this is no results file of a study");
    check_version(open_->db, path);
    prepare();
}

void ResultsFile::prepare() {
    open_->get = std::make_unique<Statement>(open_->db, "select bytes from unit where key = ?");
    open_->put = std::make_unique<Statement>(open_->db, "insert or ignore into unit values(?, ?)");
}

ResultsFile::~ResultsFile() {
    try {
        open_->get.reset();
        open_->put.reset();
        open_->db.run("commit");
    } catch (const EnvironmentError&) {  // a destructor cannot tell; commit() before it can
    }
}

std::optional<std::string> ResultsFile::find(const std::string& key) {
    Statement& get = *open_->get;
    get.bind(key);
    std::optional<std::string> bytes;
    if (get.step()) {
        bytes = store::unsealed(get.bytes(0), open_->path + ": a stored run");
        get.step();  // ends the query and readies it for the next
    }
    return bytes;
}

void ResultsFile::add(const std::string& key, const std::string& bytes) {
    Statement& put = *open_->put;
    put.bind(key).bind_bytes(store::sealed(bytes));
    put.step();
    const auto now = std::chrono::steady_clock::now();
    if (now - open_->committed > kCommitEvery) commit();
}

void ResultsFile::commit() {
    open_->db.run("commit");
    open_->db.run("begin immediate");
    open_->committed = std::chrono::steady_clock::now();
}

void ResultsFile::clear() {
    open_->db.run("delete from unit");
    commit();
}

std::size_t ResultsFile::take(ResultsFile& other) {
    if (other.name() != name()) {
        refuse(other.open_->path,
               "results of the study \"" + other.name() + "\", not of \"" + name() + "\"");
    }
    const std::size_t before = size();
    Statement all(other.open_->db, "select key, bytes from unit order by key");
    while (all.step()) {
        add(all.text(0), store::unsealed(all.bytes(1), other.open_->path + ": a stored run"));
    }
    commit();
    return size() - before;
}

std::string ResultsFile::name() {
    return said(open_->db, "name");
}

void ResultsFile::set_command(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += word + '\n';
    Statement put(open_->db, "insert or replace into study values('command', ?)");
    put.bind(text);
    put.step();
    commit();
}

std::vector<std::string> ResultsFile::command() {
    std::vector<std::string> words;
    std::istringstream text(said(open_->db, "command"));
    for (std::string word; std::getline(text, word);) words.push_back(word);
    return words;
}

std::size_t ResultsFile::size() {
    Statement ask(open_->db, "select count(*) from unit");
    ask.step();
    return static_cast<std::size_t>(ask.whole(0));
}

}  // namespace orrery
