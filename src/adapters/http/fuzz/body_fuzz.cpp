// libFuzzer target: everything of the HTTP edge that reads text from strangers. The first byte
// picks the reader. What is accepted must obey its limits; nothing may crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/http/bodies.hpp"
#include "adapters/http/internal/wire.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/session_cookie.hpp"
#include "base/assert.hpp"

namespace {

using namespace shop;

void read_order(std::string_view text) {
  const auto order = http::read_order_body(text);
  if (!order) {
    SHOP_ASSERT(!order.error().detail.empty());
    return;
  }
  SHOP_ASSERT(!order.value().items.empty() && order.value().items.size() <= domain::kLinesMax);
  for (const auto& line : order.value().items) {
    SHOP_ASSERT(domain::is_slug(line.menu_id));
    SHOP_ASSERT(line.qty >= 1 && line.qty <= domain::kQtyMax);
  }
}

void read_query(std::string_view text) {
  http::QueryReader query(text);
  (void)query.text("shop_id", {1, 64, true, false});
  (void)query.integer("limit", {1, 200});
  (void)query.time("from");
  (void)std::move(query).finish();
}

void read_head(std::string_view text) {
  const std::size_t length = http::head_length(text, 0);
  if (length > 0) (void)http::is_clean_head(text.substr(0, length));
  http::Request request;
  (void)http::split_target(text, request);
  request.headers.push_back({"cookie", text});
  (void)http::session_cookie(request);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'm': (void)http::read_menu_item_body(text); break;
    case 'p': (void)http::read_menu_patch_body(text); break;
    case 'r': (void)http::read_refund_body(text); break;
    case 'i': (void)http::read_ingredient_body(text); break;
    case 'v': (void)http::read_movement_body(text); break;
    case 'c': (void)http::read_claim_body(text); break;
    case 'b': (void)http::read_notice_body(text); break;
    case 'q': read_query(text); break;
    case 'h': read_head(text); break;
    default: read_order(text); break;
  }
  return 0;
}
