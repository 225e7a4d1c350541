// The small parts of the engine, each alone.

#include <gtest/gtest.h>

#include <limits>

#include "pipelines/menu_history.hpp"
#include "pipelines/records.hpp"
#include "pipelines/topic_counters.hpp"
#include "pipelines/window_book.hpp"

namespace shop::pipelines {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(SaturatedTest, StaysAtTheGreatestInt64) {
  EXPECT_EQ(add_saturated(kMax - 1, 1), kMax);
  EXPECT_EQ(add_saturated(kMax, 1), kMax);
  EXPECT_EQ(multiply_saturated(kMax, 2), kMax);
  EXPECT_EQ(multiply_saturated(3, 4), 12);
}

TEST(LabelsTest, NoNameIsAnotherLabelThanAnEmptyName) {
  Labels labels;
  EXPECT_EQ(labels.intern({std::nullopt, "unknown"}), Labels::kUnknown);
  const auto empty = labels.intern({"", "unknown"});
  EXPECT_NE(empty, Labels::kUnknown);
  EXPECT_NE(labels.intern({"a", "bc"}), labels.intern({"ab", "c"}));
  EXPECT_EQ(labels.label(empty).name, "");
  EXPECT_EQ(labels.label(labels.intern({"ab", "c"})).category, "c");
  EXPECT_EQ(labels.label(Labels::kUnknown).name, std::nullopt);
}

TEST(MenuHistoryTest, ANewVersionWithTheSameLabelChangesNothing) {
  MenuHistory menu(minutes(1));
  EXPECT_TRUE(menu.add_version(0, {0}, 1, 5));
  EXPECT_FALSE(menu.add_version(0, {100}, 2, 5));
  EXPECT_TRUE(menu.add_version(0, {200}, 3, 6));
  EXPECT_EQ(menu.label_at(0, {200}), 5U);
  EXPECT_EQ(menu.label_at(0, {201}), 6U);
  EXPECT_EQ(menu.label_at(9, {201}), Labels::kUnknown);
}

TEST(MenuHistoryTest, ChangedWindowsAreThoseThatEndBehindTheVersion) {
  MenuHistory menu(minutes(1));
  menu.add_version(0, {}, 1, 5);
  const Timestamp ten = Timestamp{} + minutes(10);
  const auto changed = menu.add_version(0, ten, 2, 6);
  ASSERT_TRUE(changed);
  // The window [9, 10) ends at the version's timestamp: it is not `< window_end`, so unchanged.
  EXPECT_GT(changed->from, Timestamp{} + minutes(9));
  EXPECT_LE(changed->from, ten);
  EXPECT_EQ(changed->to, stream::kEndOfTime);
}

TEST(MenuHistoryTest, DeletionsCountOnlyWhileNothingElseIsKnown) {
  MenuHistory menu(minutes(1));
  EXPECT_TRUE(menu.add_deletion(0, {100}, 1, 5));
  EXPECT_FALSE(menu.add_deletion(0, {200}, 2, 6));
  EXPECT_TRUE(menu.add_deletion(0, {50}, 3, 7));
  EXPECT_TRUE(menu.add_deletion(0, {50}, 4, 8));
  EXPECT_EQ(menu.label_at(0, {1000}), 8U);
  EXPECT_TRUE(menu.add_version(0, {500}, 5, 9));
  EXPECT_FALSE(menu.add_deletion(0, {1}, 6, 10));
  EXPECT_EQ(menu.label_at(0, {1}), 9U);
}

TEST(WindowBookTest, DirtyWindowsStayInMemoryBeyondTheLimit) {
  WindowBook book(1);
  std::vector<Window*> closed;
  for (std::int64_t minute = 0; minute < 3; ++minute) {
    book.mark_dirty(book.open({Stream::kOrders, Timestamp{} + minutes(minute), 0}));
  }
  book.close_before(Stream::kOrders, Timestamp{} + minutes(2), closed);
  ASSERT_EQ(closed.size(), 2U);
  EXPECT_EQ(book.closed_count(), 2U);
  EXPECT_EQ(book.oldest_open(Stream::kOrders), Timestamp{} + minutes(2));
  EXPECT_EQ(book.oldest_open(Stream::kVisits), stream::kEndOfTime);
  book.all_clean();
  EXPECT_EQ(book.closed_count(), 1U);
  EXPECT_NE(book.find_closed({Stream::kOrders, Timestamp{} + minutes(1), 0}), nullptr);
  EXPECT_EQ(book.find_closed({Stream::kOrders, Timestamp{}, 0}), nullptr);
  EXPECT_TRUE(book.dirty().empty());
}

TEST(TopicCountersTest, AThousandUnknownNamesThenOther) {
  TopicCounters counters;
  ++counters.of_none().read;
  for (std::size_t i = 0; i < TopicCounters::kUnknownNamesMax + 5; ++i) {
    ++counters.of_unknown("topic-" + std::to_string(i)).read;
  }
  ++counters.of_unknown("topic-7").read;
  ++counters.of_unknown(std::string(TopicCounters::kNameMax + 1, 'x')).read;
  std::size_t rows = 0;
  for (const TopicCounts& row : counters.all()) {
    ++rows;
    EXPECT_EQ(row.read, row.topic == "other" ? 6 : row.topic == "topic-7" ? 2 : 1);
  }
  EXPECT_EQ(rows, TopicCounters::kUnknownNamesMax + 2);
}

TEST(TopicCountersTest, OnlyChangedTopicsAreWritten) {
  TopicCounters counters;
  counters.restore({{"orders", 9, 8, 1, 0, 0, 0}, {"gossip", 1, 0, 0, 0, 1, 0}});
  EXPECT_TRUE(counters.changed().empty());
  ++counters.of(events::Topic::kVisits).read;
  ASSERT_EQ(counters.changed().size(), 1U);
  EXPECT_EQ(counters.changed()[0].topic, "visits");
  EXPECT_EQ(to_json(counters.all()),
            R"({"orders":{"read":9,"counted":8,"duplicates":1,"late":0,"dead_lettered":0,)"
            R"("clock_skewed":0},"visits":{"read":1,"counted":0,"duplicates":0,"late":0,)"
            R"("dead_lettered":0,"clock_skewed":0},"gossip":{"read":1,"counted":0,)"
            R"("duplicates":0,"late":0,"dead_lettered":1,"clock_skewed":0}})");
}

TEST(RecordJsonTest, WritesTheDocumentedForm) {
  std::string out;
  JsonLinesOutput output(out);
  const Timestamp start = *parse_rfc3339("2026-01-31T08:05:00Z");
  output.emit(ItemSalesPerMinute{start, "main", "a\"b", std::nullopt, "unknown", 1, 2, 3, 4});
  output.emit(DeadLetter{std::nullopt, 7, events::Reject::kMalformed, "x"});
  EXPECT_EQ(out,
            R"({"topic":"analytics","value":{"type":"item_sales_per_minute",)"
            R"("window_start":"2026-01-31T08:05:00Z","window_end":"2026-01-31T08:06:00Z",)"
            R"("shop_id":"main","menu_id":"a\"b","name":null,"category":"unknown","orders":1,)"
            R"("qty":2,"revenue":3,"revision":4}})"
            "\n"
            R"({"topic":"dead_letter","value":{"topic":null,"position":7,"reason":"malformed"}})"
            "\n");
}

}  // namespace
}  // namespace shop::pipelines
