#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace shop::cli {

/// A progress line on stderr, redrawn in place, and only when stderr is a terminal: in a pipe or a
/// log there is nothing. Not thread-safe.
class Progress {
 public:
  /// `total` of 0: unknown, then only the count is shown.
  Progress(std::string label, std::int64_t total);
  /// Clears the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Cheap enough for every step of a loop: draws at most ten times a second.
  void update(std::int64_t done);

 private:
  void draw(std::int64_t done);

  const std::string label_;
  const std::int64_t total_;
  const bool terminal_;
  bool drawn_ = false;
  std::uint32_t calls_ = 0;
  std::chrono::steady_clock::time_point next_draw_;
};

}  // namespace shop::cli
