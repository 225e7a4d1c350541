#pragma once

#include <string>
#include <string_view>

#include "base/open_file.hpp"
#include "base/result.hpp"

namespace shop::tables {

/// A new file that only this process's user may read, and that goes away with this object.
class TemporaryFile {
 public:
  static Result<TemporaryFile> create(const std::string& folder);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  Result<void> append(std::string_view bytes);
  /// What was written, whoever wrote it.
  Result<OpenFile> take();

 private:
  TemporaryFile(int descriptor, std::string path);

  int descriptor_;
  std::string path_;  ///< Empty once it is taken.
};

}  // namespace shop::tables
