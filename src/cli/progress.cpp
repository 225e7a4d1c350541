#include "cli/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace shop::cli {
namespace {

constexpr auto kBetweenDraws = std::chrono::milliseconds(100);
constexpr int kBarWidth = 30;
constexpr std::uint32_t kCallsPerClockRead = 64;

}  // namespace

Progress::Progress(std::string label, std::int64_t total)
    : label_(std::move(label)), total_(total), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::int64_t done) {
  if (!terminal_ || calls_++ % kCallsPerClockRead != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + kBetweenDraws;
  draw(done);
}

void Progress::draw(std::int64_t done) {
  drawn_ = true;
  if (total_ <= 0) {
    std::fprintf(stderr, "\r\033[K%s %lld", label_.c_str(), static_cast<long long>(done));
  } else {
    const std::int64_t shown = std::clamp<std::int64_t>(done, 0, total_);
    const int filled = static_cast<int>(shown * kBarWidth / total_);
    std::string bar(static_cast<std::size_t>(filled), '#');
    bar.resize(kBarWidth, '.');
    std::fprintf(stderr, "\r\033[K%s [%s] %3d %%", label_.c_str(), bar.c_str(),
                 static_cast<int>(shown * 100 / total_));
  }
  std::fflush(stderr);
}

}  // namespace shop::cli
