// The doctor's look at a data folder. Everything is opened for reading only.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/ledger_migrations.hpp"
#include "adapters/sqlite/log_chain.hpp"
#include "cli/doctor_command.hpp"

namespace shop::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLagWarn = 10'000;
constexpr const char* kRestoreAdvice =
    "stop the shop and restore the last backup: drinkshop restore FILE --data DIR --force";

Result<sqlite::Database> open_to_read(const std::string& path) {
  sqlite::OpenOptions options;
  options.mode = sqlite::OpenMode::kReadOnly;
  return sqlite::Database::open(path, options);
}

Finding failure(const std::string& what, const Error& error, const std::string& advice) {
  return {Health::kFail, what, error.detail, advice};
}

Finding folder_rights(const std::string& path) {
  std::error_code failed;
  const fs::perms rights = fs::status(path, failed).permissions();
  if (failed) return {Health::kFail, "data folder", failed.message(), "check the path"};
  if (::access(path.c_str(), W_OK) != 0) {
    return {Health::kFail, "data folder", "this user may not write in " + path,
            "run as the user that the shop runs as"};
  }
  const auto others = fs::perms::others_read | fs::perms::others_exec;
  if ((rights & others) != fs::perms::none) {
    return {Health::kWarn, "data folder", path + " is open to every user of this machine",
            "close it: chmod 700 " + path};
  }
  return {Health::kOk, "data folder", path, ""};
}

bool is_locked(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock region {};
  region.l_type = F_WRLCK;
  const bool by_record = ::fcntl(fd, F_OFD_GETLK, &region) == 0 && region.l_type != F_UNLCK;
  const bool by_file = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
  ::close(fd);
  return by_record || by_file;
}

Finding schema(sqlite::Database& db) {
  const auto newest = db.query_int64("SELECT max(number) FROM schema_migrations");
  if (!newest) return failure("schema", newest.error(), "is this a shop's data folder?");
  const auto ours = static_cast<std::int64_t>(sqlite::kLedgerMigrations.size());
  const std::int64_t theirs = newest.value().value_or(0);
  Finding finding{Health::kOk, "schema", fmt::format("version {} of {}", theirs, ours), ""};
  if (theirs > ours) {
    finding.health = Health::kFail;
    finding.advice = "a newer drinkshop wrote it: update this program";
  } else if (theirs < ours) {
    finding.health = Health::kWarn;
    finding.advice = "it is brought up to date when the shop starts next";
  }
  return finding;
}

Finding structure(sqlite::Database& db) {
  auto check = db.prepare("PRAGMA quick_check(1)");
  if (!check) return failure("ledger file", check.error(), kRestoreAdvice);
  auto rows = check.value().run();
  const auto any = rows.step();
  if (!any) return failure("ledger file", any.error(), kRestoreAdvice);
  const std::string answer = any.value() ? std::string(rows.text(0)) : "no answer";
  if (answer != "ok") return {Health::kFail, "ledger file", answer, kRestoreAdvice};
  return {Health::kOk, "ledger file", "quick_check found nothing", ""};
}

Finding log_gaps(sqlite::Database& db) {
  const auto head = db.query_int64("SELECT max(position) FROM event_log");
  const auto missing = db.query_int64(
      "SELECT coalesce(max(position) - min(position) + 1 - count(*), 0) FROM event_log");
  if (!head) return failure("event log", head.error(), kRestoreAdvice);
  if (!missing) return failure("event log", missing.error(), kRestoreAdvice);
  if (const std::int64_t count = missing.value().value_or(0); count != 0) {
    return {Health::kFail, "event log", fmt::format("{} positions are missing", count),
            kRestoreAdvice};
  }
  return {Health::kOk, "event log",
          fmt::format("{} records without a gap", head.value().value_or(0)), ""};
}

Finding newest_event(sqlite::Database& db, const Clock& clock) {
  const auto at =
      db.query_int64("SELECT appended_at FROM event_log ORDER BY position DESC LIMIT 1");
  if (!at) return failure("newest event", at.error(), kRestoreAdvice);
  const std::optional<std::int64_t> us = at.value();
  if (!us) return {Health::kOk, "newest event", "none yet", ""};
  const Timestamp appended{*us};
  Finding finding{Health::kOk, "newest event", format_millis(appended), ""};
  if (appended > clock.now() + minutes(5)) {
    finding.health = Health::kWarn;
    finding.advice = "it lies in the future: the clock was, or is, wrong";
  }
  return finding;
}

Finding hash_chain(const std::string& ledger) {
  const auto chain = sqlite::verify_chain(ledger);
  if (!chain) return failure("hash chain", chain.error(), kRestoreAdvice);
  if (!chain.value().problem.empty()) {
    return {Health::kFail, "hash chain", chain.value().problem,
            std::string("the log was changed outside the shop; ") + kRestoreAdvice};
  }
  return {Health::kOk, "hash chain",
          fmt::format("{} links over {} records hold", chain.value().links, chain.value().records),
          ""};
}

Finding engine_lag(const embedded::DataFolder& folder, sqlite::Database& ledger) {
  std::error_code failed;
  if (!fs::exists(folder.analytics(), failed)) {
    return {Health::kOk, "analytics", "none yet; they are made when the shop starts", ""};
  }
  auto db = open_to_read(folder.analytics());
  if (!db) return failure("analytics", db.error(), "make them anew: drinkshop rebuild --data DIR");
  const auto done = db.value().query_int64("SELECT max(position) FROM engine_state");
  const auto head = ledger.query_int64("SELECT max(position) FROM event_log");
  if (!done || !head) {
    return failure("analytics", done ? head.error() : done.error(),
                   "make them anew: drinkshop rebuild --data DIR");
  }
  const std::int64_t lag = head.value().value_or(0) - done.value().value_or(0);
  Finding finding{Health::kOk, "analytics", fmt::format("{} events behind the log", lag), ""};
  if (lag < 0) {
    finding.health = Health::kFail;
    finding.advice = "they belong to another ledger: drinkshop rebuild --data DIR";
  } else if (lag > kLagWarn) {
    finding.health = Health::kWarn;
    finding.advice = "they catch up while the shop runs; if not, look at its log";
  }
  return finding;
}

}  // namespace

std::vector<Finding> examine_data(const embedded::DataFolder& folder, bool quick,
                                  const Clock& clock) {
  std::error_code failed;
  if (!fs::is_directory(folder.path, failed)) {
    return {{Health::kFail, "data folder", "there is no folder " + folder.path,
             "check the path; 'drinkshop serve --data DIR' makes a new one"}};
  }
  std::vector<Finding> findings{folder_rights(folder.path)};
  if (!fs::exists(folder.ledger(), failed)) {
    findings.push_back({Health::kWarn, "ledger", "no shop in it yet",
                        "'drinkshop serve' or 'drinkshop demo' makes one"});
    return findings;
  }
  findings.push_back({Health::kOk, "server",
                      is_locked(folder.engine_lock()) ? "a shop is running on this folder"
                                                      : "no shop is running on this folder",
                      ""});
  auto db = open_to_read(folder.ledger());
  if (!db) {
    findings.push_back(failure("ledger", db.error(), kRestoreAdvice));
    return findings;
  }
  findings.push_back(schema(db.value()));
  if (findings.back().health == Health::kFail) return findings;
  if (!quick) findings.push_back(structure(db.value()));
  findings.push_back(log_gaps(db.value()));
  findings.push_back(newest_event(db.value(), clock));
  if (!quick) findings.push_back(hash_chain(folder.ledger()));
  findings.push_back(engine_lag(folder, db.value()));
  return findings;
}

}  // namespace shop::cli
