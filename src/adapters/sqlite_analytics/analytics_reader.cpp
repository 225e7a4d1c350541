#include "adapters/sqlite_analytics/analytics_reader.hpp"

#include <chrono>
#include <utility>

#include "adapters/sqlite_analytics/internal/analytics_session.hpp"

namespace shop::sqlite {

AnalyticsReader::AnalyticsReader(std::string path, std::size_t connections_max)
    : path_(std::move(path)), connections_max_(connections_max) {}

AnalyticsReader::~AnalyticsReader() = default;

Result<AnalyticsReader::SessionPtr> AnalyticsReader::take() {
  {
    std::unique_lock lock(mutex_);
    const bool free = returned_.wait_for(lock, std::chrono::milliseconds(kWaitMaxMs), [this] {
      return !idle_.empty() || open_ < connections_max_;
    });
    if (!free) {
      Error error = make_error(ErrorKind::kUnavailable, "analytics.busy",
                               "all connections to the analytics are in use");
      error.retry_after_s = 1;
      return error;
    }
    if (!idle_.empty()) {
      SessionPtr session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
    ++open_;
  }
  // Opening reads the schema: not under the lock.
  Result<SessionPtr> opened = AnalyticsSession::open(path_);
  if (!opened) give_back(nullptr);
  return opened;
}

void AnalyticsReader::give_back(SessionPtr session) {
  {
    const std::lock_guard lock(mutex_);
    if (session) {
      idle_.push_back(std::move(session));
    } else {
      --open_;
    }
  }
  returned_.notify_one();
}

void AnalyticsReader::forget_connections() {
  std::vector<SessionPtr> closing;
  {
    const std::lock_guard lock(mutex_);
    open_ -= idle_.size();
    closing.swap(idle_);
  }
  returned_.notify_all();
}

template <class Work>
auto AnalyticsReader::with_session(Work&& work)
    -> decltype(work(std::declval<AnalyticsSession&>())) {
  SHOP_TRY(SessionPtr session, take());
  auto result = [&]() -> decltype(work(*session)) {
    SHOP_TRY(Transaction transaction, session->begin());
    return work(*session);
  }();
  const bool usable = result || result.error().kind == ErrorKind::kInvalidArgument;
  if (!usable) session.reset();
  give_back(std::move(session));
  return result;
}

Result<std::vector<analytics::SalesPoint>> AnalyticsReader::sales(
    const analytics::SalesQuery& query, const domain::BusinessCalendar& calendar) {
  return with_session([&](AnalyticsSession& session) { return session.sales(query, calendar); });
}

Result<std::vector<analytics::TopItem>> AnalyticsReader::top_items(
    const analytics::TopItemsQuery& query) {
  return with_session([&](AnalyticsSession& session) { return session.top_items(query); });
}

Result<analytics::Kpis> AnalyticsReader::kpis(const analytics::KpiQuery& query) {
  return with_session([&](AnalyticsSession& session) { return session.kpis(query); });
}

Result<std::vector<analytics::DeadLetter>> AnalyticsReader::dead_letters(std::int64_t after,
                                                                         std::int64_t limit) {
  return with_session(
      [&](AnalyticsSession& session) { return session.dead_letters(after, limit); });
}

Result<std::vector<analytics::TopicCount>> AnalyticsReader::counts() {
  return with_session([](AnalyticsSession& session) { return session.counts(); });
}

Result<std::int64_t> AnalyticsReader::position() {
  return with_session([](AnalyticsSession& session) { return session.position(); });
}

}  // namespace shop::sqlite
