#include "pipelines/spill_store.hpp"

#include <gtest/gtest.h>

#include "pipelines/window_codec.hpp"
#include "tests/contract/state_store_contract.hpp"

namespace shop::pipelines {
namespace {

class SpillHost final : public StateStoreHost {
 public:
  explicit SpillHost(SpillStoreOptions options)
      : store_(SpillStore::create(std::move(options)).value()) {}
  StateStore& store() override { return *store_; }
  bool reopen() override { return false; }

 private:
  std::unique_ptr<SpillStore> store_;
};

SpillStoreOptions roomy() { return {.directory = ::testing::TempDir()}; }

SpillStoreOptions tiny() {
  return {.directory = ::testing::TempDir(),
          .seen_memtable_max = 1,
          .index_memtable_max = 1,
          .fan_in = 2,
          .write_buffer_bytes = 1};
}

INSTANTIATE_TEST_SUITE_P(
    Spill, StateStoreContract,
    ::testing::Values(MakeStateStoreHost([] { return std::make_unique<SpillHost>(roomy()); }),
                      MakeStateStoreHost([] { return std::make_unique<SpillHost>(tiny()); })),
    [](const auto& host) { return host.index == 0 ? "Roomy" : "Tiny"; });

ItemRow item(Timestamp start, std::string menu_id, std::int64_t qty) {
  ItemRow row;
  row.window_start = start;
  row.shop_id = "main";
  row.menu_id = std::move(menu_id);
  row.category = "unknown";
  row.qty = qty;
  row.revision = 0;
  return row;
}

WindowRow closed_window(Timestamp start, std::int64_t count) {
  WindowRow row;
  row.window_start = start;
  row.shop_id = "main";
  row.closed = true;
  row.count = count;
  row.revision = 0;
  return row;
}

TEST(SpillStoreTest, AMissingFolderIsAnError) {
  EXPECT_FALSE(SpillStore::create({.directory = "/nowhere/at/all"}));
}

// A window wider than the first read, in the buffer and in the file.
TEST(SpillStoreTest, WideWindowsComeBackWhole) {
  for (const std::size_t buffer_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
    SpillStoreOptions options = roomy();
    options.write_buffer_bytes = buffer_bytes;
    const auto store = SpillStore::create(options).value();
    Changes changes;
    changes.windows = {closed_window({0}, 500)};
    for (int i = 0; i < 500; ++i) {
      changes.items.push_back(item({0}, "item-" + std::to_string(1000 + i), i));
    }
    ASSERT_TRUE(store->commit(changes));
    const auto window = store->load_window(Stream::kOrders, {0}, "main").value();
    ASSERT_TRUE(window);
    ASSERT_EQ(window->items.size(), 500U);
    EXPECT_EQ(window->items[499].qty, 499);
  }
}

TEST(SpillStoreTest, EmittedItemsComeFromTheNewestCopyOnly) {
  const auto store = SpillStore::create(tiny()).value();
  for (std::int64_t round = 0; round < 20; ++round) {
    Changes changes;
    for (std::int64_t minute = 0; minute < 5; ++minute) {
      changes.windows.push_back(closed_window(Timestamp{} + minutes(minute), round));
      changes.items.push_back(item(Timestamp{} + minutes(minute), "tea", round * 10 + minute));
    }
    ASSERT_TRUE(store->commit(changes));
  }
  const auto rows =
      store->emitted_items("tea", Timestamp{} + minutes(1), Timestamp{} + minutes(4)).value();
  ASSERT_EQ(rows.size(), 3U);
  for (std::int64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(rows[static_cast<std::size_t>(i)].qty, 190 + i + 1);
  }
}

// What stays in memory per window is its place: 2.1 bytes once it is in a run.
TEST(SpillStoreTest, MemoryStaysFlatWhileWindowsGrow) {
  SpillStoreOptions options = roomy();
  options.index_memtable_max = 256;
  options.write_buffer_bytes = 1 << 14;
  const auto store = SpillStore::create(options).value();
  const auto grow = [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t minute = from; minute < to; ++minute) {
      Changes changes;
      changes.windows = {closed_window(Timestamp{} + minutes(minute), 1)};
      changes.items = {item(Timestamp{} + minutes(minute), "tea", 1)};
      EXPECT_TRUE(store->commit(changes));
    }
    return store->memory_bytes();
  };
  const std::size_t small = grow(0, 2'000);
  const std::size_t large = grow(2'000, 20'000);
  EXPECT_LT(large, small + 18'000 * 4);
  EXPECT_GT(store->window_file_bytes(), 20'000U * 90);
}

TEST(WindowCodecTest, WorkedExampleHasTheDocumentedSize) {
  StoredWindow window;
  window.window.stream = Stream::kVisits;
  window.window.shop_id = "main";
  std::string bytes;
  append_window(bytes, window);
  EXPECT_EQ(bytes.size(), 53U);
  EXPECT_EQ(encoded_window_size(bytes), bytes.size());
}

TEST(WindowCodecTest, EveryCutIsNoticed) {
  StoredWindow window;
  window.window = closed_window({-60'000'000}, 7);
  window.items = {item({-60'000'000}, "tea", 3), item({-60'000'000}, "", 4)};
  window.items[0].name = "Trà";
  std::string bytes;
  append_window(bytes, window);
  const auto whole = read_window(bytes);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->window.window_start, window.window.window_start);
  EXPECT_EQ(whole->items[0].name, "Trà");
  EXPECT_EQ(whole->items[1].name, std::nullopt);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_window(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(read_window(bytes + "x"));
}

}  // namespace
}  // namespace shop::pipelines
