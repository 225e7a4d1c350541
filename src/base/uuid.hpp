#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace shop {

/// 128 bits of RFC 9562. Compares as its bytes do, so version 7 ids sort by creation time.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// Reads the 36-character form in either case; nullopt for anything else.
std::optional<Uuid> parse_uuid(std::string_view text);

/// The 36-character lower-case form.
std::string to_string(const Uuid& id);
void append_uuid(std::string& out, const Uuid& id);

/// A new version 7 id: 48 bits of milliseconds, then random bits from the kernel. Ids made by one
/// thread in one millisecond still increase (RFC 9562, section 6.2, method 2). Thread-safe.
Uuid make_uuid_v7(Timestamp now);

/// A version 8 id made from a BLAKE2b hash of `name` in the name space `space`: the same input
/// always gives the same id. Used to import history twice without doubling it.
Uuid make_uuid_from_name(std::string_view space, std::string_view name);

}  // namespace shop

template <>
struct std::hash<shop::Uuid> {
  std::size_t operator()(const shop::Uuid& id) const noexcept {
    // The last eight bytes are random in every version that we make.
    std::uint64_t low = 0;
    for (std::size_t i = 8; i < 16; ++i) low = low << 8 | id.bytes[i];
    return static_cast<std::size_t>(low * 0x9E3779B97F4A7C15ULL);
  }
};
