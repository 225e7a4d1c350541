#include "adapters/sqlite/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>

#include "base/assert.hpp"

namespace shop::sqlite {
namespace {

bool is_disk_full(int primary, sqlite3* handle) {
  if (primary == SQLITE_FULL) return true;
  if (primary != SQLITE_IOERR || handle == nullptr) return false;
  const int system = sqlite3_system_errno(handle);
  return system == ENOSPC || system == EDQUOT;
}

const char* lock_sql(Lock lock) {
  switch (lock) {
    case Lock::kRead: return "BEGIN";
    case Lock::kWrite: return "BEGIN IMMEDIATE";
  }
  return "";
}

int open_flags(OpenMode mode) {
  // A connection belongs to one thread at a time, so SQLite's own mutex would only cost.
  switch (mode) {
    case OpenMode::kReadOnly: return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    case OpenMode::kReadWrite: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    case OpenMode::kCreate: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  }
  return 0;
}

std::string pragmas(const OpenOptions& options) {
  std::string sql = fmt::format(
      "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;"
      "PRAGMA cache_size=-{};",
      options.cache_kib);
  if (options.mode == OpenMode::kReadOnly) return sql;
  return sql + fmt::format(
                   "PRAGMA journal_mode=WAL; PRAGMA synchronous={};"
                   "PRAGMA wal_autocheckpoint={}; PRAGMA journal_size_limit=67108864;",
                   options.durability == Durability::kFull ? "FULL" : "NORMAL",
                   options.checkpoint_pages);
}

}  // namespace

Error translate(int code, sqlite3* handle) {
  const int primary = code & 0xff;
  std::string detail = fmt::format(
      "SQLite {}: {}", code, handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
  if (is_disk_full(primary, handle)) {
    return make_error(ErrorKind::kStorageFull, "store.full", std::move(detail));
  }
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return make_error(ErrorKind::kUnavailable, "store.busy", std::move(detail));
    case SQLITE_IOERR: return make_error(ErrorKind::kUnavailable, "store.io", std::move(detail));
    case SQLITE_NOMEM: return make_error(ErrorKind::kUnavailable, "store.memory", detail);
    case SQLITE_INTERRUPT:
      return make_error(ErrorKind::kUnavailable, "store.interrupted", std::move(detail));
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return make_error(ErrorKind::kUnavailable, "store.cannot_open", std::move(detail));
    case SQLITE_CONSTRAINT: {
      const bool key = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       code == SQLITE_CONSTRAINT_ROWID;
      return make_error(ErrorKind::kConflict, key ? "store.unique" : "store.constraint",
                        std::move(detail));
    }
    case SQLITE_TOOBIG: return make_error(ErrorKind::kTooLarge, "store.too_big", detail);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return make_error(ErrorKind::kCorruption, "store.corrupt", std::move(detail));
    default: return make_error(ErrorKind::kCorruption, "store.sql", std::move(detail));
  }
}

// ---------------------------------------------------------------------------------------- Rows

Rows::~Rows() {
  if (statement_ != nullptr) statement_->reset();
}

Result<bool> Rows::step() { return statement_->step(); }

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_->handle_, column) == SQLITE_NULL;
}

std::int64_t Rows::int64(int column) const {
  return sqlite3_column_int64(statement_->handle_, column);
}

double Rows::real(int column) const { return sqlite3_column_double(statement_->handle_, column); }

std::string_view Rows::text(int column) const {
  const auto* data = sqlite3_column_text(statement_->handle_, column);
  const int size = sqlite3_column_bytes(statement_->handle_, column);
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Blob Rows::blob(int column) const {
  const auto* data = sqlite3_column_blob(statement_->handle_, column);
  const int size = sqlite3_column_bytes(statement_->handle_, column);
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> Rows::maybe_int64(int column) const {
  if (is_null(column)) return std::nullopt;
  return int64(column);
}

std::optional<std::string_view> Rows::maybe_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

// ----------------------------------------------------------------------------------- Statement

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this != &other) {
    sqlite3_finalize(handle_);
    handle_ = std::exchange(other.handle_, nullptr);
    bind_code_ = other.bind_code_;
  }
  return *this;
}

void Statement::note(int code) {
  SHOP_ASSERT(code != SQLITE_RANGE && code != SQLITE_MISUSE);
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

void Statement::expect_parameters(int count) const {
  SHOP_ASSERT(sqlite3_bind_parameter_count(handle_) == count);
}

void Statement::bind(int index, double value, Lifetime /*lifetime*/) {
  note(sqlite3_bind_double(handle_, index, value));
}

void Statement::bind_int64(int index, std::int64_t value) {
  note(sqlite3_bind_int64(handle_, index, value));
}

void Statement::bind_null(int index) { note(sqlite3_bind_null(handle_, index)); }

void Statement::bind(int index, std::string_view text, Lifetime lifetime) {
  // A null data pointer would be stored as NULL; the empty text is a value of its own.
  const char* data = text.data() != nullptr ? text.data() : "";
  note(sqlite3_bind_text64(handle_, index, data, text.size(),
                           lifetime == kCopy ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, Blob bytes, Lifetime lifetime) {
  if (bytes.empty()) return note(sqlite3_bind_zeroblob(handle_, index, 0));
  note(sqlite3_bind_blob64(handle_, index, bytes.data(), bytes.size(),
                           lifetime == kCopy ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

Result<bool> Statement::step() {
  if (bind_code_ != SQLITE_OK) return translate(bind_code_, sqlite3_db_handle(handle_));
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return translate(code, sqlite3_db_handle(handle_));
}

Result<void> Statement::finish() {
  if (bind_code_ == SQLITE_OK) {
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(handle_);
    if (code == SQLITE_DONE) {
      sqlite3_reset(handle_);
      return ok();
    }
    bind_code_ = code;
  }
  Error error = translate(bind_code_, sqlite3_db_handle(handle_));
  reset();
  return error;
}

void Statement::reset() noexcept {
  // The result repeats the error that step() already reported.
  sqlite3_reset(handle_);
  bind_code_ = SQLITE_OK;
}

// ------------------------------------------------------------------------------------ Database

struct Database::Connection {
  sqlite3* handle = nullptr;
  // Prepared once: parsing BEGIN and COMMIT would be a good part of a small transaction's cost.
  std::array<Statement, 2> begin;
  Statement commit;
  Statement rollback;

  // close_v2 waits for statements that their owners finalize later.
  ~Connection() { sqlite3_close_v2(handle); }
};

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Result<Database> Database::open(const std::string& path, const OpenOptions& options) {
  Database database(std::make_unique<Connection>());
  Connection& connection = *database.connection_;
  const int code = sqlite3_open_v2(path.c_str(), &connection.handle, open_flags(options.mode),
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (code != SQLITE_OK) {
    Error error = translate(code, connection.handle);
    error.detail = fmt::format("cannot open {}: {}", path, error.detail);
    return error;
  }
  sqlite3_extended_result_codes(connection.handle, 1);
  sqlite3_busy_timeout(connection.handle, options.busy_timeout_ms);
  SHOP_TRY(database.exec(pragmas(options)));
  SHOP_TRY(connection.begin[0], database.prepare(lock_sql(Lock::kRead)));
  SHOP_TRY(connection.begin[1], database.prepare(lock_sql(Lock::kWrite)));
  SHOP_TRY(connection.commit, database.prepare("COMMIT"));
  SHOP_TRY(connection.rollback, database.prepare("ROLLBACK"));
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return translate(code, handle());
  SHOP_ASSERT(statement != nullptr);  // Empty SQL is a bug of ours.
  return Statement(statement);
}

Result<void> Database::exec(const std::string& sql) {
  const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return translate(code, handle());
  return ok();
}

Result<std::optional<std::int64_t>> Database::query_int64(std::string_view sql) {
  SHOP_TRY(Statement statement, prepare(sql));
  Rows rows = statement.run();
  SHOP_TRY(const bool row, rows.step());
  if (!row) return std::optional<std::int64_t>();
  return rows.maybe_int64(0);
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

sqlite3* Database::handle() const { return connection_->handle; }

// --------------------------------------------------------------------------------- Transaction

Result<Transaction> Transaction::begin(Database& database, Lock lock) {
  SHOP_ASSERT(!database.in_transaction());
  SHOP_TRY(database.connection_->begin.at(static_cast<std::size_t>(lock)).execute());
  return Transaction(database);
}

Result<void> Transaction::commit() {
  SHOP_TRY(database_->connection_->commit.execute());
  database_ = nullptr;
  return ok();
}

Transaction::~Transaction() {
  // Some failures (a full disk, an I/O error) have rolled back already.
  if (database_ == nullptr || !database_->in_transaction()) return;
  const Result<void> rolled_back = database_->connection_->rollback.execute();
  // ROLLBACK only fails when there is no transaction; either way none is left.
  SHOP_ASSERT(rolled_back || !database_->in_transaction());
}

}  // namespace shop::sqlite
