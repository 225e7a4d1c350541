#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace shop::faults {

/// A SQLite file layer that knows what the disk has and what only the page cache has. kill -9 keeps
/// the page cache, so it can never show a missing flush; this layer can. It passes everything on to
/// the real layer and keeps, per file, the bytes that were flushed and the writes since.
///
/// Registered under a name of its own for as long as it lives; one thread at a time.
class FaultVfs {
 public:
  explicit FaultVfs(std::string name);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }

  /// How the disk looks after a power cut.
  enum class Cut : std::uint8_t {
    kLoseUnsynced,  ///< Only flushed bytes are there.
    kAnySubset,     ///< Each unflushed write is there, lost or torn at a 512-byte sector.
  };
  /// Writes every database and log file as a power cut at this instant would leave it into
  /// `folder`, under its own base name.
  void write_image(const std::string& folder, Cut cut, std::mt19937_64& random) const;

  /// Called before each flush takes effect.
  void on_sync(std::function<void()> callback) { on_sync_ = std::move(callback); }
  std::int64_t syncs() const { return syncs_; }

  /// What the next calls answer instead of working; counts down to 0 calls first.
  enum class Failure : std::uint8_t { kNone, kWriteIo, kWriteFull, kSyncIo };
  void fail(Failure failure, int after_calls, bool for_good) {
    failure_ = failure;
    fail_after_ = after_calls;
    for_good_ = for_good;
  }
  std::int64_t failures() const { return failures_; }

  // For the layer's own functions.
  struct Write {
    std::int64_t offset;
    std::vector<std::uint8_t> bytes;
    bool truncate = false;  ///< Cuts the file at `offset`; `bytes` is empty.
  };
  struct FileState {
    std::vector<std::uint8_t> durable;
    std::vector<Write> unsynced;
  };
  /// The state of a path; starts with what the real file holds.
  std::shared_ptr<FileState> state_of(const std::string& path);
  void note_sync(FileState& file);
  void forget(const std::string& path) { files_.erase(path); }
  bool should_fail(Failure kind);

 private:
  std::string name_;
  std::unique_ptr<struct VfsObject> vfs_;
  std::map<std::string, std::shared_ptr<FileState>> files_;
  std::function<void()> on_sync_;
  std::int64_t syncs_ = 0;
  Failure failure_ = Failure::kNone;
  int fail_after_ = 0;
  bool for_good_ = false;
  std::int64_t failures_ = 0;
};

}  // namespace shop::faults
