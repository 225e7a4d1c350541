#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "events/topic.hpp"

// Strict readers of events that others wrote: the JSON form of contract section 1, with defaults
// filled in. Unknown fields are ignored; of a repeated field the last counts. A field of a wrong
// type (null included), an empty id, a number outside int64 or written with a fraction, an
// impossible time: malformed. Every string_view and span points into the decoder that returned it
// and lasts until its next call.

namespace shop::events {

/// Why an event goes to the dead letters. Decoding finds all but kConflictingDuplicate.
enum class Reject : std::uint8_t {
  kMalformed,
  kBadTotal,
  kUnknownTopic,
  kConflictingDuplicate,
};

constexpr std::string_view to_string(Reject reason) {
  switch (reason) {
    case Reject::kMalformed: return "malformed";
    case Reject::kBadTotal: return "bad_total";
    case Reject::kUnknownTopic: return "unknown_topic";
    case Reject::kConflictingDuplicate: return "conflicting_duplicate";
  }
  return "";
}

/// What makes two events the same one. Stored for ever: do not change how either is computed.
struct EventIdentity {
  /// Of a UUID its bytes, in whatever case it was written; of any other id a 128-bit hash.
  Uuid id;
  /// A 64-bit hash of every schema field but the id, defaults filled in, times as instants.
  std::uint64_t content_hash = 0;
};

struct OrderOption {
  std::string_view option_id;
  std::string_view name;
  std::int64_t price = 0;  ///< dong, >= 0; already part of the item's price
};

struct OrderItem {
  std::string_view menu_id;
  std::int64_t qty = 0;    ///< >= 1
  std::int64_t price = 0;  ///< dong per unit, >= 0
  std::span<const OrderOption> options;
};

/// total = Σ qty × price − discount holds; Σ qty × price may still exceed int64.
struct OrderEvent {
  EventIdentity identity;
  std::string_view order_id;
  std::string_view shop_id;
  std::string_view user_id;
  std::span<const OrderItem> items;  ///< Never empty.
  std::int64_t discount = 0;
  std::int64_t total = 0;
  std::string_view payment_method;
  std::string_view channel;
  Timestamp created_at;
};

struct RefundItem {
  std::string_view menu_id;
  std::int64_t qty = 0;     ///< >= 1
  std::int64_t amount = 0;  ///< dong, >= 0
};

struct RefundEvent {
  EventIdentity identity;
  std::string_view refund_id;
  std::string_view order_id;
  std::string_view shop_id;
  std::span<const RefundItem> items;  ///< Never empty.
  std::int64_t amount = 0;            ///< Not compared with the items.
  bool restock = false;
  std::string_view reason;
  Timestamp created_at;
};

struct VisitEvent {
  EventIdentity identity;
  std::string_view visit_id;
  std::string_view shop_id;
  std::string_view session_id;
  std::string_view page;
  Timestamp at;
};

enum class MenuAction : std::uint8_t { kCreate, kUpdate, kDelete };

struct MenuEvent {
  std::string_view menu_id;
  MenuAction action = MenuAction::kCreate;
  std::optional<std::string_view> name;  ///< Only a delete may lack these three.
  std::optional<std::string_view> category;
  std::optional<std::int64_t> price;
  Timestamp timestamp;
};

struct ClockEvent {
  Timestamp at;
};

struct OrderStatusEvent {
  std::string_view order_id;
  std::string_view shop_id;
  std::string_view status;  ///< One of the five.
  Timestamp at;
};

struct InventoryEvent {
  std::string_view event_id;
  std::string_view shop_id;
  std::string_view ingredient_id;
  std::string_view kind;  ///< One of the five.
  std::int64_t delta = 0;
  std::int64_t on_hand = 0;
  std::string_view unit;
  std::optional<std::string_view> order_id;
  Timestamp at;
};

/// A record of a known topic whose fields nobody here reads: analytics, audit, payments.
struct OpaqueEvent {};

using Event = std::variant<OpaqueEvent, OrderEvent, RefundEvent, VisitEvent, MenuEvent, ClockEvent,
                           OrderStatusEvent, InventoryEvent>;

/// One event, or why it is none.
struct Decoded {
  std::optional<std::string_view> topic;  ///< As written; nullopt when there is no topic.
  std::optional<Topic> known_topic;       ///< nullopt when nobody knows it.
  std::optional<Timestamp> appended_at;   ///< When it arrived, if the log says so.
  std::optional<Reject> reject;
  Event event;  ///< Meaningful only without `reject`.
};

/// Event times of windowed topics end here (exclusive): the end of a later minute could not be
/// written in RFC 3339, whose last year is 9999.
inline constexpr Timestamp kEventTimeEnd{253'402'300'740'000'000};
/// The first instant of year 0001; an offset can lead before it.
inline constexpr Timestamp kEventTimeBegin{-62'135'596'800'000'000};

/// Objects and arrays within each other, the envelope included; deeper is malformed.
inline constexpr std::size_t kDepthMax = 1024;

/// Reads events; no allocation per event once its buffers have grown. Not thread-safe.
class Decoder {
 public:
  /// Behind the text of decode_line() so many bytes must be readable to be parsed in place.
  static constexpr std::size_t kPadding = 64;

  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// One event's JSON value, read from the topic of that name.
  const Decoded& decode(std::string_view topic, std::string_view value,
                        std::optional<Timestamp> appended_at);

  /// One line of `drinkshop replay`: {"topic":…, "value":{…}, "appended_at"?:…}. A line that is not
  /// such an object has no topic. `readable` says how many bytes from line.data() on may be read;
  /// with kPadding or more behind the line it is not copied.
  const Decoded& decode_line(std::string_view line, std::size_t readable);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;  // Keeps the JSON library out of this header.
};

}  // namespace shop::events
