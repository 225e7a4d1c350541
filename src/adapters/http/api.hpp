#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "adapters/http/rate_limiter.hpp"
#include "adapters/http/router.hpp"
#include "adapters/http/sse.hpp"
#include "application/access.hpp"
#include "application/analytics/proof.hpp"
#include "application/analytics/reports.hpp"
#include "application/exports/exports.hpp"
#include "application/guests.hpp"
#include "application/log_feed.hpp"
#include "application/menu_book.hpp"
#include "application/orders.hpp"
#include "application/payments.hpp"
#include "application/ports/ledger.hpp"
#include "application/settings.hpp"
#include "application/shifts.hpp"
#include "application/stock_room.hpp"
#include "application/visits.hpp"
#include "application/webhook_secret.hpp"
#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "domain/access.hpp"

namespace shop::http {

/// What the API serves. Everything must outlive it.
struct UseCases {
  application::Orders& orders;
  application::Payments& payments;
  application::Guests& guests;
  application::MenuBook& menu;
  application::Settings& settings;
  application::Shifts& shifts;
  application::StockRoom& stock;
  application::Access& access;
  application::Visits& visits;
  application::LedgerReader& reader;
  application::LogFeed& feed;
  application::LiveBoard& live;
  application::LiveBoard& board;  ///< What QueueBoard says.
  analytics::Reports& reports;
  analytics::AnalyticsQueries& analytics;
  exports::Exports& exports;
  analytics::ProofKeeper& proof;
  const Clock& clock;
  MetricsRegistry& metrics;
};

/// The answer of /readyz. `details_json` is one JSON object, such as
/// {"ledger":"ok","durability":"full","engine_lag":0}; it must hold nothing secret.
struct Health {
  bool ready = false;
  std::string details_json = "{}";
};

struct ApiConfig {
  /// Marks the session cookie Secure; set it when TLS ends in front of the shop.
  bool secure_cookies = false;
  /// Addresses whose X-Forwarded-For is believed. From anybody else it is ignored.
  std::vector<std::string> trusted_proxies;
  double visits_per_second = 50;  ///< Per address.
  double visits_burst = 200;
  double guests_per_second = 1;  ///< Per address; orders by customers' phones.
  double guests_burst = 30;
  double anonymous_per_second = 200;  ///< Per address; public reads of the menu.
  double anonymous_burst = 1000;
  /// When set, /metrics wants it as a bearer token; else it answers loopback peers only.
  std::string metrics_token;
  /// What bank notices are signed with; without it the shop takes none.
  std::optional<application::WebhookSecret> bank_secret;
};

/// One request on its way through the API.
struct Call {
  Request request;
  const Route* route = nullptr;
  PathParameters path;
  std::optional<domain::Principal> principal;
  Credential credential;        ///< What proved the principal.
  std::string address;          ///< Of the client, through trusted proxies.
  std::string untrusted_chain;  ///< Not empty: came through a proxy that is not trusted.

  const domain::Principal& who() const {
    SHOP_ASSERT(principal.has_value());  // The router lets only such calls into a route with roles.
    return *principal;
  }
};

/// Completes a kAsync call: give it, once and from any thread, a function that makes the answer; it
/// runs on the connection's own thread.
class Deferred {
 public:
  using Finish = std::function<Response()>;
  explicit Deferred(std::function<void(Finish)> post) : post_(std::move(post)) {}
  void operator()(Finish finish) const { post_(std::move(finish)); }

 private:
  std::function<void(Finish)> post_;
};

/// The HTTP API without HTTP: finds the route, authenticates, checks role, origin and limits, and
/// runs the handler. Knows no socket; a test calls it like a function. Thread-safe.
class Api {
 public:
  /// `ready` answers /readyz; called on an event loop, so it must not block.
  Api(UseCases use_cases, ApiConfig config, std::function<Health()> ready);

  /// First step: fills in `call.route` and the rest from `call.request`, or refuses.
  std::optional<Response> admit(Call& call);
  /// Runs a kInline, kPool or kHash call. Never throws: a bug is answered with 500.
  Response run(const Call& call);
  /// Starts a kAsync call; answers through `done` exactly once, possibly before it returns.
  void start(const Call& call, const Deferred& done);
  /// Starts a kStream call: a plan, or the refusal.
  Result<StreamPlan> open_stream(const Call& call);
  /// False when the plan's principal logged out, expired or changed its role.
  bool still_allowed(const StreamPlan& plan);

  /// Counts a finished request. `route` may be null (unknown path, unreadable request).
  void count(const Route* route, int status, std::int64_t us);

  const Router& router() const { return router_; }
  const UseCases& use_cases() const { return use_cases_; }
  const ApiConfig& config() const { return config_; }
  LoginGuard& login_guard() { return login_guard_; }
  Health health() const { return ready_(); }

 private:
  struct RouteMetrics {
    Histogram* latency = nullptr;
    std::array<std::atomic<Counter*>, 32> by_status{};  ///< Made at first use.
  };

  std::optional<Response> find_route(Call& call) const;
  void find_address(Call& call) const;
  std::optional<Response> authenticate(Call& call);
  std::optional<Response> check_origin(const Call& call) const;
  std::optional<Response> check_body(const Call& call) const;
  std::optional<Response> check_limits(const Call& call);

  UseCases use_cases_;
  ApiConfig config_;
  std::function<Health()> ready_;
  Router router_;
  RateLimiter visits_limit_;
  RateLimiter guests_limit_;
  RateLimiter anonymous_limit_;
  LoginGuard login_guard_;
  std::vector<std::unique_ptr<RouteMetrics>> route_metrics_;  ///< By route index; last: no route.
};

/// The whole surface of the server.
std::vector<Route> make_routes();

}  // namespace shop::http
