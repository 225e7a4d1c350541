#include "contract/ledger_contract.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace shop::contract {

using application::PlacedOrder;
using application::UnitOfWork;
using domain::OrderStatus;
using events::Topic;
using ::testing::ElementsAre;

void LedgerContract::SetUp() { pair_ = GetParam().open(folder_.path()); }

void LedgerContract::TearDown() { pair_ = {}; }

namespace {

std::vector<Topic> topics(const std::vector<events::LogRecord>& records) {
  std::vector<Topic> result;
  for (const auto& record : records) result.push_back(record.topic);
  return result;
}

std::vector<Topic> topics(const std::vector<events::LogRecordPtr>& records) {
  std::vector<Topic> result;
  for (const auto& record : records) result.push_back(record->topic);
  return result;
}

domain::Ingredient tea(std::int64_t on_hand, bool blocking = true) {
  return {"main", "tea", "Trà đen", "ml", 100, blocking, on_hand};
}

}  // namespace

TEST_P(LedgerContract, StoresAnOrderWithItsEventsAtOnce) {
  const auto records = commit([&](UnitOfWork& unit) {
    const auto results = place(unit, {sale(id(1))});
    ASSERT_TRUE(results[0]);
    EXPECT_TRUE(results[0].value().created);
    EXPECT_EQ(results[0].value().view.queue_number, 1);
  });
  EXPECT_THAT(topics(records), ElementsAre(Topic::kOrders, Topic::kOrderStatus));
  const auto view = reader().find_order(id(1)).value();
  ASSERT_TRUE(view);
  EXPECT_EQ(view->order.total, 35'000);
  EXPECT_EQ(view->position, records[0]->position);
  EXPECT_EQ(view->status, OrderStatus::kPlaced);
}

TEST_P(LedgerContract, ARolledBackTransactionLeavesNothingAndNoGap) {
  UnitOfWork* unit = ledger().begin().value();
  ASSERT_TRUE(place(*unit, {sale(id(1))})[0]);
  ledger().rollback();
  EXPECT_FALSE(reader().find_order(id(1)).value());
  const auto records = commit([&](UnitOfWork& next) { place(next, {sale(id(2))}); });
  EXPECT_EQ(records[0]->position, 1);
  EXPECT_EQ(reader().log_head().value(), 2);
}

TEST_P(LedgerContract, ARepeatedIdGivesTheStoredOrderAlsoWithinOneBatch) {
  commit([&](UnitOfWork& unit) {
    const auto results = place(unit, {sale(id(1)), sale(id(1)), sale(id(2))});
    EXPECT_TRUE(results[0].value().created);
    EXPECT_FALSE(results[1].value().created);
    EXPECT_EQ(results[1].value().view.position, results[0].value().view.position);
    EXPECT_TRUE(results[2].value().created);
  });
  commit([&](UnitOfWork& unit) {
    EXPECT_FALSE(place(unit, {sale(id(1))})[0].value().created);
    Sale other = sale(id(1));
    other.request.items[0].qty = 2;
    EXPECT_EQ(place(unit, {other})[0].error().kind, ErrorKind::kConflict);
  });
  EXPECT_EQ(reader().log_head().value(), 4);
}

TEST_P(LedgerContract, ABlockingIngredientRefusesOneOrderAndNotItsNeighbours) {
  commit([&](UnitOfWork& unit) { ASSERT_TRUE(unit.put_ingredient(tea(100))); });
  const auto records = commit([&](UnitOfWork& unit) {
    std::vector<Sale> sales{sale(id(1)), sale(id(2)), sale(id(3))};
    sales[0].priced.needs = {{"tea", 60}};
    sales[1].priced.needs = {{"tea", 60}};
    sales[2].priced.needs = {{"tea", 40}};
    const auto results = place(unit, sales);
    EXPECT_TRUE(results[0]);
    ASSERT_FALSE(results[1]);
    EXPECT_EQ(results[1].error().code, "stock.empty");
    EXPECT_NE(results[1].error().detail.find("Trà đen"), std::string::npos);
    EXPECT_TRUE(results[2]);
  });
  EXPECT_THAT(topics(records),
              ElementsAre(Topic::kOrders, Topic::kOrderStatus, Topic::kInventoryEvents,
                          Topic::kOrders, Topic::kOrderStatus, Topic::kInventoryEvents));
  EXPECT_EQ(reader().ingredients("main").value()[0].on_hand, 0);
  EXPECT_FALSE(reader().find_order(id(2)).value());
}

TEST_P(LedgerContract, AnOfflineSaleIsNeverRefusedForStock) {
  commit([&](UnitOfWork& unit) { ASSERT_TRUE(unit.put_ingredient(tea(10))); });
  commit([&](UnitOfWork& unit) {
    Sale fact = sale(id(1));
    fact.priced.offline = true;
    fact.priced.needs = {{"tea", 60}};
    const auto placed = place(unit, {fact})[0].value();
    EXPECT_THAT(placed.view.order.flags, ElementsAre("stock_short"));
    EXPECT_EQ(placed.view.status, OrderStatus::kCompleted);
  });
  EXPECT_EQ(reader().ingredients("main").value()[0].on_hand, -50);
  EXPECT_THAT(reader().find_order(id(1)).value()->order.flags, ElementsAre("stock_short"));
}

TEST_P(LedgerContract, ARolledBackSavepointTakesItsStockAndEventsBack) {
  commit([&](UnitOfWork& unit) { ASSERT_TRUE(unit.put_ingredient(tea(10))); });
  commit([&](UnitOfWork& unit) {
    ASSERT_TRUE(unit.savepoint());
    ASSERT_TRUE(unit.put_ingredient(tea(99)));
    ASSERT_TRUE(unit.append(Topic::kClock, "", R"({"at":"x"})", kNow));
    ASSERT_TRUE(unit.rollback_savepoint());
    EXPECT_EQ(unit.find_ingredient("main", "tea").value()->on_hand, 10);
    EXPECT_EQ(unit.append(Topic::kClock, "", R"({"at":"y"})", kNow).value(), 1);
  });
  EXPECT_EQ(reader().ingredients(std::nullopt).value()[0].on_hand, 10);
}

// Events may be written in bulk at the end: whoever reads inside the transaction must not notice.
TEST_P(LedgerContract, ATransactionReadsWhatItWroteAndAnUndoneScopeLeavesNoGap) {
  constexpr int kOrders = 20;
  commit([&](UnitOfWork& unit) {
    std::vector<Sale> sales;
    for (int n = 0; n < kOrders; ++n) sales.push_back(sale(id(n)));
    sales.push_back(sale(id(3)));
    sales.push_back(sale(id(4)));
    sales.back().request.items[0].qty = 2;
    const auto results = place(unit, sales);
    EXPECT_TRUE(results[kOrders - 1].value().created);
    EXPECT_FALSE(results[kOrders].value().created);
    EXPECT_EQ(results[kOrders + 1].error().code, "order.id_taken");
    EXPECT_EQ(unit.find_order(id(kOrders - 1)).value()->order.total, 35'000);

    ASSERT_TRUE(unit.append(Topic::kClock, "", R"({"at":"kept"})", kNow));
    ASSERT_TRUE(unit.savepoint());
    for (int n = 0; n < kOrders; ++n) {
      ASSERT_TRUE(unit.append(Topic::kClock, "", R"({"at":"undone"})", kNow));
    }
    EXPECT_FALSE(unit.find_order(id(kOrders)).value());
    ASSERT_TRUE(unit.rollback_savepoint());
    ASSERT_TRUE(unit.append(Topic::kClock, "", R"({"at":"after"})", kNow));
  });
  const auto log = reader().read_log({}, 0, 1000).value();
  ASSERT_EQ(log.size(), 2U * kOrders + 2U);
  for (std::size_t i = 0; i < log.size(); ++i) {
    EXPECT_EQ(log[i].position, static_cast<std::int64_t>(i) + 1);
    EXPECT_NE(log[i].value, R"({"at":"undone"})");
  }
  EXPECT_EQ(log.back().value, R"({"at":"after"})");
}

TEST_P(LedgerContract, ReadsTheLogByTopicFromAnyPosition) {
  commit([&](UnitOfWork& unit) {
    place(unit, {sale(id(1)), sale(id(2))});
    ASSERT_TRUE(unit.append(Topic::kClock, "", R"({"at":"x"})", kNow));
  });
  EXPECT_THAT(topics(reader().read_log({}, 0, 100).value()),
              ElementsAre(Topic::kOrders, Topic::kOrderStatus, Topic::kOrders, Topic::kOrderStatus,
                          Topic::kClock));
  const Topic orders[] = {Topic::kOrders};
  const auto second = reader().read_log(orders, 1, 100).value();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].position, 3);
  EXPECT_EQ(second[0].key, to_string(id(2)));
  const Topic clock[] = {Topic::kClock};
  EXPECT_EQ(reader().read_log(clock, 0, 1).value()[0].position, 5);
  EXPECT_EQ(reader().read_log({}, 0, 2).value().size(), 2U);
}

TEST_P(LedgerContract, ListsOrdersNewestFirstByCursorAndFilter) {
  commit([&](UnitOfWork& unit) {
    std::vector<Sale> sales;
    for (int i = 0; i < 5; ++i) {
      sales.push_back(sale(id(i)));
      sales.back().priced.order.created_at = kNow - minutes(i);
      sales.back().json = events::encode_order(sales.back().priced.order);
    }
    place(unit, sales);
    ASSERT_TRUE(unit.set_order_status(id(3), OrderStatus::kPreparing, kNow));
  });
  application::OrderFilter filter;
  filter.limit = 2;
  std::vector<Uuid> seen;
  while (true) {
    const auto page = reader().list_orders(filter).value();
    for (const auto& view : page.items) seen.push_back(view.order.order_id);
    if (!page.next_cursor) break;
    filter.cursor = page.next_cursor;
  }
  EXPECT_THAT(seen, ElementsAre(id(0), id(1), id(2), id(3), id(4)));
  filter.cursor.reset();
  filter.oldest_first = true;
  filter.from = kNow - minutes(3);
  seen.clear();
  do {
    const auto page = reader().list_orders(filter).value();
    for (const auto& view : page.items) seen.push_back(view.order.order_id);
    filter.cursor = page.next_cursor;
  } while (filter.cursor);
  EXPECT_THAT(seen, ElementsAre(id(3), id(2), id(1), id(0)));
  application::OrderFilter preparing;
  preparing.status = OrderStatus::kPreparing;
  EXPECT_EQ(reader().list_orders(preparing).value().items.size(), 1U);
  application::OrderFilter range;
  range.from = kNow - minutes(3);
  range.to = kNow - minutes(1);
  EXPECT_EQ(reader().list_orders(range).value().items.size(), 2U) << "from in, to out";
  application::OrderFilter bad;
  bad.cursor = "nonsense";
  EXPECT_EQ(reader().list_orders(bad).error().fields[0].field, "cursor");
}

TEST_P(LedgerContract, TellsTheNumbersThatCustomersWaitFor) {
  commit([&](UnitOfWork& unit) {
    std::vector<Sale> sales;
    for (int i = 0; i < 5; ++i) {
      sales.push_back(sale(id(i)));
      sales.back().priced.order.created_at = kNow + minutes(i);
      sales.back().json = events::encode_order(sales.back().priced.order);
    }
    place(unit, sales);
    ASSERT_TRUE(unit.set_order_status(id(1), OrderStatus::kCancelled, kNow));
    ASSERT_TRUE(unit.set_order_status(id(2), OrderStatus::kPreparing, kNow));
    ASSERT_TRUE(unit.set_order_status(id(3), OrderStatus::kReady, kNow));
  });
  std::vector<std::pair<std::int64_t, OrderStatus>> found;
  const auto numbers = reader().open_numbers(kNow + minutes(2), 10).value();
  for (const auto& each : numbers) {
    EXPECT_EQ(each.shop_id, "main");
    found.emplace_back(each.number, each.status);
  }
  EXPECT_THAT(found,
              ElementsAre(std::pair(5, OrderStatus::kPlaced), std::pair(4, OrderStatus::kReady),
                          std::pair(3, OrderStatus::kPreparing)));
  EXPECT_EQ(reader().open_numbers(kNow, 2).value().size(), 2U);
}

TEST_P(LedgerContract, ATransactionSeesItsOwnSettings) {
  commit([&](UnitOfWork& unit) {
    EXPECT_EQ(unit.get_setting("colour", "green").value(), "green");
    ASSERT_TRUE(unit.put_setting("colour", "red"));
    EXPECT_EQ(unit.get_setting("colour", "green").value(), "red");
    EXPECT_EQ(reader().get_setting("colour", "green").value(), "green");
  });
  EXPECT_EQ(reader().get_setting("colour", "green").value(), "red");
}

TEST_P(LedgerContract, KeepsRefundsBesideTheirOrder) {
  commit([&](UnitOfWork& unit) { place(unit, {sale(id(1))}); });
  const domain::Refund refund{id(9), id(1), "main", {{"tea", 1, 35'000}}, 35'000, false, "x", kNow};
  commit([&](UnitOfWork& unit) {
    const auto position =
        unit.append(Topic::kRefunds, to_string(id(1)), events::encode_refund(refund), kNow);
    ASSERT_TRUE(unit.insert_refund(refund, position.value()));
    EXPECT_EQ(unit.refunds_of(id(1)).value().size(), 1U);
    EXPECT_EQ(unit.find_refund(id(9)).value()->amount, 35'000);
  });
  EXPECT_EQ(reader().find_order(id(1)).value()->refunded, 35'000);
  EXPECT_EQ(reader().refunds_of(id(1)).value()[0].reason, "x");
}

TEST_P(LedgerContract, AnOrderPaidByVietQrWaitsForItsMoneyFromTheStart) {
  const auto records = commit([&](UnitOfWork& unit) {
    std::vector<Sale> sales{sale(id(1)), sale(id(2))};
    sales[1].priced.order.payment_method = "vietqr";
    sales[1].json = events::encode_order(sales[1].priced.order);
    place(unit, sales);
    EXPECT_FALSE(unit.find_payment(id(1)).value());
    EXPECT_EQ(unit.find_payment(id(2)).value()->amount, 35'000);
  });
  EXPECT_THAT(topics(records), ElementsAre(Topic::kOrders, Topic::kOrderStatus, Topic::kOrders,
                                           Topic::kOrderStatus, Topic::kPayments));
  EXPECT_EQ(records.back()->key, to_string(id(2)));
  EXPECT_FALSE(reader().find_payment(id(1)).value());
  const auto payment = reader().find_payment(id(2)).value();
  ASSERT_TRUE(payment);
  EXPECT_EQ(payment->method, "vietqr");
  EXPECT_EQ(domain::state_of(*payment), domain::PaymentState::kWaiting);
}

TEST_P(LedgerContract, KeepsWhatWasReceivedAndFindsPaymentsByTheirCode) {
  std::string code;
  commit([&](UnitOfWork& unit) {
    place(unit, {sale(id(1))});
    const domain::Order order = unit.find_order(id(1)).value()->order;
    domain::Payment payment = unit.open_payment(order, "till", kNow).value();
    code = payment.code;
    payment.noticed = 35'000;
    payment.confirmation = domain::Confirmation{"lan", 36'000};
    ASSERT_TRUE(unit.update_payment(payment));
    EXPECT_EQ(unit.find_payment_by_code(code).value()->order_id, id(1));
    EXPECT_FALSE(unit.find_payment_by_code("DS0000000000").value());
  });
  reopen();
  const auto payment = reader().find_payment(id(1)).value();
  ASSERT_TRUE(payment);
  EXPECT_EQ(payment->code, code);
  EXPECT_EQ(payment->noticed, 35'000);
  EXPECT_EQ(payment->confirmation, (domain::Confirmation{"lan", 36'000}));
}

TEST_P(LedgerContract, KeepsNoticesInTheirOrderAndWhoseMoneyTheyAre) {
  const domain::BankNotice notice{"FT/1", "0011", 35'000, "trà sữa \"\n", kNow};
  commit([&](UnitOfWork& unit) {
    place(unit, {sale(id(1))});
    ASSERT_TRUE(unit.insert_notice({0, notice, kNow, domain::PaymentState::kUnmatched, {}, {}}));
    auto second = notice;
    second.notice_id = "FT/2";
    ASSERT_TRUE(unit.insert_notice({0, second, kNow, domain::PaymentState::kPaid, id(1), {}}));
    EXPECT_EQ(unit.find_notice("FT/1").value()->notice, notice);
    EXPECT_FALSE(unit.find_notice("FT/3").value());
  });
  const auto ids = [&](std::optional<bool> matched) {
    std::vector<std::string> found;
    application::NoticeFilter filter;
    filter.matched = matched;
    const auto page = reader().list_notices(filter).value();
    for (const auto& stored : page.items) found.push_back(stored.notice.notice_id);
    return found;
  };
  EXPECT_THAT(ids(std::nullopt), ElementsAre("FT/2", "FT/1"));
  EXPECT_THAT(ids(false), ElementsAre("FT/1"));
  EXPECT_THAT(ids(true), ElementsAre("FT/2"));
  commit([&](UnitOfWork& unit) { ASSERT_TRUE(unit.assign_notice("FT/1", id(1), "lan")); });
  EXPECT_TRUE(ids(false).empty());
  const auto page = reader().list_notices({}).value();
  const auto& assigned = page.items.back();
  EXPECT_EQ(assigned.order_id, id(1));
  EXPECT_EQ(assigned.assigned_by, "lan");
  EXPECT_EQ(assigned.answer, domain::PaymentState::kUnmatched) << "as the bank was told";
}

TEST_P(LedgerContract, KeepsMenuVersionsUsersAndCredentials) {
  domain::MenuItem item;
  item.menu_id = "tea";
  item.name = "Trà";
  item.category = "Trà";
  item.price = 10'000;
  item.option_groups = {{"size", "Cỡ", true, 1, 1, {{"m", "M", 0, {{"cup", 1}}}}}};
  const application::CredentialRow token{
      std::string(32, 'k'), {"id", "bar", domain::Role::kBarista}, false, std::nullopt};
  commit([&](UnitOfWork& unit) {
    EXPECT_FALSE(unit.has_owner().value());
    ASSERT_TRUE(unit.insert_menu_version({1, kNow, false, item}));
    ASSERT_TRUE(unit.insert_user({"u1", "lan", "hash", domain::Role::kOwner, true}));
    ASSERT_TRUE(unit.insert_credential(token));
  });
  reopen();
  EXPECT_EQ(reader().load_menu().value().latest("tea")->item, item);
  EXPECT_EQ(reader().get_marker(application::kMenuGeneration).value(), 1);
  EXPECT_TRUE(reader().has_owner().value());
  EXPECT_EQ(reader().find_user("lan").value()->password_hash, "hash");
  EXPECT_EQ(reader().find_credential(token.secret_hash).value()->principal.name, "bar");
  commit([&](UnitOfWork& unit) { ASSERT_TRUE(unit.delete_credential(token.secret_hash)); });
  EXPECT_FALSE(reader().find_credential(token.secret_hash).value());
}

TEST_P(LedgerContract, TwoWritersShareOneLogWithoutGapOrRepeat) {
  LedgerPair other = GetParam().open(folder_.path());
  commit([&](UnitOfWork& unit) { place(unit, {sale(id(1))}); });
  {
    UnitOfWork* unit = other.ledger->begin().value();
    ASSERT_TRUE(place(*unit, {sale(id(2))})[0]);
    ASSERT_TRUE(unit->put_ingredient(tea(7)));
    ASSERT_TRUE(other.ledger->commit());
  }
  const auto records = commit([&](UnitOfWork& unit) {
    EXPECT_EQ(unit.find_ingredient("main", "tea").value()->on_hand, 7);
    EXPECT_EQ(place(unit, {sale(id(3))})[0].value().view.queue_number, 3);
  });
  EXPECT_TRUE(ledger().take_outside_changes());
  EXPECT_FALSE(ledger().take_outside_changes());
  std::vector<std::int64_t> positions;
  for (const auto& record : records) positions.push_back(record->position);
  EXPECT_THAT(positions, ElementsAre(3, 4, 5, 6)) << "the other's records come first";
}

TEST_P(LedgerContract, ReopensWithEverythingThatWasCommitted) {
  commit([&](UnitOfWork& unit) { place(unit, {sale(id(1))}); });
  ASSERT_TRUE(ledger().reopen());
  const auto records = commit([&](UnitOfWork& unit) { place(unit, {sale(id(2))}); });
  EXPECT_EQ(records.back()->position, 4);
}

}  // namespace shop::contract
