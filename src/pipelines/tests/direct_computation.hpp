#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipelines/records.hpp"

namespace shop::pipelines::testing {

/// Records by their key, as JSON without the revision.
using LastRecords = std::map<std::string, std::string>;

/// Keeps the last record of every key, checks that revisions count up by one, and counts dead
/// letters.
class LastOutput final : public Output {
 public:
  void emit(const SalesPerMinute& record) override;
  void emit(const ItemSalesPerMinute& record) override;
  void emit(const RefundsPerMinute& record) override;
  void emit(const VisitsPerMinute& record) override;
  void emit(const DeadLetter& record) override;

  const LastRecords& records() const { return records_; }
  const std::string& broken_revisions() const { return broken_; }
  std::int64_t dead_letters() const { return dead_letters_; }

 private:
  template <class Record>
  void put(std::string key, Record record);

  LastRecords records_;
  std::map<std::string, std::int32_t> revisions_;
  std::string broken_;
  std::int64_t dead_letters_ = 0;
};

/// What the last revisions must be after the log has ended: computed from the set of the distinct
/// valid events, with nothing of the engine but the decoder and the record types.
class DirectComputation {
 public:
  /// In log order: it decides between two menu events of one timestamp, and which event of an id
  /// counts.
  void add(std::string_view topic, std::string_view value);
  LastRecords records() const;

 private:
  struct MenuVersion {
    Timestamp timestamp;
    std::string name;
    std::string category;
    bool deleted;
  };
  struct Numbers {
    std::int64_t count = 0, qty = 0, amount = 0;
  };
  using Key = std::tuple<Timestamp, std::string>;                   // Start, shop.
  using ItemKey = std::tuple<Timestamp, std::string, std::string>;  // … menu_id.

  const MenuVersion* version_at(const std::string& menu_id, Timestamp end) const;
  bool first_of_id(std::string topic, std::string_view id);

  events::Decoder decoder_;
  std::map<std::pair<std::string, std::string>, int> ids_;
  std::map<Key, Numbers> sales_, refunds_, visits_;
  std::map<ItemKey, Numbers> items_;
  std::map<std::string, std::vector<MenuVersion>> menu_;
};

}  // namespace shop::pipelines::testing
