#pragma once

#include <ostream>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "embedded/embedded_shop.hpp"

namespace shop::cli {

/// Throws the analytics away and makes them again from the log. kConflict while a shop is running
/// on the folder. Until the new ones are complete the old ones stay.
Result<void> run_rebuild(const embedded::DataFolder& folder, const Clock& clock, std::ostream& out);

}  // namespace shop::cli
