// The doctor's look at the machine: disk, memory, limits, clock.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>

#include "cli/doctor_command.hpp"

namespace shop::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kMebibyte = 1024.0 * 1024.0;
constexpr double kDiskFailMib = 100;
constexpr double kDiskWarnMib = 1024;
constexpr double kMemoryWarnMib = 256;
constexpr rlim_t kFilesWarn = 4096;
constexpr int kFlushes = 40;
constexpr double kFlushSlowMs = 20;
constexpr double kFlushUnbelievableMs = 0.02;
constexpr Timestamp kShopWritten{1'735'689'600'000'000};  // 2025-01-01T00:00:00Z

/// The folder itself or the nearest one above it that exists.
std::string existing_folder(const std::string& path) {
  std::error_code failed;
  fs::path folder = fs::absolute(path.empty() ? "." : path, failed);
  while (!fs::exists(folder, failed) && folder.has_parent_path() &&
         folder != folder.parent_path()) {
    folder = folder.parent_path();
  }
  return folder.string();
}

Finding disk_space(const std::string& folder) {
  struct statvfs stat {};
  if (::statvfs(folder.c_str(), &stat) != 0) {
    return {Health::kFail, "disk space", "cannot ask about " + folder, "check the path"};
  }
  const double free_mib =
      static_cast<double>(stat.f_bavail) * static_cast<double>(stat.f_frsize) / kMebibyte;
  Finding finding{Health::kOk, "disk space", fmt::format("{:.0f} MiB free in {}", free_mib, folder),
                  ""};
  if (free_mib < kDiskWarnMib) {
    finding.health = free_mib < kDiskFailMib ? Health::kFail : Health::kWarn;
    finding.advice = "free some space; without it the shop cannot take orders";
  }
  return finding;
}

/// Milliseconds for one small durable write; negative when it failed.
double flush_ms(const std::string& folder) {
  std::string path = folder + "/.drinkshop-doctor-XXXXXX";
  const int fd = ::mkstemp(path.data());
  if (fd < 0) return -1;
  ::unlink(path.c_str());
  const std::array<char, 4096> page{};
  const auto start = std::chrono::steady_clock::now();
  bool written = true;
  for (int i = 0; i < kFlushes && written; ++i) {
    written = ::pwrite(fd, page.data(), page.size(), i * static_cast<off_t>(page.size())) ==
                  static_cast<ssize_t>(page.size()) &&
              ::fdatasync(fd) == 0;
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  ::close(fd);
  return written ? took.count() / kFlushes : -1;
}

Finding flush_rate(const std::string& folder) {
  const double ms = flush_ms(folder);
  if (ms < 0) {
    return {Health::kFail, "disk flush", "cannot write in " + folder,
            "give this user the right to write there"};
  }
  Finding finding{Health::kOk, "disk flush", fmt::format("{:.2f} ms for one durable write", ms),
                  ""};
  if (ms > kFlushSlowMs) {
    finding.health = Health::kWarn;
    finding.advice = "every order waits for one to two of these: use an SSD";
  } else if (ms < kFlushUnbelievableMs) {
    finding.health = Health::kWarn;
    finding.advice =
        "too fast for a real disk: a power cut would lose orders (RAM disk? a cache "
        "that ignores flushes?)";
  }
  return finding;
}

/// MemAvailable of /proc/meminfo in KiB; negative when it cannot be read.
double available_kib() {
  std::ifstream in("/proc/meminfo");
  std::string label;
  double kib = -1;
  while (in >> label) {
    if (label == "MemAvailable:") return in >> kib ? kib : -1;
    in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return -1;
}

Finding memory() {
  const double kib = available_kib();
  if (kib < 0) return {Health::kWarn, "memory", "cannot read /proc/meminfo", ""};
  Finding finding{Health::kOk, "memory", fmt::format("{:.0f} MiB available", kib / 1024), ""};
  if (kib / 1024 < kMemoryWarnMib) {
    finding.health = Health::kWarn;
    finding.advice = "close other programs; the shop wants 256 MiB";
  }
  return finding;
}

Finding open_files() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  Finding finding{Health::kOk, "open files", fmt::format("{} allowed", limit.rlim_cur), ""};
  if (limit.rlim_cur < kFilesWarn) {
    finding.health = Health::kWarn;
    finding.advice = "raise it with 'ulimit -n 65536': each browser and till takes one or more";
  }
  return finding;
}

Finding clock_time(const Clock& clock) {
  const Timestamp now = clock.now();
  Finding finding{Health::kOk, "clock", format_seconds(now), ""};
  if (now < kShopWritten) {
    finding.health = Health::kFail;
    finding.advice = "the machine's date is in the past; set it before selling";
    return finding;
  }
  timex state{};
  if (::adjtimex(&state) != -1 && (state.status & STA_UNSYNC) != 0) {
    finding.health = Health::kWarn;
    finding.found += ", not kept by a time server";
    finding.advice = "switch on NTP (timedatectl set-ntp true), so that sales get true times";
  }
  return finding;
}

}  // namespace

std::vector<Finding> examine_machine(const std::string& folder, const Clock& clock) {
  const std::string existing = existing_folder(folder);
  return {disk_space(existing), flush_rate(existing), memory(), open_files(), clock_time(clock)};
}

}  // namespace shop::cli
