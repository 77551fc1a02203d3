// SQLite as this room uses it: a database, prepared statements, errors as exceptions.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "orrery/base/diagnostics.hpp"

namespace orrery::store {

class Database {
public:
    /// Messages name the file as `shown`, where that is given.
    Database(const std::string& path, int flags, const std::string& shown = {})
        : path_(shown.empty() ? path : shown) {
        if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) == SQLITE_OK) return;
        // No destructor runs after a throw from here, and a failed open leaves a handle, too.
        const std::string problem = db_ ? sqlite3_errmsg(db_) : "out of memory";
        sqlite3_close(db_);
        throw EnvironmentError(path_ + ": " + problem);
    }
    ~Database() { sqlite3_close(db_); }
    Database(Database&& other) noexcept
        : path_(std::move(other.path_)), db_(std::exchange(other.db_, nullptr)) {}
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
        return bound(sqlite3_bind_text(statement_, ++at_, text.c_str(), -1, SQLITE_TRANSIENT));
    }
    Statement& bind(double value) { return bound(sqlite3_bind_double(statement_, ++at_, value)); }
    Statement& bind(std::int64_t value) {
        return bound(sqlite3_bind_int64(statement_, ++at_, value));
    }
    Statement& bind_bytes(const std::string& bytes) {
        return bound(
            sqlite3_bind_blob64(statement_, ++at_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
    }
    Statement& bind(const std::optional<double>& value) {
        if (value) return bind(*value);
        return bound(sqlite3_bind_null(statement_, ++at_));
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
        if (!value) refuse_lost();
        return value ? reinterpret_cast<const char*>(value) : std::string();
    }
    [[nodiscard]] std::string bytes(int column) const {
        const void* value = sqlite3_column_blob(statement_, column);
        const auto n = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
        if (!value) refuse_lost();
        return value ? std::string(static_cast<const char*>(value), n) : std::string();
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
    /// A value without memory for it would be stored as none.
    Statement& bound(int code) {
        if (code != SQLITE_OK) db_.fail();
        return *this;
    }
    /// What is null where memory ran out is not null in the file.
    void refuse_lost() const {
        if (sqlite3_errcode(db_.get()) == SQLITE_NOMEM) db_.fail();
    }

    Database& db_;
    sqlite3_stmt* statement_ = nullptr;
    int at_ = 0;
};

/// Files of earlier versions lack some.
inline bool has_table(Database& db, const char* name) {
    Statement s(db, "select 1 from sqlite_master where type = 'table' and name = ?");
    return s.bind(std::string(name)).step();
}

}  // namespace orrery::store
