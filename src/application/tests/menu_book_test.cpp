#include "application/menu_book.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "application/tests/use_case_fixture.hpp"

namespace shop::application {
namespace {

using ::testing::ElementsAre;

using MenuBookTest = UseCases;

TEST_F(MenuBookTest, AnOlderReadNeverTakesBackWhatWasPublishedMeanwhile) {
  domain::Menu before = reader_->load_menu().value();
  ASSERT_TRUE(menu_.create(kOwner, item("sen")));
  menu_.merge(std::move(before));
  EXPECT_NE(menu_.snapshot()->latest("sen"), nullptr);
  EXPECT_TRUE(place("sen", 1));
}

// What a client does who adds a drink and sells it, while the housekeeper reloads the menu.
TEST_F(MenuBookTest, WhatWasAnsweredCanBeSoldWhileTheMenuIsReloaded) {
  std::atomic<bool> done{false};
  std::thread reloading([&] {
    while (!done) menu_.merge(reader_->load_menu().value());
  });
  for (int i = 0; i < 50; ++i) {
    const std::string id = "item-" + std::to_string(i);
    ASSERT_TRUE(menu_.create(kOwner, item(id)));
    EXPECT_EQ(code_of(place(id, 1)), "") << id;
  }
  done = true;
  reloading.join();
}

TEST_F(MenuBookTest, FindsWhatAnotherProcessStored) {
  MenuBook other(committer_, clock_);
  ASSERT_TRUE(other.create(kOwner, item("sen")));
  EXPECT_EQ(code_of(place("sen", 1)), "order.invalid");
  menu_.merge(reader_->load_menu().value());
  EXPECT_TRUE(place("sen", 1));
}

TEST_F(MenuBookTest, AChangeNeedsTheVersionThatWasSeen) {
  ASSERT_TRUE(menu_.create(kOwner, item("sen", 10'000)));
  EXPECT_EQ(code_of(menu_.create(kOwner, item("sen"))), "menu.id_taken");
  MenuPatch dearer;
  dearer.price = 12'000;
  EXPECT_EQ(menu_.patch(kOwner, "sen", 1, dearer).value().version, 2);
  EXPECT_EQ(code_of(menu_.patch(kOwner, "sen", 1, dearer)), "menu.stale");
  EXPECT_EQ(code_of(menu_.remove(kOwner, "sen", 1)), "menu.stale");
  EXPECT_EQ(menu_.snapshot()->latest("sen")->item.price, 12'000);
  EXPECT_THAT(audited("menu.update"), ElementsAre("sen"));
}

TEST_F(MenuBookTest, ADeletedItemComesBackUnderItsIdWithItsHistory) {
  ASSERT_TRUE(menu_.create(kOwner, item("sen", 10'000)));
  clock_.advance(minutes(1));
  ASSERT_TRUE(menu_.remove(kOwner, "sen", std::nullopt));
  EXPECT_EQ(code_of(menu_.patch(kOwner, "sen", 2, {})), "menu.unknown");
  EXPECT_EQ(code_of(menu_.remove(kOwner, "sen", std::nullopt)), "menu.unknown");
  EXPECT_EQ(code_of(place("sen", 1)), "order.invalid");
  clock_.advance(minutes(1));
  EXPECT_EQ(menu_.create(kOwner, item("sen", 11'000)).value().version, 3);
  EXPECT_EQ(place("sen", 1).value().view.order.total, 11'000);
  EXPECT_EQ(menu_.snapshot()->as_of("sen", kMorning)->item.price, 10'000);
}

TEST_F(MenuBookTest, ARefusedItemLeavesNoTrace) {
  EXPECT_EQ(code_of(menu_.create(kOwner, item("sen", -1))), "menu.invalid");
  EXPECT_EQ(menu_.snapshot()->latest("sen"), nullptr);
  EXPECT_EQ(reader_->log_head().value(), 0);
}

}  // namespace
}  // namespace shop::application
