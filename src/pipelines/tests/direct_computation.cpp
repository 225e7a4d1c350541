#include "pipelines/tests/direct_computation.hpp"

#include <algorithm>
#include <set>

namespace shop::pipelines::testing {
namespace {

template <class Record>
std::string without_revision(Record record) {
  record.revision = 0;
  std::string json;
  append_json(json, record);
  return json;
}

std::string key_of(std::string_view kind, Timestamp start, std::string_view shop,
                   std::string_view menu_id = {}) {
  return format_seconds(start) + '|' + std::string(shop) + '|' + std::string(kind) + '|' +
         std::string(menu_id);
}

Timestamp minute_of(Timestamp t) { return {floor_to(t.us, 60'000'000)}; }

}  // namespace

template <class Record>
void LastOutput::put(std::string key, Record record) {
  const auto [known, added] = revisions_.emplace(key, record.revision);
  if (record.revision != (added ? 0 : known->second + 1)) broken_ += key + "\n";
  known->second = record.revision;
  records_[std::move(key)] = without_revision(record);
}

void LastOutput::emit(const SalesPerMinute& record) {
  put(key_of("sales", record.window_start, record.shop_id), record);
}
void LastOutput::emit(const ItemSalesPerMinute& record) {
  put(key_of("item", record.window_start, record.shop_id, record.menu_id), record);
}
void LastOutput::emit(const RefundsPerMinute& record) {
  put(key_of("refunds", record.window_start, record.shop_id), record);
}
void LastOutput::emit(const VisitsPerMinute& record) {
  put(key_of("visits", record.window_start, record.shop_id), record);
}
void LastOutput::emit(const DeadLetter&) { ++dead_letters_; }

bool DirectComputation::first_of_id(std::string topic, std::string_view id) {
  return ids_.emplace(std::pair(std::move(topic), std::string(id)), 0).second;
}

void DirectComputation::add(std::string_view topic, std::string_view value) {
  const events::Decoded& decoded = decoder_.decode(topic, value, std::nullopt);
  if (decoded.reject) return;
  if (const auto* menu = std::get_if<events::MenuEvent>(&decoded.event)) {
    if (!menu->name) return;
    menu_[std::string(menu->menu_id)].push_back({menu->timestamp, std::string(*menu->name),
                                                 std::string(*menu->category),
                                                 menu->action == events::MenuAction::kDelete});
  } else if (const auto* order = std::get_if<events::OrderEvent>(&decoded.event)) {
    if (!first_of_id("orders", order->order_id)) return;
    const Key key{minute_of(order->created_at), std::string(order->shop_id)};
    Numbers& sales = sales_[key];
    ++sales.count;
    sales.amount += order->total;
    std::set<std::string> menu_ids;
    for (const events::OrderItem& item : order->items) {
      Numbers& numbers = items_[{std::get<0>(key), std::get<1>(key), std::string(item.menu_id)}];
      sales.qty += item.qty;
      numbers.qty += item.qty;
      numbers.amount += item.qty * item.price;
      if (menu_ids.emplace(item.menu_id).second) ++numbers.count;
    }
  } else if (const auto* refund = std::get_if<events::RefundEvent>(&decoded.event)) {
    if (!first_of_id("refunds", refund->refund_id)) return;
    Numbers& numbers = refunds_[{minute_of(refund->created_at), std::string(refund->shop_id)}];
    ++numbers.count;
    numbers.amount += refund->amount;
  } else if (const auto* visit = std::get_if<events::VisitEvent>(&decoded.event)) {
    if (!first_of_id("visits", visit->visit_id)) return;
    ++visits_[{minute_of(visit->at), std::string(visit->shop_id)}].count;
  }
}

// Latest before `end`; else the first; of deletions, if there is nothing else, the earliest. Of one
// timestamp the last in the log.
const DirectComputation::MenuVersion* DirectComputation::version_at(const std::string& menu_id,
                                                                    Timestamp end) const {
  const auto known = menu_.find(menu_id);
  if (known == menu_.end()) return nullptr;
  const MenuVersion* latest_before = nullptr;
  const MenuVersion* first = nullptr;
  const MenuVersion* deletion = nullptr;
  for (const MenuVersion& version : known->second) {
    if (version.deleted) {
      if (!deletion || version.timestamp <= deletion->timestamp) deletion = &version;
      continue;
    }
    if (!first || version.timestamp <= first->timestamp) first = &version;
    if (version.timestamp < end &&
        (!latest_before || version.timestamp >= latest_before->timestamp)) {
      latest_before = &version;
    }
  }
  return latest_before ? latest_before : first ? first : deletion;
}

LastRecords DirectComputation::records() const {
  LastRecords records;
  for (const auto& [key, n] : sales_) {
    const auto& [start, shop] = key;
    records[key_of("sales", start, shop)] =
        without_revision(SalesPerMinute{start, shop, n.count, n.qty, n.amount, 0});
  }
  for (const auto& [key, n] : refunds_) {
    const auto& [start, shop] = key;
    records[key_of("refunds", start, shop)] =
        without_revision(RefundsPerMinute{start, shop, n.count, n.amount, 0});
  }
  for (const auto& [key, n] : visits_) {
    const auto& [start, shop] = key;
    records[key_of("visits", start, shop)] =
        without_revision(VisitsPerMinute{start, shop, n.count, 0});
  }
  for (const auto& [key, n] : items_) {
    const auto& [start, shop, menu_id] = key;
    ItemSalesPerMinute record{start, shop,     menu_id, std::nullopt, "unknown", n.count,
                              n.qty, n.amount, 0};
    if (const MenuVersion* version = version_at(menu_id, start + minutes(1))) {
      record.name = version->name;
      record.category = version->category;
    }
    records[key_of("item", start, shop, menu_id)] = without_revision(record);
  }
  return records;
}

}  // namespace shop::pipelines::testing
