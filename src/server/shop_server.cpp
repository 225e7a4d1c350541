#include "server/shop_server.hpp"

#include <pthread.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/http/api.hpp"
#include "adapters/http/server.hpp"
#include "adapters/sqlite_analytics/analytics_reader.hpp"
#include "adapters/sqlite_analytics/reconcile.hpp"
#include "adapters/tables/table_files.hpp"
#include "application/analytics/reports.hpp"
#include "application/exports/exports.hpp"
#include "base/json_writer.hpp"
#include "base/metrics.hpp"
#include "embedded/embedded_shop.hpp"
#include "embedded/engine_loop.hpp"
#include "embedded/secret_file.hpp"
#include "server/housekeeper.hpp"
#include "server/prover.hpp"

namespace shop::server {
namespace {

constexpr std::size_t kAnalyticsReaders = 3;

/// SIGINT and SIGTERM, blocked for every thread that starts from here on.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    // A client that went away is no reason to end.
    std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
  }

 private:
  sigset_t set_{};
};

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

Result<Address> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  Address address;
  if (colon != std::string::npos) {
    address.host = text.substr(0, colon);
    if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']') {
      address.host = address.host.substr(1, address.host.size() - 2);
    }
    const char* begin = text.data() + colon + 1;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(begin, end, address.port);
    if (begin != end && read.ec == std::errc() && read.ptr == end && !address.host.empty()) {
      return address;
    }
  }
  return field_error("listen", "must be ADDRESS:PORT such as 127.0.0.1:8080, not '" + text + "'");
}

/// The secrets that are kept in files, each absent when no file is named.
Result<void> read_secrets(const ServeSettings& settings, http::ApiConfig& config) {
  if (!settings.metrics_token_file.empty()) {
    SHOP_TRY(config.metrics_token,
             embedded::read_secret_file("metrics-token-file", settings.metrics_token_file));
  }
  if (!settings.bank_secret_file.empty()) {
    constexpr const char* kOption = "bank-secret-file";
    SHOP_TRY(const auto line, embedded::read_secret_file(kOption, settings.bank_secret_file));
    auto secret = application::WebhookSecret::parse(line);
    if (!secret) return field_error(kOption, secret.error().detail);
    config.bank_secret = std::move(secret).value();
  }
  return ok();
}

void publish_metrics(MetricsRegistry& metrics, embedded::EmbeddedShop& shop,
                     const embedded::EngineLoop& engine) {
  using Kind = MetricsRegistry::Kind;
  using Stats = application::Committer::Stats;
  const auto stat = [&](const char* name, const char* help, Kind kind, auto member) {
    metrics.callback(name, help, kind, [&shop, member] {
      return static_cast<double>(shop.committer().stats().*member);
    });
  };
  stat("drinkshop_ledger_flushes_total", "Durable commits of the ledger.", Kind::kCounter,
       &Stats::flushes);
  stat("drinkshop_commit_batches_total", "Transactions of the committer.", Kind::kCounter,
       &Stats::batches);
  stat("drinkshop_commit_commands_total", "Commands in those transactions.", Kind::kCounter,
       &Stats::commands);
  stat("drinkshop_commit_refused_total", "Commands refused because the queue was full.",
       Kind::kCounter, &Stats::refused_full_queue);
  stat("drinkshop_store_failures_total", "Transactions that the store refused.", Kind::kCounter,
       &Stats::store_failures);
  stat("drinkshop_commit_queue_length", "Commands that wait for the next transaction.",
       Kind::kGauge, &Stats::queue_length);
  metrics.callback("drinkshop_log_position", "Newest position of the event log.", Kind::kGauge,
                   [&shop] { return static_cast<double>(shop.feed().head()); });
  metrics.callback("drinkshop_engine_position", "Log position that the analytics cover.",
                   Kind::kGauge, [&engine] { return static_cast<double>(engine.position()); });
}

void publish_engine_counts(MetricsRegistry& metrics, analytics::AnalyticsQueries& queries) {
  using Member = std::int64_t analytics::TopicCount::*;
  struct Counted {
    const char* name;
    const char* help;
    Member member;
  };
  static constexpr Counted kCounted[] = {
      {"drinkshop_engine_read_total", "Events read.", &analytics::TopicCount::read},
      {"drinkshop_engine_counted_total", "Events counted.", &analytics::TopicCount::counted},
      {"drinkshop_engine_duplicates_total", "Duplicates caught.",
       &analytics::TopicCount::duplicates},
      {"drinkshop_engine_late_total", "Events that corrected a closed window.",
       &analytics::TopicCount::late},
      {"drinkshop_engine_dead_lettered_total", "Events that could not be counted.",
       &analytics::TopicCount::dead_lettered},
      {"drinkshop_engine_clock_skewed_total", "Events from a clock that ran ahead.",
       &analytics::TopicCount::clock_skewed}};
  for (const events::Topic topic : events::kAllTopics) {
    for (const Counted& counted : kCounted) {
      metrics.callback(counted.name, counted.help, MetricsRegistry::Kind::kCounter,
                       [&queries, topic, member = counted.member] {
                         const auto counts = queries.counts();
                         if (!counts) return 0.0;
                         for (const auto& count : counts.value()) {
                           if (count.topic == events::to_string(topic))
                             return static_cast<double>(count.*member);
                         }
                         return 0.0;
                       },
                       {{"topic", std::string(events::to_string(topic))}});
    }
  }
}

http::Health health_of(embedded::EmbeddedShop& shop, const embedded::EngineLoop& engine) {
  const auto stats = shop.committer().stats();
  const auto engine_failure = engine.failure();
  http::Health health;
  health.ready = !stats.failing && !engine_failure;
  health.details_json.clear();
  JsonWriter json(health.details_json);
  json.object([&] {
    json.field("ledger", !stats.failing                              ? "ok"
                         : *stats.failing == ErrorKind::kStorageFull ? "disk full"
                                                                     : "failing");
    json.field("durability", "full");
    json.field("engine", engine_failure ? "failing" : "ok");
    json.field("engine_lag", shop.feed().head() - engine.position());
    json.field("log_position", shop.feed().head());
  });
  return health;
}

Result<void> say_hello(embedded::EmbeddedShop& shop, const Address& address, std::uint16_t port) {
  const bool v6 = address.host.find(':') != std::string::npos;
  const std::string url =
      "http://" + (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(port) + "/";
  std::fprintf(stderr, "The shop is open at %s (durability: full, data: %s)\n", url.c_str(),
               shop.folder().path.c_str());
  SHOP_TRY(const bool unclaimed, shop.access().needs_owner());
  if (unclaimed) {
    std::fprintf(stderr,
                 "No owner account yet. Claim it from this machine within 30 minutes:\n"
                 "  %s#claim=%s\n",
                 url.c_str(), shop.access().issue_claim_code().c_str());
  }
  return ok();
}

}  // namespace

Result<void> serve(const ServeSettings& settings, const Clock& clock) {
  const StopSignals stop;
  SHOP_TRY(const auto address, parse_listen(settings.listen));
  SHOP_TRY(const auto shop, embedded::EmbeddedShop::open({settings.data_dir}, true, clock));
  const embedded::DataFolder& folder = shop->folder();

  application::LiveBoard live;
  application::LiveBoard board;
  SHOP_TRY(const auto engine,
           embedded::EngineLoop::open({folder.analytics(), folder.engine_lock()}, shop->committer(),
                                      shop->reader(), shop->feed(), live));
  sqlite::AnalyticsReader queries(folder.analytics(), kAnalyticsReaders);
  analytics::Reports reports(
      queries, [&shop] { return shop->settings().snapshot()->calendar; }, clock);
  tables::TemporaryTableFiles table_files;
  exports::Exports exports(
      shop->reader(), shop->menu(), queries,
      [&shop] { return shop->settings().snapshot()->calendar; }, clock, table_files);

  MetricsRegistry metrics;
  publish_metrics(metrics, *shop, *engine);
  publish_engine_counts(metrics, queries);

  Prover prover([&] { return sqlite::reconcile(folder.ledger(), folder.analytics()); }, clock);

  http::ApiConfig api_config;
  api_config.secure_cookies = settings.secure_cookies;
  api_config.trusted_proxies = settings.trusted_proxies;
  SHOP_TRY(read_secrets(settings, api_config));
  http::Api api({shop->orders(), shop->payments(), shop->guests(), shop->menu(), shop->settings(),
                 shop->shifts(), shop->stock(), shop->access(), shop->visits(), shop->reader(),
                 shop->feed(), live, board, reports, queries, exports, prover, clock, metrics},
                std::move(api_config), [&] { return health_of(*shop, *engine); });

  http::ServerConfig server_config;
  server_config.address = address.host;
  server_config.port = address.port;
  http::Server server(server_config, api);
  SHOP_TRY(server.start());
  engine->start();
  std::optional<Housekeeper> housekeeper(std::in_place, *shop, board);
  SHOP_TRY(say_hello(*shop, address, server.port()));

  stop.wait();
  std::fprintf(stderr, "Closing.\n");
  server.stop();
  housekeeper.reset();
  return ok();
}

}  // namespace shop::server
