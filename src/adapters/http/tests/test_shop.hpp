#pragma once

#include <simdjson.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http/api.hpp"
#include "adapters/qr/svg.hpp"
#include "adapters/sqlite/sqlite_ledger.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"
#include "adapters/tables/table_files.hpp"
#include "application/committer.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::http {

/// No secrecy, no cost: tests are about who may log in, not about argon2id.
class PlainHasher final : public application::PasswordHasher {
 public:
  std::string hash(std::string_view password) override { return "plain:" + std::string(password); }
  bool verify(std::string_view hash, std::string_view password) override {
    return hash == "plain:" + std::string(password);
  }
};

/// Answers every question with the same numbers.
class FixedAnalytics final : public analytics::AnalyticsQueries {
 public:
  Result<std::vector<analytics::SalesPoint>> sales(const analytics::SalesQuery& query,
                                                   const domain::BusinessCalendar&) override {
    return std::vector<analytics::SalesPoint>{{query.range.from, 2, 3, 90'000}};
  }
  Result<std::vector<analytics::TopItem>> top_items(const analytics::TopItemsQuery&) override {
    return std::vector<analytics::TopItem>{{"tra", std::nullopt, "unknown", 3, 2, 90'000}};
  }
  Result<analytics::Kpis> kpis(const analytics::KpiQuery&) override {
    analytics::Kpis kpis;
    kpis.orders = 2;
    kpis.revenue = 90'000;
    return kpis;
  }
  Result<std::vector<analytics::DeadLetter>> dead_letters(std::int64_t, std::int64_t) override {
    return std::vector<analytics::DeadLetter>{{7, std::nullopt, "malformed", "\xFF{"}};
  }
  Result<std::vector<analytics::TopicCount>> counts() override {
    return std::vector<analytics::TopicCount>();
  }
  Result<std::int64_t> position() override { return 0; }
};

/// What comes with a request beside its line and body.
struct Sent {
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string peer = "127.0.0.1";
};

/// Books that were never compared until a test says so.
class FixedProof final : public analytics::ProofKeeper {
 public:
  analytics::Proof now;
  int requests = 0;
  analytics::Proof latest() const override { return now; }
  void request() override {
    ++requests;
    now.running = true;
  }
};

/// A whole shop under the API: the real use cases over a ledger in a folder of its own.
class TestShop {
 public:
  explicit TestShop(ApiConfig config = {}, std::size_t feed_records = 10'000)
      : clock(parse_rfc3339("2026-03-01T10:00:00Z").value()),
        ledger(sqlite::SqliteLedger::open(
                   {folder_ / "ledger.db", [](Timestamp) { return 0; }, {}, 4000})
                   .value()),
        reader(sqlite::SqliteReader::open(folder_ / "ledger.db", 2).value()),
        feed(feed_records),
        committer(*ledger, feed, clock, {}),
        menu(committer, clock),
        settings_book(application::load_settings(*reader).value()),
        settings(committer, *reader, settings_book),
        shifts(committer, *reader),
        orders(committer, *reader, menu, settings_book, clock),
        payments(committer, *reader, qr::draw_svg),
        guests(orders, payments, settings_book),
        stock(committer, *reader),
        visits(committer),
        access(committer, *reader, hasher, clock),
        calendar(domain::BusinessCalendar::make("UTC", 4).value()),
        reports(
            analytics, [this] { return calendar; }, clock),
        exports(
            *reader, menu, analytics, [this] { return calendar; }, clock, table_files),
        api({orders, payments, guests, menu, settings, shifts, stock, access, visits, *reader, feed,
             live, board, reports, analytics, exports, proof, clock, metrics},
            std::move(config), [this] { return Health{ready, R"({"ledger":"ok"})"}; }) {}

  std::string token(domain::Role role) {
    std::string& known = tokens_[static_cast<std::size_t>(role)];
    if (known.empty()) {
      known = access.create_token(system, role, domain::to_string(role)).value();
    }
    return known;
  }

  /// One request through admit() and its handler, as the server would run it. A body brings its
  /// Content-Type along.
  Response call(Method method, const std::string& target, const std::string& body = "",
                Sent sent = {}) {
    Call call;
    if (!body.empty()) sent.headers.emplace_back("Content-Type", "application/json");
    for (const auto& [name, value] : sent.headers) call.request.headers.push_back({name, value});
    const std::size_t mark = target.find('?');
    call.request.method = method;
    call.request.path = std::string_view(target).substr(0, mark);
    if (mark != std::string::npos) call.request.query = std::string_view(target).substr(mark + 1);
    call.request.body = body;
    call.request.peer = sent.peer;
    call.request.peer_is_loopback = sent.peer == "127.0.0.1";
    if (auto refusal = api.admit(call)) return *refusal;
    switch (call.route->execution) {
      case Execution::kAsync: {
        std::promise<Deferred::Finish> promise;
        api.start(call, Deferred([&](Deferred::Finish done) { promise.set_value(done); }));
        return promise.get_future().get()();
      }
      case Execution::kStream: {
        const auto plan = api.open_stream(call);
        if (!plan) return Response{422, "", "", {}, false};
        return Response{200, "text/event-stream", "", {}, false};
      }
      default: return api.run(call);
    }
  }

  Response as(domain::Role role, Method method, const std::string& target,
              const std::string& body = "", Sent sent = {}) {
    sent.headers.emplace_back("Authorization", "Bearer " + token(role));
    return call(method, target, body, std::move(sent));
  }

  /// Puts one tea of 30,000 dong on the menu.
  void add_tea() {
    const domain::MenuItem tea{"tra", "Trà", "tea", 30'000, "", true, {}, {}};
    (void)menu.create(system, tea, Timestamp{0}).value();
  }

 private:
  testing_support::TempFolder folder_;
  std::array<std::string, 8> tokens_;

 public:
  const domain::Principal system{"", "test", domain::Role::kOwner};
  ManualClock clock;
  PlainHasher hasher;
  std::unique_ptr<sqlite::SqliteLedger> ledger;
  std::unique_ptr<sqlite::SqliteReader> reader;
  application::LogFeed feed;
  application::LiveBoard live;
  application::LiveBoard board;
  application::Committer committer;
  application::MenuBook menu;
  application::SettingsBook settings_book;
  application::Settings settings;
  application::Shifts shifts;
  application::Orders orders;
  application::Payments payments;
  application::Guests guests;
  application::StockRoom stock;
  application::Visits visits;
  application::Access access;
  domain::BusinessCalendar calendar;
  FixedAnalytics analytics;
  FixedProof proof;
  analytics::Reports reports;
  tables::TemporaryTableFiles table_files;
  exports::Exports exports;
  MetricsRegistry metrics;
  bool ready = true;
  Api api;
};

inline std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace shop::http
