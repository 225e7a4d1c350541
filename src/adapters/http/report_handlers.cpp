#include <simdjson.h>

#include <utility>

#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/views.hpp"

namespace shop::http {
namespace {

constexpr IntegerRule kPosition{0};
constexpr TextRule kSlug{1, 64, true, false};

struct ReportQuery {
  analytics::Bucket bucket = analytics::Bucket::kMinute;
  analytics::Reports::Bounds bounds;
  std::optional<std::string> shop_id;
};

Result<ReportQuery> read_report(const Call& call, bool bucketed) {
  QueryReader query(call.request.query);
  ReportQuery report;
  if (bucketed) {
    if (const auto name = query.text("bucket", {0, 20, false, false})) {
      const auto bucket = analytics::parse_bucket(*name);
      if (bucket) {
        report.bucket = *bucket;
      } else {
        query.fail("bucket", "must be minute, hour or day");
      }
    }
  }
  report.bounds.from = query.time("from");
  report.bounds.to = query.time("to");
  report.shop_id = query.text("shop_id", kSlug);
  SHOP_TRY(std::move(query).finish());
  return report;
}

Result<std::vector<analytics::TopItem>> find_top(analytics::Reports& reports, const Call& call) {
  QueryReader query(call.request.query);
  const auto minutes = query.integer("minutes", {1, analytics::Reports::kMinutesMax});
  const auto limit = query.integer("limit", {1, analytics::Reports::kItemsMax});
  const auto as_of = query.time("as_of");
  auto shop_id = query.text("shop_id", kSlug);
  SHOP_TRY(std::move(query).finish());
  return reports.top_items(minutes.value_or(5), limit.value_or(10), as_of, std::move(shop_id));
}

struct LogQuery {
  TopicSet topics;
  std::int64_t after = 0;
  std::int64_t limit = 100;
};

Result<LogQuery> read_log_query(const Call& call, bool with_topic) {
  QueryReader query(call.request.query);
  LogQuery found;
  const TopicSet readable = readable_topics(call.who().role);
  std::string forbidden;
  if (with_topic) {
    if (const auto name = query.text("topic", {0, 50, false, false})) {
      const auto topic = events::parse_topic(*name);
      if (!topic) {
        query.fail("topic", "is no topic of the log");
      } else if (!readable.contains(*topic)) {
        forbidden = *name;
      } else {
        found.topics.add(*topic);
      }
    }
  }
  found.after = query.integer("after", kPosition).value_or(0);
  found.limit = query.integer("limit", {1, 1000}).value_or(found.limit);
  SHOP_TRY(std::move(query).finish());
  if (!forbidden.empty()) {
    return make_error(ErrorKind::kForbidden, "access.forbidden",
                      "this role may not read the topic " + forbidden);
  }
  if (found.topics.empty()) found.topics = readable;
  return found;
}

Response log_response(const Result<std::vector<events::LogRecord>>& records) {
  if (!records) return problem(records.error());
  Response response;
  response.body = "{\"events\":[";
  bool first = true;
  for (const auto& record : records.value()) {
    if (!std::exchange(first, false)) response.body += ',';
    append_log_record(response.body, record);
  }
  response.body += "]}";
  return response;
}

Result<std::vector<events::LogRecord>> read_events(application::LedgerReader& reader,
                                                   const LogQuery& query) {
  // All topics are asked for as none: the reader then needs no filter.
  std::vector<events::Topic> topics = query.topics.list();
  if (topics.size() == events::kAllTopics.size()) topics.clear();
  return reader.read_log(topics, query.after, query.limit);
}

/// The bytes as text when they are UTF-8; else with every odd byte replaced.
std::string shown(const std::string& bytes) {
  if (simdjson::validate_utf8(bytes)) return bytes;
  std::string out;
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
    } else {
      out += "\xEF\xBF\xBD";
    }
  }
  return out;
}

Result<std::vector<analytics::DeadLetter>> find_dead(analytics::AnalyticsQueries& analytics,
                                                     const Call& call) {
  SHOP_TRY(const LogQuery query, read_log_query(call, false));
  return analytics.dead_letters(query.after, query.limit);
}

}  // namespace

Result<void> no_query(const Call& call) {
  if (call.request.query.empty()) return ok();
  return QueryReader(call.request.query).finish();
}

Response sales(analytics::Reports& reports, const Call& call) {
  const auto query = read_report(call, true);
  if (!query) return problem(query.error());
  const auto series =
      reports.sales(query.value().bucket, query.value().bounds, query.value().shop_id);
  if (!series) return problem(series.error());
  Response response;
  response.body = object_json([&](JsonWriter& json) {
    json.array_field("series", [&] {
      for (const auto& point : series.value()) {
        json.object([&] {
          json.field("start", point.start);
          json.field("orders", point.orders);
          json.field("items", point.items);
          json.field("revenue", point.revenue);
        });
      }
    });
  });
  return response;
}

Response top_items(analytics::Reports& reports, const Call& call) {
  const auto items = find_top(reports, call);
  if (!items) return problem(items.error());
  Response response;
  response.body =
      list_json(items.value(), std::nullopt, [](JsonWriter& json, const analytics::TopItem& item) {
        json.object([&] {
          json.field("menu_id", item.menu_id);
          json.field("name", item.name);
          json.field("category", item.category);
          json.field("qty", item.qty);
          json.field("orders", item.orders);
          json.field("revenue", item.revenue);
        });
      });
  return response;
}

Response key_figures(analytics::Reports& reports, const Call& call) {
  const auto query = read_report(call, false);
  if (!query) return problem(query.error());
  const auto kpis = reports.kpis(query.value().bounds, query.value().shop_id);
  if (!kpis) return problem(kpis.error());
  Response response;
  JsonWriter json(response.body);
  write_kpis(json, kpis.value());
  return response;
}

Response list_dead_letters(analytics::AnalyticsQueries& analytics, const Call& call) {
  const auto letters = find_dead(analytics, call);
  if (!letters) return problem(letters.error());
  Response response;
  response.body = list_json(letters.value(), std::nullopt,
                            [](JsonWriter& json, const analytics::DeadLetter& letter) {
                              json.object([&] {
                                json.field("position", letter.position);
                                json.field("topic", letter.topic);
                                json.field("reason", letter.reason);
                                json.field("value", shown(letter.value));
                              });
                            });
  return response;
}

Response list_events(application::LedgerReader& reader, const Call& call) {
  const auto query = read_log_query(call, true);
  return query ? log_response(read_events(reader, query.value())) : problem(query.error());
}

Response list_audit(application::LedgerReader& reader, const Call& call) {
  auto query = read_log_query(call, false);
  if (!query) return problem(query.error());
  TopicSet audit;
  audit.add(events::Topic::kAudit);
  query.value().topics = audit;
  return log_response(read_events(reader, query.value()));
}

Response queue_board(const application::LiveBoard& board, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto state = board.state();
  Response response;
  response.body = list_json(state.frames ? *state.frames : std::vector<std::string>(), std::nullopt,
                            [](JsonWriter& json, const std::string& shop) { json.raw(shop); });
  return response;
}

Response record_visit(application::Visits& visits, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto body = read_visit_body(call.request.body);
  if (!body) return problem(body.error());
  const auto visit_id = visits.record(body.value());
  if (!visit_id) return problem(visit_id.error());
  Response response;
  response.status = 202;
  response.body = object_json([&](JsonWriter& json) { json.field("visit_id", visit_id.value()); });
  return response;
}

/// Topics and resume position of GET /events/stream.
Result<StreamPlan> Api::open_stream(const Call& call) {
  QueryReader query(call.request.query);
  StreamPlan plan;
  if (!call.route->roles) {  // The only stream that is open to anybody.
    SHOP_TRY(std::move(query).finish());
    plan.board = true;
    return plan;
  }
  plan.role = call.who().role;
  plan.credential = call.credential;
  const TopicSet readable = readable_topics(plan.role);
  const bool may_see_live = readable.contains(events::Topic::kAnalytics);
  std::string forbidden;
  std::string names = query.text("topics", {1, 500, false, false}).value_or("");
  for (std::string_view rest = names; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto topic = events::parse_topic(name);
    if (name == "live") {
      plan.live = true;
      if (!may_see_live) forbidden = name;
    } else if (!topic) {
      query.fail("topics", "'" + std::string(name) + "' is no topic");
    } else if (!readable.contains(*topic)) {
      forbidden = name;
    } else {
      plan.topics.add(*topic);
    }
  }
  if (!query.has("topics")) plan.topics = readable;
  const auto after = query.integer("after", kPosition);
  SHOP_TRY(std::move(query).finish());
  if (!forbidden.empty()) {
    return make_error(ErrorKind::kForbidden, "access.forbidden",
                      "this role may not follow the topic " + forbidden);
  }
  plan.after = after.value_or(use_cases_.feed.head());
  if (call.request.has_header("last-event-id")) {
    // A browser sends what it last saw; that wins over the address it first opened.
    const auto seen = parse_position(call.request.header("last-event-id"));
    if (!seen) return field_error("Last-Event-ID", "must be a log position");
    plan.after = *seen;
  }
  return plan;
}

}  // namespace shop::http
