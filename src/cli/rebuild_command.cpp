#include "cli/rebuild_command.hpp"

#include "cli/progress.hpp"
#include "embedded/maintenance.hpp"

namespace shop::cli {

Result<void> run_rebuild(const embedded::DataFolder& folder, const Clock& clock,
                         std::ostream& out) {
  constexpr std::int64_t kSteps = 1000;
  Progress progress("analytics", kSteps);
  std::int64_t position = 0;
  SHOP_TRY(embedded::rebuild_analytics(folder, clock, [&](std::int64_t done, std::int64_t all) {
    position = done;
    progress.update(all == 0 ? 0 : done * kSteps / all);
  }));
  out << "analytics made again from the log up to position " << position << '\n';
  return ok();
}

}  // namespace shop::cli
