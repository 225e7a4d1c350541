#include "base/uuid.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/assert.hpp"

namespace shop {
namespace {

constexpr int kDashes[] = {8, 13, 18, 23};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_dash_at(std::size_t i) {
  return std::any_of(std::begin(kDashes), std::end(kDashes),
                     [i](int dash) { return static_cast<std::size_t>(dash) == i; });
}

}  // namespace

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_at(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[i]);
    if (value < 0) return std::nullopt;
    auto& byte = id.bytes[nibble / 2];
    byte = static_cast<std::uint8_t>(nibble % 2 == 0 ? value << 4 : byte | value);
    ++nibble;
  }
  return id;
}

void append_uuid(std::string& out, const Uuid& id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    out.push_back(kHex[id.bytes[i] >> 4]);
    out.push_back(kHex[id.bytes[i] & 15]);
  }
}

std::string to_string(const Uuid& id) {
  std::string out;
  out.reserve(36);
  append_uuid(out, id);
  return out;
}

Uuid make_uuid_v7(Timestamp now) {
  // Per thread: the random tail counts up while the millisecond stands still.
  thread_local std::int64_t last_ms = -1;
  thread_local Uuid last;
  const std::int64_t ms = now.us / 1000;
  if (ms > last_ms) {
    last_ms = ms;
    randombytes_buf(last.bytes.data(), last.bytes.size());
    // A clear top bit of the counter leaves room to count up 2^61 times.
    last.bytes[8] &= 0x1F;
  } else {
    std::size_t i = 16;
    while (i > 8 && ++last.bytes[i - 1] == 0) --i;
  }
  Uuid id = last;
  for (int i = 0; i < 6; ++i) {
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(last_ms >> (40 - 8 * i));
  }
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0F));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

Uuid make_uuid_from_name(std::string_view space, std::string_view name) {
  crypto_generichash_state state;
  Uuid id;
  crypto_generichash_init(&state, nullptr, 0, 16);
  const auto update = [&state](std::string_view part) {
    const std::uint64_t size = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), size);
  };
  update(space);
  update(name);
  const int failed = crypto_generichash_final(&state, id.bytes.data(), id.bytes.size());
  SHOP_ASSERT(failed == 0);
  id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0F));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

}  // namespace shop
