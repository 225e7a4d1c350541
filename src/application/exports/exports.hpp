#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "application/analytics/queries.hpp"
#include "application/exports/table.hpp"
#include "application/exports/words.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/calendar/business_calendar.hpp"

namespace shop::application {
class LedgerReader;
class MenuBook;
}  // namespace shop::application

namespace shop::exports {

/// What somebody wants as a file.
struct ExportQuery {
  TableName table = TableName::kOrders;
  TableFormat format = TableFormat::kCsv;
  Language language = Language::kVietnamese;
  std::optional<domain::CivilDate> from;  ///< First business day; `to` when absent.
  std::optional<domain::CivilDate> to;    ///< Last business day; the current one when absent.
  std::optional<std::string> shop_id;     ///< All shops when absent.
};

struct ExportFile {
  std::shared_ptr<const OpenFile> content;
  std::string name;  ///< `drinkshop-orders-2026-11-01-2026-11-23.csv`
};

/// Writes what the shop has sold into tables: the orders of the ledger, and the numbers of the
/// analytics as the reports give them. Holds one page of orders in memory, however long the range.
/// Thread-safe.
class Exports {
 public:
  static constexpr std::int64_t kDaysMax = 366;
  /// Exports at the same time: one is made, the others wait for it. So they leave the tills a core
  /// and most of the pool.
  static constexpr int kAtOnceMax = 2;

  using CalendarNow = std::function<domain::BusinessCalendar()>;

  /// The references must outlive this object.
  Exports(application::LedgerReader& reader, const application::MenuBook& menu,
          analytics::AnalyticsQueries& queries, CalendarNow calendar, const Clock& clock,
          TableFiles& files)
      : reader_(reader),
        menu_(menu),
        queries_(queries),
        calendar_(std::move(calendar)),
        clock_(clock),
        files_(files) {}

  /// Blocks until the file is there. kInvalidArgument for "from" or "to"; kUnavailable when
  /// kAtOnceMax are under way; kStorageFull when there is no room for it.
  Result<ExportFile> make(const ExportQuery& query);

 private:
  application::LedgerReader& reader_;
  const application::MenuBook& menu_;
  analytics::AnalyticsQueries& queries_;
  const CalendarNow calendar_;
  const Clock& clock_;
  TableFiles& files_;
  std::atomic<int> under_way_{0};
  std::mutex making_;
};

}  // namespace shop::exports
