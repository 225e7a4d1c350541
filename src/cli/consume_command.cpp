#include "cli/consume_command.hpp"

#include <simdjson.h>

#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

#include "base/json_writer.hpp"

namespace shop::cli {
namespace {

constexpr std::int64_t kBatch = 1000;
constexpr std::int64_t kFromNowOn = -1;
constexpr auto kPollEvery = std::chrono::milliseconds(50);
constexpr auto kReconnectAfter = std::chrono::seconds(1);

std::vector<events::Topic> topics_of(const ConsumeRequest& request) {
  if (request.topic) return {*request.topic};
  return {};
}

/// Waits until another connection or process committed. False: no longer wanted.
Result<bool> wait_for_change(application::LedgerReader& reader, std::int64_t& seen,
                             const StillWanted& still_wanted) {
  while (still_wanted()) {
    SHOP_TRY(const std::int64_t now, reader.change_counter());
    if (now != seen) {
      seen = now;
      return true;
    }
    std::this_thread::sleep_for(kPollEvery);
  }
  return false;
}

/// A page of GET /events as lines, and the position of its last record.
struct Page {
  std::string lines;
  std::int64_t records = 0;
  std::int64_t last = 0;
};

Result<Page> read_page(const std::string& body) {
  try {
    simdjson::dom::parser parser;
    const simdjson::dom::element document = parser.parse(body);
    Page page;
    for (const simdjson::dom::element record : document["events"].get_array()) {
      page.lines += simdjson::minify(record);
      page.lines += '\n';
      page.last = std::int64_t(record["position"]);
      ++page.records;
    }
    return page;
  } catch (const simdjson::simdjson_error& error) {
    return make_error(ErrorKind::kMalformed, "consume.unreadable",
                      std::string("the server's answer is no page of events: ") + error.what());
  }
}

Result<Page> get_page(HttpClient& client, const ConsumeRequest& request, std::int64_t after,
                      std::int64_t limit) {
  std::string path =
      "/api/v1/events?after=" + std::to_string(after) + "&limit=" + std::to_string(limit);
  if (request.topic) path += "&topic=" + std::string(events::to_string(*request.topic));
  SHOP_TRY(const HttpResponse response, client.send("GET", path, ""));
  if (!response.success()) return error_of(response);
  return read_page(response.body);
}

/// Prints everything behind `after` that is there now; returns the last position printed.
Result<std::int64_t> print_pages(HttpClient& client, const ConsumeRequest& request,
                                 std::int64_t after, std::ostream& out,
                                 const StillWanted& still_wanted) {
  while (still_wanted()) {
    SHOP_TRY(const Page page, get_page(client, request, after, kBatch));
    if (page.records == 0) break;
    out << page.lines << std::flush;
    if (!out) break;
    after = page.last;
  }
  return after;
}

std::string stream_path(const ConsumeRequest& request) {
  std::string path = "/api/v1/events/stream";
  // Without a choice the server sends every topic that the token's role may read.
  if (!request.topic) return path;
  return path + "?topics=" + std::string(events::to_string(*request.topic));
}

/// Follows the server's live stream from behind `after` until it breaks or is no longer wanted.
Result<void> follow_stream(HttpClient& client, const ConsumeRequest& request, std::int64_t& after,
                           std::ostream& out, const StillWanted& still_wanted) {
  EventStreamParser parser([&](const ServerSentEvent& event) {
    std::int64_t position = 0;
    const char* const end = event.id.data() + event.id.size();
    const auto [stopped, error] = std::from_chars(event.id.data(), end, position);
    // What carries no position is no log record: provisional numbers, greetings, heartbeats.
    if (error != std::errc() || stopped != end || position <= after) return;
    if (events::parse_topic(event.name)) out << event.data << '\n';
    after = position;
  });
  std::vector<std::string> headers{"Accept: text/event-stream"};
  if (after != kFromNowOn) headers.push_back("Last-Event-ID: " + std::to_string(after));
  return client.stream(
      stream_path(request), headers,
      [&](std::string_view bytes) {
        parser.feed(bytes);
        out.flush();
        return out.good() && still_wanted();
      },
      still_wanted);
}

}  // namespace

Result<std::optional<std::int64_t>> parse_from(std::string_view text) {
  if (text == "earliest") return std::optional<std::int64_t>(1);
  if (text == "latest") return std::optional<std::int64_t>();
  std::int64_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc() || end != text.data() + text.size() || position < 1) {
    return field_error("--from", "must be earliest, latest or a position from 1 on");
  }
  return std::optional<std::int64_t>(position);
}

Result<std::optional<events::Topic>> parse_topic_choice(std::string_view text) {
  if (text == "all") return std::optional<events::Topic>();
  if (const auto topic = events::parse_topic(text)) return std::optional<events::Topic>(topic);
  std::string known;
  for (const events::Topic topic : events::kAllTopics) {
    known += std::string(events::to_string(topic)) + ", ";
  }
  return field_error("TOPIC", "must be one of " + known + "all");
}

std::string encode_log_line(const events::LogRecord& record) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("position", record.position);
    json.field("topic", events::to_string(record.topic));
    json.field("key", record.key);
    json.raw_field("value", record.value);
    json.field("appended_at", record.appended_at);
  });
  return out;
}

Result<void> consume_ledger(application::LedgerReader& reader, const ConsumeRequest& request,
                            std::ostream& out, const StillWanted& still_wanted) {
  const std::vector<events::Topic> topics = topics_of(request);
  // Asked before the first read, so that a change in between is noticed.
  SHOP_TRY(std::int64_t seen, reader.change_counter());
  std::int64_t after = request.from.value_or(1) - 1;
  if (!request.from) {
    SHOP_TRY(const std::int64_t head, reader.log_head());
    after = head;
  }
  while (still_wanted()) {
    SHOP_TRY(const auto records, reader.read_log(topics, after, kBatch));
    for (const events::LogRecord& record : records) out << encode_log_line(record) << '\n';
    out.flush();
    if (!out) return ok();
    if (!records.empty()) {
      after = records.back().position;
      continue;
    }
    if (!request.follow) return ok();
    SHOP_TRY(const bool changed, wait_for_change(reader, seen, still_wanted));
    if (!changed) return ok();
  }
  return ok();
}

Result<void> consume_server(HttpClient& client, const ConsumeRequest& request, std::ostream& out,
                            std::ostream& talk, const StillWanted& still_wanted) {
  std::int64_t after = kFromNowOn;
  if (request.from) {
    SHOP_TRY(after, print_pages(client, request, *request.from - 1, out, still_wanted));
  }
  while (request.follow && out && still_wanted()) {
    const auto followed = follow_stream(client, request, after, out, still_wanted);
    if (followed) break;
    if (!is_retryable(followed.error().kind)) return followed.error();
    talk << followed.error().detail << "; trying again\n";
    std::this_thread::sleep_for(kReconnectAfter);
  }
  return ok();
}

void EventStreamParser::feed(std::string_view bytes) {
  rest_.append(bytes);
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos;
       end = rest_.find('\n', begin)) {
    std::string_view text(rest_.data() + begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    line(text);
    begin = end + 1;
  }
  rest_.erase(0, begin);
}

void EventStreamParser::line(std::string_view text) {
  if (text.empty()) {
    if (!event_.data.empty()) take_(event_);
    event_ = {};
    return;
  }
  const std::size_t colon = text.find(':');
  const std::string_view field = text.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") event_.name = value;
  if (field == "id") event_.id = value;
  if (field == "data") {
    if (!event_.data.empty()) event_.data += '\n';
    event_.data += value;
  }
}

}  // namespace shop::cli
