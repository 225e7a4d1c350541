#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/sqlite/sqlite_ledger.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"
#include "application/committer.hpp"
#include "application/menu_book.hpp"
#include "application/orders.hpp"
#include "application/settings.hpp"
#include "application/stock_room.hpp"
#include "base/clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::application {

inline const domain::Principal kOwner{"1", "owner", domain::Role::kOwner};
inline const Timestamp kMorning{1'768'440'000'000'000};  // 2026-01-15T01:20:00Z

/// The use cases on a real ledger, with a clock that is moved by hand.
class UseCases : public ::testing::Test {
 protected:
  static domain::MenuItem item(std::string id, std::int64_t price = 10'000) {
    domain::MenuItem item;
    item.menu_id = std::move(id);
    item.name = "Trà " + item.menu_id;
    item.category = "Trà";
    item.price = price;
    return item;
  }

  /// Code of the error that a refused command carries; empty when it was taken.
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? std::string() : std::string(result.error().code);
  }

  Result<PlacedOrder> place(std::string menu_id, std::int64_t qty,
                            std::optional<Uuid> order_id = std::nullopt) {
    domain::OrderRequest request;
    request.order_id = order_id;
    request.items = {{std::move(menu_id), qty, std::nullopt, {}}};
    return place_as(kOwner, std::move(request));
  }

  Result<PlacedOrder> place_as(const domain::Principal& who, domain::OrderRequest request) {
    std::promise<Result<PlacedOrder>> answer;
    auto future = answer.get_future();
    orders_.place(who, std::move(request),
                  [&answer](Result<PlacedOrder> placed) { answer.set_value(std::move(placed)); });
    return future.get();
  }

  /// The entities that an audit record names, after `action`, oldest first.
  std::vector<std::string> audited(std::string_view action) {
    const events::Topic audit[] = {events::Topic::kAudit};
    std::vector<std::string> keys;
    const auto records = reader_->read_log(audit, 0, 1000).value();
    for (const auto& record : records) {
      if (record.value.find("\"" + std::string(action) + "\"") != std::string::npos) {
        keys.push_back(record.key);
      }
    }
    return keys;
  }

  testing_support::TempFolder folder_;
  ManualClock clock_{kMorning};
  std::unique_ptr<sqlite::SqliteLedger> ledger_ =
      sqlite::SqliteLedger::open({folder_ / "ledger.db", [](Timestamp) { return 0; }, {}, 4000})
          .value();
  std::unique_ptr<sqlite::SqliteReader> reader_ =
      sqlite::SqliteReader::open(folder_ / "ledger.db", 2).value();
  LogFeed feed_{1000};
  Committer committer_{*ledger_, feed_, clock_, {}};
  MenuBook menu_{committer_, clock_};
  SettingsBook settings_book_{load_settings(*reader_).value()};
  Settings settings_{committer_, *reader_, settings_book_};
  Orders orders_{committer_, *reader_, menu_, settings_book_, clock_};
  StockRoom stock_{committer_, *reader_};
};

}  // namespace shop::application
