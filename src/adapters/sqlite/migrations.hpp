#pragma once

#include <span>
#include <string_view>

#include "adapters/sqlite/database.hpp"

namespace shop::sqlite {

/// One forward step of a file's schema. Once released its text never changes: its checksum is
/// stored, and a file that was made by another text is refused.
struct Migration {
  int number;  ///< 1, 2, 3, ... without gaps.
  std::string_view name;
  std::string_view sql;
};

/// Brings the file to the newest schema, each step in a transaction of its own together with its
/// row in `schema_migrations (number, name, checksum)`; a kill in between loses at most the step
/// that ran. Does nothing on a file that is up to date. Safe to call from two processes at once.
/// Fails with kConflict: "store.newer_schema" when the file was written by a newer program,
/// "store.other_schema" when its history is not ours (another kind of file, or an edited step).
Result<void> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace shop::sqlite
