#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/time.hpp"
#include "events/topic.hpp"

namespace shop::events {

/// One row of the event log. Positions start at 1 and have no gaps; position order is commit order.
struct LogRecord {
  std::int64_t position = 0;
  Topic topic = Topic::kClock;
  std::string key;    ///< Events of one key stay in order; empty for `clock`.
  std::string value;  ///< The event as one JSON object.
  Timestamp appended_at;
};

/// A record that the writer, the followers of the log and an answer hold together.
using LogRecordPtr = std::shared_ptr<const LogRecord>;

}  // namespace shop::events
