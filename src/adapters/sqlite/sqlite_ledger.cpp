#include "adapters/sqlite/sqlite_ledger.hpp"

#include <utility>

#include "adapters/sqlite/ledger_unit.hpp"
#include "base/assert.hpp"

namespace shop::sqlite {

SqliteLedger::SqliteLedger(LedgerOptions options) : options_(std::move(options)) {}
SqliteLedger::~SqliteLedger() = default;

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(LedgerOptions options) {
  SHOP_ASSERT(options.business_day != nullptr);
  std::unique_ptr<SqliteLedger> ledger(new SqliteLedger(std::move(options)));
  SHOP_TRY(ledger->connect());
  return ledger;
}

Result<void> SqliteLedger::connect() {
  SHOP_TRY(unit_, Unit::open(options_));
  if (options_.background_checkpoints && !checkpointer_) {
    SHOP_TRY(checkpointer_, Checkpointer::start(options_.path, options_.checkpoint_pages));
  }
  if (checkpointer_) checkpointer_->watch(unit_->database());
  return ok();
}

Result<application::UnitOfWork*> SqliteLedger::begin() {
  SHOP_ASSERT(unit_ != nullptr);
  SHOP_TRY(const bool changed, unit_->begin());
  outside_changes_ = outside_changes_ || changed;
  return unit_.get();
}

Result<std::vector<events::LogRecordPtr>> SqliteLedger::commit() {
  SHOP_TRY(auto records, unit_->commit());
  ++flushes_;
  acknowledged_ = unit_->head();
  return records;
}

void SqliteLedger::rollback() {
  if (unit_) unit_->rollback();
}

bool SqliteLedger::take_outside_changes() { return std::exchange(outside_changes_, false); }

Result<void> SqliteLedger::reopen() {
  unit_.reset();
  SHOP_TRY(connect());
  // After a failed flush the kernel may hold pages as clean that never reached the disk (Rebello et
  // al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020). A checkpoint writes the
  // log's content into the main file anew and flushes that, so what we go on from is on the disk.
  Database& db = unit_->database();
  SHOP_TRY(const auto busy, db.query_int64("PRAGMA wal_checkpoint(TRUNCATE)"));
  if (busy.value_or(1) != 0) {
    unit_.reset();
    return make_error(ErrorKind::kUnavailable, "store.io",
                      "the store cannot be checked while it is being read; retrying");
  }
  SHOP_TRY(const auto head, db.query_int64("SELECT max(position) FROM event_log"));
  if (head.value_or(0) < acknowledged_) {
    unit_.reset();
    return make_error(ErrorKind::kCorruption, "store.lost_events",
                      "the log ends at position " + std::to_string(head.value_or(0)) +
                          " although position " + std::to_string(acknowledged_) +
                          " was acknowledged; restore a backup");
  }
  return ok();
}

std::int64_t SqliteLedger::flushes() const { return flushes_; }

}  // namespace shop::sqlite
