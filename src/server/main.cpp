#include <sqlite3.h>

#include "adapters/sqlite_analytics/reconcile.hpp"
#include "base/clock.hpp"
#include "cli/command_line.hpp"
#include "embedded/maintenance.hpp"
#include "server/shop_server.hpp"

int main(int argc, char** argv) {
  // SQLite's memory statistics take a lock at every allocation, and nobody reads them.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  const shop::SystemClock clock;
  shop::cli::Host host;
  host.serve = [&clock](const shop::cli::ServeOptions& options) {
    shop::server::ServeSettings settings;
    settings.data_dir = options.data;
    settings.listen = options.listen;
    settings.secure_cookies = options.secure_cookies;
    settings.trusted_proxies = options.trusted_proxies;
    settings.metrics_token_file = options.metrics_token_file;
    settings.bank_secret_file = options.bank_secret_file;
    return shop::server::serve(settings, clock);
  };
  host.reconcile = [&clock](const shop::embedded::DataFolder& folder)
      -> shop::Result<shop::analytics::Reconciliation> {
    SHOP_TRY(shop::embedded::await_analytics(folder, clock));
    return shop::sqlite::reconcile(folder.ledger(), folder.analytics());
  };
  return shop::cli::run_command_line(argc, argv, host);
}
