#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "events/decode.hpp"

namespace shop::events {

/// The 16 bytes that stand for an event's id: of a UUID its own bytes, of any other text
/// SipHash-2-4 with 128 bits under a fixed key. A UUID and another text are never meant to be the
/// same id.
Uuid event_id_from_text(std::string_view text);

/// Hashes an event's content (EventIdentity::content_hash): SipHash-2-4 under a fixed key of the
/// fields in schema order, integers as 8 bytes, strings with their length in front. One per
/// decoder: it keeps its buffer.
class ContentHasher {
 public:
  std::uint64_t hash(const OrderEvent& order);
  std::uint64_t hash(const RefundEvent& refund);
  std::uint64_t hash(const VisitEvent& visit);

 private:
  void begin(char kind);
  void add(std::string_view text);
  void add(std::int64_t number);
  char* grow(std::size_t size);
  std::uint64_t finish() const;

  std::vector<char> buffer_;
  std::size_t size_ = 0;
};

}  // namespace shop::events
