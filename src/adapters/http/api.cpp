#include "adapters/http/api.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "adapters/http/problem.hpp"
#include "adapters/http/session_cookie.hpp"

namespace shop::http {
namespace {

constexpr std::string_view kApiPrefix = "/api/v1/";
constexpr std::string_view kBearer = "bearer ";
/// Every status the server sends; its index is the slot of the counter. The last one: any other.
constexpr std::array kStatuses{200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 408, 409, 412,
                               413, 415, 417, 422, 428, 429, 431, 500, 501, 503, 505, 507};

std::size_t status_slot(int status) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), status);
  return static_cast<std::size_t>(found - kStatuses.begin());
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// `https://shop.example:8443` gives `shop.example:8443`; empty for `null` and other oddities.
std::string_view authority_of(std::string_view origin) {
  const std::size_t start = origin.find("://");
  if (start == std::string_view::npos) return {};
  return origin.substr(start + 3);
}

Response unauthenticated(std::string_view detail) {
  return problem(
      make_error(ErrorKind::kUnauthenticated, "access.unauthenticated", std::string(detail)));
}

Response rate_limited(int wait_s) {
  Error error = make_error(ErrorKind::kRateLimited, "rate.limited",
                           "too many calls from this address; slow down");
  error.retry_after_s = wait_s;
  return problem(error);
}

Response internal_error() { return problem(500, "internal", "the shop met an internal error"); }

}  // namespace

Api::Api(UseCases use_cases, ApiConfig config, std::function<Health()> ready)
    : use_cases_(use_cases),
      config_(std::move(config)),
      ready_(std::move(ready)),
      router_(make_routes()),
      visits_limit_(config_.visits_per_second, config_.visits_burst),
      guests_limit_(config_.guests_per_second, config_.guests_burst),
      anonymous_limit_(config_.anonymous_per_second, config_.anonymous_burst) {
  const auto add = [&](std::string method, std::string pattern) {
    auto metrics = std::make_unique<RouteMetrics>();
    metrics->latency = &use_cases_.metrics.histogram(
        "drinkshop_http_request_seconds", "From the request's last byte to its answer's.",
        {{"method", std::move(method)}, {"route", std::move(pattern)}});
    route_metrics_.push_back(std::move(metrics));
  };
  for (const Route& route : router_.routes()) {
    add(std::string(to_string(route.method)), std::string(route.pattern));
  }
  add("other", "none");
}

std::optional<Response> Api::find_route(Call& call) const {
  Router::Match match = router_.match(call.request.method, call.request.path);
  call.route = match.route;
  call.path = std::move(match.parameters);
  if (call.route != nullptr) return std::nullopt;
  if (match.allow.empty()) return problem(404, "http.no_such_path", "there is nothing here");
  Response refusal = problem(405, "http.method_not_allowed", "this path allows " + match.allow);
  refusal.headers.emplace_back("Allow", std::move(match.allow));
  return refusal;
}

void Api::find_address(Call& call) const {
  const auto trusted = [&](std::string_view address) {
    return std::find(config_.trusted_proxies.begin(), config_.trusted_proxies.end(), address) !=
           config_.trusted_proxies.end();
  };
  call.address = call.request.peer;
  std::string_view chain = call.request.header("x-forwarded-for");
  if (!trusted(call.request.peer)) {
    call.untrusted_chain = chain;
    return;
  }
  // The rightmost address that no trusted proxy has is the client; what stands left of it is
  // whatever the client claimed.
  while (!chain.empty()) {
    const std::size_t comma = chain.rfind(',');
    const std::string_view last =
        trim(comma == std::string_view::npos ? chain : chain.substr(comma + 1));
    if (!last.empty()) call.address = last.substr(0, 64);
    if (comma == std::string_view::npos || !trusted(last)) return;
    chain = chain.substr(0, comma);
  }
}

std::optional<Response> Api::authenticate(Call& call) {
  const Request& request = call.request;
  const std::string_view authorization = request.header("authorization");
  const bool bearer = authorization.size() >= kBearer.size() &&
                      equals_ignoring_case(authorization.substr(0, kBearer.size()), kBearer);
  if (bearer) {
    const std::string_view token = trim(authorization.substr(kBearer.size()));
    call.principal = use_cases_.access.by_api_token(token);
    if (call.principal) call.credential = {Credential::Kind::kToken, std::string(token)};
  } else if (const auto session = session_cookie(request); !session.empty()) {
    call.principal = use_cases_.access.by_session(session);
    if (call.principal) call.credential = {Credential::Kind::kSession, std::string(session)};
  }
  if (!call.route->roles) return std::nullopt;
  if (!call.principal) {
    return unauthenticated(authorization.empty()
                               ? "log in, or send the header Authorization: Bearer TOKEN"
                               : "the token is not known, or no longer");
  }
  if (!call.route->roles->contains(call.principal->role)) {
    return problem(make_error(
        ErrorKind::kForbidden, "access.forbidden",
        "the role " + std::string(domain::to_string(call.principal->role)) + " may not do this"));
  }
  return std::nullopt;
}

std::optional<Response> Api::check_origin(const Call& call) const {
  // A bearer token is not sent by browsers on their own, so it cannot be abused by other sites.
  if (!is_unsafe(call.request.method) || call.credential.kind == Credential::Kind::kToken) {
    return std::nullopt;
  }
  const std::string_view site = call.request.header("sec-fetch-site");
  const std::string_view origin = call.request.header("origin");
  const bool by_cookie = call.credential.kind == Credential::Kind::kSession;
  bool same = !by_cookie;  // Without a cookie only a visible contradiction counts.
  if (!origin.empty()) {
    same = equals_ignoring_case(authority_of(origin), call.request.header("host"));
  } else if (!site.empty()) {
    same = site == "same-origin" || site == "none";
  }
  if (!site.empty() && site != "same-origin" && site != "none") same = false;
  if (same) return std::nullopt;
  return problem(make_error(ErrorKind::kForbidden, "access.other_origin",
                            "a change with a session cookie must come from the shop's own pages "
                            "(header Origin)"));
}

std::optional<Response> Api::check_body(const Call& call) const {
  if (!call.route->has_body) return std::nullopt;
  std::string_view type = call.request.header("content-type");
  type = trim(type.substr(0, type.find(';')));
  if (equals_ignoring_case(type, "application/json")) return std::nullopt;
  return problem(415, "request.not_json_type", "send Content-Type: application/json");
}

std::optional<Response> Api::check_limits(const Call& call) {
  if (call.route->roles || call.principal) return std::nullopt;
  if (!call.route->pattern.starts_with(kApiPrefix)) return std::nullopt;
  // Logging in has its own guard, which counts only failures.
  if (call.route->execution == Execution::kHash) return std::nullopt;
  const bool read = call.route->method != Method::kPost;
  RateLimiter& limit = read                                         ? anonymous_limit_
                       : call.route->execution == Execution::kAsync ? guests_limit_
                                                                    : visits_limit_;
  const auto wait_s = limit.refuse_for(call.address, use_cases_.clock.now());
  if (!wait_s) return std::nullopt;
  return rate_limited(*wait_s);
}

std::optional<Response> Api::admit(Call& call) {
  try {
    if (auto refusal = find_route(call)) return refusal;
    find_address(call);
    if (auto refusal = authenticate(call)) return refusal;
    if (auto refusal = check_origin(call)) return refusal;
    if (auto refusal = check_limits(call)) return refusal;
    return check_body(call);
  } catch (const std::exception&) {
    return internal_error();
  }
}

Response Api::run(const Call& call) {
  try {
    return call.route->handler(*this, call);
  } catch (const std::exception&) {
    // The last resort: nothing of ours throws, so only memory can have run out.
    return internal_error();
  }
}

void Api::start(const Call& call, const Deferred& done) { call.route->starter(*this, call, done); }

bool Api::still_allowed(const StreamPlan& plan) {
  if (plan.board) return true;
  std::optional<domain::Principal> principal;
  switch (plan.credential.kind) {
    case Credential::Kind::kToken:
      principal = use_cases_.access.by_api_token(plan.credential.secret);
      break;
    case Credential::Kind::kSession:
      principal = use_cases_.access.by_session(plan.credential.secret);
      break;
    case Credential::Kind::kNone: return false;
  }
  return principal && principal->role == plan.role;
}

void Api::count(const Route* route, int status, std::int64_t us) {
  const std::size_t index = route != nullptr
                                ? static_cast<std::size_t>(route - router_.routes().data())
                                : route_metrics_.size() - 1;
  RouteMetrics& metrics = *route_metrics_[index];
  metrics.latency->observe_us(us);
  std::atomic<Counter*>& slot = metrics.by_status[status_slot(status)];
  Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &use_cases_.metrics.counter(
        "drinkshop_http_requests_total", "Requests by route and status.",
        {{"method", route != nullptr ? std::string(to_string(route->method)) : "other"},
         {"route", route != nullptr ? std::string(route->pattern) : "none"},
         {"status", std::to_string(status)}});
    slot.store(counter, std::memory_order_release);
  }
  counter->add();
}

}  // namespace shop::http
