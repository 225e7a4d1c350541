#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "application/analytics/queries.hpp"

namespace shop::sqlite {

/// The queries of AnalyticsReader on one read-only connection. One thread at a time; each query
/// runs inside a transaction that the caller began with begin().
class AnalyticsSession {
 public:
  static Result<std::unique_ptr<AnalyticsSession>> open(const std::string& path);

  Result<Transaction> begin() { return Transaction::begin(database_, Lock::kRead); }

  Result<std::vector<analytics::SalesPoint>> sales(const analytics::SalesQuery& query,
                                                   const domain::BusinessCalendar& calendar);
  Result<std::vector<analytics::TopItem>> top_items(const analytics::TopItemsQuery& query);
  Result<analytics::Kpis> kpis(const analytics::KpiQuery& query);
  Result<std::vector<analytics::DeadLetter>> dead_letters(std::int64_t after, std::int64_t limit);
  Result<std::vector<analytics::TopicCount>> counts();
  Result<std::int64_t> position();

 private:
  using Shop = std::optional<std::string>;
  class Series;
  struct Sums {
    std::int64_t count = 0;
    std::int64_t items = 0;
    std::int64_t amount = 0;
  };
  struct Merged {
    analytics::TopItem item;
    std::int64_t last_window_us = 0;
    bool emitted = false;
  };
  using MergedItems = std::unordered_map<std::string, Merged>;
  /// One table by minute and the same summed by UTC hour.
  struct ByTime {
    Statement minutes;
    Statement hours;
  };

  explicit AnalyticsSession(Database database) : database_(std::move(database)) {}
  Result<void> prepare();
  Result<void> add_minutes(Series& series, analytics::TimeRange range, const Shop& shop);
  Result<void> add_hours(Series& series, analytics::TimeRange range, const Shop& shop);
  Result<Sums> sum(int stream, analytics::TimeRange range, const Shop& shop);
  Result<analytics::TimeToServe> time_to_serve(analytics::TimeRange range, const Shop& shop);
  Result<MergedItems> merge_items(analytics::TimeRange range, const Shop& shop);
  /// The name that the item will have when its open window closes (contract 2.3).
  Result<void> join_menu(Merged& merged);

  Database database_;
  ByTime series_;
  ByTime sums_;
  ByTime serve_;
  Statement items_;
  Statement label_before_;
  Statement label_first_;
  Statement dead_letters_;
  Statement counts_;
  Statement position_;
};

}  // namespace shop::sqlite
