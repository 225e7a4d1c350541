#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"

namespace shop::stream {

/// A nameless temporary file: it takes no space after close() or a crash. Append-only, read
/// anywhere below size(). Movable, not thread-safe. A full disk is kStorageFull, any other failure
/// kUnavailable.
class SpillFile {
 public:
  /// In `directory`, which should be a real disk and not memory.
  static Result<SpillFile> create(const std::string& directory);

  SpillFile(SpillFile&& other) noexcept;
  SpillFile& operator=(SpillFile&& other) noexcept;
  ~SpillFile();

  Result<void> append(std::span<const char> bytes);
  /// Fills `into` from `offset`; the range must lie below size().
  Result<void> read(std::uint64_t offset, std::span<char> into) const;
  std::uint64_t size() const { return size_; }

 private:
  explicit SpillFile(int fd) : fd_(fd) {}

  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace shop::stream
