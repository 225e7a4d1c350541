#include "cli/backup_command.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "cli/backup_file.hpp"
#include "cli/progress.hpp"

namespace shop::cli {
namespace {

namespace fs = std::filesystem;

/// Draws one bar for every walk through a file.
class Bar {
 public:
  explicit Bar(std::string label) : progress_(std::move(label), 1000) {}
  Advance advance() {
    return [this](std::int64_t done, std::int64_t total) {
      progress_.update(total == 0 ? 0 : done * 1000 / total);
    };
  }

 private:
  Progress progress_;
};

std::string describe(const BackupInfo& info) {
  return std::to_string(info.position) + " events, " + std::to_string(info.bytes) +
         " bytes, made at " + format_millis(info.made_at) + ", blake2b " + info.checksum;
}

/// Leaving the write-ahead log needs the file for oneself: it fails while any process has it open.
bool in_use(const std::string& ledger) {
  std::error_code failed;
  if (!fs::exists(ledger, failed)) return false;
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(ledger.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(db, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  }
  sqlite3_close(db);
  return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

/// Moves everything in the folder out of the way.
Result<void> set_aside(const embedded::DataFolder& folder, Timestamp now, std::ostream& out) {
  std::string name = "replaced-" + format_seconds(now);
  std::replace(name.begin(), name.end(), ':', '-');
  const fs::path aside = fs::path(folder.path) / name;
  std::error_code failed;
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder.path, failed)) {
    if (!entry.path().filename().string().starts_with("replaced-")) entries.push_back(entry.path());
  }
  fs::create_directory(aside, failed);
  for (const fs::path& entry : entries) {
    if (!failed) fs::rename(entry, aside / entry.filename(), failed);
  }
  if (failed) {
    return make_error(ErrorKind::kUnavailable, "restore.cannot_move",
                      "cannot move the old files to " + aside.string() + ": " + failed.message());
  }
  out << "what was there is now in " << aside.string() << '\n';
  return ok();
}

Result<void> prepare_folder(const embedded::DataFolder& folder, bool force, Timestamp now,
                            std::ostream& out) {
  std::error_code failed;
  if (!fs::exists(folder.path, failed)) {
    failed = embedded::make_private_folder(folder.path);
    if (failed) {
      return make_error(ErrorKind::kUnavailable, "restore.no_folder",
                        "cannot make " + folder.path + ": " + failed.message());
    }
    return ok();
  }
  if (fs::is_empty(folder.path, failed) && !failed) return ok();
  if (!force) {
    return make_error(ErrorKind::kConflict, "restore.not_empty",
                      folder.path +
                          " is not empty; take another folder, or --force to move what "
                          "is in it aside");
  }
  if (in_use(folder.ledger())) {
    return make_error(ErrorKind::kConflict, "restore.in_use",
                      "a shop is running on " + folder.path + "; stop it first");
  }
  return set_aside(folder, now, out);
}

}  // namespace

Result<void> run_backup(const embedded::DataFolder& folder, const std::string& file,
                        const Clock& clock, std::ostream& out) {
  std::error_code failed;
  if (!fs::exists(folder.ledger(), failed)) {
    return make_error(ErrorKind::kNotFound, "backup.no_shop",
                      "'" + folder.path + "' holds no shop (no ledger.db)");
  }
  Bar bar("backing up");
  SHOP_TRY(const BackupInfo info, write_backup(folder.ledger(), file, clock.now(), bar.advance()));
  out << file << ": " << describe(info) << '\n';
  return ok();
}

Result<void> run_restore(const std::string& file, const embedded::DataFolder& folder, bool force,
                         const Clock& clock, std::ostream& out) {
  Bar bar("restoring");
  // Before anything is touched: a damaged backup must not cost the shop that is there.
  SHOP_TRY(check_backup(file, bar.advance()));
  SHOP_TRY(prepare_folder(folder, force, clock.now(), out));
  SHOP_TRY(const BackupInfo info, unpack_backup(file, folder.ledger(), bar.advance()));
  out << folder.ledger() << ": " << describe(info) << '\n';
  return ok();
}

}  // namespace shop::cli
