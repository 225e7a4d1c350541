#pragma once

#include <functional>
#include <memory>
#include <string>

#include "application/access.hpp"
#include "application/committer.hpp"
#include "application/guests.hpp"
#include "application/log_feed.hpp"
#include "application/menu_book.hpp"
#include "application/orders.hpp"
#include "application/payments.hpp"
#include "application/ports/ledger.hpp"
#include "application/queue_board.hpp"
#include "application/settings.hpp"
#include "application/shifts.hpp"
#include "application/stock_room.hpp"
#include "application/visits.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace shop::embedded {

/// The files of one data folder.
struct DataFolder {
  std::string path;
  std::string ledger() const { return path + "/ledger.db"; }
  std::string analytics() const { return path + "/analytics.db"; }
  /// Locked by the one process that runs the stream engine, which is the server when there is one.
  std::string engine_lock() const { return path + "/engine.lock"; }
};

/// A shop on one data folder, without HTTP: the ledger with its committer, and the use cases on
/// top. Commands open one for the time of their work; the server opens one for its lifetime.
/// Several processes may have the same folder open at once.
class EmbeddedShop {
 public:
  /// kNotFound when the folder is missing and `create` is false.
  static Result<std::unique_ptr<EmbeddedShop>> open(const DataFolder& folder, bool create,
                                                    const Clock& clock);
  ~EmbeddedShop();

  const DataFolder& folder() const;
  const Clock& clock() const;
  application::Committer& committer();
  application::LedgerReader& reader();
  application::LogFeed& feed();
  application::MenuBook& menu();
  application::Settings& settings();
  application::Shifts& shifts();
  application::Orders& orders();
  application::Payments& payments();
  application::Guests& guests();
  application::QueueBoard& queue_board();
  application::StockRoom& stock();
  application::Visits& visits();
  application::Access& access();

  /// Takes menu and settings from the ledger when another process changed them. Cheap when nothing
  /// changed.
  Result<void> refresh();

 private:
  Result<void> refresh_menu();

  struct Parts;
  explicit EmbeddedShop(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Makes a folder, and those above it, that only the shop's own account may look into: sales and
/// password hashes are nobody else's business.
std::error_code make_private_folder(const std::string& path);

/// Who acts when a person works on the machine itself, with the data folder in hand.
domain::Principal local_operator();

}  // namespace shop::embedded
