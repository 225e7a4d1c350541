#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "pipelines/records.hpp"
#include "pipelines/state_store.hpp"

namespace shop::embedded {

/// Collects what the engine emits as events of the `analytics` topic, each with the log position
/// that caused it. Dead letters are kept by the engine's store and only counted here.
class EmissionBuffer final : public pipelines::Output {
 public:
  struct Emission {
    std::int64_t source_position;
    std::string key;  ///< Type, minute, shop and item: events of one key stay in order.
    std::string json;
  };

  /// What follows is caused by the record at `position`.
  void at(std::int64_t position) { position_ = position; }
  std::vector<Emission> take() { return std::exchange(emissions_, {}); }

  void emit(const pipelines::SalesPerMinute& record) override;
  void emit(const pipelines::ItemSalesPerMinute& record) override;
  void emit(const pipelines::RefundsPerMinute& record) override;
  void emit(const pipelines::VisitsPerMinute& record) override;
  void emit(const pipelines::DeadLetter& record) override;

 private:
  template <class Record>
  void add(std::string_view type, const Record& record, std::string_view menu_id);

  std::int64_t position_ = 0;
  std::vector<Emission> emissions_;
};

/// Stands between the engine and its store and remembers the numbers of the minutes that are still
/// open, for live dashboards. Passes everything on unchanged.
class LiveTap final : public pipelines::StateStore {
 public:
  explicit LiveTap(pipelines::StateStore& store) : store_(store) {}

  Result<pipelines::Snapshot> load() override;
  Result<std::optional<std::uint64_t>> find_seen(pipelines::Stream stream,
                                                 const pipelines::EventId& id) override {
    return store_.find_seen(stream, id);
  }
  Result<std::optional<pipelines::StoredWindow>> load_window(pipelines::Stream stream,
                                                             Timestamp window_start,
                                                             std::string_view shop_id) override {
    return store_.load_window(stream, window_start, shop_id);
  }
  Result<std::vector<pipelines::ItemRow>> emitted_items(std::string_view menu_id, Timestamp from,
                                                        Timestamp to) override {
    return store_.emitted_items(menu_id, from, to);
  }
  Result<void> commit(const pipelines::Changes& changes) override;

  /// One JSON object per open window, newest minutes only: {"type":"sales_per_minute",
  /// "window_start":…, "shop_id":…, "orders":…, …, "provisional":true, "position":N}. A window that
  /// closed since the last call is given once more, with "provisional":false.
  std::vector<std::string> frames();

 private:
  using Key = std::tuple<Timestamp, std::string, pipelines::Stream>;
  void note(const pipelines::WindowRow& row);

  pipelines::StateStore& store_;
  std::map<Key, pipelines::WindowRow> windows_;
  std::int64_t position_ = 0;
};

}  // namespace shop::embedded
