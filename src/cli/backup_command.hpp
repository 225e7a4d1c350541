#pragma once

#include <ostream>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "embedded/embedded_shop.hpp"

namespace shop::cli {

/// Writes a backup of the shop, which may be running, and says what is in it.
Result<void> run_backup(const embedded::DataFolder& folder, const std::string& file,
                        const Clock& clock, std::ostream& out);

/// Makes the data folder from a backup. A folder with anything in it is refused (kConflict), unless
/// `force`: then what is there is moved into a folder `replaced-TIME` inside it, never deleted. A
/// shop that is running on the folder is never replaced. The analytics are not made here.
Result<void> run_restore(const std::string& file, const embedded::DataFolder& folder, bool force,
                         const Clock& clock, std::ostream& out);

}  // namespace shop::cli
