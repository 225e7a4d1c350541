#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "application/ports/ledger.hpp"
#include "events/encode.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::contract {

/// An empty ledger and its reading side. `reopen` gives the same store as a new process sees it.
struct LedgerPair {
  std::unique_ptr<application::Ledger> ledger;
  std::unique_ptr<application::LedgerReader> reader;
};
struct LedgerFactory {
  std::string name;
  std::function<LedgerPair(const std::string& folder)> open;
};

inline constexpr Timestamp kNow{1'800'000'000'000'000};

/// What every Ledger and LedgerReader must do. An adapter's test instantiates this suite with a
/// factory; that one line is the proof that the adapter can stand in for the others.
class LedgerContract : public ::testing::TestWithParam<LedgerFactory> {
 protected:
  void SetUp() override;
  void TearDown() override;

  void reopen() {
    pair_ = {};
    pair_ = GetParam().open(folder_.path());
  }
  application::Ledger& ledger() { return *pair_.ledger; }
  application::LedgerReader& reader() { return *pair_.reader; }

  /// Runs `work` in one transaction and commits; returns the records that followers get.
  std::vector<events::LogRecordPtr> commit(
      const std::function<void(application::UnitOfWork&)>& work) {
    application::UnitOfWork* unit = ledger().begin().value();
    work(*unit);
    return ledger().commit().value();
  }

  struct Sale {
    domain::OrderRequest request;
    domain::PricedOrder priced;
    std::string json;
  };
  static Sale sale(const Uuid& id, std::int64_t price = 35'000) {
    Sale sale;
    sale.request.order_id = id;
    sale.request.items = {{"tea", 1, std::nullopt, {}}};
    sale.priced.order = domain::Order{
        id, "main", "till", {{"tea", 1, price, {}}}, 0, price, "cash", "till", kNow, {}};
    sale.json = events::encode_order(sale.priced.order);
    return sale;
  }
  static std::vector<Result<application::PlacedOrder>> place(application::UnitOfWork& unit,
                                                             std::vector<Sale> sales) {
    std::vector<application::PlaceOrderCommand> batch;
    for (Sale& sale : sales) batch.push_back({&sale.request, &sale.priced, &sale.json});
    return unit.place_orders(batch, kNow).value();
  }
  static Uuid id(int n) { return make_uuid_from_name("contract", std::to_string(n)); }

  testing_support::TempFolder folder_;
  LedgerPair pair_;
};

}  // namespace shop::contract
