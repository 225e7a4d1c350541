#include <array>
#include <charconv>

#include "base/json_writer.hpp"
#include "pipelines/records.hpp"

namespace shop::pipelines {
namespace {

// Closing a minute emits a record per item, so these writers put whole literals between the values
// instead of going field by field.
void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  out.append(buffer.data(), end);
}

void append_head(std::string& out, std::string_view type, Timestamp window_start,
                 std::string_view shop_id) {
  out += R"({"type":")";
  out += type;
  out += R"(","window_start":")";
  append_seconds(out, window_start);
  out += R"(","window_end":")";
  append_seconds(out, window_start + kWindowSize);
  out += R"(","shop_id":)";
  append_json_string(out, shop_id);
}

void append_field(std::string& out, std::string_view quoted_name, std::int64_t number) {
  out += quoted_name;
  append_number(out, number);
}

void append_revision(std::string& out, std::int32_t revision) {
  append_field(out, R"(,"revision":)", revision);
  out += '}';
}

template <class Record>
void append_line(std::string& out, std::string_view head, const Record& record) {
  out += head;
  append_json(out, record);
  out += "}\n";
}

constexpr std::string_view kAnalyticsHead = R"({"topic":"analytics","value":)";
constexpr std::string_view kDeadLetterHead = R"({"topic":"dead_letter","value":)";

}  // namespace

void append_json(std::string& out, const SalesPerMinute& record) {
  append_head(out, "sales_per_minute", record.window_start, record.shop_id);
  append_field(out, R"(,"orders":)", record.orders);
  append_field(out, R"(,"items":)", record.items);
  append_field(out, R"(,"revenue":)", record.revenue);
  append_revision(out, record.revision);
}

void append_json(std::string& out, const ItemSalesPerMinute& record) {
  append_head(out, "item_sales_per_minute", record.window_start, record.shop_id);
  out += R"(,"menu_id":)";
  append_json_string(out, record.menu_id);
  out += R"(,"name":)";
  if (record.name) {
    append_json_string(out, *record.name);
  } else {
    out += "null";
  }
  out += R"(,"category":)";
  append_json_string(out, record.category);
  append_field(out, R"(,"orders":)", record.orders);
  append_field(out, R"(,"qty":)", record.qty);
  append_field(out, R"(,"revenue":)", record.revenue);
  append_revision(out, record.revision);
}

void append_json(std::string& out, const RefundsPerMinute& record) {
  append_head(out, "refunds_per_minute", record.window_start, record.shop_id);
  append_field(out, R"(,"refunds":)", record.refunds);
  append_field(out, R"(,"amount":)", record.amount);
  append_revision(out, record.revision);
}

void append_json(std::string& out, const VisitsPerMinute& record) {
  append_head(out, "visits_per_minute", record.window_start, record.shop_id);
  append_field(out, R"(,"visits":)", record.visits);
  append_revision(out, record.revision);
}

void append_json(std::string& out, const DeadLetter& record) {
  out += R"({"topic":)";
  if (record.topic) {
    append_json_string(out, *record.topic);
  } else {
    out += "null";
  }
  append_field(out, R"(,"position":)", record.position);
  out += R"(,"reason":")";
  out += to_string(record.reason);
  out += R"("})";
}

void JsonLinesOutput::emit(const SalesPerMinute& record) {
  append_line(out_, kAnalyticsHead, record);
}
void JsonLinesOutput::emit(const ItemSalesPerMinute& record) {
  append_line(out_, kAnalyticsHead, record);
}
void JsonLinesOutput::emit(const RefundsPerMinute& record) {
  append_line(out_, kAnalyticsHead, record);
}
void JsonLinesOutput::emit(const VisitsPerMinute& record) {
  append_line(out_, kAnalyticsHead, record);
}
void JsonLinesOutput::emit(const DeadLetter& record) { append_line(out_, kDeadLetterHead, record); }

}  // namespace shop::pipelines
