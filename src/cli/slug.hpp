#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace shop::cli {

/// `name` as an id of lower-case ASCII letters, digits and single dashes, at most 64 characters:
/// Latin letters lose their marks (Vietnamese included: "Trà sữa đá" -> "tra-sua-da"), everything
/// else becomes a dash. A name without any letter or digit that survives gives "item-" and a hash.
std::string slug_of(std::string_view name);

/// Gives names their ids: the first name with a slug gets it, another name with the same slug gets
/// it with a hash of the name behind. The same names in the same order always get the same ids.
class SlugBook {
 public:
  /// The id of `name`; the view lives as long as the book.
  const std::string& id_of(std::string_view name);

 private:
  std::map<std::string, std::string, std::less<>> id_by_name_;
  std::set<std::string, std::less<>> taken_;
};

/// Without white space (ASCII and the no-break space) at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace shop::cli
