#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace shop::cli {

/// One record of the file and the line it starts on (a quoted field may span lines).
struct CsvRow {
  std::int64_t line = 0;
  std::vector<std::string> fields;
};

/// What is wrong with the file's form, and where; both count from 1.
struct CsvFault {
  std::int64_t line = 0;
  std::size_t column = 0;  ///< The field within the row.
  std::string expected;    ///< "expected …" as a clause for a person.
};

/// Reads RFC 4180 row by row in constant memory, strictly: a quote inside an unquoted field, text
/// behind a closing quote, a lone carriage return, a NUL byte and bytes that are not UTF-8 are
/// faults, never guessed at. Line ends may be CRLF or LF, the last one may be missing, and one
/// byte order mark at the start (Excel writes it) is skipped. After a fault reading goes on with
/// the next line, so that one pass can report all of them.
class CsvReader {
 public:
  enum class Step : std::uint8_t { kRow, kFault, kEnd };

  /// `in` must outlive the reader.
  explicit CsvReader(std::istream& in);

  Step next();
  /// The row of the last next() that returned kRow; overwritten by the following one.
  const CsvRow& row() const { return row_; }
  /// The fault of the last next() that returned kFault.
  const CsvFault& fault() const { return fault_; }
  /// Bytes read so far, for progress.
  std::int64_t bytes_read() const { return consumed_ + static_cast<std::int64_t>(at_); }

  static constexpr std::size_t kFieldBytesMax = 65'536;
  static constexpr std::size_t kFieldsMax = 1000;

 private:
  static constexpr int kEndOfFile = -1;

  int peek();
  int take();
  bool refill();
  Step fail(const char* expected);
  bool at_line_end();
  /// What ended a field.
  enum class Stop : std::uint8_t { kComma, kLineEnd, kFault };
  Stop read_quoted(std::string& field);
  Stop read_plain(std::string& field);
  Stop finish_field(const std::string& field);
  std::string& next_field();

  std::istream& in_;
  std::array<char, 65'536> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::int64_t consumed_ = 0;
  std::int64_t line_ = 1;
  std::size_t fields_ = 0;  ///< In use within row_.fields, whose strings are kept for reuse.
  const char* expected_ = "";
  CsvRow row_;
  CsvFault fault_;
};

/// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(const std::string& text);

}  // namespace shop::cli
