#include "cli/sales_history.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>
#include <utility>

#include "domain/menu.hpp"

namespace shop::cli {
namespace {

enum Column : std::size_t { kOrderRef, kSoldAt, kItem, kQuantity, kUnitPrice, kColumns };
constexpr std::array<std::string_view, kColumns> kNames{"order_ref", "sold_at", "item", "quantity",
                                                        "unit_price"};
constexpr std::size_t kQuotedMax = 40;

/// The bad value as a person can recognise it, cut to a readable length.
std::string found(std::string_view value) {
  if (value.empty()) return ", found nothing";
  std::string text = ", found '";
  text += value.substr(0, kQuotedMax);
  // Never cut a UTF-8 sequence in half.
  while (value.size() > kQuotedMax && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) {
    text.pop_back();
  }
  if (value.size() > kQuotedMax && (static_cast<unsigned char>(text.back()) & 0x80) != 0) {
    text.pop_back();
  }
  text += value.size() > kQuotedMax ? "…'" : "'";
  return text;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_empty_line(const CsvRow& row) { return row.fields.size() == 1 && row.fields[0].empty(); }

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

/// Years that every format of the shop can show in four digits, time zones included.
bool in_calendar(Timestamp t) {
  constexpr Timestamp kFirst{-62'135'510'400'000'000};  // 0001-01-02T00:00:00Z
  constexpr Timestamp kLast{253'402'214'400'000'000};   // 9999-12-31T00:00:00Z
  return t >= kFirst && t < kLast;
}

/// Checks what goes beyond one row: the rows of an order stand together and agree.
class OrderChecker {
 public:
  explicit OrderChecker(HistoryCheck& check) : check_(check) {}

  void add(const SalesRow& row) {
    const bool same = check_.rows > 0 && row.order_ref == ref_;
    ++check_.rows;
    same ? continue_order(row) : begin_order(row);
    count(row);
  }
  void fault(RowFault fault) {
    ++check_.fault_count;
    if (check_.faults.size() < HistoryCheck::kFaultsListed) {
      check_.faults.push_back(std::move(fault));
    }
  }

 private:
  void begin_order(const SalesRow& row) {
    ++check_.orders;
    const Uuid id = make_uuid_from_name("order_ref", row.order_ref);
    const auto [seen, added] = first_line_.emplace(id, row.line);
    if (!added) {
      fault({row.line, "order_ref",
             "expected an order's rows together; '" + row.order_ref + "' began on line " +
                 std::to_string(seen->second)});
    }
    ref_ = row.order_ref;
    sold_at_ = row.sold_at;
    begin_line_ = row.line;
    lines_ = 1;
  }

  void continue_order(const SalesRow& row) {
    if (row.sold_at != sold_at_) {
      fault({row.line, "sold_at",
             "expected the time of the order's first row on line " + std::to_string(begin_line_) +
                 ", " + format_millis(sold_at_) + ", found " + format_millis(row.sold_at)});
    }
    if (++lines_ == domain::kLinesMax + 1) {
      fault({row.line, "order_ref",
             "expected at most " + std::to_string(domain::kLinesMax) + " rows for one order"});
    }
  }

  void count(const SalesRow& row) {
    check_.items += row.quantity;
    std::int64_t revenue = 0;
    if (__builtin_add_overflow(check_.revenue, row.quantity * row.unit_price, &revenue)) {
      fault({row.line, "unit_price", "expected a file whose sum can be counted in 64 bits"});
    } else {
      check_.revenue = revenue;
    }
    const std::string& menu_id = slugs_.id_of(row.item);
    const auto [known, added] = menu_index_.emplace(menu_id, check_.menu.size());
    if (added) {
      check_.menu.push_back({menu_id, row.item, row.unit_price, row.sold_at});
    } else if (HistoricItem& item = check_.menu[known->second]; row.sold_at < item.first_sold_at) {
      item.first_sold_at = row.sold_at;
      item.price = row.unit_price;
    }
  }

  HistoryCheck& check_;
  SlugBook slugs_;
  std::unordered_map<std::string, std::size_t> menu_index_;
  std::unordered_map<Uuid, std::int64_t> first_line_;  ///< Hashes, so that long refs cost nothing.
  std::string ref_;
  Timestamp sold_at_;
  std::int64_t begin_line_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace

std::string to_string(const RowFault& fault) {
  return "line " + std::to_string(fault.line) + ", column " + fault.column + ": " + fault.message;
}

SalesRowReader::SalesRowReader(std::istream& in) : csv_(in) { read_header(); }

void SalesRowReader::fault(std::int64_t line, std::string_view column, std::string message) {
  faults_.push_back({line, std::string(column), std::move(message)});
}

void SalesRowReader::read_header() {
  const CsvReader::Step step = csv_.next();
  if (step == CsvReader::Step::kEnd) {
    fault(1, "1", "expected a header line with order_ref,sold_at,item,quantity,unit_price");
  } else if (step == CsvReader::Step::kFault) {
    fault(csv_.fault().line, std::to_string(csv_.fault().column), csv_.fault().expected);
  }
  if (faults_.empty()) {
    const auto& names = csv_.row().fields;
    width_ = names.size();
    for (const std::string_view name : kNames) {
      const auto is_it = [name](const std::string& field) { return trimmed(field) == name; };
      const auto at = std::find_if(names.begin(), names.end(), is_it);
      if (at == names.end()) {
        fault(1, name, "expected this column in the header line");
      } else if (std::find_if(at + 1, names.end(), is_it) != names.end()) {
        fault(1, name, "expected this column once in the header line");
      }
      columns_.push_back(static_cast<std::size_t>(at - names.begin()));
    }
  }
  header_failed_ = !faults_.empty();
  if (header_failed_) columns_.clear();
}

void SalesRowReader::read_fields(const CsvRow& csv) {
  const auto field = [&](Column column) -> const std::string& {
    return csv.fields[columns_[column]];
  };
  row_.line = csv.line;
  row_.order_ref = trimmed(field(kOrderRef));
  if (row_.order_ref.empty() || row_.order_ref.size() > kRefBytesMax ||
      !printable(row_.order_ref)) {
    fault(csv.line, kNames[kOrderRef], "expected 1 to 200 printable bytes" + found(row_.order_ref));
  }
  const auto sold_at = parse_rfc3339(trimmed(field(kSoldAt)));
  if (!sold_at || !in_calendar(*sold_at)) {
    fault(csv.line, kNames[kSoldAt],
          "expected a time such as 2016-10-30T09:58:11+07:00" + found(field(kSoldAt)));
  }
  row_.sold_at = sold_at.value_or(Timestamp{});
  row_.item = trimmed(field(kItem));
  if (row_.item.empty() || row_.item.size() > domain::kNameMax || !printable(row_.item)) {
    fault(csv.line, kNames[kItem],
          "expected a name of 1 to 200 printable bytes" + found(row_.item));
  }
  const auto quantity = whole_number(trimmed(field(kQuantity)));
  if (!quantity || *quantity < 1 || *quantity > domain::kQtyMax) {
    fault(csv.line, kNames[kQuantity],
          "expected a whole number from 1 to 1000" + found(field(kQuantity)));
  }
  row_.quantity = quantity.value_or(0);
  const auto unit_price = whole_number(trimmed(field(kUnitPrice)));
  if (!unit_price || *unit_price < 0 || *unit_price > domain::kPriceMax) {
    fault(csv.line, kNames[kUnitPrice],
          "expected whole dong from 0 to 1000000000000" + found(field(kUnitPrice)));
  }
  row_.unit_price = unit_price.value_or(0);
}

SalesRowReader::Step SalesRowReader::next() {
  if (columns_.empty()) {
    return std::exchange(header_failed_, false) ? Step::kFaults : Step::kEnd;
  }
  faults_.clear();
  CsvReader::Step step = csv_.next();
  // Empty lines hold nothing that could be lost; editors leave them at the end.
  while (step == CsvReader::Step::kRow && is_empty_line(csv_.row())) step = csv_.next();
  if (step == CsvReader::Step::kEnd) return Step::kEnd;
  if (step == CsvReader::Step::kFault) {
    fault(csv_.fault().line, std::to_string(csv_.fault().column), csv_.fault().expected);
    return Step::kFaults;
  }
  const CsvRow& csv = csv_.row();
  if (csv.fields.size() != width_) {
    fault(csv.line, std::to_string(std::min(csv.fields.size(), width_) + 1),
          "expected " + std::to_string(width_) + " fields as in the header line, found " +
              std::to_string(csv.fields.size()));
  } else {
    read_fields(csv);
  }
  return faults_.empty() ? Step::kRow : Step::kFaults;
}

HistoryCheck check_history(std::istream& in, const BytesDone& bytes_done) {
  HistoryCheck check;
  OrderChecker checker(check);
  SalesRowReader reader(in);
  while (true) {
    const auto step = reader.next();
    if (step == SalesRowReader::Step::kEnd) break;
    if (step == SalesRowReader::Step::kRow) {
      checker.add(reader.row());
    } else {
      for (const RowFault& fault : reader.faults()) checker.fault(fault);
    }
    bytes_done(reader.bytes_read());
  }
  return check;
}

SalesHistory::SalesHistory(std::istream& in, std::string shop_id)
    : rows_(in), shop_id_(std::move(shop_id)) {}

Result<bool> SalesHistory::advance() {
  const auto step = rows_.next();
  if (step == SalesRowReader::Step::kFaults) {
    return make_error(
        ErrorKind::kConflict, "import.file_changed",
        "the file changed while it was imported; " + to_string(rows_.faults().front()));
  }
  row_waiting_ = step == SalesRowReader::Step::kRow;
  return row_waiting_;
}

domain::OrderLineRequest SalesHistory::line_of(const SalesRow& row) {
  return {slugs_.id_of(row.item), row.quantity, row.unit_price, {}};
}

Result<std::optional<domain::OrderRequest>> SalesHistory::next() {
  if (!std::exchange(started_, true)) {
    SHOP_TRY(advance());
  }
  if (!row_waiting_) return std::optional<domain::OrderRequest>();
  const std::string ref = rows_.row().order_ref;
  domain::OrderRequest order;
  order.order_id = make_uuid_from_name("import:" + shop_id_, ref);
  order.shop_id = shop_id_;
  order.user_id = "import";
  order.channel = domain::kOfflineChannel;
  order.payment_method = "cash";
  order.created_at = rows_.row().sold_at;
  order.total = 0;
  while (row_waiting_ && rows_.row().order_ref == ref) {
    const SalesRow& row = rows_.row();
    order.items.push_back(line_of(row));
    *order.total += row.quantity * row.unit_price;
    SHOP_TRY(advance());
  }
  return std::optional<domain::OrderRequest>(std::move(order));
}

}  // namespace shop::cli
