#include "adapters/sqlite/migrations.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/assert.hpp"

namespace shop::sqlite {
namespace {

struct Applied {
  std::string name;
  std::string checksum;
};

/// FNV-1a, 64 bits: finds an edited step, which is a mistake and not an attack.
std::string checksum_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("{:016x}", hash);
}

Result<std::vector<Applied>> read_applied(Database& database) {
  SHOP_TRY(Statement statement,
           database.prepare("SELECT name, checksum FROM schema_migrations ORDER BY number"));
  return read_all(statement.run(), [](const Rows& row) {
    return Applied{std::string(row.text(0)), std::string(row.text(1))};
  });
}

Result<void> check_history(const std::vector<Applied>& applied,
                           std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < std::min(applied.size(), migrations.size()); ++i) {
    const Migration& ours = migrations[i];
    if (applied[i].name == ours.name && applied[i].checksum == checksum_of(ours.sql)) continue;
    return make_error(
        ErrorKind::kConflict, "store.other_schema",
        fmt::format("migration {} of this file is `{}`, this program expects `{}` (checksum {}); "
                    "it is another kind of file or was made by a development build",
                    i + 1, applied[i].name, ours.name, checksum_of(ours.sql)));
  }
  if (applied.size() > migrations.size()) {
    return make_error(
        ErrorKind::kConflict, "store.newer_schema",
        fmt::format("the file has schema {}, this program knows only up to {}; use the newer "
                    "program, or restore a backup that is older than the update",
                    applied.size(), migrations.size()));
  }
  return ok();
}

/// Applies the next step and says whether more are left.
Result<bool> apply_next(Database& database, std::span<const Migration> migrations) {
  SHOP_TRY(Transaction transaction, Transaction::begin(database, Lock::kWrite));
  SHOP_TRY(const std::vector<Applied> applied, read_applied(database));
  SHOP_TRY(check_history(applied, migrations));
  if (applied.size() == migrations.size()) return false;
  const Migration& next = migrations[applied.size()];
  SHOP_TRY(database.exec(std::string(next.sql)));
  SHOP_TRY(Statement record, database.prepare("INSERT INTO schema_migrations VALUES (?, ?, ?)"));
  SHOP_TRY(record.execute(next.number, next.name, checksum_of(next.sql)));
  SHOP_TRY(transaction.commit());
  return applied.size() + 1 < migrations.size();
}

}  // namespace

Result<void> migrate(Database& database, std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    SHOP_ASSERT(migrations[i].number == static_cast<int>(i) + 1);
  }
  SHOP_TRY(
      database.exec("CREATE TABLE IF NOT EXISTS schema_migrations ("
                    "number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)"));
  bool more = true;
  while (more) {
    SHOP_TRY(more, apply_next(database, migrations));
  }
  return ok();
}

}  // namespace shop::sqlite
