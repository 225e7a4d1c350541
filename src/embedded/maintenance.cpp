#include "embedded/maintenance.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>

#include "adapters/sqlite/database.hpp"
#include "embedded/engine_loop.hpp"

namespace shop::embedded {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPoll{20};
constexpr int kPollsMax = 3000;  // One minute without any progress is a stuck engine.

Result<std::int64_t> analytics_position(const std::string& path) {
  sqlite::OpenOptions options;
  options.mode = sqlite::OpenMode::kReadOnly;
  SHOP_TRY(auto db, sqlite::Database::open(path, options));
  SHOP_TRY(const auto position, db.query_int64("SELECT position FROM engine_state"));
  return position.value_or(0);
}

Result<void> remove_database(const std::string& path) {
  std::error_code error;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::remove(path + suffix, error);
    if (error) {
      return make_error(ErrorKind::kUnavailable, "data.cannot_remove",
                        "cannot remove '" + path + suffix + "': " + error.message());
    }
  }
  return ok();
}

Result<void> wait_for_server(const DataFolder& folder, std::int64_t head) {
  std::int64_t last = -1;
  for (int polls = 0; polls < kPollsMax; ++polls) {
    SHOP_TRY(const std::int64_t position, analytics_position(folder.analytics()));
    if (position >= head) return ok();
    if (position != last) polls = 0;
    last = position;
    std::this_thread::sleep_for(kPoll);
  }
  return make_error(ErrorKind::kUnavailable, "engine.stuck",
                    "the server's stream engine stands still at position " + std::to_string(last) +
                        " of " + std::to_string(head));
}

}  // namespace

Result<void> rebuild_analytics(const DataFolder& folder, const Clock& clock,
                               const Advance& advance) {
  SHOP_TRY(auto shop, EmbeddedShop::open(folder, false, clock));
  const std::string fresh = folder.analytics() + ".new";
  application::LiveBoard live;
  {
    // The lock comes first: nobody may use the old file from here on.
    SHOP_TRY(auto loop, EngineLoop::open({fresh, folder.engine_lock()}, shop->committer(),
                                         shop->reader(), shop->feed(), live));
    if (loop->position() > 0) {  // Left by a rebuild that was killed.
      loop.reset();
      SHOP_TRY(remove_database(fresh));
      SHOP_TRY(loop, EngineLoop::open({fresh, folder.engine_lock()}, shop->committer(),
                                      shop->reader(), shop->feed(), live));
    }
    SHOP_TRY(const std::int64_t head, shop->reader().log_head());
    SHOP_TRY(loop->catch_up([&](std::int64_t position) {
      if (advance) advance(position, head);
    }));
    SHOP_TRY(loop->seal());
    SHOP_TRY(remove_database(folder.analytics()));
    std::error_code error;
    fs::rename(fresh, folder.analytics(), error);
    if (error) {
      return make_error(ErrorKind::kUnavailable, "data.cannot_rename",
                        "cannot put the new analytics in place: " + error.message());
    }
  }
  return ok();
}

Result<void> await_analytics(const DataFolder& folder, const Clock& clock) {
  SHOP_TRY(auto shop, EmbeddedShop::open(folder, false, clock));
  SHOP_TRY(const std::int64_t head, shop->reader().log_head());
  application::LiveBoard live;
  auto loop = EngineLoop::open({folder.analytics(), folder.engine_lock()}, shop->committer(),
                               shop->reader(), shop->feed(), live);
  if (loop) return loop.value()->catch_up(nullptr);
  if (loop.error().code != "data.in_use") return std::move(loop).error();
  return wait_for_server(folder, head);
}

}  // namespace shop::embedded
