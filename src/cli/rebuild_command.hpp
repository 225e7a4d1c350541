#pragma once

#include <ostream>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "server/embedded_shop.hpp"

namespace shop::cli {

/// Throws the analytics away and makes them again from the log. kConflict while a shop is running
/// on the folder. Killed half-way, it or the next start of the shop goes on where it was. What was
/// published before is not published a second time.
Result<void> run_rebuild(const server::DataFolder& folder, const Clock& clock, std::ostream& out);

/// Brings the analytics up to the end of the log, unless a running shop does that already.
Result<void> catch_up(server::EmbeddedShop& shop);

}  // namespace shop::cli
