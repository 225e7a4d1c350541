#include "domain/payment/order_code.hpp"

#include <algorithm>
#include <cstdint>

namespace shop::domain {
namespace {

constexpr std::string_view kPrefix = "DS";
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(kAlphabet.size() == 32);

/// The finalizer of SplitMix64: every bit of the input reaches every bit of the output, so that
/// ids that count upwards give codes that do not look alike.
std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30U;
  x *= 0xBF58476D1CE4E5B9ULL;
  x ^= x >> 27U;
  x *= 0x94D049BB133111EBULL;
  return x ^ x >> 31U;
}

std::uint64_t half(const Uuid& id, std::size_t from) {
  std::uint64_t value = 0;
  for (std::size_t i = from; i < from + 8; ++i) value = value << 8U | id.bytes[i];
  return value;
}

/// A letter or digit in upper case; 0 for what separates words.
char word_character(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  const bool word = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return word ? c : '\0';
}

std::vector<std::string> words_of(std::string_view content) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char raw : content) {
    const char c = word_character(raw);
    if (c != '\0') {
      if (!inside) words.emplace_back();
      words.back() += c;
    }
    inside = c != '\0';
  }
  return words;
}

/// The code as it is stored; empty when the text can be none.
std::string as_code(std::string text) {
  if (text.size() != kOrderCodeSize || !text.starts_with(kPrefix)) return {};
  for (std::size_t i = kPrefix.size(); i < text.size(); ++i) {
    char& c = text[i];
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kAlphabet.find(c) == std::string_view::npos) return {};
  }
  return text;
}

}  // namespace

std::string order_code(const Uuid& order_id, unsigned attempt) {
  std::uint64_t bits = mix(half(order_id, 0) + mix(half(order_id, 8) + attempt));
  std::string code(kPrefix);
  while (code.size() < kOrderCodeSize) {
    code += kAlphabet[bits & 31U];
    bits >>= 5U;
  }
  return code;
}

std::vector<std::string> find_order_codes(std::string_view content) {
  const auto words = words_of(content.substr(0, kContentMax));
  std::vector<std::string> codes;
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::string joined;
    for (std::size_t i = first; i < words.size() && joined.size() < kOrderCodeSize; ++i) {
      joined += words[i];
    }
    std::string code = as_code(std::move(joined));
    const bool known = std::find(codes.begin(), codes.end(), code) != codes.end();
    if (!code.empty() && !known) codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace shop::domain
