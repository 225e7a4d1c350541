#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/sqlite/database.hpp"
#include "base/result.hpp"

namespace shop::sqlite {

/// Moves committed pages from the write-ahead log into the main file beside the writer, on a
/// connection and a thread of its own, so that no commit waits for it. SQLite can only start the
/// log over when everything in it has been moved, which never holds while somebody writes: so the
/// thread moves what there is, again and again, until little is left, and the writer does that last
/// bit in its next commit. Should the thread fall behind, the writer does it all, as SQLite would
/// have.
///
/// Failures are nobody's here: what could not be moved stays in the log and is tried again, and a
/// full or broken disk shows in the next commit.
class Checkpointer {
 public:
  /// `pages`: how long the log gets before it is moved.
  static Result<std::unique_ptr<Checkpointer>> start(const std::string& path, int pages);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Takes the place of the writer's automatic checkpoints. Must outlive its commits.
  void watch(Database& writer);

 private:
  enum class Stage : std::uint8_t { kIdle, kMoving, kLastBit };

  Checkpointer(Database database, int pages);
  void run();
  void move_most();
  void after_commit(sqlite3* writer, int pages_in_log);

  Database database_;
  const int pages_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Stage stage_ = Stage::kIdle;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shop::sqlite
