#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "application/analytics/queries.hpp"

namespace shop::sqlite {

class AnalyticsSession;

/// The reading side of `analytics.db`. Every call is one read transaction on a connection of its
/// own, so it never waits for the engine's commits nor holds them up. Thread-safe: up to
/// `connections_max` calls run at a time, further ones wait for at most kWaitMaxMs and then fail
/// with kUnavailable ("analytics.busy").
///
/// Cost: a range is read from sums per hour, and by minute only at its edges and where a bucket
/// begins within an hour (zones such as +05:45). The current day and the last N minutes are key
/// ranges at the end of their tables: how much history lies before them makes no difference.
class AnalyticsReader final : public analytics::AnalyticsQueries {
 public:
  static constexpr std::size_t kConnectionsDefault = 4;
  static constexpr int kWaitMaxMs = 5000;

  /// The file must exist (AnalyticsStore makes it) when the first query comes.
  explicit AnalyticsReader(std::string path, std::size_t connections_max = kConnectionsDefault);
  ~AnalyticsReader() override;

  Result<std::vector<analytics::SalesPoint>> sales(
      const analytics::SalesQuery& query, const domain::BusinessCalendar& calendar) override;
  Result<std::vector<analytics::TopItem>> top_items(const analytics::TopItemsQuery& query) override;
  Result<analytics::Kpis> kpis(const analytics::KpiQuery& query) override;
  Result<std::vector<analytics::DeadLetter>> dead_letters(std::int64_t after,
                                                          std::int64_t limit) override;
  Result<std::vector<analytics::TopicCount>> counts() override;
  Result<std::int64_t> position() override;

  /// Closes the idle connections, so that the next calls open the file anew (after it was swapped).
  void forget_connections();

 private:
  using SessionPtr = std::unique_ptr<AnalyticsSession>;

  /// Borrows a connection, runs `work` in one transaction, gives the connection back. One that
  /// failed is closed.
  template <class Work>
  auto with_session(Work&& work) -> decltype(work(std::declval<AnalyticsSession&>()));
  Result<SessionPtr> take();
  void give_back(SessionPtr session);

  const std::string path_;
  const std::size_t connections_max_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<SessionPtr> idle_;
  std::size_t open_ = 0;
};

}  // namespace shop::sqlite
