// What one core spends on an order, taken apart: decoding alone, the engine alone from decoded
// events, over the spill store of `drinkshop replay`. Generating is not timed.
//
//   stream_bench [ORDERS]        default 5,000,000
//
// Two items an order of 25, 5 % out of order, 2 % duplicates, 100 orders a second of event time.
// CPU time of the process, so that a busy machine disturbs less; pin it: taskset -c 1 stream_bench

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/json_writer.hpp"
#include "base/numbers.hpp"
#include "events/event_identity.hpp"
#include "pipelines/engine.hpp"
#include "pipelines/spill_store.hpp"

namespace shop::pipelines {
namespace {

// Few enough to be in the cache when the engine takes them, as they are behind a decoder.
constexpr std::size_t kChunk = 2048;
constexpr std::size_t kCommitEvents = 4096;
constexpr std::int64_t kStepUs = 10'000;

double cpu_seconds() {
  std::timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

enum class Ids : std::uint8_t { kByTime, kRandom };

/// Orders in arrival order, a chunk at a time; the texts behind a chunk live until the next.
class Orders {
 public:
  explicit Orders(Ids ids) : ids_(ids) {
    for (int i = 0; i < 25; ++i) menu_.push_back(to_string(uuid(random_(), random_())));
  }

  void fill(std::size_t count, std::vector<events::Decoded>& out) {
    out.clear();
    items_.assign(count * 2, {});
    for (std::size_t i = 0; i < count; ++i) {
      if (random_() % 50 == 0 && !out.empty()) {
        out.push_back(out[random_() % out.size()]);
        continue;
      }
      out.push_back(make(std::span(items_).subspan(i * 2, 2)));
    }
  }

 private:
  static Uuid uuid(std::uint64_t high, std::uint64_t low) {
    Uuid id;
    for (std::size_t i = 0; i < 8; ++i) {
      id.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
      id.bytes[i + 8] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return id;
  }

  events::Decoded make(std::span<events::OrderItem> items) {
    now_us_ += kStepUs;
    events::Decoded decoded;
    decoded.topic = "orders";
    decoded.known_topic = events::Topic::kOrders;
    decoded.appended_at = Timestamp{now_us_};
    auto& order = decoded.event.emplace<events::OrderEvent>();
    const std::int64_t delay =
        random_() % 20 == 0 ? static_cast<std::int64_t>(random_() % 100'000'000) : 0;
    order.created_at = {now_us_ - delay};
    const auto at_ms = static_cast<std::uint64_t>(order.created_at.us / 1000);
    const std::uint64_t high =
        ids_ == Ids::kByTime ? at_ms << 16 | 0x7000 | (random_() & 0xFFF) : random_();
    order.identity = {uuid(high, random_()), random_()};
    order.shop_id = "main";
    order.total = 0;
    for (events::OrderItem& item : items) {
      item = {menu_[random_() % menu_.size()],
              static_cast<std::int64_t>(random_() % 3) + 1,
              45'000,
              {}};
      order.total += item.qty * item.price;
    }
    order.items = items;
    return decoded;
  }

  Ids ids_;
  std::mt19937_64 random_{42};
  std::int64_t now_us_ = 1'772'359'200'000'000;
  std::vector<std::string> menu_;
  std::vector<events::OrderItem> items_;
};

/// Counts what is emitted and drops it.
class NoOutput final : public Output {
 public:
  void emit(const SalesPerMinute&) override { ++records; }
  void emit(const ItemSalesPerMinute&) override { ++records; }
  void emit(const RefundsPerMinute&) override { ++records; }
  void emit(const VisitsPerMinute&) override { ++records; }
  void emit(const DeadLetter&) override { ++records; }
  std::int64_t records = 0;
};

void report(const char* what, std::size_t events, double seconds) {
  std::printf("%-44s %6.2f s  %7.0f ns/event  %5.2f million/s\n", what, seconds,
              seconds * 1e9 / static_cast<double>(events),
              static_cast<double>(events) / seconds / 1e6);
}

void bench_engine(const char* what, Ids ids, std::size_t total) {
  const auto store = SpillStore::create({}).value();
  NoOutput output;
  auto engine = Engine::open(*store, output).value();
  Orders orders(ids);
  std::vector<events::Decoded> chunk;
  std::int64_t position = 0;
  double seconds = 0;
  for (std::size_t done = 0; done < total; done += chunk.size()) {
    orders.fill(std::min(kChunk, total - done), chunk);
    const double start = cpu_seconds();
    for (const events::Decoded& event : chunk) {
      SHOP_ASSERT(engine->apply(event, {}, ++position).has_value());
      if (static_cast<std::size_t>(position) % kCommitEvents == 0) {
        SHOP_ASSERT(engine->commit().has_value());
      }
    }
    seconds += cpu_seconds() - start;
  }
  report(what, total, seconds);
  std::printf("%-44s %6.1f MiB in memory, %lld records emitted\n", "",
              static_cast<double>(store->memory_bytes()) / (1 << 20),
              static_cast<long long>(output.records));
}

std::string line_of(const events::Decoded& decoded) {
  const auto& order = std::get<events::OrderEvent>(decoded.event);
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("topic", "orders");
    json.object_field("value", [&] {
      json.field("order_id", order.identity.id);
      json.field("shop_id", order.shop_id);
      json.field("user_id", "user-1234");
      json.array_field("items", [&] {
        for (const events::OrderItem& item : order.items) {
          json.object([&] {
            json.field("menu_id", item.menu_id);
            json.field("qty", item.qty);
            json.field("price", item.price);
          });
        }
      });
      json.field("total", order.total);
      json.field("created_at", order.created_at);
    });
    json.field("appended_at", *decoded.appended_at);
  });
  return out;
}

void bench_decode(std::size_t total) {
  Orders orders(Ids::kByTime);
  std::vector<events::Decoded> chunk;
  orders.fill(std::min<std::size_t>(total, 50'000), chunk);
  std::string text;
  std::vector<std::size_t> ends;
  for (const events::Decoded& decoded : chunk) {
    text += line_of(decoded);
    ends.push_back(text.size());
  }
  text.append(events::Decoder::kPadding, ' ');
  events::Decoder decoder;
  std::size_t done = 0;
  const double start = cpu_seconds();
  while (done < total) {
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      const std::string_view line(text.data() + begin, end - begin);
      SHOP_ASSERT(!decoder.decode_line(line, text.size() - begin).reject);
      begin = end;
    }
    done += ends.size();
  }
  report("decode a line from memory", done, cpu_seconds() - start);
}

}  // namespace
}  // namespace shop::pipelines

int main(int argc, char** argv) {
  const std::size_t total =
      argc > 1 ? shop::parse_number<std::size_t>(argv[1]).value_or(0) : 5'000'000;
  if (total == 0) {
    std::fprintf(stderr, "usage: stream_bench [ORDERS]\n");
    return 2;
  }
  using namespace shop::pipelines;
  bench_decode(total);
  bench_engine("engine, decoded events, ids by time (v7)", Ids::kByTime, total);
  bench_engine("engine, decoded events, random ids (v4)", Ids::kRandom, total);
  return 0;
}
