#include "cli/rebuild_command.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "application/log_feed.hpp"
#include "cli/progress.hpp"
#include "server/engine_loop.hpp"

namespace shop::cli {
namespace {

namespace fs = std::filesystem;

/// Removes the analytics while holding the lock that a running shop would hold.
Result<void> remove_analytics(const server::DataFolder& folder) {
  const int lock = ::open(folder.engine_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const bool alone = lock >= 0 && ::flock(lock, LOCK_EX | LOCK_NB) == 0;
  std::error_code failed;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    if (alone && !failed) fs::remove(folder.analytics() + suffix, failed);
  }
  if (lock >= 0) ::close(lock);
  if (!alone) {
    return make_error(ErrorKind::kConflict, "data.in_use",
                      "a shop is running on " + folder.path + "; stop it first");
  }
  if (failed) {
    return make_error(ErrorKind::kUnavailable, "rebuild.cannot_remove",
                      "cannot remove " + folder.analytics() + ": " + failed.message());
  }
  return ok();
}

Result<std::int64_t> run_engine(server::EmbeddedShop& shop) {
  application::LiveBoard nobody_looks;
  SHOP_TRY(const auto engine,
           server::EngineLoop::open({shop.folder().analytics(), shop.folder().engine_lock()},
                                    shop.committer(), shop.reader(), shop.feed(), nobody_looks));
  SHOP_TRY(const std::int64_t head, shop.reader().log_head());
  Progress progress("analytics", head);
  SHOP_TRY(engine->catch_up([&](std::int64_t position) { progress.update(position); }));
  return engine->position();
}

}  // namespace

Result<void> run_rebuild(const server::DataFolder& folder, const Clock& clock, std::ostream& out) {
  SHOP_TRY(const auto shop, server::EmbeddedShop::open(folder, false, clock));
  SHOP_TRY(remove_analytics(folder));
  SHOP_TRY(const std::int64_t position, run_engine(*shop));
  out << "analytics made again from the log up to position " << position << '\n';
  return ok();
}

Result<void> catch_up(server::EmbeddedShop& shop) {
  const auto position = run_engine(shop);
  if (!position && position.error().code != "data.in_use") return position.error();
  return ok();
}

}  // namespace shop::cli
