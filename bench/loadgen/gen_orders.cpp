// gen_orders: a deterministic history of orders, as fast as a disk takes it.
//
//   --format events   JSON lines for `drinkshop replay`: menu_updates first, then orders, of which
//                     some arrive out of order and some twice
//   --format csv      rows for `drinkshop import orders`, in order and without repetitions
//
// The same options give the same bytes on every machine. The last line of stderr is one JSON object
// with what a correct reader must find: distinct orders, items, revenue, duplicates.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kMenuSize = 25;
constexpr std::size_t kFlushBytes = 1U << 20;
constexpr std::size_t kRecentOrders = 4096;
constexpr std::int64_t kDelayMsMax = 110'000;   // Below the watermark's two minutes ...
constexpr std::int64_t kLateMsMax = 3'600'000;  // ... but for one delayed order in a hundred.

struct Options {
  std::uint64_t orders = 1'000'000;
  std::uint64_t seed = 1;
  double rate = 100;           ///< Orders per second of event time.
  double out_of_order = 0.05;  ///< Share of orders that arrive after later ones.
  double duplicates = 0.02;    ///< Share of orders that are followed by an exact copy of one.
  std::int64_t start_ms = 1'767'225'600'000;  ///< Event time of the first order: 2026-01-01.
  bool csv = false;
};

struct Totals {
  std::uint64_t lines = 0, orders = 0, items = 0, duplicates = 0, out_of_order = 0;
  std::int64_t revenue = 0, first_ms = 0, last_ms = 0;
};

/// Appends to a buffer that goes to stdout in large pieces.
class Output {
 public:
  Output() { buffer_.reserve(2 * kFlushBytes); }
  ~Output() { flush(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void text(std::string_view s) { buffer_.append(s); }
  void integer(std::int64_t value) {
    char digits[24];
    char* end = digits + sizeof digits;
    char* at = end;
    do {
      *--at = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value > 0);
    buffer_.append(at, static_cast<std::size_t>(end - at));
  }
  void end_line() {
    buffer_ += '\n';
    if (buffer_.size() >= kFlushBytes) flush();
  }
  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), stdout) != buffer_.size()) {
      std::perror("gen_orders: stdout");
      std::exit(1);
    }
    buffer_.clear();
  }

 private:
  std::string buffer_;
};

/// Writes RFC 3339 in UTC with milliseconds. Days are only computed when they change.
class TimeText {
 public:
  std::string_view operator()(std::int64_t ms) {
    const std::int64_t day = ms / 86'400'000;
    if (day != day_) set_day(day);
    const std::int64_t in_day = ms % 86'400'000;
    two(11, in_day / 3'600'000);
    two(14, in_day / 60'000 % 60);
    two(17, in_day / 1000 % 60);
    text_[20] = static_cast<char>('0' + in_day / 100 % 10);
    two(21, in_day % 100);
    return {text_, 24};
  }

 private:
  void two(std::size_t at, std::int64_t value) {
    text_[at] = static_cast<char>('0' + value / 10 % 10);
    text_[at + 1] = static_cast<char>('0' + value % 10);
  }

  /// Civil date from days since 1970 (Howard Hinnant's algorithm, for days after 1970).
  void set_day(std::int64_t day) {
    day_ = day;
    const std::int64_t z = day + 719'468;
    const std::int64_t era = z / 146'097;
    const std::int64_t doe = z - era * 146'097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
    const std::int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
    two(0, year / 100);
    two(2, year % 100);
    two(5, month);
    two(8, doy - (153 * mp + 2) / 5 + 1);
  }

  std::int64_t day_ = -1;
  char text_[25] = "0000-00-00T00:00:00.000Z";
};

struct Item {
  std::size_t menu;
  std::int64_t qty;
};

struct Order {
  std::uint64_t number;
  std::int64_t created_ms;
  std::int64_t arrives_ms;
  Item items[2];
};

struct ArrivesLater {
  bool operator()(const Order& a, const Order& b) const { return a.arrives_ms > b.arrives_ms; }
};

std::uint64_t mixed(std::uint64_t x) {  // splitmix64
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

std::string uuid(std::uint64_t high, std::uint64_t low) {
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-7%03x-8%03x-%012llx",
                static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xFFFFU),
                static_cast<unsigned>(high & 0xFFFU), static_cast<unsigned>(low >> 52),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFU));
  return text;
}

class Generator {
 public:
  explicit Generator(const Options& options) : options_(options), random_(options.seed) {
    for (std::size_t i = 0; i < kMenuSize; ++i) {
      menu_ids_.push_back(uuid(mixed(i), mixed(i + 1000)));
      prices_.push_back(25'000 + 1'000 * static_cast<std::int64_t>(i));
    }
  }

  Totals run() {
    if (options_.csv) {
      out_.text("order_ref,sold_at,item,quantity,unit_price");
      out_.end_line();
    } else {
      write_menu();
    }
    for (std::uint64_t n = 0; n < options_.orders; ++n) {
      const Order order = make_order(n);
      write_arrived(order.created_ms);
      if (!options_.csv && chance(options_.out_of_order)) {
        ++totals_.out_of_order;
        delay(order);
      } else {
        write(order);
      }
      if (!options_.csv && chance(options_.duplicates)) repeat(order.created_ms);
    }
    write_arrived(INT64_MAX);
    return totals_;
  }

 private:
  bool chance(double share) { return static_cast<double>(random_() >> 11) * 0x1.0p-53 < share; }

  Order make_order(std::uint64_t n) {
    const auto created = options_.start_ms +
                         static_cast<std::int64_t>(static_cast<double>(n) * 1000.0 / options_.rate);
    Order order{.number = n, .created_ms = created, .arrives_ms = created, .items = {}};
    const std::uint64_t dice = random_();
    const std::size_t first = dice % kMenuSize;
    const std::size_t second = (first + 1 + (dice >> 20) % (kMenuSize - 1)) % kMenuSize;
    order.items[0] = {first, static_cast<std::int64_t>(1 + (dice >> 40) % 3)};
    order.items[1] = {second, static_cast<std::int64_t>(1 + (dice >> 50) % 2)};
    ++totals_.orders;
    totals_.items += static_cast<std::uint64_t>(order.items[0].qty + order.items[1].qty);
    totals_.revenue += total(order);
    if (n == 0) totals_.first_ms = created;
    totals_.last_ms = created;
    return order;
  }

  std::int64_t total(const Order& order) const {
    return order.items[0].qty * prices_[order.items[0].menu] +
           order.items[1].qty * prices_[order.items[1].menu];
  }

  void delay(Order order) {
    const std::int64_t most = chance(0.01) ? kLateMsMax : kDelayMsMax;
    order.arrives_ms +=
        1000 + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most));
    delayed_.push(order);
  }

  void repeat(std::int64_t now_ms) {
    if (recent_.empty()) return;
    Order copy = recent_[random_() % recent_.size()];
    copy.arrives_ms = now_ms;
    ++totals_.duplicates;
    write_event(copy);
  }

  void write_arrived(std::int64_t now_ms) {
    while (!delayed_.empty() && delayed_.top().arrives_ms <= now_ms) {
      write(delayed_.top());
      delayed_.pop();
    }
  }

  void write(const Order& order) {
    if (options_.csv) return write_rows(order);
    write_event(order);
    if (recent_.size() < kRecentOrders) {
      recent_.push_back(order);
    } else {
      recent_[order.number % kRecentOrders] = order;
    }
  }

  void write_menu() {
    for (std::size_t i = 0; i < kMenuSize; ++i) {
      out_.text("{\"topic\":\"menu_updates\",\"value\":{\"menu_id\":\"");
      out_.text(menu_ids_[i]);
      out_.text("\",\"action\":\"create\",\"name\":\"Bench drink ");
      out_.integer(static_cast<std::int64_t>(i));
      out_.text("\",\"category\":\"Category ");
      out_.integer(static_cast<std::int64_t>(i % 5));
      out_.text("\",\"price\":");
      out_.integer(prices_[i]);
      out_.text(",\"timestamp\":\"");
      out_.text(created_text_(options_.start_ms - 60'000));
      out_.text("\"},\"appended_at\":\"");
      out_.text(arrived_text_(options_.start_ms - 60'000));
      out_.text("\"}");
      out_.end_line();
      ++totals_.lines;
    }
  }

  void write_event(const Order& order) {
    out_.text("{\"topic\":\"orders\",\"value\":{\"order_id\":\"");
    char id[37];
    write_order_id(id, order);
    out_.text({id, 36});
    out_.text("\",\"shop_id\":\"main\",\"user_id\":\"user-");
    out_.integer(static_cast<std::int64_t>(mixed(order.number) % 5000));
    out_.text("\",\"items\":[{");
    write_item(order.items[0]);
    out_.text("},{");
    write_item(order.items[1]);
    out_.text("}],\"total\":");
    out_.integer(total(order));
    out_.text(",\"created_at\":\"");
    out_.text(created_text_(order.created_ms));
    out_.text("\"},\"appended_at\":\"");
    out_.text(arrived_text_(order.arrives_ms));
    out_.text("\"}");
    out_.end_line();
    ++totals_.lines;
  }

  void write_item(const Item& item) {
    out_.text("\"menu_id\":\"");
    out_.text(menu_ids_[item.menu]);
    out_.text("\",\"qty\":");
    out_.integer(item.qty);
    out_.text(",\"price\":");
    out_.integer(prices_[item.menu]);
  }

  void write_rows(const Order& order) {
    for (const Item& item : order.items) {
      out_.text("bench-");
      out_.integer(static_cast<std::int64_t>(order.number));
      out_.text(",");
      out_.text(created_text_(order.created_ms));
      out_.text(",Bench drink ");
      out_.integer(static_cast<std::int64_t>(item.menu));
      out_.text(",");
      out_.integer(item.qty);
      out_.text(",");
      out_.integer(prices_[item.menu]);
      out_.end_line();
      ++totals_.lines;
    }
  }

  /// A version 7 UUID with the order's time in front, as the server makes them.
  void write_order_id(char* id, const Order& order) const {
    const std::uint64_t high = static_cast<std::uint64_t>(order.created_ms) << 16 | 0x7000U |
                               (mixed(order.number ^ options_.seed << 40) & 0xFFFU);
    const std::uint64_t low = mixed(order.number + options_.seed * 0x51ED27U) >> 2 | 1ULL << 63;
    static constexpr char kHex[] = "0123456789abcdef";
    std::size_t at = 0;
    for (unsigned digit = 0; digit < 32; ++digit) {
      if (digit == 8 || digit == 12 || digit == 16 || digit == 20) id[at++] = '-';
      id[at++] = kHex[((digit < 16 ? high : low) >> (60 - 4 * (digit % 16))) & 15U];
    }
  }

  const Options& options_;
  std::mt19937_64 random_;
  std::vector<std::string> menu_ids_;
  std::vector<std::int64_t> prices_;
  std::priority_queue<Order, std::vector<Order>, ArrivesLater> delayed_;
  std::vector<Order> recent_;
  TimeText created_text_, arrived_text_;
  Totals totals_;
  Output out_;
};

Options parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view flag = argv[i];
    const char* value = argv[i + 1];
    if (flag == "--orders")
      o.orders = std::strtoull(value, nullptr, 10);
    else if (flag == "--seed")
      o.seed = std::strtoull(value, nullptr, 10);
    else if (flag == "--rate")
      o.rate = std::strtod(value, nullptr);
    else if (flag == "--out-of-order")
      o.out_of_order = std::strtod(value, nullptr);
    else if (flag == "--duplicates")
      o.duplicates = std::strtod(value, nullptr);
    else if (flag == "--start-ms")
      o.start_ms = std::strtoll(value, nullptr, 10);
    else if (flag == "--format")
      o.csv = std::strcmp(value, "csv") == 0;
    else
      argc = 0;
  }
  if (argc % 2 == 0) {
    std::fputs(
        "gen_orders [--orders N] [--seed K] [--rate PER_SECOND] [--out-of-order SHARE]\n"
        "           [--duplicates SHARE] [--start-ms EPOCH_MS] [--format events|csv]\n",
        stderr);
    std::exit(2);
  }
  return o;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  const Totals t = Generator(options).run();
  const auto ull = [](auto value) { return static_cast<unsigned long long>(value); };
  std::fprintf(
      stderr,
      "{\"lines\":%llu,\"orders\":%llu,\"items\":%llu,\"revenue\":%llu,\"duplicates\":%llu,"
      "\"out_of_order\":%llu,\"first_ms\":%llu,\"last_ms\":%llu}\n",
      ull(t.lines), ull(t.orders), ull(t.items), ull(t.revenue), ull(t.duplicates),
      ull(t.out_of_order), ull(t.first_ms), ull(t.last_ms));
  return 0;
}
