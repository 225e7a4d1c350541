#include "pipelines/tests/store_dump.hpp"

#include "pipelines/topic_counters.hpp"

namespace shop::pipelines::testing {

std::string dump(MemoryStateStore& store) {
  const Snapshot snapshot = store.load().value();
  std::string out = "position " + std::to_string(snapshot.position) + "\n";
  const auto line = [&out](auto&&... parts) {
    ((out += std::string(parts) + " "), ...);
    out += "\n";
  };
  const auto text = [](auto number) { return std::to_string(number); };
  for (const auto& mark : snapshot.watermarks) line("watermark", mark ? text(mark->us) : "none");
  for (const auto& [key, w] : store.windows()) {
    line("window", text(static_cast<int>(w.stream)), text(w.window_start.us), w.shop_id,
         w.closed ? "closed" : "open", text(w.count), text(w.items), text(w.amount),
         text(w.revision));
  }
  for (const auto& [key, i] : store.items()) {
    line("item", text(i.window_start.us), i.shop_id, i.menu_id, i.name.value_or("(null)"),
         i.category, text(i.orders), text(i.qty), text(i.revenue), text(i.revision));
  }
  for (const MenuVersionRow& v : snapshot.menu_versions) {
    line("menu", v.menu_id, text(v.timestamp.us), text(v.position), text(int{v.deleted}),
         v.name.value_or("(null)"), v.category.value_or("(null)"));
  }
  for (const DeadLetterRow& d : store.dead_letters()) {
    line("dead", d.topic.value_or("(null)"), text(d.position), d.reason, d.value);
  }
  return out + to_json(snapshot.counts);
}

}  // namespace shop::pipelines::testing
