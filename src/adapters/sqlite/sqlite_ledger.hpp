#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/sqlite/checkpointer.hpp"
#include "application/ports/ledger.hpp"
#include "base/result.hpp"

namespace shop::sqlite {

struct LedgerOptions {
  std::string path;
  /// The business day of a time, as a day number; queue numbers start anew on each.
  std::function<std::int64_t(Timestamp)> business_day;
  /// Empty: SQLite's own file layer. Fault tests name theirs.
  std::string vfs;
  /// How long the write-ahead log gets before it is moved into the main file.
  int checkpoint_pages = 4000;
  /// Move it on a thread of its own, so that no commit waits; else SQLite does it in a commit.
  bool background_checkpoints = false;
};

/// The ledger on one SQLite file (WAL, synchronous=FULL: each commit is one flush of the log).
/// Used by the committer's thread only; several processes may each have one on the same file:
/// begin() takes the file's write lock and reads what the others changed.
class SqliteLedger final : public application::Ledger {
 public:
  /// Opens or creates the file and brings its schema up to date.
  static Result<std::unique_ptr<SqliteLedger>> open(LedgerOptions options);
  ~SqliteLedger() override;

  Result<application::UnitOfWork*> begin() override;
  Result<std::vector<events::LogRecordPtr>> commit() override;
  void rollback() override;
  bool take_outside_changes() override;
  Result<void> reopen() override;
  std::int64_t flushes() const override;

 private:
  class Unit;
  explicit SqliteLedger(LedgerOptions options);
  Result<void> connect();

  LedgerOptions options_;
  std::unique_ptr<Checkpointer> checkpointer_;  ///< Outlives unit_, whose commits it watches.
  std::unique_ptr<Unit> unit_;
  std::int64_t acknowledged_ = 0;  ///< The last position that was committed by us.
  std::int64_t flushes_ = 0;
  bool outside_changes_ = false;
};

}  // namespace shop::sqlite
