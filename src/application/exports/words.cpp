#include "application/exports/words.hpp"

#include <algorithm>
#include <array>

namespace shop::exports {
namespace {

struct Words {
  std::string_view vietnamese;
  std::string_view english;
  std::string_view in(Language language) const {
    return language == Language::kEnglish ? english : vietnamese;
  }
};

struct Heading {
  Words words;
  ColumnType type;
  int width = 0;
};

using enum ColumnType;

constexpr Heading kOrderId{{"Mã đơn", "Order"}, kText, 38};
constexpr Heading kQueueNumber{{"Số thứ tự", "Queue number"}, kNumber};
constexpr Heading kCreated{{"Thời gian", "Time"}, kTime};
constexpr Heading kBusinessDay{{"Ngày bán hàng", "Business day"}, kDay};
constexpr Heading kStatus{{"Trạng thái", "Status"}, kText};
constexpr Heading kShop{{"Quán", "Shop"}, kText};
constexpr Heading kNote{{"Ghi chú", "Note"}, kText, 32};
constexpr Heading kItemId{{"Mã món", "Item id"}, kText, 24};
constexpr Heading kItem{{"Món", "Item"}, kText, 32};
constexpr Heading kQuantity{{"Số lượng", "Quantity"}, kNumber};
constexpr Heading kOrderCount{{"Số đơn", "Orders"}, kNumber};

constexpr std::array kOrders{
    kOrderId,
    kQueueNumber,
    kCreated,
    kBusinessDay,
    Heading{{"Kênh bán", "Channel"}, kText},
    kStatus,
    Heading{{"Thanh toán", "Payment"}, kText},
    Heading{{"Tạm tính (₫)", "Subtotal (₫)"}, kMoney},
    Heading{{"Giảm giá (₫)", "Discount (₫)"}, kMoney},
    Heading{{"Tổng cộng (₫)", "Total (₫)"}, kMoney},
    Heading{{"Đã hoàn (₫)", "Refunded (₫)"}, kMoney},
    Heading{{"Người bán", "Sold by"}, kText},
    Heading{{"Bàn", "Table"}, kText},
    kNote,
    kShop,
};

constexpr std::array kOrderLines{
    kOrderId,
    kQueueNumber,
    kCreated,
    kBusinessDay,
    kStatus,
    kItemId,
    kItem,
    Heading{{"Tùy chọn", "Options"}, kText, 40},
    kQuantity,
    Heading{{"Đơn giá (₫)", "Unit price (₫)"}, kMoney},
    Heading{{"Thành tiền trước giảm giá (₫)", "Amount before discount (₫)"}, kMoney},
    kNote,
    kShop,
};

constexpr std::array kDailySales{
    kBusinessDay,
    kOrderCount,
    Heading{{"Số ly", "Items"}, kNumber},
    Heading{{"Doanh thu (₫)", "Revenue (₫)"}, kMoney},
    Heading{{"Số lần hoàn", "Refunds"}, kNumber},
    Heading{{"Tiền hoàn (₫)", "Refunded (₫)"}, kMoney},
    Heading{{"Tỷ lệ hoàn", "Refund rate"}, kPercent},
    Heading{{"Doanh thu thuần (₫)", "Net revenue (₫)"}, kMoney},
    Heading{{"Trung bình mỗi đơn (₫)", "Average order value (₫)"}, kMoney},
};

constexpr std::array kItems{
    kItemId,
    kItem,
    Heading{{"Nhóm", "Category"}, kText},
    kQuantity,
    kOrderCount,
    Heading{{"Doanh thu trước giảm giá (₫)", "Revenue before discount (₫)"}, kMoney},
};

struct Table {
  TableName name;
  std::string_view key;
  Words title;
  std::span<const Heading> headings;
};

constexpr std::array kTables{
    Table{TableName::kOrders, "orders", {"Đơn hàng", "Orders"}, kOrders},
    Table{TableName::kOrderLines, "order_lines", {"Món trong đơn", "Order lines"}, kOrderLines},
    Table{TableName::kDailySales, "daily_sales", {"Doanh thu ngày", "Daily sales"}, kDailySales},
    Table{TableName::kItems, "items", {"Món bán ra", "Items sold"}, kItems},
};

const Table& table_of(TableName name) {
  return *std::find_if(kTables.begin(), kTables.end(),
                       [&](const Table& table) { return table.name == name; });
}

struct Value {
  std::string_view key;
  Words words;
};

/// Statuses, payment methods and channels: no name means two things.
constexpr std::array kValues{
    Value{"placed", {"Mới", "New"}},
    Value{"preparing", {"Đang pha", "Being made"}},
    Value{"ready", {"Xong", "Ready"}},
    Value{"completed", {"Đã giao", "Handed over"}},
    Value{"cancelled", {"Đã hủy", "Cancelled"}},
    Value{"cash", {"Tiền mặt", "Cash"}},
    Value{"card", {"Thẻ", "Card"}},
    Value{"vietqr", {"VietQR", "VietQR"}},
    Value{"till", {"Quầy", "Till"}},
    Value{"offline", {"Quầy, lúc mất mạng", "Till, offline"}},
    Value{"guest", {"Điện thoại khách", "Customer's phone"}},
};

}  // namespace

std::string_view to_string(TableFormat format) {
  switch (format) {
    case TableFormat::kCsv: return "csv";
    case TableFormat::kXlsx: return "xlsx";
  }
  return "";
}

std::optional<TableFormat> parse_table_format(std::string_view name) {
  for (const TableFormat format : {TableFormat::kCsv, TableFormat::kXlsx}) {
    if (to_string(format) == name) return format;
  }
  return std::nullopt;
}

std::optional<Language> parse_language(std::string_view name) {
  if (name == "vi") return Language::kVietnamese;
  if (name == "en") return Language::kEnglish;
  return std::nullopt;
}

std::string_view to_string(TableName name) { return table_of(name).key; }

std::optional<TableName> parse_table_name(std::string_view name) {
  for (const Table& table : kTables) {
    if (table.key == name) return table.name;
  }
  return std::nullopt;
}

TableHead head_of(TableName name, Language language) {
  const Table& table = table_of(name);
  TableHead head{std::string(table.title.in(language)), {}};
  for (const Heading& heading : table.headings) {
    head.columns.push_back({std::string(heading.words.in(language)), heading.type, heading.width});
  }
  return head;
}

std::string_view word_for(std::string_view value, Language language) {
  for (const Value& known : kValues) {
    if (known.key == value) return known.words.in(language);
  }
  return value;
}

}  // namespace shop::exports
