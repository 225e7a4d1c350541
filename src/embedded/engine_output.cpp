#include "embedded/engine_output.hpp"

#include <utility>

#include "base/json_writer.hpp"

namespace shop::embedded {
namespace {

/// A dashboard shows the minutes that move; a clock that ran ahead must not fill it up.
constexpr std::size_t kFramesMax = 256;

std::string frame_of(const pipelines::WindowRow& row, std::int64_t position) {
  std::string out;
  out.reserve(256);
  JsonWriter json(out);
  json.object([&] {
    switch (row.stream) {
      case pipelines::Stream::kOrders: json.field("type", "sales_per_minute"); break;
      case pipelines::Stream::kRefunds: json.field("type", "refunds_per_minute"); break;
      case pipelines::Stream::kVisits: json.field("type", "visits_per_minute"); break;
    }
    json.seconds_field("window_start", row.window_start);
    json.seconds_field("window_end", row.window_start + pipelines::kWindowSize);
    json.field("shop_id", row.shop_id);
    switch (row.stream) {
      case pipelines::Stream::kOrders:
        json.field("orders", row.count);
        json.field("items", row.items);
        json.field("revenue", row.amount);
        break;
      case pipelines::Stream::kRefunds:
        json.field("refunds", row.count);
        json.field("amount", row.amount);
        break;
      case pipelines::Stream::kVisits: json.field("visits", row.count); break;
    }
    json.field("provisional", !row.closed);
    json.field("position", position);
  });
  return out;
}

}  // namespace

template <class Record>
void EmissionBuffer::add(std::string_view type, const Record& record, std::string_view menu_id) {
  Emission emission;
  emission.source_position = position_;
  emission.key.append(type).append("|");
  append_seconds(emission.key, record.window_start);
  emission.key.append("|").append(record.shop_id);
  if (!menu_id.empty()) emission.key.append("|").append(menu_id);
  pipelines::append_json(emission.json, record);
  emissions_.push_back(std::move(emission));
}

void EmissionBuffer::emit(const pipelines::SalesPerMinute& record) { add("sales", record, ""); }
void EmissionBuffer::emit(const pipelines::ItemSalesPerMinute& record) {
  add("item_sales", record, record.menu_id);
}
void EmissionBuffer::emit(const pipelines::RefundsPerMinute& record) { add("refunds", record, ""); }
void EmissionBuffer::emit(const pipelines::VisitsPerMinute& record) { add("visits", record, ""); }
void EmissionBuffer::emit(const pipelines::DeadLetter& /*record*/) {}

Result<pipelines::Snapshot> LiveTap::load() {
  SHOP_TRY(auto snapshot, store_.load());
  windows_.clear();
  position_ = snapshot.position;
  for (const auto& stored : snapshot.open_windows) note(stored.window);
  return snapshot;
}

Result<void> LiveTap::commit(const pipelines::Changes& changes) {
  SHOP_TRY(store_.commit(changes));
  position_ = changes.position;
  for (const auto& row : changes.windows) note(row);
  return ok();
}

void LiveTap::note(const pipelines::WindowRow& row) {
  windows_.insert_or_assign({row.window_start, row.shop_id, row.stream}, row);
  if (windows_.size() > kFramesMax) windows_.erase(windows_.begin());
}

std::vector<std::string> LiveTap::frames() {
  std::vector<std::string> frames;
  frames.reserve(windows_.size());
  for (const auto& [key, row] : windows_) frames.push_back(frame_of(row, position_));
  std::erase_if(windows_, [](const auto& entry) { return entry.second.closed; });
  return frames;
}

}  // namespace shop::embedded
