#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "application/ports/ledger.hpp"
#include "base/result.hpp"
#include "cli/http_client.hpp"
#include "events/log_record.hpp"

namespace shop::cli {

/// Which part of the log is wanted.
struct ConsumeRequest {
  std::optional<events::Topic> topic;  ///< Absent: all of them.
  /// The first position to print; absent: only what is appended from now on.
  std::optional<std::int64_t> from = 1;
  bool follow = false;  ///< Wait for new records instead of ending at the newest.
};

/// Reads `earliest`, `latest` or a position (>= 1).
Result<std::optional<std::int64_t>> parse_from(std::string_view text);
/// Reads a topic's name or `all`.
Result<std::optional<events::Topic>> parse_topic_choice(std::string_view text);

/// One record as one line: {"position":…,"topic":…,"key":…,"value":{…},"appended_at":…}.
std::string encode_log_line(const events::LogRecord& record);

/// True while the command should go on; asked between batches and while waiting.
using StillWanted = std::function<bool()>;

/// Prints the log of a data folder, beside a running server or without one.
Result<void> consume_ledger(application::LedgerReader& reader, const ConsumeRequest& request,
                            std::ostream& out, const StillWanted& still_wanted);

/// Prints a server's log. Following survives a lost connection: it connects anew and goes on behind
/// the last record.
Result<void> consume_server(HttpClient& client, const ConsumeRequest& request, std::ostream& out,
                            std::ostream& talk, const StillWanted& still_wanted);

/// One event of a text/event-stream.
struct ServerSentEvent {
  std::string name;
  std::string id;
  std::string data;
};

/// Cuts a text/event-stream into events, whatever pieces its bytes arrive in.
class EventStreamParser {
 public:
  explicit EventStreamParser(std::function<void(const ServerSentEvent&)> take)
      : take_(std::move(take)) {}
  void feed(std::string_view bytes);

 private:
  void line(std::string_view text);

  std::function<void(const ServerSentEvent&)> take_;
  std::string rest_;
  ServerSentEvent event_;
};

}  // namespace shop::cli
