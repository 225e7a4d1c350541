#include "events/event_identity.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>

namespace shop::events {
namespace {

// Fixed for ever: hashes made with them are stored. They need not be secret; they only keep the
// hashes apart from those of other programs.
constexpr unsigned char kIdKey[crypto_shorthash_siphashx24_KEYBYTES] = {
    's', 'h', 'o', 'p', ' ', 'e', 'v', 'e', 'n', 't', ' ', 'i', 'd', ' ', 'v', '1'};
constexpr unsigned char kContentKey[crypto_shorthash_KEYBYTES] = {
    's', 'h', 'o', 'p', ' ', 'c', 'o', 'n', 't', 'e', 'n', 't', ' ', ' ', 'v', '1'};

constexpr std::uint8_t kNoHex = 0xFF;

constexpr std::array<std::uint8_t, 256> make_hex_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kNoHex;
  for (std::size_t i = 0; i < 10; ++i) values['0' + i] = static_cast<std::uint8_t>(i);
  for (std::size_t i = 0; i < 6; ++i) {
    values['a' + i] = values['A' + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}
constexpr auto kHexValues = make_hex_values();

// Where the two digits of each byte of a UUID are. Same language as parse_uuid(), without a branch
// per character: this runs once per event.
constexpr std::array<std::uint8_t, 16> kDigitsAt{0,  2,  4,  6,  9,  11, 14, 16,
                                                 19, 21, 24, 26, 28, 30, 32, 34};

bool read_uuid(std::string_view text, Uuid& id) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
      text[23] != '-') {
    return false;
  }
  unsigned invalid = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    const unsigned high = kHexValues[static_cast<unsigned char>(text[kDigitsAt[i]])];
    const unsigned low = kHexValues[static_cast<unsigned char>(text[kDigitsAt[i] + 1U])];
    invalid |= high | low;
    id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return (invalid & 0x80) == 0;
}

}  // namespace

Uuid event_id_from_text(std::string_view text) {
  Uuid id;
  if (read_uuid(text, id)) return id;
  crypto_shorthash_siphashx24(id.bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                              text.size(), kIdKey);
  return id;
}

void ContentHasher::begin(char kind) {
  size_ = 0;
  *grow(1) = kind;
}

// Room for `size` more bytes.
inline char* ContentHasher::grow(std::size_t size) {
  if (size_ + size > buffer_.size()) buffer_.resize((size_ + size) * 2);
  char* at = buffer_.data() + size_;
  size_ += size;
  return at;
}

inline void ContentHasher::add(std::string_view text) {
  add(static_cast<std::int64_t>(text.size()));
  std::memcpy(grow(text.size()), text.data(), text.size());
}

inline void ContentHasher::add(std::int64_t number) {
  auto rest = static_cast<std::uint64_t>(number);
  if constexpr (std::endian::native == std::endian::big) rest = __builtin_bswap64(rest);
  std::memcpy(grow(sizeof rest), &rest, sizeof rest);
}

std::uint64_t ContentHasher::finish() const {
  std::array<unsigned char, crypto_shorthash_BYTES> out{};
  crypto_shorthash(out.data(), reinterpret_cast<const unsigned char*>(buffer_.data()), size_,
                   kContentKey);
  std::uint64_t hash = 0;
  std::for_each(out.rbegin(), out.rend(), [&](unsigned char byte) { hash = hash << 8 | byte; });
  return hash;
}

std::uint64_t ContentHasher::hash(const OrderEvent& order) {
  begin('o');
  add(order.shop_id);
  add(order.user_id);
  add(std::ssize(order.items));
  for (const OrderItem& item : order.items) {
    add(item.menu_id);
    add(item.qty);
    add(item.price);
    add(std::ssize(item.options));
    for (const OrderOption& option : item.options) {
      add(option.option_id);
      add(option.name);
      add(option.price);
    }
  }
  add(order.discount);
  add(order.total);
  add(order.payment_method);
  add(order.channel);
  add(order.created_at.us);
  return finish();
}

std::uint64_t ContentHasher::hash(const RefundEvent& refund) {
  begin('r');
  add(refund.order_id);
  add(refund.shop_id);
  add(std::ssize(refund.items));
  for (const RefundItem& item : refund.items) {
    add(item.menu_id);
    add(item.qty);
    add(item.amount);
  }
  add(refund.amount);
  add(std::int64_t{refund.restock});
  add(refund.reason);
  add(refund.created_at.us);
  return finish();
}

std::uint64_t ContentHasher::hash(const VisitEvent& visit) {
  begin('v');
  add(visit.shop_id);
  add(visit.session_id);
  add(visit.page);
  add(visit.at.us);
  return finish();
}

}  // namespace shop::events
