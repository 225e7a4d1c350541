#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access.hpp"
#include "events/log_record.hpp"
#include "events/topic.hpp"

namespace shop::http {

/// What a request proved itself with; kept by streams, which check it again every second.
struct Credential {
  enum class Kind : std::uint8_t { kNone, kToken, kSession };
  Kind kind = Kind::kNone;
  std::string secret;
};

/// A set of topics as a bit mask.
class TopicSet {
 public:
  void add(events::Topic topic) { bits_ |= bit(topic); }
  bool contains(events::Topic topic) const { return (bits_ & bit(topic)) != 0; }
  bool empty() const { return bits_ == 0; }
  std::vector<events::Topic> list() const;

 private:
  static constexpr std::uint32_t bit(events::Topic topic) {
    return std::uint32_t{1} << static_cast<unsigned>(topic);
  }
  std::uint32_t bits_ = 0;
};

/// The log topics that a role may read.
TopicSet readable_topics(domain::Role role);

/// What one client asked to follow.
struct StreamPlan {
  TopicSet topics;
  bool board = false;      ///< The public board, and nothing else: for anybody.
  bool live = false;       ///< Provisional numbers of the open minutes as well.
  std::int64_t after = 0;  ///< The first frame is the first wanted record behind this position.
  domain::Role role = domain::Role::kBarista;
  Credential credential;
};

/// `{position, topic, key, value, appended_at}` as GET /events and the streams give it.
void append_log_record(std::string& out, const events::LogRecord& record);

/// `id: POSITION\nevent: TOPIC\ndata: {record}\n\n`
std::string sse_frame(const events::LogRecord& record);
/// `event: NAME\ndata: {…}\n\n`, without an id, so that a resume does not start from it.
std::string sse_state_frame(std::string_view name, std::string_view json);

/// A log position as clients send it back; nullopt for anything else.
std::optional<std::int64_t> parse_position(std::string_view text);

inline constexpr std::string_view kSseHeartbeat = ": still here\n\n";

/// Frames of the newest records, each made once for all clients of one event loop. Not thread-safe.
class FrameCache {
 public:
  const std::string& frame(const events::LogRecord& record);

 private:
  struct Entry {
    std::int64_t position = 0;
    std::string frame;
  };
  static constexpr std::size_t kSize = 2048;
  std::vector<Entry> ring_{kSize};
};

}  // namespace shop::http
