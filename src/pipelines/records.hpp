#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "events/decode.hpp"

namespace shop::pipelines {

/// Every window of the shop's streams is one minute.
inline constexpr Duration kWindowSize = minutes(1);

// The records of the `analytics` topic (contract 2.4): absolute values, an upsert for their key.
// The views last only for the call that passes the record.

struct SalesPerMinute {
  Timestamp window_start;
  std::string_view shop_id;
  std::int64_t orders = 0;
  std::int64_t items = 0;    ///< Σ qty
  std::int64_t revenue = 0;  ///< Σ total, dong
  std::int32_t revision = 0;
};

struct ItemSalesPerMinute {
  Timestamp window_start;
  std::string_view shop_id;
  std::string_view menu_id;
  std::optional<std::string_view> name;  ///< nullopt: no version of the item is known.
  std::string_view category;
  std::int64_t orders = 0;
  std::int64_t qty = 0;
  std::int64_t revenue = 0;  ///< Σ qty × price, dong
  std::int32_t revision = 0;
};

struct RefundsPerMinute {
  Timestamp window_start;
  std::string_view shop_id;
  std::int64_t refunds = 0;
  std::int64_t amount = 0;  ///< dong
  std::int32_t revision = 0;
};

struct VisitsPerMinute {
  Timestamp window_start;
  std::string_view shop_id;
  std::int64_t visits = 0;
  std::int32_t revision = 0;
};

/// An event that was not counted.
struct DeadLetter {
  std::optional<std::string_view> topic;  ///< nullopt: the record names none.
  std::int64_t position = 0;
  events::Reject reason = events::Reject::kMalformed;
  std::string_view original;  ///< The bytes as they were read.
};

/// Receives what the engine emits, in emission order and from inside process() or flush(). What it
/// got since the last Engine::commit() is not yet durable: after a crash it is emitted again,
/// equal.
class Output {
 public:
  virtual ~Output() = default;
  virtual void emit(const SalesPerMinute& record) = 0;
  virtual void emit(const ItemSalesPerMinute& record) = 0;
  virtual void emit(const RefundsPerMinute& record) = 0;
  virtual void emit(const VisitsPerMinute& record) = 0;
  virtual void emit(const DeadLetter& record) = 0;
};

// The JSON forms: the value of an `analytics` or `dead_letter` record, appended to `out`.
// {"type":"sales_per_minute","window_start":"2026-01-31T08:05:00Z","window_end":…,"shop_id":…,…}
void append_json(std::string& out, const SalesPerMinute& record);
void append_json(std::string& out, const ItemSalesPerMinute& record);
void append_json(std::string& out, const RefundsPerMinute& record);
void append_json(std::string& out, const VisitsPerMinute& record);
/// {"topic":…,"position":N,"reason":…}, without the original bytes.
void append_json(std::string& out, const DeadLetter& record);

/// Output that appends what `drinkshop replay` prints: one line per record,
/// {"topic":"analytics","value":{…}} or {"topic":"dead_letter","value":{…}}.
class JsonLinesOutput final : public Output {
 public:
  /// `out` must outlive this object; its owner may take from it at any time.
  explicit JsonLinesOutput(std::string& out) : out_(out) {}

  void emit(const SalesPerMinute& record) override;
  void emit(const ItemSalesPerMinute& record) override;
  void emit(const RefundsPerMinute& record) override;
  void emit(const VisitsPerMinute& record) override;
  void emit(const DeadLetter& record) override;

 private:
  std::string& out_;
};

}  // namespace shop::pipelines
