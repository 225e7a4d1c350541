#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace shop::application {

class LedgerReader;
class SettingsBook;

/// The numbers that customers wait for, as the public board shows them: those of the business day
/// whose order is placed or being made, and those that are ready. Nothing else of an order is told.
/// Used by one thread.
class QueueBoard {
 public:
  static constexpr std::int64_t kOrdersMax =
      1000;  ///< Of the newest open orders; more are not shown.

  /// The references must outlive this object.
  QueueBoard(LedgerReader& reader, const SettingsBook& settings, const Clock& clock)
      : reader_(reader), settings_(settings), clock_(clock) {}

  /// One JSON object per shop, by shop: {"shop_id":…,"making":[…],"ready":[…]}, numbers ascending.
  /// A shop that was once on the board stays, with empty lists.
  Result<std::vector<std::string>> frames();

 private:
  LedgerReader& reader_;
  const SettingsBook& settings_;
  const Clock& clock_;
  std::set<std::string> shops_{"main"};
};

}  // namespace shop::application
