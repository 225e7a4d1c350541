#include "adapters/sqlite/checkpointer.hpp"

#include <sqlite3.h>

#include <optional>
#include <utility>

#include "base/thread_name.hpp"

namespace shop::sqlite {
namespace {

// So few pages cost the writer about as much as a commit does.
constexpr int kLastBitPages = 200;
constexpr int kRoundsMax = 8;
// Readers may hold the log, or the disk may be slow: from here on the writer waits for it.
constexpr int kFarBehind = 8;

/// Moves what can be moved. The length of the log when all of it is in the main file now; nullopt
/// when readers hold some back, when another connection is at it, or on an error.
std::optional<int> move_pages(sqlite3* connection) {
  int in_log = 0;
  int moved = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(connection, "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
  if (code != SQLITE_OK || moved != in_log) return std::nullopt;
  return in_log;
}

}  // namespace

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(const std::string& path, int pages) {
  OpenOptions options;
  options.mode = OpenMode::kReadWrite;
  options.durability = Durability::kFull;
  options.cache_kib = 256;
  options.checkpoint_pages = 0;
  SHOP_TRY(auto database, Database::open(path, options));
  return std::unique_ptr<Checkpointer>(new Checkpointer(std::move(database), pages));
}

Checkpointer::Checkpointer(Database database, int pages)
    : database_(std::move(database)), pages_(pages), thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Checkpointer::watch(Database& writer) {
  sqlite3_wal_hook(
      writer.handle(),
      [](void* self, sqlite3* connection, const char* /*schema*/, int pages) {
        static_cast<Checkpointer*>(self)->after_commit(connection, pages);
        return SQLITE_OK;
      },
      this);
}

// On the writer's thread, right after a commit became durable.
void Checkpointer::after_commit(sqlite3* writer, int pages_in_log) {
  if (pages_in_log < pages_) return;
  bool mine = pages_in_log >= pages_ * kFarBehind;
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::kLastBit) {
      mine = true;
      stage_ = Stage::kIdle;
    } else if (stage_ == Stage::kIdle) {
      stage_ = Stage::kMoving;
      wake_.notify_one();
    }
  }
  if (mine) move_pages(writer);
}

void Checkpointer::run() {
  name_this_thread("checkpointer");
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || stage_ == Stage::kMoving; });
    if (stopping_) return;
    lock.unlock();
    move_most();
    lock.lock();
    stage_ = Stage::kLastBit;
  }
}

void Checkpointer::move_most() {
  int before = 0;
  for (int round = 0; round < kRoundsMax; ++round) {
    const std::optional<int> in_log = move_pages(database_.handle());
    if (!in_log || *in_log - before <= kLastBitPages) return;
    before = *in_log;
  }
}

}  // namespace shop::sqlite
