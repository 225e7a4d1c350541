#include "cli/line_reader.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace shop::cli {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 17;

bool would_wait(int fd) {
  pollfd state{fd, POLLIN, 0};
  return ::poll(&state, 1, 0) == 0;
}

}  // namespace

LineReader::LineReader(int fd, std::size_t line_max, std::function<void()> before_wait)
    : fd_(fd),
      line_max_(line_max),
      before_wait_(std::move(before_wait)),
      buffer_(kBufferBytes + kPadding) {}

LineReader::Line LineReader::take(std::size_t size, std::size_t skip) {
  Line line{{buffer_.data() + begin_, size}, buffer_.size() - begin_, false};
  if (skipping_ || size > line_max_) line = {{}, 0, true};
  skipping_ = false;
  begin_ += size + skip;
  scanned_ = begin_;
  return line;
}

Result<std::optional<LineReader::Line>> LineReader::next() {
  while (true) {
    const void* found = std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_);
    if (found != nullptr) {
      const auto size =
          static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) - begin_;
      return std::optional(take(size, 1));
    }
    scanned_ = end_;
    if (end_ - begin_ > line_max_) {  // Nobody wants the rest of it.
      skipping_ = true;
      begin_ = scanned_ = end_ = 0;
    }
    SHOP_TRY(const bool more, fill());
    if (more) continue;
    if (begin_ == end_ && !skipping_) return std::optional<Line>();
    return std::optional(take(end_ - begin_, 0));
  }
}

// Reads once, after making room. False at the end of input.
Result<bool> LineReader::fill() {
  if (at_end_) return false;
  if (begin_ > 0 && end_ + kPadding == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    scanned_ -= begin_;
    end_ -= begin_;
    begin_ = 0;
  } else if (begin_ == end_) {
    begin_ = scanned_ = end_ = 0;
  }
  if (end_ + kPadding == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  if (would_wait(fd_)) before_wait_();
  while (true) {
    const ssize_t got = ::read(fd_, buffer_.data() + end_, buffer_.size() - kPadding - end_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return make_error(
          ErrorKind::kUnavailable, "replay.read",
          std::string("cannot read the input: ") + std::generic_category().message(errno));
    }
    at_end_ = got == 0;
    end_ += static_cast<std::size_t>(got);
    return got > 0;
  }
}

}  // namespace shop::cli
