#pragma once

#include <ostream>
#include <string>

#include "base/result.hpp"
#include "cli/import_target.hpp"

namespace shop::cli {

/// Imports a sales history (see sales_history.hpp for its form). The whole file is checked first:
/// when anything in it is wrong, the first 20 places are listed on `talk` and nothing is imported.
/// Interrupted or repeated, it goes on where it was: every order has an id of its own.
Result<void> run_import(const std::string& path, const std::string& shop_id, ImportTarget& target,
                        std::ostream& out, std::ostream& talk);

}  // namespace shop::cli
