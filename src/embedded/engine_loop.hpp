#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sqlite_analytics/analytics_store.hpp"
#include "application/committer.hpp"
#include "application/log_feed.hpp"
#include "application/ports/ledger.hpp"
#include "base/result.hpp"
#include "embedded/engine_output.hpp"
#include "pipelines/engine.hpp"

namespace shop::embedded {

/// Runs the stream engine over the log of one data folder.
///
/// A batch is what waits in the log: it is processed, its results are appended to the log as
/// `analytics` events together with the marker `engine_emitted`, then state, results and position
/// are committed to the analytics file. Killed in between, the engine goes on from its own
/// position, makes the same results again, and those that the marker covers are not appended twice.
///
/// One process per data folder may hold an EngineLoop; the file lock says which.
class EngineLoop {
 public:
  struct Places {
    std::string analytics_path;
    std::string lock_path;
  };

  /// Takes the lock. kConflict when another process has it. The references must outlive the loop.
  static Result<std::unique_ptr<EngineLoop>> open(const Places& places,
                                                  application::Committer& committer,
                                                  application::LedgerReader& reader,
                                                  application::LogFeed& feed,
                                                  application::LiveBoard& live);
  ~EngineLoop();
  EngineLoop(const EngineLoop&) = delete;
  EngineLoop& operator=(const EngineLoop&) = delete;

  /// Works until the whole log is covered, on the calling thread. `progress` gets the position
  /// after each batch.
  Result<void> catch_up(const std::function<void(std::int64_t)>& progress);

  /// Ends the work of a loop that was not started: its file then stands alone, without a
  /// write-ahead log beside it. Nothing else may be called afterwards.
  Result<void> seal();

  /// Follows the log on a thread of its own until the loop is destroyed. A failing store is tried
  /// again with growing pauses; failure() tells why meanwhile.
  void start();

  /// The last log position that the analytics cover.
  std::int64_t position() const { return position_.load(); }
  std::optional<std::string> failure() const;

 private:
  EngineLoop(Places places, int lock, application::Committer& committer,
             application::LedgerReader& reader, application::LogFeed& feed,
             application::LiveBoard& live);
  Result<void> open_engine();
  /// Processes one batch and tells its size: 0 when nothing waited.
  Result<std::size_t> run_once();
  Result<std::vector<events::LogRecordPtr>> next_batch();
  Result<void> publish(std::int64_t through);
  void follow();
  bool wait_for_work();
  /// A short rest after a batch; true when the loop is to end.
  bool rest_after(std::size_t records);
  void pause(Duration how_long);

  const Places places_;
  const int lock_;
  application::Committer& committer_;
  application::LedgerReader& reader_;
  application::LogFeed& feed_;
  application::LiveBoard& live_;

  std::unique_ptr<sqlite::AnalyticsStore> store_;
  std::unique_ptr<LiveTap> tap_;
  EmissionBuffer emissions_;
  std::unique_ptr<pipelines::Engine> engine_;
  std::int64_t emitted_ = 0;  ///< The marker's value.
  std::atomic<std::int64_t> position_{0};

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable stop_;  ///< Ends a rest early, which new events do not.
  bool awake_ = false;
  bool stopping_ = false;
  std::optional<std::string> failure_;
  application::LogFeed::ListenerId listener_ = 0;
  std::thread thread_;
};

}  // namespace shop::embedded
