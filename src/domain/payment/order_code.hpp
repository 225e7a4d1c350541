#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"

namespace shop::domain {

/// The text that a transfer for an order carries: `DS` and 10 characters of Crockford's base 32
/// (digits and letters without I, L, O, U), so 12 of A-Z 0-9: `DS4K7M2Q9XZA`. Made from the order's
/// id; 50 bits are not unique by themselves, so the ledger keeps them unique and asks for the next
/// `attempt` when one is taken.
std::string order_code(const Uuid& order_id, unsigned attempt);

inline constexpr std::size_t kOrderCodeSize = 12;
inline constexpr std::size_t kContentMax = 500;  ///< Bytes of a transfer's text that are looked at.

/// Every order code that the text of a transfer may hold, each once. Case does not count, nor do
/// spaces and punctuation around or inside a code, since banks and payers add them; O, I and L are
/// read as the digits they look like. A code must be made of whole words of letters and digits:
/// none is found inside a longer word.
std::vector<std::string> find_order_codes(std::string_view content);

}  // namespace shop::domain
