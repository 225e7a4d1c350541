#include "pipelines/tests/random_log.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>

#include "base/json_writer.hpp"
#include "base/numbers.hpp"
#include "base/time.hpp"

namespace shop::pipelines::testing {
namespace {

constexpr std::int64_t kStartUs = 1'772'359'200'000'000;  // 2026-03-01T10:00:00Z
constexpr std::array<std::string_view, 3> kShops{"main", "river", "Quận 1"};
constexpr std::array<std::string_view, 6> kMenu{"latte", "tea", "trà-đào", "b2", "cake", "z"};
constexpr std::array<std::string_view, 4> kNames{"Latte", "Trà \"hot\"", "Bạc xỉu", "\\"};

/// An event with the time at which the log gets it.
struct Arrival {
  std::int64_t at_us;
  LogLine line;
};

class Maker {
 public:
  Maker(std::mt19937_64& random, const RandomLogOptions& options)
      : random_(random), options_(options) {}

  std::vector<LogLine> make() {
    for (int i = 0; i < options_.events; ++i) add_event();
    std::stable_sort(arrivals_.begin(), arrivals_.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at_us < b.at_us; });
    std::vector<LogLine> log;
    for (Arrival& arrival : arrivals_) log.push_back(std::move(arrival.line));
    return log;
  }

 private:
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  bool chance(double share) { return static_cast<double>(random_() % 1'000'000) < share * 1e6; }
  template <class List>
  std::string_view pick(const List& list) {
    return list[random_() % list.size()];
  }
  std::string id(const char* kind) {
    std::array<char, 64> text{};
    if (chance(0.5)) return kind + std::to_string(next_id_++);
    std::snprintf(text.data(), text.size(), "%08x-0000-7000-8000-%012llx",
                  static_cast<unsigned>(random_()), static_cast<unsigned long long>(next_id_++));
    return text.data();
  }
  Timestamp moment() {
    const std::int64_t minute = kStartUs + below(options_.minutes) * 60'000'000;
    return {minute + (chance(0.3) ? below(2) * 59'999'999 : below(60'000'000))};
  }
  std::int64_t delay_us() {
    if (chance(options_.late)) return below(options_.minutes) * 60'000'000;
    return below(chance(0.5) ? 1'000'000 : 110'000'000);
  }

  // `note` makes the content another one without breaking it.
  std::string order(const std::string& order_id, Timestamp at, std::string_view note) {
    std::string out;
    JsonWriter json(out);
    const std::uint64_t content = std::hash<std::string>()(order_id);
    std::mt19937_64 own(content);
    std::int64_t total = 0;
    json.object([&] {
      json.field("order_id", order_id);
      json.field("user_id", "u-" + std::string(note));
      if (own() % 3 != 0) json.field("shop_id", kShops[own() % kShops.size()]);
      json.array_field("items", [&] {
        for (std::uint64_t i = own() % 3 + 1; i > 0; --i) {
          const auto qty = static_cast<std::int64_t>(own() % 3) + 1;
          const auto price = static_cast<std::int64_t>(own() % 5) * 10'000;
          total += qty * price;
          json.object([&] {
            json.field("menu_id", kMenu[own() % kMenu.size()]);
            json.field("qty", qty);
            json.field("price", price);
          });
        }
      });
      const std::int64_t discount = own() % 4 == 0 ? total / 10 : 0;
      if (discount > 0) json.field("discount", discount);
      json.field("total", total - discount);
      json.field("created_at", at);
    });
    return out;
  }

  std::string refund(const std::string& refund_id, Timestamp at, std::string_view note) {
    std::string out;
    JsonWriter json(out);
    const auto amount = static_cast<std::int64_t>(std::hash<std::string>()(refund_id) % 9) * 5000;
    json.object([&] {
      json.field("refund_id", refund_id);
      json.field("order_id", "any");
      json.field("shop_id", kShops[std::hash<std::string>()(refund_id) % kShops.size()]);
      json.raw_field("items", R"([{"menu_id":"latte","qty":1,"amount":0}])");
      json.field("amount", amount);
      json.field("reason", note);
      json.field("created_at", at);
    });
    return out;
  }

  std::string visit(const std::string& visit_id, Timestamp at, std::string_view note) {
    std::string out;
    JsonWriter json(out);
    json.object([&] {
      json.field("visit_id", visit_id);
      json.field("session_id", "s");
      json.field("page", note);
      json.field("at", at);
    });
    return out;
  }

  std::string menu(Timestamp at) {
    std::string out;
    JsonWriter json(out);
    const bool deleted = chance(0.2);
    json.object([&] {
      json.field("menu_id", pick(kMenu));
      json.field("action", deleted ? "delete" : chance(0.5) ? "create" : "update");
      if (!deleted || chance(0.5)) {
        json.field("name", pick(kNames));
        json.field("category", chance(0.5) ? "coffee" : "tea");
        json.field("price", below(50'000));
      }
      // Whole minutes now and then, and few distinct times, so that ties happen.
      json.field("timestamp", chance(0.5) ? Timestamp{floor_to(at.us, 60'000'000)} : at);
    });
    return out;
  }

  void put(std::int64_t arrives_us, std::string topic, std::string value) {
    LogLine line{std::move(topic), std::move(value), {}};
    if (options_.arrival_times && chance(0.7)) append_millis(line.appended_at, {arrives_us});
    arrivals_.push_back({arrives_us, std::move(line)});
  }

  template <class Make>
  void put_with_copies(const char* topic, const std::string& id, Timestamp at, Make make) {
    std::int64_t arrives = at.us + delay_us();
    if (options_.arrival_times && chance(0.05)) arrives = at.us - 300'000'000 - below(3) + 1;
    put(arrives, topic, make(id, at, "a"));
    if (chance(options_.duplicates)) put(arrives + delay_us() + 1, topic, make(id, at, "a"));
    if (chance(options_.conflicts)) put(arrives + delay_us() + 1, topic, make(id, at, "b"));
  }

  void add_event() {
    const Timestamp at = moment();
    const auto kind = below(100);
    if (chance(options_.broken)) {
      constexpr std::array<std::string_view, 4> kBroken{"{", "[]", R"({"order_id":"x"})", "\xFF"};
      put(at.us, chance(0.5) ? "orders" : "nothing", std::string(pick(kBroken)));
    } else if (kind < 60) {
      put_with_copies("orders", id("o"), at, [this](auto&&... a) { return order(a...); });
    } else if (kind < 70) {
      put_with_copies("refunds", id("r"), at, [this](auto&&... a) { return refund(a...); });
    } else if (kind < 85) {
      put_with_copies("visits", id("v"), at, [this](auto&&... a) { return visit(a...); });
    } else if (kind < 98) {
      put(at.us + delay_us(), "menu_updates", menu(at));
    } else {
      put(at.us, "clock", R"({"at":")" + format_millis(at) + R"("})");
    }
  }

  std::mt19937_64& random_;
  const RandomLogOptions& options_;
  std::vector<Arrival> arrivals_;
  std::uint64_t next_id_ = 1;
};

}  // namespace

std::string to_text(const LogLine& line) {
  std::string out = R"({"topic":")" + line.topic + R"(","value":)" + line.value;
  if (!line.appended_at.empty()) out += R"(,"appended_at":")" + line.appended_at + '"';
  return out + "}";
}

std::vector<LogLine> random_log(std::mt19937_64& random, const RandomLogOptions& options) {
  return Maker(random, options).make();
}

std::uint64_t test_seed() {
  const char* given = std::getenv("SHOP_TEST_SEED");
  const std::uint64_t seed =
      given != nullptr ? parse_number<std::uint64_t>(given).value_or(0) : std::random_device()();
  std::printf("SHOP_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace shop::pipelines::testing
