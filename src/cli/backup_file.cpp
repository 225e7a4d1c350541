#include "cli/backup_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <utility>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_chain.hpp"
#include "base/assert.hpp"

namespace shop::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kPagesPerStep = 1024;
constexpr std::string_view kMagic = "\nDRINKSHOP BACKUP 1\nmade_at ";
constexpr std::string_view kPositionLabel = "\nposition ";
constexpr std::string_view kChecksumLabel = "\nblake2b ";
constexpr std::size_t kHashBytes = 32;

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using RawDatabase = std::unique_ptr<sqlite3, CloseDatabase>;

Error file_error(const std::string& what, const std::string& path) {
  const auto kind = errno == ENOSPC ? ErrorKind::kStorageFull : ErrorKind::kUnavailable;
  return make_error(kind, "backup.file",
                    "cannot " + what + " " + path + ": " + std::generic_category().message(errno));
}

Result<void> flush_to_disk(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return file_error("open", path);
  const bool failed = ::fsync(fd) != 0;
  ::close(fd);
  if (failed) return file_error("flush", path);
  return ok();
}

std::string folder_of(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

/// Gives the finished file its name, durably.
Result<void> put_in_place(const std::string& from, const std::string& to) {
  SHOP_TRY(flush_to_disk(from));
  std::error_code failed;
  fs::rename(from, to, failed);
  if (failed) {
    return make_error(ErrorKind::kUnavailable, "backup.file",
                      "cannot rename " + from + " to " + to + ": " + failed.message());
  }
  return flush_to_disk(folder_of(to));
}

/// Removes a half-made file unless it was put in place.
class PartialFile {
 public:
  explicit PartialFile(std::string path) : path_(std::move(path)) { remove(); }
  ~PartialFile() { remove(); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(path_ + suffix, ignored);
  }
  const std::string path_;
};

/// Copies all pages as of one instant: the read transaction on `source` holds that instant while
/// others go on writing.
Result<void> copy_pages(sqlite::Database& source, sqlite3* target, const Advance& advance) {
  SHOP_TRY(const auto instant, sqlite::Transaction::begin(source, sqlite::Lock::kRead));
  SHOP_TRY(source.query_int64("SELECT count(*) FROM sqlite_schema"));
  sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source.handle(), "main");
  if (backup == nullptr) return sqlite::translate(sqlite3_errcode(target), target);
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup, kPagesPerStep);
    const int total = sqlite3_backup_pagecount(backup);
    advance(total - sqlite3_backup_remaining(backup), total);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) return sqlite::translate(code, target);
  if (finished != SQLITE_OK) return sqlite::translate(finished, target);
  return ok();
}

/// A copy that stands alone in one file, without a write-ahead log beside it.
Result<void> copy_ledger(const std::string& ledger, const std::string& to, const Advance& advance) {
  sqlite::OpenOptions options;
  options.mode = sqlite::OpenMode::kReadOnly;
  SHOP_TRY(auto source, sqlite::Database::open(ledger, options));
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(to.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const RawDatabase target(handle);
  if (opened != SQLITE_OK) return sqlite::translate(opened, handle);
  sqlite3_exec(handle, "PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);
  SHOP_TRY(copy_pages(source, handle, advance));
  const int code = sqlite3_exec(handle, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite::translate(code, handle);
  return ok();
}

Error damaged(const std::string& path, const std::string& why) {
  return make_error(ErrorKind::kCorruption, "backup.damaged", path + " is damaged: " + why);
}

/// Structure, hash chain and head of a ledger that nobody else has open.
Result<std::int64_t> check_ledger(const std::string& path) {
  sqlite::OpenOptions options;
  options.mode = sqlite::OpenMode::kReadOnly;
  SHOP_TRY(auto db, sqlite::Database::open(path, options));
  {
    SHOP_TRY(auto check, db.prepare("PRAGMA quick_check(1)"));
    auto rows = check.run();
    SHOP_TRY(const bool any, rows.step());
    if (!any || rows.text(0) != "ok") {
      return damaged(path, any ? std::string(rows.text(0)) : "no answer from quick_check");
    }
  }
  SHOP_TRY(const auto chain, sqlite::verify_chain(path));
  if (!chain.problem.empty()) return damaged(path, chain.problem);
  SHOP_TRY(const auto head, db.query_int64("SELECT max(position) FROM event_log"));
  return head.value_or(0);
}

/// BLAKE2b-256 over what it is fed.
class Checksum {
 public:
  Checksum() { crypto_generichash_init(state_.get(), nullptr, 0, kHashBytes); }
  void add(std::string_view bytes) {
    crypto_generichash_update(state_.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }
  std::string hex() {
    std::array<unsigned char, kHashBytes> hash{};
    crypto_generichash_final(state_.get(), hash.data(), hash.size());
    std::array<char, 2 * kHashBytes + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return text.data();
  }

 private:
  // On the heap, since it must lie at a multiple of 64: GCC 12 does not keep that for variables
  // when AddressSanitizer watches for the use of a stack frame after its return.
  std::unique_ptr<crypto_generichash_state> state_ = std::make_unique<crypto_generichash_state>();
};

/// Feeds the first `bytes` of a file to `take`.
template <class Take>
Result<void> read_file(const std::string& path, std::int64_t bytes, const Advance& advance,
                       Take&& take) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> buffer(1 << 20);
  for (std::int64_t left = bytes; left > 0;) {
    in.read(buffer.data(), std::min<std::int64_t>(left, static_cast<std::int64_t>(buffer.size())));
    const std::streamsize got = in.gcount();
    if (got <= 0) return file_error("read", path);
    take(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    left -= got;
    advance(bytes - left, bytes);
  }
  return ok();
}

Result<void> append_trailer(const std::string& path, BackupInfo& info) {
  std::error_code failed;
  const auto size = static_cast<std::int64_t>(fs::file_size(path, failed));
  if (failed) return file_error("read", path);
  std::string trailer(kMagic);
  trailer +=
      format_millis(info.made_at) + std::string(kPositionLabel) + std::to_string(info.position);
  Checksum checksum;
  SHOP_TRY(read_file(
      path, size, [](std::int64_t, std::int64_t) {},
      [&](std::string_view bytes) { checksum.add(bytes); }));
  checksum.add(trailer);
  info.checksum = checksum.hex();
  trailer += std::string(kChecksumLabel) + info.checksum + "\n";
  SHOP_ASSERT(trailer.size() < kTrailerBytes);
  trailer.resize(kTrailerBytes - 1, ' ');
  trailer += '\n';
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out << trailer << std::flush;
  if (!out) return file_error("write", path);
  return ok();
}

/// The text between two labels; nullopt when one is missing.
std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view behind) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find(behind, begin + before.size());
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(begin + before.size(), end - begin - before.size());
}

std::optional<BackupInfo> read_trailer(std::string_view trailer) {
  if (!trailer.starts_with(kMagic)) return std::nullopt;
  const auto made_at = between(trailer, kMagic, kPositionLabel);
  const auto position = between(trailer, kPositionLabel, kChecksumLabel);
  const auto checksum = between(trailer, kChecksumLabel, "\n ");
  if (!made_at || !position || !checksum) return std::nullopt;
  BackupInfo info;
  info.made_at = parse_rfc3339(*made_at).value_or(Timestamp{});
  std::from_chars(position->data(), position->data() + position->size(), info.position);
  info.checksum = *checksum;
  return info;
}

}  // namespace

Result<BackupInfo> write_backup(const std::string& ledger, const std::string& file, Timestamp now,
                                const Advance& advance) {
  std::error_code failed;
  if (fs::exists(file, failed)) {
    return make_error(ErrorKind::kConflict, "backup.exists",
                      file + " exists already; choose another name or remove it");
  }
  const PartialFile partial(file + ".partial");
  BackupInfo info;
  info.made_at = now;
  SHOP_TRY(copy_ledger(ledger, partial.path(), advance));
  SHOP_TRY(info.position, check_ledger(partial.path()));
  SHOP_TRY(append_trailer(partial.path(), info));
  SHOP_TRY(put_in_place(partial.path(), file));
  SHOP_TRY(const BackupInfo written, check_backup(file, advance));
  if (written.checksum != info.checksum) return damaged(file, "it reads back differently");
  return written;
}

Result<BackupInfo> check_backup(const std::string& file, const Advance& advance) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed) {
    return make_error(ErrorKind::kNotFound, "backup.no_file",
                      "cannot read " + file + ": " + failed.message());
  }
  std::string trailer;
  if (size > kTrailerBytes) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(-static_cast<std::streamoff>(kTrailerBytes), std::ios::end);
    trailer.resize(kTrailerBytes);
    in.read(trailer.data(), static_cast<std::streamsize>(trailer.size()));
  }
  auto info = read_trailer(trailer);
  if (!info) {
    return make_error(ErrorKind::kMalformed, "backup.no_backup",
                      file + " is no backup of a shop, or was cut short");
  }
  info->bytes = static_cast<std::int64_t>(size);
  Checksum checksum;
  SHOP_TRY(read_file(file, info->bytes - static_cast<std::int64_t>(kTrailerBytes), advance,
                     [&](std::string_view bytes) { checksum.add(bytes); }));
  checksum.add(std::string_view(trailer).substr(0, trailer.find(kChecksumLabel)));
  if (checksum.hex() != info->checksum) return damaged(file, "its checksum does not match");
  return *info;
}

Result<BackupInfo> unpack_backup(const std::string& file, const std::string& ledger,
                                 const Advance& advance) {
  SHOP_TRY(const BackupInfo info, check_backup(file, advance));
  const PartialFile partial(ledger + ".partial");
  {
    std::ofstream out(partial.path(), std::ios::binary);
    SHOP_TRY(read_file(file, info.bytes - static_cast<std::int64_t>(kTrailerBytes), advance,
                       [&](std::string_view bytes) { out << bytes; }));
    out.flush();
    if (!out) return file_error("write", partial.path());
  }
  SHOP_TRY(const std::int64_t position, check_ledger(partial.path()));
  if (position != info.position) {
    return damaged(file, "it ends at position " + std::to_string(position) + ", not " +
                             std::to_string(info.position));
  }
  SHOP_TRY(put_in_place(partial.path(), ledger));
  return info;
}

}  // namespace shop::cli
