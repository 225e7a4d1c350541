#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"

namespace shop {

/// The bytes of a finished file that nobody else can see: it has no name any more and is gone with
/// this object. Thread-safe.
class OpenFile {
 public:
  /// Takes the file over: opens it for reading and removes its name.
  static Result<OpenFile> take(const std::string& path);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&&) = delete;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t size() const { return size_; }
  /// Fills `buffer` from `offset` on, and says how much of it; less only at the end of the file.
  Result<std::size_t> read(std::uint64_t offset, std::span<char> buffer) const;

 private:
  OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}

  int descriptor_;
  std::uint64_t size_;
};

/// The failure of a system call on a file, from its errno: kStorageFull when that says so.
Error file_error(int code, const std::string& what);

}  // namespace shop
