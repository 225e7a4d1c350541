#include "pipelines/window_codec.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace shop::pipelines {
namespace {

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

// Takes values from the front of a text; remembers when it ended too early.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T take() {
    T value{};
    if (rest_.size() < sizeof value) {
      valid_ = false;
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string take_text() {
    const auto size = take<std::uint32_t>();
    if (rest_.size() < size) {
      valid_ = false;
      return {};
    }
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  bool valid() const { return valid_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool valid_ = true;
};

ItemRow take_item(Taker& taker, const WindowRow& window) {
  ItemRow item;
  item.window_start = window.window_start;
  item.shop_id = window.shop_id;
  item.menu_id = taker.take_text();
  const bool has_name = taker.take<std::uint8_t>() != 0;
  std::string name = taker.take_text();
  if (has_name) item.name = std::move(name);
  item.category = taker.take_text();
  item.orders = taker.take<std::int64_t>();
  item.qty = taker.take<std::int64_t>();
  item.revenue = taker.take<std::int64_t>();
  item.revision = taker.take<std::int32_t>();
  return item;
}

}  // namespace

void append_window(std::string& out, const StoredWindow& window) {
  const std::size_t head = out.size();
  put(out, std::uint32_t{0});
  const WindowRow& row = window.window;
  put(out, static_cast<std::uint8_t>(row.stream));
  put(out, row.window_start.us);
  put_text(out, row.shop_id);
  put(out, row.count);
  put(out, row.items);
  put(out, row.amount);
  put(out, row.revision);
  put(out, static_cast<std::uint32_t>(window.items.size()));
  for (const ItemRow& item : window.items) {
    put_text(out, item.menu_id);
    put(out, static_cast<std::uint8_t>(item.name ? 1 : 0));
    put_text(out, item.name ? std::string_view(*item.name) : std::string_view());
    put_text(out, item.category);
    put(out, item.orders);
    put(out, item.qty);
    put(out, item.revenue);
    put(out, item.revision);
  }
  const auto size = static_cast<std::uint32_t>(out.size() - head - kWindowHeadBytes);
  std::memcpy(out.data() + head, &size, sizeof size);
}

std::size_t encoded_window_size(std::string_view head) {
  return kWindowHeadBytes + Taker(head).take<std::uint32_t>();
}

std::optional<StoredWindow> read_window(std::string_view encoded) {
  Taker taker(encoded);
  if (encoded_window_size(encoded) != encoded.size()) return std::nullopt;
  taker.take<std::uint32_t>();
  StoredWindow window;
  WindowRow& row = window.window;
  row.stream = static_cast<Stream>(taker.take<std::uint8_t>());
  row.window_start.us = taker.take<std::int64_t>();
  row.shop_id = taker.take_text();
  row.closed = true;
  row.count = taker.take<std::int64_t>();
  row.items = taker.take<std::int64_t>();
  row.amount = taker.take<std::int64_t>();
  row.revision = taker.take<std::int32_t>();
  const auto items = taker.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < items && taker.valid(); ++i) {
    window.items.push_back(take_item(taker, row));
  }
  if (!taker.valid() || !taker.at_end()) return std::nullopt;
  return window;
}

}  // namespace shop::pipelines
