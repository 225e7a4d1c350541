#include "cli/import_command.hpp"

#include <filesystem>
#include <fstream>

#include "cli/progress.hpp"
#include "cli/sales_history.hpp"
#include "domain/menu.hpp"

namespace shop::cli {
namespace {

constexpr std::string_view kCategory = "imported";

Result<std::ifstream> open_file(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    return make_error(ErrorKind::kNotFound, "import.no_file", "there is no file " + path);
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return make_error(ErrorKind::kForbidden, "import.no_file", "cannot read " + path);
  return in;
}

Result<HistoryCheck> check_file(const std::string& path, std::int64_t size, std::ostream& talk) {
  SHOP_TRY(std::ifstream in, open_file(path));
  Progress progress("checking " + path, size);
  HistoryCheck check = check_history(in, [&](std::int64_t bytes) { progress.update(bytes); });
  if (in.bad()) {
    return make_error(ErrorKind::kUnavailable, "import.read_failed", "cannot read all of " + path);
  }
  if (check.fault_count == 0) return check;
  for (const RowFault& fault : check.faults) talk << path << ": " << to_string(fault) << '\n';
  const auto listed = static_cast<std::int64_t>(check.faults.size());
  if (check.fault_count > listed) talk << "… and " << check.fault_count - listed << " more\n";
  return make_error(ErrorKind::kMalformed, "import.malformed",
                    path + " has " + std::to_string(check.fault_count) +
                        (check.fault_count == 1 ? " fault" : " faults") + "; nothing was imported");
}

Result<int> make_menu(const HistoryCheck& check, ImportTarget& target) {
  Progress progress("menu items", static_cast<std::int64_t>(check.menu.size()));
  int made = 0;
  int done = 0;
  for (const HistoricItem& historic : check.menu) {
    domain::MenuItem item;
    item.menu_id = historic.menu_id;
    item.name = historic.name;
    item.category = kCategory;
    item.price = historic.price;
    SHOP_TRY(const bool created, target.ensure_item(item, historic.first_sold_at));
    made += created ? 1 : 0;
    progress.update(++done);
  }
  return made;
}

Result<ImportCounts> place_all(const std::string& path, const std::string& shop_id,
                               std::int64_t size, ImportTarget& target) {
  SHOP_TRY(std::ifstream in, open_file(path));
  SalesHistory history(in, shop_id);
  Progress progress("importing " + path, size);
  while (true) {
    SHOP_TRY(auto order, history.next());
    if (!order) return target.finish();
    SHOP_TRY(target.place(*std::move(order)));
    progress.update(history.bytes_read());
  }
}

}  // namespace

Result<void> run_import(const std::string& path, const std::string& shop_id, ImportTarget& target,
                        std::ostream& out, std::ostream& talk) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(path, failed);
  const std::int64_t size = failed ? 0 : static_cast<std::int64_t>(bytes);
  SHOP_TRY(const HistoryCheck check, check_file(path, size, talk));
  SHOP_TRY(const int items_made, make_menu(check, target));
  SHOP_TRY(const ImportCounts counts, place_all(path, shop_id, size, target));
  out << counts.imported << " orders imported, " << counts.already_there << " already there\n"
      << "the file holds " << check.orders << " orders, " << check.items << " items, "
      << check.revenue << " dong; " << items_made << " items were new on the menu\n";
  return ok();
}

}  // namespace shop::cli
