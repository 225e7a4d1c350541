#include "adapters/http/embedded_files.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"

namespace shop::http {
namespace {

/// Takes as long for a nearly right token as for a wrong one.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0U : 1U;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other);
  }
  return difference == 0;
}

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/json";
}

}  // namespace

Response healthz(const Call&) {
  Response response;
  response.body = R"({"status":"ok"})";
  return response;
}

Response readyz(const Api& api) {
  Health health = api.health();
  Response response;
  response.status = health.ready ? 200 : 503;
  response.body = std::string(R"({"ready":)") + (health.ready ? "true" : "false") +
                  R"(,"details":)" + health.details_json + "}";
  if (!health.ready) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response metrics_text(const Api& api, const Call& call) {
  const std::string& token = api.config().metrics_token;
  if (token.empty()) {
    if (!call.request.peer_is_loopback || call.address != call.request.peer ||
        !call.untrusted_chain.empty()) {
      return problem(403, "metrics.loopback_only",
                     "metrics answer on the machine itself, or set a metrics token");
    }
  } else {
    const std::string_view sent = call.request.header("authorization");
    if (!sent.starts_with("Bearer ") || !same_secret(sent.substr(7), token)) {
      return problem(make_error(ErrorKind::kUnauthenticated, "metrics.token",
                                "send the metrics token as Authorization: Bearer TOKEN"));
    }
  }
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = api.use_cases().metrics.text();
  return response;
}

Response static_file(std::string_view name, const Call&) {
  for (const EmbeddedFile& file : kEmbeddedFiles) {
    if (file.name != name) continue;
    Response response;
    response.content_type = type_of(name);
    response.body = file.text;
    response.cacheable = true;
    response.headers.emplace_back("Cache-Control", "no-cache");
    return response;
  }
  return problem(404, "http.no_such_path", "there is nothing here");
}

}  // namespace shop::http
