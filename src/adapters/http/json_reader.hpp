#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"

namespace shop::http {

/// Where a value stands in a body; written out (`items[2].qty`) only when it is bad.
struct JsonPath {
  const JsonPath* parent = nullptr;
  std::string_view name;
  std::optional<std::size_t> index;

  std::string text() const;
};

/// Collects every bad field of one request, so that a person mends them in one go.
class FieldErrors {
 public:
  static constexpr std::size_t kErrorsMax = 50;  ///< More are not listed: the answer stays small.

  void add(std::string field, std::string message);
  bool empty() const { return errors_.empty(); }
  /// kInvalidArgument with all of them, or success when there are none.
  Result<void> finish() &&;

 private:
  std::vector<FieldError> errors_;
};

/// A parsed JSON text. One per thread: parse() reuses the memory of the thread's last text, so only
/// the newest document of a thread may be read.
class JsonDocument {
 public:
  static constexpr std::size_t kDepthMax = 16;

  /// kMalformed for anything that is not one JSON text in UTF-8, at most kDepthMax deep.
  static Result<JsonDocument> parse(std::string_view text);
  simdjson::dom::element root() const { return root_; }

 private:
  simdjson::dom::element root_;
};

enum class Need : std::uint8_t { kOptional, kRequired };

struct IntegerRule {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct TextRule {
  std::size_t bytes_min = 1;
  std::size_t bytes_max = 200;
  bool slug = false;       ///< Only A-Z a-z 0-9 _ - .
  bool printable = false;  ///< No control characters.
};

/// Reads one JSON object strictly: types are exact (1.0 is not a whole number, null is not absent),
/// repeated and unknown fields are errors. A getter that returns nullopt has reported why, unless
/// the field is optional and absent. Call finish() last: it names the fields nobody asked for.
class ObjectReader {
 public:
  static constexpr std::size_t kFieldsMax = 64;

  /// `path` is the object's own place, nullptr for the body. Both must outlive the reader.
  ObjectReader(FieldErrors& errors, simdjson::dom::element value, const JsonPath* path);

  std::optional<std::int64_t> integer(std::string_view name, Need need, IntegerRule rule = {});
  std::optional<bool> flag(std::string_view name, Need need);
  std::optional<std::string> text(std::string_view name, Need need, TextRule rule = {});
  std::optional<Uuid> uuid(std::string_view name, Need need);
  std::optional<Timestamp> time(std::string_view name, Need need);

  /// Calls `each(element, path)` for the members of an array of min to max members.
  /// False: absent or no such array.
  template <class Each>
  bool array(std::string_view name, Need need, std::size_t min, std::size_t max, Each&& each) {
    const auto found = find_array(name, need, min, max);
    if (!found) return false;
    const JsonPath list{path_, name, std::nullopt};
    std::size_t index = 0;
    for (const simdjson::dom::element element : *found) {
      const JsonPath place{&list, {}, index++};
      each(element, place);
    }
    return true;
  }

  bool has(std::string_view name) const;
  void fail(std::string_view name, std::string message);
  void finish();

 private:
  struct Field {
    std::string_view name;
    simdjson::dom::element value;
    bool used = false;
  };
  const simdjson::dom::element* find(std::string_view name, Need need);
  std::optional<simdjson::dom::array> find_array(std::string_view name, Need need, std::size_t min,
                                                 std::size_t max);

  FieldErrors& errors_;
  const JsonPath* path_;
  std::vector<Field> fields_;
  bool readable_ = false;  ///< False: reported already, so fields are not missed one by one.
};

/// A string member of an array; nullopt after reporting.
std::optional<std::string> read_text(FieldErrors& errors, simdjson::dom::element value,
                                     const JsonPath& path, TextRule rule);

}  // namespace shop::http
