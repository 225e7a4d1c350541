#include "base/open_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace shop {

Error file_error(int code, const std::string& what) {
  const std::string detail = what + ": " + std::generic_category().message(code);
  if (code == ENOSPC || code == EDQUOT) {
    return make_error(ErrorKind::kStorageFull, "storage.full", detail);
  }
  return make_error(ErrorKind::kUnavailable, "storage.file", detail);
}

Result<OpenFile> OpenFile::take(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return file_error(errno, "a temporary file cannot be read");
  OpenFile file(descriptor, 0);
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || ::unlink(path.c_str()) != 0) {
    return file_error(errno, "a temporary file cannot be taken");
  }
  file.size_ = static_cast<std::uint64_t>(facts.st_size);
  return file;
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> OpenFile::read(std::uint64_t offset, std::span<char> buffer) const {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t count = ::pread(descriptor_, buffer.data() + done, buffer.size() - done,
                                  static_cast<off_t>(offset + done));
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error(errno, "a temporary file cannot be read");
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace shop
