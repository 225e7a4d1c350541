#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// The thin layer over SQLite that every SQLite adapter shares: handles with owners, errors by
/// code.
///
/// Threads: a Database and everything made from it belong to one thread at a time (connections are
/// opened without SQLite's own mutex). Several threads use several connections to one file.
namespace shop::sqlite {

using Blob = std::span<const std::uint8_t>;

class Statement;

/// One execution of a Statement and its rows: the bound values and its cursor. Resets the statement
/// when it goes out of scope, so that no read transaction is left open. One at a time for each
/// statement.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(&statement) {}
  ~Rows();
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;

  /// True while there is a row; false when the statement is done.
  Result<bool> step();

  /// Columns of the current row, counted from 0. Views live until the next step().
  bool is_null(int column) const;
  std::int64_t int64(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  Blob blob(int column) const;
  std::optional<std::int64_t> maybe_int64(int column) const;
  std::optional<std::string_view> maybe_text(int column) const;

 private:
  Statement* statement_;
};

/// A prepared statement; prepare it once and keep it beside its Database. Parameters count from 1.
class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), bind_code_(other.bind_code_) {}
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds all parameters in order and runs to the end; rows are ignored. The hot path for writes:
  /// values are not copied.
  template <class... Values>
  Result<void> execute(const Values&... values) {
    bind_all(kBorrow, values...);
    return finish();
  }
  /// execute() for a long list of parameters, bound some at a time: bind_more() until all are
  /// bound, then execute_bound(). The values must live until then.
  template <class... Values>
  void bind_more(const Values&... values) {
    (bind(++bound_, values, kBorrow), ...);
  }
  Result<void> execute_bound() {
    expect_parameters(std::exchange(bound_, 0));
    return finish();
  }
  /// Binds all parameters in order (texts and blobs are copied) and returns the cursor.
  template <class... Values>
  [[nodiscard]] Rows run(const Values&... values) {
    bind_all(kCopy, values...);
    return Rows(*this);
  }

 private:
  friend class Database;
  friend class Rows;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  enum Lifetime : bool { kBorrow, kCopy };

  template <class... Values>
  void bind_all([[maybe_unused]] Lifetime lifetime, const Values&... values) {
    int index = 0;
    (bind(++index, values, lifetime), ...);
    expect_parameters(index);
  }
  template <class T>
  void bind(int index, const std::optional<T>& value, Lifetime lifetime) {
    value ? bind(index, *value, lifetime) : bind_null(index);
  }
  template <std::integral T>
  void bind(int index, T value, Lifetime /*lifetime*/) {
    bind_int64(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, double value, Lifetime lifetime);
  void bind(int index, std::string_view text, Lifetime lifetime);
  void bind(int index, Blob bytes, Lifetime lifetime);
  void bind(int index, std::nullptr_t, Lifetime /*lifetime*/) { bind_null(index); }
  void bind_int64(int index, std::int64_t value);
  void bind_null(int index);
  void note(int code);
  void expect_parameters(int count) const;
  Result<bool> step();
  Result<void> finish();
  void reset() noexcept;

  sqlite3_stmt* handle_ = nullptr;
  int bind_code_ = 0;  ///< The first failed bind, reported by the next step().
  int bound_ = 0;      ///< Parameters bound by bind_more() so far.
};

/// Every row that is left, as `read(rows)` makes it.
template <class Read>
Result<std::vector<std::invoke_result_t<Read, const Rows&>>> read_all(Rows rows, Read read) {
  std::vector<std::invoke_result_t<Read, const Rows&>> values;
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) return values;
    values.push_back(read(rows));
  }
}

enum class OpenMode : std::uint8_t { kReadOnly, kReadWrite, kCreate };

/// What a commit waits for. kFull: the log is flushed, nothing acknowledged is ever lost. kNormal:
/// consistent after a power cut, but the last commits may be gone. Both are safe from kill -9.
enum class Durability : std::uint8_t { kFull, kNormal };

struct OpenOptions {
  OpenMode mode = OpenMode::kCreate;
  Durability durability = Durability::kFull;
  int busy_timeout_ms = 5000;  ///< How long a locked file is waited for.
  int cache_kib = 16 * 1024;
  int checkpoint_pages = 1000;  ///< Of the write-ahead log, between two automatic checkpoints.
  std::string vfs = {};         ///< Empty: the default. Tests name their fault-injecting one.
};

/// One connection to one file, in WAL mode when it is writable.
class Database {
 public:
  static Result<Database> open(const std::string& path, const OpenOptions& options);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Result<Statement> prepare(std::string_view sql);
  /// Runs one or more statements without parameters; for schema and pragmas, not for the hot path.
  Result<void> exec(const std::string& sql);
  /// The first column of the first row; nullopt when there is no row or it is null.
  Result<std::optional<std::int64_t>> query_int64(std::string_view sql);

  /// Rows changed by the last INSERT, UPDATE or DELETE.
  std::int64_t changes() const;
  bool in_transaction() const;
  /// For what this layer does not cover (backup, hooks). Stays owned by the Database.
  sqlite3* handle() const;

 private:
  friend class Transaction;
  struct Connection;
  explicit Database(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

enum class Lock : std::uint8_t {
  kRead,   ///< A stable snapshot from the first read on.
  kWrite,  ///< Takes the one write lock at once, so that the work inside cannot fail with busy.
};

/// Everything between begin() and commit() happens at once or not at all; destroying it without
/// commit() rolls back. Must not outlive its Database; does not nest.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database, Lock lock);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;

  /// After a failure nothing of the transaction is stored, and the guard rolls back.
  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

/// The shop's error for a SQLite result code: kStorageFull (FULL, or a full disk behind an I/O
/// error), kUnavailable (BUSY, I/O), kCorruption (CORRUPT, NOTADB), kConflict (a constraint:
/// "store.unique" for keys, else "store.constraint"), kTooLarge (TOOBIG).
/// `handle` may be null; it only adds the message for people.
Error translate(int code, sqlite3* handle);

}  // namespace shop::sqlite
