// flush_probe FOLDER [SECONDS]: how often the device below FOLDER can make 4 KiB durable.
// Appends 4 KiB and calls fdatasync, over and over; prints flushes per second and percentiles as
// JSON. This is the floor that every durable figure of the benchmarks is read against.

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "histogram.hpp"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: flush_probe FOLDER [SECONDS]\n", stderr);
    return 2;
  }
  using Clock = std::chrono::steady_clock;
  const std::string file = std::string(argv[1]) + "/flush_probe.tmp";
  const std::chrono::duration<double> length(argc > 2 ? std::strtod(argv[2], nullptr) : 1.0);
  const int fd = open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) {
    std::perror(file.c_str());
    return 1;
  }
  const std::string block(4096, 'x');
  drinkshop_bench::Histogram times;
  const auto start = Clock::now();
  auto now = start;
  while (now - start < length) {
    const auto before = now;
    if (write(fd, block.data(), block.size()) != 4096 || fdatasync(fd) != 0) {
      std::perror(file.c_str());
      return 1;
    }
    now = Clock::now();
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - before).count();
    times.add(static_cast<std::uint64_t>(micros));
  }
  const std::chrono::duration<double> took = now - start;
  close(fd);
  unlink(file.c_str());
  std::printf("{\"flushes_per_second\":%.1f,\"p50_us\":%llu,\"p99_us\":%llu}\n",
              static_cast<double>(times.total()) / took.count(),
              static_cast<unsigned long long>(times.percentile(0.5)),
              static_cast<unsigned long long>(times.percentile(0.99)));
  return 0;
}
