#include "adapters/sqlite/log_chain.hpp"

#include <sodium.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "adapters/sqlite/order_rows.hpp"
#include "base/assert.hpp"

namespace shop::sqlite {
namespace {

class Hasher {
 public:
  explicit Hasher(const ChainHash& previous) {
    crypto_generichash_init(&state_, nullptr, 0, sizeof(ChainHash));
    bytes(previous.data(), previous.size());
  }
  void number(std::int64_t value) { bytes(&value, sizeof value); }
  void text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    bytes(value.data(), value.size());
  }
  ChainHash finish() {
    ChainHash hash{};
    const int failed = crypto_generichash_final(&state_, hash.data(), hash.size());
    SHOP_ASSERT(failed == 0);
    return hash;
  }

 private:
  void bytes(const void* data, std::size_t size) {
    crypto_generichash_update(&state_, static_cast<const unsigned char*>(data), size);
  }
  crypto_generichash_state state_{};
};

}  // namespace

ChainHash next_link(const ChainHash& previous, std::span<const events::LogRecordPtr> records) {
  Hasher hasher(previous);
  for (const auto& record : records) {
    hasher.number(record->position);
    hasher.number(static_cast<std::int64_t>(record->topic));
    hasher.text(record->key);
    hasher.text(record->value);
    hasher.number(record->appended_at.us);
  }
  return hasher.finish();
}

Result<ChainReport> verify_chain(const std::string& ledger_path) {
  OpenOptions options;
  options.mode = OpenMode::kReadOnly;
  SHOP_TRY(auto db, Database::open(ledger_path, options));
  SHOP_TRY(auto guard, Transaction::begin(db, Lock::kRead));
  SHOP_TRY(auto links, db.prepare("SELECT position, hash FROM log_chain ORDER BY position"));
  SHOP_TRY(auto select,
           db.prepare("SELECT " + std::string(kLogColumns) +
                      " FROM event_log WHERE position > ? AND position <= ? ORDER BY position"));
  ChainReport report;
  std::int64_t after = 0;
  Rows rows = links.run();
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) break;
    const std::int64_t position = rows.int64(0);
    SHOP_TRY(const auto records, read_all(select.run(after, position), share_log_row));
    const ChainHash expected = next_link(report.last, records);
    const Blob stored = rows.blob(1);
    if (!std::equal(expected.begin(), expected.end(), stored.begin(), stored.end())) {
      report.problem = "the log was changed between positions " + std::to_string(after + 1) +
                       " and " + std::to_string(position);
      return report;
    }
    ++report.links;
    report.records += static_cast<std::int64_t>(records.size());
    report.last = expected;
    after = position;
  }
  SHOP_TRY(const auto head, db.query_int64("SELECT max(position) FROM event_log"));
  if (head.value_or(0) != after) {
    report.problem = "the log ends at position " + std::to_string(head.value_or(0)) +
                     ", its chain at " + std::to_string(after);
  }
  return report;
}

}  // namespace shop::sqlite
