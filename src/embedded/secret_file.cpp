#include "embedded/secret_file.hpp"

#include <fstream>

namespace shop::embedded {

Result<std::string> read_secret_file(const std::string& option, const std::string& file) {
  constexpr std::size_t kShortest = 16;
  std::ifstream in(file);
  if (!in.is_open()) return field_error(option, "cannot read '" + file + "'");
  std::string secret;
  std::getline(in, secret);
  if (secret.ends_with('\r')) secret.pop_back();
  if (secret.size() >= kShortest) return secret;
  return field_error(option, "the first line of '" + file + "' must have 16 characters or more");
}

}  // namespace shop::embedded
