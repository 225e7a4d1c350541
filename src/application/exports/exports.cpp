#include "application/exports/exports.hpp"

#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "application/menu_book.hpp"
#include "application/orders.hpp"
#include "application/ports/ledger.hpp"

namespace shop::exports {
namespace {

using application::OrderView;
using domain::BusinessCalendar;
using domain::CivilDate;

constexpr std::int64_t kPage = 500;
constexpr std::int64_t kItemsMax = 1'000'000;
constexpr std::int64_t kMinuteUs = 60'000'000;

/// Counts an export for as long as it is under way.
class Turn {
 public:
  explicit Turn(std::atomic<int>& under_way) : under_way_(under_way), number_(++under_way) {}
  ~Turn() { --under_way_; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool granted() const { return number_ <= Exports::kAtOnceMax; }

 private:
  std::atomic<int>& under_way_;
  const int number_;
};

struct Days {
  CivilDate from;
  CivilDate to;
};

Result<Days> resolve(const ExportQuery& query, const CivilDate& today) {
  Days days;
  days.to = query.to.value_or(query.from && *query.from > today ? *query.from : today);
  days.from = query.from.value_or(days.to);
  const std::int64_t length = domain::days_between(days.from, days.to) + 1;
  if (length < 1) return field_error("to", "must not be before from");
  if (length > Exports::kDaysMax) {
    return field_error("to", "must be at most " + std::to_string(Exports::kDaysMax) +
                                 " days from from, both counted; these are " +
                                 std::to_string(length));
  }
  return days;
}

/// One export: which rows, by which words, into what.
struct Job {
  const ExportQuery& query;
  const BusinessCalendar& calendar;
  analytics::TimeRange range;
  TableWriter& out;

  Cell word(std::string_view value) const { return word_for(value, query.language); }
};

Cell text_or_nothing(std::string_view text) {
  if (text.empty()) return std::monostate();
  return text;
}

Cell number_or_nothing(std::int64_t number) {
  if (number == 0) return std::monostate();
  return number;
}

/// Every order of the range, oldest first, page by page.
template <class Each>
Result<void> each_order(application::LedgerReader& reader, const Job& job, const Each& each) {
  application::OrderFilter filter;
  filter.shop_id = job.query.shop_id;
  filter.from = job.range.from;
  filter.to = job.range.to;
  filter.oldest_first = true;
  filter.limit = kPage;
  while (true) {
    SHOP_TRY(auto page, reader.list_orders(filter));
    for (const OrderView& view : page.items) {
      SHOP_TRY(each(view));
    }
    if (!page.next_cursor) return ok();
    filter.cursor = std::move(page.next_cursor);
  }
}

Result<void> write_orders(application::LedgerReader& reader, const Job& job) {
  return each_order(reader, job, [&](const OrderView& view) {
    const domain::Order& order = view.order;
    const std::string order_id = to_string(order.order_id);
    const std::array<Cell, 15> row{
        std::string_view(order_id),
        number_or_nothing(view.queue_number),
        job.calendar.wall_clock(order.created_at),
        job.calendar.business_date(order.created_at),
        job.word(order.channel),
        job.word(domain::to_string(view.status)),
        job.word(order.payment_method),
        order.total + order.discount,
        order.discount,
        order.total,
        view.refunded,
        text_or_nothing(order.user_id),
        text_or_nothing(order.table),
        text_or_nothing(order.note),
        std::string_view(order.shop_id),
    };
    return job.out.add(row);
  });
}

std::string options_of(const domain::OrderLine& line) {
  std::string names;
  for (const auto& option : line.options) {
    if (!names.empty()) names += ", ";
    names += option.name;
  }
  return names;
}

Result<void> write_lines(const OrderView& view, const domain::Menu& menu, const Job& job) {
  const domain::Order& order = view.order;
  const std::string order_id = to_string(order.order_id);
  const auto time = job.calendar.wall_clock(order.created_at);
  const auto day = job.calendar.business_date(order.created_at);
  for (const domain::OrderLine& line : order.items) {
    const auto* version = menu.as_of(line.menu_id, order.created_at);
    const std::string options = options_of(line);
    const std::array<Cell, 13> row{
        std::string_view(order_id),
        number_or_nothing(view.queue_number),
        time,
        day,
        job.word(domain::to_string(view.status)),
        std::string_view(line.menu_id),
        version != nullptr ? Cell(std::string_view(version->item.name)) : Cell(),
        text_or_nothing(options),
        line.qty,
        line.price,
        line.qty * line.price,
        text_or_nothing(line.note),
        std::string_view(order.shop_id),
    };
    SHOP_TRY(job.out.add(row));
  }
  return ok();
}

Result<void> write_order_lines(application::LedgerReader& reader,
                               const application::MenuBook& menu_book, const Job& job) {
  const auto menu = menu_book.snapshot();
  return each_order(reader, job,
                    [&](const OrderView& view) { return write_lines(view, *menu, job); });
}

/// Every day of the range, also one without sales.
Result<void> write_daily_sales(analytics::AnalyticsQueries& queries, const Job& job) {
  for (Timestamp day = job.range.from; day < job.range.to;) {
    const Timestamp next = job.calendar.next_day(day);
    SHOP_TRY(const auto kpis, queries.kpis({{day, next}, job.query.shop_id}));
    const auto average = kpis.average_order_value();
    const auto refund_rate = kpis.refund_rate();
    const std::array<Cell, 9> row{
        job.calendar.business_date(day),
        kpis.orders,
        kpis.items,
        kpis.revenue,
        kpis.refunds,
        kpis.refunded_amount,
        refund_rate ? Cell(*refund_rate) : Cell(),
        kpis.net_revenue(),
        average ? Cell(static_cast<std::int64_t>(std::llround(*average))) : Cell(),
    };
    SHOP_TRY(job.out.add(row));
    day = next;
  }
  return ok();
}

Result<void> write_items(analytics::AnalyticsQueries& queries, const Job& job) {
  analytics::TopItemsQuery question;
  question.minutes = (job.range.to.us - job.range.from.us) / kMinuteUs;
  question.limit = kItemsMax;
  question.as_of = {job.range.to.us - 1};
  question.shop_id = job.query.shop_id;
  SHOP_TRY(const auto items, queries.top_items(question));
  for (const auto& item : items) {
    const std::array<Cell, 6> row{
        std::string_view(item.menu_id),
        item.name ? Cell(std::string_view(*item.name)) : Cell(),
        text_or_nothing(item.category),
        item.qty,
        item.orders,
        item.revenue,
    };
    SHOP_TRY(job.out.add(row));
  }
  return ok();
}

std::string file_name(const ExportQuery& query, const Days& days) {
  return "drinkshop-" + std::string(to_string(query.table)) + "-" + domain::to_string(days.from) +
         "-" + domain::to_string(days.to) + "." + std::string(to_string(query.format));
}

}  // namespace

Result<ExportFile> Exports::make(const ExportQuery& query) {
  const Turn turn(under_way_);
  const BusinessCalendar calendar = calendar_();
  SHOP_TRY(const Days days, resolve(query, calendar.business_date(clock_.now())));
  if (!turn.granted()) {
    Error busy = make_error(ErrorKind::kUnavailable, "export.busy",
                            "other exports are being made; try again in a moment");
    busy.retry_after_s = 2;
    return busy;
  }
  const std::lock_guard one_at_a_time(making_);
  SHOP_TRY(auto file, files_.create(query.format, head_of(query.table, query.language)));
  const Timestamp last = calendar.start_of(days.to);
  const Job job{query, calendar, {calendar.start_of(days.from), calendar.next_day(last)}, *file};
  const auto write = [&]() -> Result<void> {
    switch (query.table) {
      case TableName::kOrders: return write_orders(reader_, job);
      case TableName::kOrderLines: return write_order_lines(reader_, menu_, job);
      case TableName::kDailySales: return write_daily_sales(queries_, job);
      case TableName::kItems: return write_items(queries_, job);
    }
    return ok();
  };
  SHOP_TRY(write());
  SHOP_TRY(auto content, file->finish());
  return ExportFile{std::move(content), file_name(query, days)};
}

}  // namespace shop::exports
