#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/json_reader.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace shop::http {

/// Undoes percent-encoding; nullopt for a broken escape or text that is not UTF-8. `plus_is_space`
/// is for query strings.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Reads query parameters strictly: an unknown, repeated or unreadable one is an error that names
/// it. Use like ObjectReader: getters first, finish() last.
class QueryReader {
 public:
  explicit QueryReader(std::string_view query);

  std::optional<std::string> text(std::string_view name, TextRule rule = {});
  std::optional<std::int64_t> integer(std::string_view name, IntegerRule rule);
  std::optional<Timestamp> time(std::string_view name);
  bool has(std::string_view name) const;
  void fail(std::string_view name, std::string message);
  /// kInvalidArgument that names every bad parameter.
  Result<void> finish() &&;

 private:
  struct Parameter {
    std::string name;
    std::string value;
    bool used = false;
  };
  const std::string* find(std::string_view name);

  std::vector<Parameter> parameters_;
  FieldErrors errors_;
};

}  // namespace shop::http
