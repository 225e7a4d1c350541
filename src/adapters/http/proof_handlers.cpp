#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/views.hpp"

namespace shop::http {
namespace {

void write_books(JsonWriter& json, const analytics::Reconciliation& books) {
  json.field("equal", books.equal());
  json.field("differences", books.differences_total);
  json.field("position", books.position);
  json.field("windows", books.windows);
  json.field("orders", books.orders);
  json.field("items", books.items);
  json.field("revenue", books.revenue);
  json.field("refunds", books.refunds);
  json.field("refunded_amount", books.refunded_amount);
}

void write_topic(JsonWriter& json, const analytics::TopicCount& topic) {
  json.object([&] {
    json.field("topic", topic.topic);
    json.field("read", topic.read);
    json.field("counted", topic.counted);
    json.field("duplicates", topic.duplicates);
    json.field("late", topic.late);
    json.field("dead_lettered", topic.dead_lettered);
    json.field("clock_skewed", topic.clock_skewed);
  });
}

Response proof_response(Api& api, int status) {
  const auto counts = api.use_cases().analytics.counts();
  if (!counts) return problem(counts.error());
  const analytics::Proof proof = api.use_cases().proof.latest();
  Response response;
  response.status = status;
  response.body = object_json([&](JsonWriter& json) {
    json.field("running", proof.running);
    json.field("checked_at", proof.checked_at);
    json.field("failure", proof.failure.empty() ? std::nullopt : std::optional(proof.failure));
    if (proof.result) {
      json.object_field("books", [&] { write_books(json, *proof.result); });
    } else {
      json.field("books", nullptr);
    }
    json.array_field("topics", [&] {
      for (const auto& topic : counts.value()) write_topic(json, topic);
    });
  });
  return response;
}

}  // namespace

Response get_proof(Api& api, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  return proof_response(api, 200);
}

Response request_proof(Api& api, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  api.use_cases().proof.request();
  return proof_response(api, 202);
}

}  // namespace shop::http
