#include "cli/csv_reader.hpp"

#include <algorithm>
#include <string_view>

namespace shop::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Length of the UTF-8 sequence at `at`; 0 when it is not well formed.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  // The second byte rules out overlong forms, surrogates and what lies above U+10FFFF.
  const unsigned char second = byte(at + 1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
      (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return length;
}

}  // namespace

bool is_utf8(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

CsvReader::CsvReader(std::istream& in) : in_(in) {
  refill();
  if (std::string_view(buffer_.data(), end_).starts_with(kByteOrderMark)) {
    at_ = kByteOrderMark.size();
  }
}

bool CsvReader::refill() {
  consumed_ += static_cast<std::int64_t>(end_);
  in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  at_ = 0;
  end_ = static_cast<std::size_t>(in_.gcount());
  return end_ > 0;
}

int CsvReader::peek() {
  if (at_ == end_ && !refill()) return kEndOfFile;
  return static_cast<unsigned char>(buffer_[at_]);
}

int CsvReader::take() {
  const int c = peek();
  if (c != kEndOfFile) ++at_;
  if (c == '\n') ++line_;
  return c;
}

/// True, and the line end taken, when the row ends here.
bool CsvReader::at_line_end() {
  const int c = peek();
  if (c == kEndOfFile) return true;
  if (c == '\n') {
    take();
    return true;
  }
  if (c == '\r') {
    take();
    if (peek() == '\n') {
      take();
      return true;
    }
    expected_ = "expected a line feed behind the carriage return";
  }
  return false;
}

CsvReader::Step CsvReader::fail(const char* expected) {
  fault_ = {line_, fields_ == 0 ? 1 : fields_, expected};
  int c = peek();
  while (c != kEndOfFile && c != '\n') {
    take();
    c = peek();
  }
  take();
  return Step::kFault;
}

std::string& CsvReader::next_field() {
  if (fields_ == row_.fields.size()) row_.fields.emplace_back();
  std::string& field = row_.fields[fields_++];
  field.clear();
  return field;
}

CsvReader::Stop CsvReader::finish_field(const std::string& field) {
  if (field.find('\0') != std::string::npos) {
    expected_ = "expected text without NUL bytes";
    return Stop::kFault;
  }
  if (!is_utf8(field)) {
    expected_ = "expected text in UTF-8";
    return Stop::kFault;
  }
  if (peek() == ',') {
    take();
    return Stop::kComma;
  }
  expected_ = "expected a comma or the end of the line behind the closing quote";
  return at_line_end() ? Stop::kLineEnd : Stop::kFault;
}

CsvReader::Stop CsvReader::read_quoted(std::string& field) {
  take();  // The opening quote.
  while (true) {
    const int c = take();
    if (c == kEndOfFile) {
      expected_ = "expected a closing quote before the end of the file";
      return Stop::kFault;
    }
    if (c == '"') {
      if (peek() != '"') return finish_field(field);
      take();
    }
    if (field.size() >= kFieldBytesMax) {
      expected_ = "expected a field of at most 65536 bytes (is a closing quote missing?)";
      return Stop::kFault;
    }
    field.push_back(static_cast<char>(c));
  }
}

CsvReader::Stop CsvReader::read_plain(std::string& field) {
  while (true) {
    const int c = peek();
    if (c == kEndOfFile || c == ',' || c == '\n' || c == '\r') return finish_field(field);
    if (c == '"') {
      expected_ = "expected no quote inside an unquoted field (quote the field, double the quote)";
      return Stop::kFault;
    }
    if (field.size() >= kFieldBytesMax) {
      expected_ = "expected a field of at most 65536 bytes";
      return Stop::kFault;
    }
    field.push_back(static_cast<char>(take()));
  }
}

CsvReader::Step CsvReader::next() {
  if (peek() == kEndOfFile) return Step::kEnd;
  fields_ = 0;
  row_.line = line_;
  while (true) {
    if (fields_ == kFieldsMax) return fail("expected at most 1000 fields in a row");
    std::string& field = next_field();
    const Stop stop = peek() == '"' ? read_quoted(field) : read_plain(field);
    if (stop == Stop::kFault) return fail(expected_);
    if (stop == Stop::kLineEnd) {
      row_.fields.resize(fields_);
      return Step::kRow;
    }
  }
}

}  // namespace shop::cli
