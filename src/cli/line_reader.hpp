#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace shop::cli {

/// Cuts what a file descriptor gives into lines, without copying them.
class LineReader {
 public:
  /// Lines keep so many readable bytes behind them, for readers that look ahead in words.
  static constexpr std::size_t kPadding = 64;

  struct Line {
    std::string_view text;     ///< Without its '\n'; valid until the next call.
    std::size_t readable = 0;  ///< Bytes that may be read from text.data() on.
    bool too_long = false;     ///< `text` is empty: the line had more than line_max bytes.
  };

  /// `before_wait` is called when the next line is not there yet and reading would wait for it.
  LineReader(int fd, std::size_t line_max, std::function<void()> before_wait);

  /// nullopt at the end of input. A last line without '\n' counts as one.
  Result<std::optional<Line>> next();

 private:
  Result<bool> fill();
  Line take(std::size_t size, std::size_t skip);

  int fd_;
  std::size_t line_max_;
  std::function<void()> before_wait_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    // Of the next line.
  std::size_t scanned_ = 0;  // No '\n' between begin_ and here.
  std::size_t end_ = 0;      // Of what was read.
  bool at_end_ = false;
  bool skipping_ = false;  // Within a line that is too long.
};

}  // namespace shop::cli
