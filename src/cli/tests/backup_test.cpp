#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "adapters/sqlite/database.hpp"
#include "cli/backup_command.hpp"
#include "cli/backup_file.hpp"
#include "cli/consume_command.hpp"
#include "cli/demo_command.hpp"
#include "cli/doctor_command.hpp"
#include "embedded/embedded_shop.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::cli {
namespace {

using ::testing::HasSubstr;

const Advance kSilent = [](std::int64_t, std::int64_t) {};

/// A data folder with the demo menu in it.
class BackupTest : public ::testing::Test {
 protected:
  BackupTest() {
    shop_ = embedded::EmbeddedShop::open(folder_, true, clock_).value();
    EXPECT_TRUE(run_demo(embedded::local_operator(), shop_->menu(), shop_->stock(), "main", out_));
  }

  std::string log_of(application::LedgerReader& reader) {
    std::ostringstream log;
    EXPECT_TRUE(consume_ledger(reader, {}, log, [] { return true; }));
    return log.str();
  }

  std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }

  testing_support::TempFolder temp_;
  const SystemClock clock_;
  const embedded::DataFolder folder_{temp_ / "data"};
  const embedded::DataFolder other_{temp_ / "other"};
  const std::string file_ = temp_ / "backup";
  std::ostringstream out_;
  std::unique_ptr<embedded::EmbeddedShop> shop_;
};

TEST_F(BackupTest, RestoresTheSameShopFromARunningOne) {
  ASSERT_TRUE(run_backup(folder_, file_, clock_, out_));
  const auto restored = run_restore(file_, other_, false, clock_, out_);
  ASSERT_TRUE(restored.has_value()) << restored.error().detail;
  auto copy = embedded::EmbeddedShop::open(other_, false, clock_).value();
  EXPECT_EQ(log_of(copy->reader()), log_of(shop_->reader()));
  EXPECT_EQ(copy->menu().snapshot()->current().size(), demo_menu().items.size());
}

TEST_F(BackupTest, KnowsItsPosition) {
  const auto info = write_backup(folder_.ledger(), file_, clock_.now(), kSilent);
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info.value().position, shop_->reader().log_head().value());
  EXPECT_EQ(check_backup(file_, kSilent).value().checksum, info.value().checksum);
}

TEST_F(BackupTest, NeverOverwritesAFile) {
  write(file_, "something else");
  const auto refused = run_backup(folder_, file_, clock_, out_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "backup.exists");
  EXPECT_EQ(read(file_), "something else");
}

TEST_F(BackupTest, NoticesAChangedBitAnywhere) {
  ASSERT_TRUE(run_backup(folder_, file_, clock_, out_));
  const std::string good = read(file_);
  const std::size_t trailer = good.size() - kTrailerBytes;
  for (const std::size_t at : {std::size_t{0}, trailer / 3, trailer - 1, trailer + 5, trailer + 40,
                               trailer + 70, trailer + 100}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    write(file_, bad);
    EXPECT_FALSE(check_backup(file_, kSilent).has_value()) << "byte " << at;
    EXPECT_FALSE(run_restore(file_, other_, false, clock_, out_).has_value()) << "byte " << at;
    EXPECT_FALSE(std::filesystem::exists(other_.path));
  }
}

TEST_F(BackupTest, RefusesAFileThatWasCutShortOrIsNone) {
  ASSERT_TRUE(run_backup(folder_, file_, clock_, out_));
  const std::string good = read(file_);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{100}, good.size() / 2, good.size() - 1}) {
    write(file_, good.substr(0, size));
    const auto refused = check_backup(file_, kSilent);
    ASSERT_FALSE(refused.has_value()) << size;
    EXPECT_EQ(refused.error().code, "backup.no_backup") << size;
  }
  EXPECT_EQ(check_backup(temp_ / "nothing", kSilent).error().code, "backup.no_file");
}

TEST_F(BackupTest, RestoreTakesOnlyAnEmptyFolderUnlessForced) {
  ASSERT_TRUE(run_backup(folder_, file_, clock_, out_));
  std::filesystem::create_directory(other_.path);
  write(other_.path + "/precious", "x");
  const auto refused = run_restore(file_, other_, false, clock_, out_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "restore.not_empty");

  ASSERT_TRUE(run_restore(file_, other_, true, clock_, out_));
  bool kept = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(other_.path)) {
    kept |= entry.path().filename() == "precious";
  }
  EXPECT_TRUE(kept);
  EXPECT_TRUE(std::filesystem::exists(other_.ledger()));
}

TEST_F(BackupTest, RestoreNeverReplacesAShopInUse) {
  ASSERT_TRUE(run_backup(folder_, file_, clock_, out_));
  const auto refused = run_restore(file_, folder_, true, clock_, out_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "restore.in_use");
  EXPECT_GT(shop_->reader().log_head().value(), 0);
}

TEST_F(BackupTest, DoctorFindsNothingWrongWithAGoodFolder) {
  for (const Finding& finding : examine_data(folder_, false, clock_)) {
    EXPECT_EQ(finding.health, Health::kOk) << finding.what << ": " << finding.found;
  }
}

TEST_F(BackupTest, DoctorNoticesATamperedLog) {
  shop_.reset();
  auto db = sqlite::Database::open(folder_.ledger(), {}).value();
  ASSERT_TRUE(db.exec("UPDATE event_log SET value = '{}' WHERE position = 3"));
  bool noticed = false;
  for (const Finding& finding : examine_data(folder_, false, clock_)) {
    if (finding.what != "hash chain") continue;
    noticed = finding.health == Health::kFail;
    EXPECT_THAT(finding.advice, HasSubstr("restore"));
  }
  EXPECT_TRUE(noticed);
}

TEST_F(BackupTest, DoctorNoticesAGapInTheLog) {
  shop_.reset();
  auto db = sqlite::Database::open(folder_.ledger(), {}).value();
  ASSERT_TRUE(db.exec("DELETE FROM event_log WHERE position = 3"));
  std::ostringstream report;
  DoctorOptions options;
  options.folder = folder_;
  EXPECT_FALSE(run_doctor(options, clock_, report));
  EXPECT_THAT(report.str(), HasSubstr("1 positions are missing"));
}

}  // namespace
}  // namespace shop::cli
