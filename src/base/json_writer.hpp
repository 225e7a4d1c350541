#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace shop {

/// Appends one JSON value to a string, without a tree in between. Commas are placed by the writer;
/// keys and nesting are the caller's duty. Strings must be UTF-8 (everything that enters the shop
/// is checked); control characters, quotes and backslashes are escaped.
///
///   JsonWriter json(out);
///   json.object([&] { json.field("qty", 2); json.field("name", "Trà"); });
class JsonWriter {
 public:
  /// `out` must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  template <class Body>
  void object(Body&& body) {
    open('{');
    body();
    close('}');
  }
  template <class Body>
  void array(Body&& body) {
    open('[');
    body();
    close(']');
  }
  /// The key of the next value; written as it is, so it must not need escaping.
  void key(std::string_view name);

  template <class T>
  void field(std::string_view name, const T& value) {
    key(name);
    this->value(value);
  }
  template <class Body>
  void object_field(std::string_view name, Body&& body) {
    key(name);
    object(body);
  }
  template <class Body>
  void array_field(std::string_view name, Body&& body) {
    key(name);
    array(body);
  }

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool flag);
  void value(double number);  ///< Shortest form that reads back the same; null when not finite.
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void value(T number) {
    integer(static_cast<std::int64_t>(number));
  }
  void value(Timestamp t);  ///< RFC 3339 with milliseconds.
  void value(const Uuid& id);
  void value(std::nullptr_t);
  template <class T>
  void value(const std::optional<T>& maybe) {
    if (maybe) {
      value(*maybe);
    } else {
      value(nullptr);
    }
  }
  /// A window bound: RFC 3339 without a fraction.
  void seconds_field(std::string_view name, Timestamp t);
  /// Copies text that is JSON already: a value, or the members of the object that is open.
  void raw(std::string_view json);
  void raw_field(std::string_view name, std::string_view json) {
    key(name);
    raw(json);
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void integer(std::int64_t number);

  std::string& out_;
  bool first_ = true;
};

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace shop
