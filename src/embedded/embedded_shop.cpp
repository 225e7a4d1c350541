#include "embedded/embedded_shop.hpp"

#include <sodium.h>

#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/crypto/argon2_hasher.hpp"
#include "adapters/qr/svg.hpp"
#include "adapters/sqlite/sqlite_ledger.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"

namespace shop::embedded {
namespace {

constexpr std::size_t kReaders = 4;
constexpr std::size_t kFeedRecords = 50'000;

/// The day of a time, computed anew only when the day or the settings
/// change. Used by the committer's thread.
std::function<std::int64_t(Timestamp)> business_day(
    std::shared_ptr<const application::SettingsBook> book) {
  struct Day {
    std::shared_ptr<const application::SettingsSnapshot> settings;
    Timestamp start;
    Timestamp end;
  };
  return [book = std::move(book), day = Day{}](Timestamp t) mutable {
    auto settings = book->snapshot();
    if (settings != day.settings || t < day.start || t >= day.end) {
      const auto& calendar = settings->calendar;
      day = {settings, calendar.day_start(t), calendar.next_day(t)};
    }
    return day.start.us;
  };
}

Result<void> prepare_folder(const DataFolder& folder, bool create) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(folder.path, error)) {
    if (create || fs::exists(folder.ledger(), error)) return ok();
    return make_error(ErrorKind::kNotFound, "data.no_shop",
                      "'" + folder.path + "' holds no shop (no ledger.db)");
  }
  if (!create) {
    return make_error(ErrorKind::kNotFound, "data.no_folder",
                      "there is no data folder '" + folder.path + "'");
  }
  error = make_private_folder(folder.path);
  if (error) {
    return make_error(ErrorKind::kUnavailable, "data.cannot_create",
                      "cannot make the folder '" + folder.path + "': " + error.message());
  }
  return ok();
}

}  // namespace

struct EmbeddedShop::Parts {
  Parts(DataFolder data_folder, const Clock& the_clock,
        std::shared_ptr<application::SettingsBook> the_settings,
        std::unique_ptr<sqlite::SqliteLedger> the_ledger,
        std::unique_ptr<sqlite::SqliteReader> the_reader)
      : folder(std::move(data_folder)),
        clock(the_clock),
        settings_book(std::move(the_settings)),
        ledger(std::move(the_ledger)),
        reader(std::move(the_reader)),
        feed(kFeedRecords),
        access(committer, *reader, hasher, clock),
        committer(*ledger, feed, clock, {}),
        menu(committer, clock),
        settings(committer, *reader, *settings_book),
        shifts(committer, *reader),
        orders(committer, *reader, menu, *settings_book, clock),
        payments(committer, *reader, qr::draw_svg),
        guests(orders, payments, *settings_book),
        queue_board(*reader, *settings_book, clock),
        stock(committer, *reader),
        visits(committer) {}

  DataFolder folder;
  const Clock& clock;
  std::shared_ptr<application::SettingsBook> settings_book;
  crypto::Argon2Hasher hasher;
  std::unique_ptr<sqlite::SqliteLedger> ledger;
  std::unique_ptr<sqlite::SqliteReader> reader;
  application::LogFeed feed;
  application::Access access;  ///< Outlives the committer, whose thread calls refresh().
  application::Committer committer;
  application::MenuBook menu;
  application::Settings settings;
  application::Shifts shifts;
  application::Orders orders;
  application::Payments payments;
  application::Guests guests;
  application::QueueBoard queue_board;
  application::StockRoom stock;
  application::Visits visits;
  std::atomic<std::int64_t> menu_generation{-1};
};

EmbeddedShop::EmbeddedShop(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
EmbeddedShop::~EmbeddedShop() = default;

Result<std::unique_ptr<EmbeddedShop>> EmbeddedShop::open(const DataFolder& folder, bool create,
                                                         const Clock& clock) {
  if (sodium_init() < 0) {
    return make_error(ErrorKind::kUnavailable, "crypto.no_random",
                      "the machine gives no random numbers");
  }
  SHOP_TRY(prepare_folder(folder, create));
  // The settings that the ledger needs stand in the file itself: open it once for them.
  sqlite::LedgerOptions options{folder.ledger(), [](Timestamp) { return 0; }, {}, 4000};
  { SHOP_TRY(const auto first, sqlite::SqliteLedger::open(options)); }
  SHOP_TRY(auto reader, sqlite::SqliteReader::open(folder.ledger(), kReaders));
  SHOP_TRY(auto settings, application::load_settings(*reader));
  const auto book = std::make_shared<application::SettingsBook>(std::move(settings));
  options.business_day = business_day(book);
  options.background_checkpoints = true;
  SHOP_TRY(auto ledger, sqlite::SqliteLedger::open(std::move(options)));
  auto parts = std::make_unique<Parts>(folder, clock, book, std::move(ledger), std::move(reader));
  SHOP_TRY(const std::int64_t head, parts->reader->log_head());
  parts->feed.set_head(head);
  // A token that another process revoked ends at once.
  parts->committer.on_outside_changes([&access = parts->access] { access.refresh(); });
  std::unique_ptr<EmbeddedShop> shop(new EmbeddedShop(std::move(parts)));
  SHOP_TRY(shop->refresh_menu());
  return shop;
}

const DataFolder& EmbeddedShop::folder() const { return parts_->folder; }
const Clock& EmbeddedShop::clock() const { return parts_->clock; }
application::Committer& EmbeddedShop::committer() { return parts_->committer; }
application::LedgerReader& EmbeddedShop::reader() { return *parts_->reader; }
application::LogFeed& EmbeddedShop::feed() { return parts_->feed; }
application::MenuBook& EmbeddedShop::menu() { return parts_->menu; }
application::Settings& EmbeddedShop::settings() { return parts_->settings; }
application::Shifts& EmbeddedShop::shifts() { return parts_->shifts; }
application::Orders& EmbeddedShop::orders() { return parts_->orders; }
application::Payments& EmbeddedShop::payments() { return parts_->payments; }
application::Guests& EmbeddedShop::guests() { return parts_->guests; }
application::QueueBoard& EmbeddedShop::queue_board() { return parts_->queue_board; }
application::StockRoom& EmbeddedShop::stock() { return parts_->stock; }
application::Visits& EmbeddedShop::visits() { return parts_->visits; }
application::Access& EmbeddedShop::access() { return parts_->access; }

Result<void> EmbeddedShop::refresh() {
  SHOP_TRY(refresh_menu());
  return parts_->settings.refresh();
}

Result<void> EmbeddedShop::refresh_menu() {
  SHOP_TRY(const std::int64_t generation, parts_->reader->get_marker(application::kMenuGeneration));
  if (generation == parts_->menu_generation) return ok();
  SHOP_TRY(auto menu, parts_->reader->load_menu());
  parts_->menu.merge(std::move(menu));
  parts_->menu_generation = generation;
  return ok();
}

std::error_code make_private_folder(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  std::error_code ignored;  // A file system without permissions is no reason not to open.
  if (!failed) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, ignored);
  }
  return failed;
}

domain::Principal local_operator() { return {"", "operator", domain::Role::kOwner}; }

}  // namespace shop::embedded
