// drinkshop_loadgen: an HTTP/1.1 load generator for both sides of the benchmarks.
//
// One thread, plain epoll, one request in flight per kept-alive connection, and no memory taken per
// request, so that it costs a small part of what any server under test costs. Two ways to load:
//   closed loop   every connection sends its next request when the answer has come (peak rate);
//   open loop     requests are due at fixed times (--rate); the latency counts from the due time,
//                 so a stalled server cannot hide the requests that had to wait.
// One JSON object on stdout. Exit 0 when the run was carried out, whatever the server answered.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "histogram.hpp"

namespace drinkshop_bench {
namespace {

constexpr std::size_t kAnswerBytesMax = 1U << 20;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDrainSecondsMax = 30;
constexpr std::uint64_t kFailuresInARowMax = 1000;
constexpr std::size_t kUuidLength = 36;

std::int64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * kSecond + t.tv_nsec;
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "drinkshop_loadgen: %s\n", what.c_str());
  std::exit(1);
}

struct Options {
  std::uint16_t port = 0;
  std::size_t connections = 64;
  double seconds = 0;
  std::uint64_t count = 0;
  double rate = 0;  ///< Requests per second in the open loop; 0 is the closed loop.
  std::string path = "/api/v1/orders";
  bool get = false;  ///< GET the path instead of posting orders.
  int expected = 201;
  std::string token;
  std::string acks_file;
  std::uint64_t seed = 1;
  std::vector<std::string> items;  ///< JSON members of one order item, without its qty.
};

constexpr std::string_view kUsage =
    R"(drinkshop_loadgen --port P (--seconds S | --count N) [options]
Sends orders of two items to 127.0.0.1:P and reports rate and latency as JSON.
  --connections N   kept-alive connections (64)
  --rate R          open loop: R requests per second at fixed times; else closed loop
  --menu ID,ID,...  menu ids to order from
  --items-file F    instead: one line per choice, the JSON members of an item without qty,
                    such as  "menu_id":"...","options":["..."]
  --path P          (/api/v1/orders)      --get   GET the path instead of posting orders
  --expect STATUS   (201; 200 with --get) the status that counts as acknowledged
  --token T         sent as Authorization: Bearer T (or environment LOADGEN_TOKEN)
  --acks-file F     one line per acknowledged order: id, due time and answer time in ns
                    (CLOCK_MONOTONIC)
  --seed N          of the choice of items (1); order ids are always new
)";

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::vector<std::string> read_lines(const std::string& file) {
  std::ifstream in(file);
  if (!in) fail("cannot read " + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

Options parse(int argc, char** argv) {
  Options o;
  if (const char* token = std::getenv("LOADGEN_TOKEN")) o.token = token;
  bool expected_given = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--help") {
      std::fputs(kUsage.data(), stdout);
      std::exit(0);
    }
    if (flag == "--get") {
      o.get = true;
      continue;
    }
    if (i + 1 >= argc) fail("no value for " + std::string(flag) + " (see --help)");
    const std::string value = argv[++i];
    if (flag == "--port")
      o.port = static_cast<std::uint16_t>(std::strtoul(value.c_str(), nullptr, 10));
    else if (flag == "--connections")
      o.connections = std::strtoul(value.c_str(), nullptr, 10);
    else if (flag == "--seconds")
      o.seconds = std::strtod(value.c_str(), nullptr);
    else if (flag == "--count")
      o.count = std::strtoull(value.c_str(), nullptr, 10);
    else if (flag == "--rate")
      o.rate = std::strtod(value.c_str(), nullptr);
    else if (flag == "--path")
      o.path = value;
    else if (flag == "--token")
      o.token = value;
    else if (flag == "--acks-file")
      o.acks_file = value;
    else if (flag == "--seed")
      o.seed = std::strtoull(value.c_str(), nullptr, 10);
    else if (flag == "--items-file")
      o.items = read_lines(value);
    else if (flag == "--menu") {
      for (const std::string& id : split(value, ','))
        o.items.push_back("\"menu_id\":\"" + id + "\"");
    } else if (flag == "--expect") {
      o.expected = std::atoi(value.c_str());
      expected_given = true;
    } else {
      fail("unknown option " + std::string(flag) + " (see --help)");
    }
  }
  if (o.get && !expected_given) o.expected = 200;
  if (o.port == 0) fail("--port is missing (see --help)");
  if (o.connections < 1 || o.connections > 20'000) fail("--connections must be 1 to 20000");
  if (o.seconds <= 0 && o.count == 0) fail("--seconds or --count is missing");
  if (!o.get && o.items.size() < 2) fail("--menu or --items-file must name two items or more");
  return o;
}

/// Writes a version 7 UUID (36 characters) at `out`: ids that rise with time, as a till makes them.
void write_uuid(char* out, std::mt19937_64& random) {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  const auto millis = static_cast<std::uint64_t>(t.tv_sec * 1000 + t.tv_nsec / 1'000'000);
  const std::uint64_t high = (millis << 16) | 0x7000U | (random() & 0x0FFFU);
  const std::uint64_t low = (random() >> 2) | 0x8000'0000'0000'0000U;
  static constexpr char kHex[] = "0123456789abcdef";
  std::size_t at = 0;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) out[at++] = '-';
    const std::uint64_t half = digit < 16 ? high : low;
    out[at++] = kHex[(half >> (60 - 4 * (digit % 16))) & 15U];
  }
}

struct Connection {
  int fd = -1;
  bool busy = false;
  bool wants_write = false;
  std::int64_t due_ns = 0;
  std::string request;
  std::size_t written = 0;
  std::string answer;
  std::size_t answer_bytes = 0;
  char order_id[kUuidLength] = {};
};

struct Ack {
  char order_id[kUuidLength];
  std::int64_t due_ns;
  std::int64_t answered_ns;
};

/// Where one complete answer ends, and what it says. `length` 0 means: not complete yet.
struct Answer {
  std::size_t length = 0;
  int status = 0;
  bool closes = false;
};

/// True if the head has the header with this value, whatever the case of the letters.
bool has_header(std::string_view head, std::string_view name, std::string_view value) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  const auto at = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
  if (at == head.end()) return false;
  const auto end = std::find(at, head.end(), '\r');
  return std::search(at, end, value.begin(), value.end(), same) != end;
}

Answer parse_answer(std::string_view text) {
  Answer answer;
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos || text.size() < 12) return answer;
  const std::string_view head = text.substr(0, head_end + 2);
  answer.status = (text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0');
  answer.closes = has_header(head, "\nconnection:", "close");
  static constexpr std::string_view kLength = "\ncontent-length:";
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  const auto at = std::search(head.begin(), head.end(), kLength.begin(), kLength.end(), same);
  if (at != head.end()) {
    const char* digits = head.data() + (at - head.begin()) + kLength.size();
    while (*digits == ' ') ++digits;
    std::size_t body = 0;
    std::from_chars(digits, head.data() + head.size(), body);
    if (text.size() >= head_end + 4 + body) answer.length = head_end + 4 + body;
  } else if (has_header(head, "\ntransfer-encoding:", "chunked")) {
    const std::size_t last = text.find("\r\n0\r\n\r\n", head_end);
    if (last != std::string_view::npos) answer.length = last + 7;
  } else {
    answer.length = head_end + 4;
  }
  return answer;
}

class LoadGenerator {
 public:
  explicit LoadGenerator(const Options& options)
      : options_(options), choice_(options.seed), ids_(std::random_device{}()) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) fail("epoll_create1 failed");
    head_ = (options.get ? "GET " : "POST ") + options.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!options.token.empty()) head_ += "Authorization: Bearer " + options.token + "\r\n";
    if (!options.get) head_ += "Content-Type: application/json\r\nContent-Length: ";
    connections_.resize(options.connections);
    for (Connection& c : connections_) {
      c.answer.resize(16U << 10);
      connect(c);
      idle_.push_back(&c);
    }
  }

  void run() {
    start_ns_ = now_ns();
    end_ns_ =
        options_.seconds > 0
            ? start_ns_ + static_cast<std::int64_t>(options_.seconds * static_cast<double>(kSecond))
            : INT64_MAX;
    epoll_event events[256];
    for (;;) {
      const std::int64_t now = now_ns();
      launch(now);
      if (in_flight_ == 0 && nothing_more_due(now)) break;
      if (now > end_ns_ && now - end_ns_ > kDrainSecondsMax * kSecond) break;
      const timespec wait = wait_time(now);
      const int n = epoll_pwait2(epoll_, events, 256, &wait, nullptr);
      for (int i = 0; i < n; ++i)
        handle(*static_cast<Connection*>(events[i].data.ptr), events[i].events);
    }
    stop_ns_ = last_answer_ns_ > 0 ? last_answer_ns_ : now_ns();
  }

  void report() const {
    write_acks();
    const double seconds = static_cast<double>(stop_ns_ - start_ns_) / 1e9;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double cpu = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    std::string others;
    for (const auto& [status, times] : other_statuses_) {
      others +=
          (others.empty() ? "\"" : ",\"") + std::to_string(status) + "\":" + std::to_string(times);
    }
    std::printf(
        "{\"sent\":%llu,\"acknowledged\":%llu,\"other_statuses\":{%s},\"wrong_bodies\":%llu,"
        "\"connection_errors\":%llu,\"unanswered\":%zu,\"seconds\":%.4f,\"per_second\":%.1f,"
        "\"latency_us\":{\"mean\":%.1f,\"p50\":%llu,\"p90\":%llu,\"p99\":%llu,\"p999\":%llu,"
        "\"max\":%llu},\"generator_cpu_seconds\":%.3f}\n",
        as_ull(sent_), as_ull(acknowledged_), others.c_str(), as_ull(wrong_bodies_),
        as_ull(errors_), in_flight_, seconds, static_cast<double>(acknowledged_) / seconds,
        latency_.mean(), as_ull(latency_.percentile(0.50)), as_ull(latency_.percentile(0.90)),
        as_ull(latency_.percentile(0.99)), as_ull(latency_.percentile(0.999)),
        as_ull(latency_.max()), cpu);
  }

 private:
  static unsigned long long as_ull(std::uint64_t value) { return value; }

  void connect(Connection& c) {
    c.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c.fd < 0) fail("socket failed: " + std::string(std::strerror(errno)));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(c.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      fail("cannot connect to 127.0.0.1:" + std::to_string(options_.port) + ": " +
           std::strerror(errno));
    }
    const int on = 1;
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(c.fd, F_SETFL, O_NONBLOCK);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &c}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, c.fd, &event);
    c.wants_write = false;
    c.answer_bytes = 0;
  }

  std::int64_t due_time(std::uint64_t index) const {
    return start_ns_ + static_cast<std::int64_t>(static_cast<double>(index) * 1e9 / options_.rate);
  }

  bool nothing_more_due(std::int64_t now) const {
    if (options_.count > 0 && sent_ >= options_.count) return true;
    return options_.rate > 0 ? due_time(sent_) >= end_ns_ : now >= end_ns_;
  }

  /// Sends whatever is due on the connections that are free.
  void launch(std::int64_t now) {
    while (!idle_.empty() && !nothing_more_due(now)) {
      const std::int64_t due = options_.rate > 0 ? due_time(sent_) : now;
      if (due > now) return;
      Connection& c = *idle_.back();
      idle_.pop_back();
      send(c, due);
    }
  }

  timespec wait_time(std::int64_t now) const {
    std::int64_t wait = kSecond / 10;
    if (options_.rate > 0 && !idle_.empty() && !nothing_more_due(now)) {
      wait = std::clamp<std::int64_t>(due_time(sent_) - now, 0, wait);
    }
    return {.tv_sec = wait / kSecond, .tv_nsec = wait % kSecond};
  }

  void send(Connection& c, std::int64_t due) {
    c.due_ns = due;
    c.busy = true;
    c.written = 0;
    c.answer_bytes = 0;
    c.request = head_;
    if (options_.get) {
      c.request += "\r\n";
    } else {
      write_uuid(c.order_id, ids_);
      body_.assign("{\"order_id\":\"").append(c.order_id, kUuidLength).append("\",\"items\":[{");
      const std::size_t first = choice_() % options_.items.size();
      const std::size_t second =
          (first + 1 + choice_() % (options_.items.size() - 1)) % options_.items.size();
      append_item(first);
      body_ += "},{";
      append_item(second);
      body_ += "}]}";
      c.request.append(std::to_string(body_.size())).append("\r\n\r\n").append(body_);
    }
    ++sent_;
    ++in_flight_;
    flush(c);
  }

  void append_item(std::size_t index) {
    body_.append(options_.items[index]).append(",\"qty\":");
    body_ += static_cast<char>('1' + choice_() % 3);
  }

  void flush(Connection& c) {
    while (c.written < c.request.size()) {
      const ssize_t n =
          ::send(c.fd, c.request.data() + c.written, c.request.size() - c.written, MSG_NOSIGNAL);
      if (n < 0 && errno == EAGAIN) break;
      if (n <= 0) return broken(c);
      c.written += static_cast<std::size_t>(n);
    }
    const bool wants_write = c.written < c.request.size();
    if (wants_write == c.wants_write) return;
    c.wants_write = wants_write;
    epoll_event event{.events = EPOLLIN | (wants_write ? std::uint32_t{EPOLLOUT} : 0U),
                      .data = {.ptr = &c}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, c.fd, &event);
  }

  void handle(Connection& c, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) flush(c);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
    if (c.answer_bytes == c.answer.size()) {
      if (c.answer.size() >= kAnswerBytesMax) return broken(c);
      c.answer.resize(c.answer.size() * 2);
    }
    const ssize_t n =
        ::recv(c.fd, c.answer.data() + c.answer_bytes, c.answer.size() - c.answer_bytes, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || !c.busy) return broken(c);
    c.answer_bytes += static_cast<std::size_t>(n);
    const std::string_view text(c.answer.data(), c.answer_bytes);
    const Answer answer = parse_answer(text);
    if (answer.length > 0) finish(c, answer, text.substr(0, answer.length));
  }

  void finish(Connection& c, const Answer& answer, std::string_view text) {
    const std::int64_t now = now_ns();
    last_answer_ns_ = now;
    failures_in_a_row_ = 0;
    c.busy = false;
    --in_flight_;
    if (answer.status != options_.expected) {
      ++other_statuses_[answer.status];
    } else if (!options_.get && text.find(std::string_view(c.order_id, kUuidLength)) == text.npos) {
      ++wrong_bodies_;
    } else {
      ++acknowledged_;
      latency_.add(static_cast<std::uint64_t>(now - c.due_ns) / 1000);
      if (!options_.acks_file.empty()) {
        Ack& ack = acks_.emplace_back();
        std::memcpy(ack.order_id, c.order_id, kUuidLength);
        ack.due_ns = c.due_ns;
        ack.answered_ns = now;
      }
    }
    if (answer.closes) {
      close(c.fd);
      connect(c);
    }
    idle_.push_back(&c);
    launch(now);
  }

  void broken(Connection& c) {
    ++errors_;
    if (++failures_in_a_row_ > kFailuresInARowMax) fail("the server breaks every connection");
    close(c.fd);
    connect(c);
    if (!c.busy) return;
    c.busy = false;
    --in_flight_;
    idle_.push_back(&c);
  }

  void write_acks() const {
    if (options_.acks_file.empty()) return;
    std::FILE* out = std::fopen(options_.acks_file.c_str(), "w");
    if (out == nullptr) fail("cannot write " + options_.acks_file);
    for (const Ack& ack : acks_) {
      std::fprintf(out, "%.*s %lld %lld\n", static_cast<int>(kUuidLength), ack.order_id,
                   static_cast<long long>(ack.due_ns), static_cast<long long>(ack.answered_ns));
    }
    if (std::fclose(out) != 0) fail("cannot write " + options_.acks_file);
  }

  const Options& options_;
  std::mt19937_64 choice_;
  std::mt19937_64 ids_;
  int epoll_ = -1;
  std::string head_;
  std::string body_;
  std::vector<Connection> connections_;
  std::vector<Connection*> idle_;
  std::vector<Ack> acks_;
  Histogram latency_;
  std::map<int, std::uint64_t> other_statuses_;
  std::size_t in_flight_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t wrong_bodies_ = 0;
  std::uint64_t errors_ = 0;
  std::uint64_t failures_in_a_row_ = 0;
  std::int64_t start_ns_ = 0;
  std::int64_t end_ns_ = 0;
  std::int64_t stop_ns_ = 0;
  std::int64_t last_answer_ns_ = 0;
};

}  // namespace
}  // namespace drinkshop_bench

int main(int argc, char** argv) {
  const drinkshop_bench::Options options = drinkshop_bench::parse(argc, argv);
  drinkshop_bench::LoadGenerator generator(options);
  generator.run();
  generator.report();
  return 0;
}
