#include "adapters/tables/temporary_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace shop::tables {

TemporaryFile::TemporaryFile(int descriptor, std::string path)
    : descriptor_(descriptor), path_(std::move(path)) {}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::exchange(other.path_, {})) {}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<TemporaryFile> TemporaryFile::create(const std::string& folder) {
  std::string path = folder + "/drinkshop-export-XXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return file_error(errno, "a temporary file cannot be made");
  return TemporaryFile(descriptor, std::move(path));
}

Result<void> TemporaryFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error(errno, "a temporary file cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ok();
}

Result<OpenFile> TemporaryFile::take() {
  SHOP_TRY(auto file, OpenFile::take(path_));
  path_.clear();
  return file;
}

}  // namespace shop::tables
