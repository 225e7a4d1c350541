#include "pipelines/engine.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace shop::pipelines {
namespace {

constexpr stream::TumblingWindows kWindows{kWindowSize};
constexpr std::array kAllStreams{Stream::kOrders, Stream::kRefunds, Stream::kVisits};

constexpr std::size_t index_of(Stream stream) { return static_cast<std::size_t>(stream); }

bool is_skewed(Timestamp event_time, const std::optional<Timestamp>& appended_at) {
  return appended_at && event_time - *appended_at > kClockSkewMax;
}

}  // namespace

Result<void> Engine::process(const events::LogRecord& record) {
  return process(to_string(record.topic), record.value, record.appended_at, record.position);
}

Result<void> Engine::process(std::string_view topic, std::string_view value,
                             std::optional<Timestamp> appended_at, std::int64_t position) {
  return apply(decoder_.decode(topic, value, appended_at), value, position);
}

Result<void> Engine::apply(const events::Decoded& decoded, std::string_view original,
                           std::int64_t position) {
  if (position <= position_) return ok();
  position_ = position;
  uncommitted_ = true;
  if (decoded.reject) {
    TopicCounts& counts = decoded.known_topic ? counters_.of(*decoded.known_topic)
                          : decoded.topic     ? counters_.of_unknown(*decoded.topic)
                                              : counters_.of_none();
    ++counts.read;
    ++counts.dead_lettered;
    reject(decoded, *decoded.reject, original);
    return ok();
  }
  SHOP_ASSERT(decoded.known_topic.has_value());  // Of an unknown topic everything is rejected.
  TopicCounts& counts = counters_.of(*decoded.known_topic);
  ++counts.read;
  if (const auto* order = std::get_if<events::OrderEvent>(&decoded.event)) {
    return apply_fact(
        {Stream::kOrders, order->identity, order->created_at, order->shop_id, order->total, order},
        decoded, original, counts);
  }
  if (const auto* refund = std::get_if<events::RefundEvent>(&decoded.event)) {
    return apply_fact({Stream::kRefunds, refund->identity, refund->created_at, refund->shop_id,
                       refund->amount, nullptr},
                      decoded, original, counts);
  }
  if (const auto* visit = std::get_if<events::VisitEvent>(&decoded.event)) {
    return apply_fact({Stream::kVisits, visit->identity, visit->at, visit->shop_id, 0, nullptr},
                      decoded, original, counts);
  }
  ++counts.counted;
  if (const auto* clock = std::get_if<events::ClockEvent>(&decoded.event)) {
    apply_clock(*clock, decoded, counts);
  } else if (const auto* menu = std::get_if<events::MenuEvent>(&decoded.event)) {
    return apply_menu(*menu);
  }
  return ok();
}

Result<void> Engine::apply_fact(const Fact& fact, const events::Decoded& decoded,
                                std::string_view original, TopicCounts& counts) {
  SHOP_TRY(const Admission admission, admit(fact.stream, fact.identity));
  switch (admission) {
    case Admission::kNew: break;
    case Admission::kDuplicate: ++counts.duplicates; return ok();
    case Admission::kConflict:
      ++counts.dead_lettered;
      reject(decoded, events::Reject::kConflictingDuplicate, original);
      return ok();
  }
  ++counts.counted;
  const Timestamp start = kWindows.start_of(fact.time);
  const WindowKey key{fact.stream, start, shops_.intern(fact.shop_id)};
  stream::Watermark& watermark = watermarks_[index_of(fact.stream)];
  const bool late = watermark.has_passed(kWindows.end_of(start));
  Window* window = nullptr;
  if (late) {
    ++counts.late;
    SHOP_TRY(window, closed_window(key));
  } else {
    window = &book_.open(key);
  }
  book_.mark_dirty(*window);
  add(*window, fact);
  if (late) emit_correction(*window, fact);
  if (is_skewed(fact.time, decoded.appended_at)) {
    ++counts.clock_skewed;
  } else if (watermark.observe(fact.time)) {
    close_due();
  }
  return ok();
}

Result<Engine::Admission> Engine::admit(Stream stream, const events::EventIdentity& identity) {
  stream::IdTable& recent = seen_[index_of(stream)];
  const stream::Key128 key = stream::key_from_bytes(identity.id.bytes.data());
  std::optional<std::uint64_t> first;
  const std::uint64_t hash = recent.hash(key);
  if (const std::uint64_t* content_hash = recent.find(key, hash)) {
    first = *content_hash;
  } else {
    SHOP_TRY(first, store_.find_seen(stream, EventId{identity.id.bytes}));
  }
  if (first) return *first == identity.content_hash ? Admission::kDuplicate : Admission::kConflict;
  recent.put(key, identity.content_hash, hash);
  return Admission::kNew;
}

void Engine::add(Window& window, const Fact& fact) {
  window.count = add_saturated(window.count, 1);
  window.amount = add_saturated(window.amount, fact.amount);
  if (fact.order == nullptr) return;
  ++order_serial_;
  for (const events::OrderItem& item : fact.order->items) {
    ItemCell& cell = window.cell(menu_ids_.intern(item.menu_id));
    window.items = add_saturated(window.items, item.qty);
    cell.qty = add_saturated(cell.qty, item.qty);
    cell.revenue = add_saturated(cell.revenue, multiply_saturated(item.qty, item.price));
    cell.dirty = true;
    if (cell.last_order != order_serial_) ++cell.orders;
    cell.last_order = order_serial_;
  }
}

void Engine::apply_clock(const events::ClockEvent& clock, const events::Decoded& decoded,
                         TopicCounts& counts) {
  if (is_skewed(clock.at, decoded.appended_at)) {
    ++counts.clock_skewed;
    return;
  }
  for (stream::Watermark& watermark : watermarks_) watermark.observe(clock.at);
  close_due();
}

// Closes and emits every window that its watermark has passed, of all streams in one order.
void Engine::close_due() {
  closing_.clear();
  for (const Stream stream : kAllStreams) {
    const auto watermark = watermarks_[index_of(stream)].value();
    if (!watermark) continue;
    const Timestamp last_due = *watermark - kWindowSize;
    if (book_.oldest_open(stream) > last_due) continue;
    book_.close_before(stream, Timestamp{last_due.us + 1}, closing_);
  }
  if (closing_.empty()) return;
  std::sort(closing_.begin(), closing_.end(), [this](const Window* a, const Window* b) {
    if (a->key.start != b->key.start) return a->key.start < b->key.start;
    if (a->key.shop != b->key.shop) return shops_.text(a->key.shop) < shops_.text(b->key.shop);
    return a->key.stream < b->key.stream;
  });
  for (Window* window : closing_) {
    book_.mark_dirty(*window);
    emit_window(*window);
  }
}

Result<void> Engine::flush() {
  for (const Stream stream : kAllStreams) {
    if (const auto newest = book_.newest_open(stream)) {
      watermarks_[index_of(stream)].raise_to(kWindows.end_of(*newest));
      uncommitted_ = true;
    }
  }
  close_due();
  return ok();
}

Result<void> Engine::apply_menu(const events::MenuEvent& event) {
  if (!event.name) return ok();  // A deletion that says nothing of the item.
  const bool deleted = event.action == events::MenuAction::kDelete;
  const std::string_view category =
      event.category.value_or(labels_.label(Labels::kUnknown).category);
  const std::uint32_t menu = menu_ids_.intern(event.menu_id);
  const std::uint32_t label = labels_.intern({event.name, category});
  menu_versions_.push_back({std::string(event.menu_id), event.timestamp, position_, deleted,
                            std::string(*event.name), std::string(category)});
  const auto changed = deleted ? menu_.add_deletion(menu, event.timestamp, position_, label)
                               : menu_.add_version(menu, event.timestamp, position_, label);
  return changed ? relabel(menu, *changed) : ok();
}

// Emits again what was emitted of `menu` in these windows under another label.
Result<void> Engine::relabel(std::uint32_t menu, const RelabelledWindows& range) {
  std::vector<Relabelled> found;
  SHOP_TRY(const std::vector<ItemRow> rows,
           store_.emitted_items(menu_ids_.text(menu), range.from, range.to));
  for (const ItemRow& row : rows) {
    const WindowKey key{Stream::kOrders, row.window_start, shops_.intern(row.shop_id)};
    if (book_.find_closed(key) != nullptr) continue;  // Newer in memory, below.
    const auto [entry, added] =
        relabelled_.try_emplace(CellKey{key.start, key.shop, menu}, ItemCell{});
    if (added) entry->second = cell_from(row);
    found.push_back({key.start, key.shop, nullptr, &entry->second});
  }
  book_.for_each_closed([&](Window& window) {
    const Timestamp start = window.key.start;
    if (window.key.stream != Stream::kOrders || start < range.from || start >= range.to) return;
    ItemCell* cell = window.find_cell(menu);
    if (cell != nullptr && cell->revision >= 0) {
      found.push_back({start, window.key.shop, &window, cell});
    }
  });
  std::sort(found.begin(), found.end(), [this](const Relabelled& a, const Relabelled& b) {
    if (a.start != b.start) return a.start < b.start;
    return shops_.text(a.shop) < shops_.text(b.shop);
  });
  for (const Relabelled& record : found) {
    const std::uint32_t label = menu_.label_at(menu, kWindows.end_of(record.start));
    if (record.cell->label == label) continue;
    record.cell->label = label;
    ++record.cell->revision;
    record.cell->dirty = true;
    if (record.window != nullptr) book_.mark_dirty(*record.window);
    emit_item_record(record.start, record.shop, *record.cell);
  }
  // Cells whose label was right all along need no place in memory.
  std::erase_if(relabelled_, [](const auto& entry) { return !entry.second.dirty; });
  return ok();
}

void Engine::reject(const events::Decoded& decoded, events::Reject reason,
                    std::string_view original) {
  output_.emit(DeadLetter{decoded.topic, position_, reason, original});
  std::optional<std::string> topic;
  if (decoded.topic) topic = *decoded.topic;
  dead_letters_.push_back(
      {std::move(topic), position_, std::string(to_string(reason)), std::string(original)});
}

}  // namespace shop::pipelines
