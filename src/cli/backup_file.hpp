#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

/// A backup is one file: a copy of the ledger as of one instant (it holds everything that cannot be
/// made again; the analytics are rebuilt from its log), followed by a trailer of kTrailerBytes:
///
///   \nDRINKSHOP BACKUP 1\nmade_at 2026-01-31T08:05:00.000Z\nposition 4711\nblake2b 5f…\n<spaces>\n
///
/// The checksum (BLAKE2b-256) covers everything in front of its own line, so one changed bit
/// anywhere is found. The copy alone, without its trailer, is an ordinary SQLite database.
namespace shop::cli {

struct BackupInfo {
  Timestamp made_at;
  std::int64_t position = 0;  ///< The newest log position in it.
  std::int64_t bytes = 0;     ///< Of the whole file.
  std::string checksum;       ///< 64 hex digits.
};

/// `done` of `total` bytes or pages are through.
using Advance = std::function<void(std::int64_t done, std::int64_t total)>;

inline constexpr std::size_t kTrailerBytes = 256;

/// Copies a ledger that may be in use, checks the copy (structure and the log's hash chain), and
/// puts it in place under its name only when it is whole and on disk. kConflict when `file` exists.
Result<BackupInfo> write_backup(const std::string& ledger, const std::string& file, Timestamp now,
                                const Advance& advance);

/// Reads the whole file and compares its checksum. kMalformed: no backup; kCorruption: damaged.
Result<BackupInfo> check_backup(const std::string& file, const Advance& advance);

/// Checks the backup, then makes `ledger` (which must not exist) from it and checks that as well.
Result<BackupInfo> unpack_backup(const std::string& file, const std::string& ledger,
                                 const Advance& advance);

}  // namespace shop::cli
