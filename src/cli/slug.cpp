#include "cli/slug.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/uuid.hpp"

namespace shop::cli {
namespace {

constexpr std::size_t kSlugMax = 64;
constexpr std::size_t kHashDigits = 8;

/// A range of code points and the letters they fold to, one character each; '.' is no letter.
struct Fold {
  char32_t first;
  std::string_view letters;
};

// Upper and lower case fold alike. Ligatures lose their second letter; that is enough for an id.
constexpr std::array kFolds{
    Fold{0x00C0, "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"},
    Fold{0x0100,
         "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
         "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"},
    Fold{0x01A0, "oo"},
    Fold{0x01AF, "uu"},
    Fold{0x01CD, "aaiioouuuuuuuuuu"},
    Fold{0x1EA0,
         "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooo"
         "uuuuuuuuuuuuuuyyyyyyyy"},
};

constexpr bool is_combining_mark(char32_t c) { return c >= 0x0300 && c <= 0x036F; }

/// The folded letter; '\0' for a mark that vanishes, '-' for everything that is no letter.
char fold(char32_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return static_cast<char>(c);
  if (c == '\'' || c == 0x2019 || is_combining_mark(c)) return '\0';
  for (const Fold& range : kFolds) {
    if (c >= range.first && c < range.first + range.letters.size()) {
      const char letter = range.letters[c - range.first];
      return letter == '.' ? '-' : letter;
    }
  }
  return '-';
}

/// Takes one code point off the front of well-formed UTF-8; any other byte stands for itself.
char32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  char32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  const std::size_t used = std::min(length, text.size());
  for (std::size_t i = 1; i < used; ++i) {
    c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(used);
  return c;
}

std::string hash_digits(std::string_view name) {
  // The first digits of a name-based id are plain hash; the version bits come later.
  return to_string(make_uuid_from_name("slug", name)).substr(0, kHashDigits);
}

std::string with_hash(std::string slug, std::string_view name) {
  slug.resize(std::min(slug.size(), kSlugMax - kHashDigits - 1));
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug + "-" + hash_digits(name);
}

}  // namespace

std::string slug_of(std::string_view name) {
  std::string slug;
  for (std::string_view rest = name; !rest.empty();) {
    const char letter = fold(take_code_point(rest));
    if (letter == '\0' || (letter == '-' && (slug.empty() || slug.back() == '-'))) continue;
    slug.push_back(letter);
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  if (slug.empty()) return with_hash("item", name);
  return slug.size() > kSlugMax ? with_hash(std::move(slug), name) : slug;
}

const std::string& SlugBook::id_of(std::string_view name) {
  const auto known = id_by_name_.find(name);
  if (known != id_by_name_.end()) return known->second;
  std::string slug = slug_of(name);
  if (!taken_.insert(slug).second) {
    slug = with_hash(std::move(slug), name);
    taken_.insert(slug);
  }
  return id_by_name_.emplace(std::string(name), std::move(slug)).first->second;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  while (true) {
    if (!text.empty() && kSpace.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      return text;
    }
  }
}

}  // namespace shop::cli
